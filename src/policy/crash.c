/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Reports which plug-in crashed.
 *
 * A plug-in runs within this program, so its wild pointer ends the program, and
 * the user should be told that the plug-in is wrong.  A handler for the signals
 * of a crash looks for the program counter in the segments of the objects that
 * were loaded, writes one line and exits.  A plug-in may also cause a crash
 * elsewhere (in a memcpy() that it called); then all plug-ins are named.
 *
 * The handlers are installed with the first plug-in.  What they read is written
 * before the plug-in runs and not changed after; it is static because a handler
 * gets no argument.  The table also keeps the copies of policies that plugin.c
 * has completed, because they too live as long as the object.  A stack overflow
 * is reported in the main thread only, which has an alternate stack.
 */
#include "policy/crash.h"

#include <dlfcn.h>
#include <link.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <ucontext.h>
#include <unistd.h>

#define PLUGINS_MAX 64
#define STACK_BYTES 65536

struct watched_plugin {
	const void *object; /* what dlopen() returned */
	struct policy policy;
	struct policy_ops ops;
	char what[200]; /* "policy NAME (PATH)" */
	uintptr_t base;
	uintptr_t from, to;
};

static struct watched_plugin plugin[PLUGINS_MAX];
static volatile sig_atomic_t nplugin;

static void
say(const char *text)
{
	ssize_t n = write(STDERR_FILENO, text, strlen(text));

	(void)n;
}

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

static const char *
signal_words(int sig)
{
	switch (sig) {
	case SIGSEGV:
		return ("segmentation fault");
	case SIGBUS:
		return ("bus error");
	case SIGFPE:
		return ("division by zero or overflow");
	case SIGILL:
		return ("illegal instruction");
	default:
		return ("abort");
	}
}

static void
on_crash(int sig, not_used siginfo_t *info, void *context)
{
	uintptr_t at = place_of(context);

	say("pagerace: ");
	for (int i = 0; i < nplugin; i++)
		if (nplugin == 1 ||
		    (at >= plugin[i].from && at < plugin[i].to)) {
			say(plugin[i].what);
			say(" crashed (");
			say(signal_words(sig));
			say("; 'pagerace check' finds out when)\n");
			_exit(3);
		}
	say("crashed (");
	say(signal_words(sig));
	say(") while these plug-ins were in use: ");
	for (int i = 0; i < nplugin; i++) {
		say(i > 0 ? ", " : "");
		say(plugin[i].what);
	}
	say(" ('pagerace check' finds out whose it is)\n");
	_exit(3);
}

/*
 * A plug-in that calls exit() would end a study without a result and with exit
 * status 0.  The program itself calls crash_leave() before it exits.
 */
static bool leaving;

static void
on_exit_of_plugin(void)
{
	if (leaving)
		return;
	say("pagerace: the program was ended from within (exit() called) while "
	    "these plug-ins were in use: ");
	for (int i = 0; i < nplugin; i++) {
		say(i > 0 ? ", " : "");
		say(plugin[i].what);
	}
	say("\n");
	_exit(3);
}

void
crash_leave(void)
{
	leaving = true;
}

static void
install(void)
{
	static const int fatal[] = { SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT };
	static char stack[STACK_BYTES];
	const stack_t other = { .ss_sp = stack, .ss_size = sizeof(stack) };
	struct sigaction how = {
		.sa_sigaction = on_crash,
		.sa_flags = SA_SIGINFO | SA_ONSTACK | SA_RESETHAND,
	};

	atexit(on_exit_of_plugin);
	sigaltstack(&other, NULL);
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

const struct policy *
crash_watch(const char *path, const struct policy *policy, void *object)
{
	struct watched_plugin *w = &plugin[nplugin];
	struct link_map *map;

	if (nplugin == PLUGINS_MAX ||
	    dlinfo(object, RTLD_DI_LINKMAP, &map) != 0)
		return (NULL);
	w->object = object;
	w->policy = *policy;
	w->ops = *policy->ops;
	w->policy.ops = &w->ops;
	snprintf(w->what, sizeof(w->what), "policy %.80s (%.100s)",
	    policy->name, path);
	w->base = map->l_addr;
	dl_iterate_phdr(measure, w);
	if (nplugin++ == 0)
		install();
	return (&w->policy);
}
