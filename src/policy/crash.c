/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Finds out which plug-in crashed.
 *
 * A plug-in runs within this program, so its wild pointer ends this process,
 * and the user should be told that the plug-in is wrong.  A handler for the
 * signals of a crash notes whose it is, where the supervisor reads it, and ends
 * the process.  It is the plug-in whose section (policy/watch.h) the thread is
 * in; in a thread that the plug-in made, the one whose object holds the
 * instruction.
 *
 * What the handler reads is written before the plug-in runs and not changed
 * after; it is static because a handler gets no argument.  The table also keeps
 * the copies of policies that plugin.c has completed, because they too live as
 * long as the object.
 */
#include "policy/crash.h"

#include <dlfcn.h>
#include <link.h>
#include <signal.h>
#include <stdbool.h>
#include <ucontext.h>
#include <unistd.h>

#include "policy/watch.h"

struct watched_plugin {
	const void *object; /* what dlopen() returned */
	struct policy policy;
	struct policy_ops ops;
	int number; /* watch_name()'s */
	uintptr_t base;
	uintptr_t from, to;
};

static struct watched_plugin plugin[WATCH_PLUGINS];
static volatile sig_atomic_t nplugin;

/* The program counter; 0 on processors that are not listed here. */
static uintptr_t
place_of(not_used const void *context)
{
#if defined(__x86_64__)
	const ucontext_t *u = context;

	return ((uintptr_t)u->uc_mcontext.gregs[REG_RIP]);
#elif defined(__aarch64__)
	const ucontext_t *u = context;

	return ((uintptr_t)u->uc_mcontext.pc);
#else
	return (0);
#endif
}

/* The plug-in whose object holds the address: its number + 1, or WATCH_ANY. */
static int
owner_of(uintptr_t at)
{
	for (int i = 0; i < nplugin; i++)
		if (at >= plugin[i].from && at < plugin[i].to)
			return (plugin[i].number + 1);
	return (WATCH_ANY);
}

/* Several threads may crash at once: the first is reported. */
static void
on_crash(int sig, not_used siginfo_t *info, void *context)
{
	struct watch_page *page = watch_page();
	int whose = watch_current() + 1, none = 0;

	if (whose == 0)
		whose = owner_of(place_of(context));
	if (page != NULL)
		atomic_compare_exchange_strong(
		    &page->crashed, &none, whose * WATCH_SIGNALS + sig);
	_exit(3);
}

void
crash_handle(void)
{
	static const int fatal[] = { SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT,
		SIGTRAP, SIGSYS };
	struct sigaction how = {
		.sa_sigaction = on_crash,
		.sa_flags = SA_SIGINFO | SA_ONSTACK,
	};

	sigemptyset(&how.sa_mask);
	for (size_t i = 0; i < sizeof(fatal) / sizeof(fatal[0]); i++)
		sigaction(fatal[i], &how, NULL);
}

/* Called for every loaded object; fills the one that has this base. */
static int
measure(struct dl_phdr_info *object, not_used size_t size, void *arg)
{
	struct watched_plugin *w = arg;

	if (object->dlpi_addr != w->base)
		return (0);
	for (int i = 0; i < object->dlpi_phnum; i++) {
		const ElfW(Phdr) *h = &object->dlpi_phdr[i];
		uintptr_t from = object->dlpi_addr + h->p_vaddr;

		if (h->p_type != PT_LOAD)
			continue;
		if (w->to == 0 || from < w->from)
			w->from = from;
		if (from + h->p_memsz > w->to)
			w->to = from + h->p_memsz;
	}
	return (1);
}

const struct policy *
crash_watched(const void *object)
{
	for (int i = 0; i < nplugin; i++)
		if (plugin[i].object == object)
			return (&plugin[i].policy);
	return (NULL);
}

int
crash_plugin(const struct policy *policy)
{
	for (int i = 0; i < nplugin; i++)
		if (&plugin[i].policy == policy)
			return (plugin[i].number);
	return (-1);
}

const struct policy *
crash_watch(
    const char *path, int number, const struct policy *policy, void *object)
{
	struct watched_plugin *w = &plugin[nplugin];
	struct link_map *map;

	if (nplugin == WATCH_PLUGINS ||
	    dlinfo(object, RTLD_DI_LINKMAP, &map) != 0)
		return (NULL);
	w->object = object;
	w->policy = *policy;
	w->ops = *policy->ops;
	w->policy.ops = &w->ops;
	w->number = number;
	w->base = map->l_addr;
	dl_iterate_phdr(measure, w);
	watch_rename(number, path, policy->name);
	nplugin++;
	return (&w->policy);
}
