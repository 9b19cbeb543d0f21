/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The sections of the threads.
 *
 * A section has a stack for signal handlers, so that a stack overflow can be
 * reported from any thread.  The page and the stacks are static because a
 * signal handler gets no argument.
 */
#include "policy/watch.h"

#include <sys/mman.h>

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"

/* Enough for a signal frame with the widest registers. */
#define STACK_BYTES 32768

static struct watch_page *page;
static pid_t pid;
static char (*stack)[STACK_BYTES]; /* by section */
static _Thread_local struct watch_section *mine;

void
watch_open(struct watch_page *shared)
{
	if (shared != NULL)
		stack = mmap(NULL, WATCH_SECTIONS * sizeof(*stack),
		    PROT_READ | PROT_WRITE,
		    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (stack == MAP_FAILED)
		mem_die("out of memory");
	page = shared;
	pid = getpid();
	mine = NULL;
}

struct watch_page *
watch_page(void)
{
	return (page);
}

pid_t
watch_pid(void)
{
	return (pid);
}

/* Does the text end with this path, in parentheses? */
static bool
is_at(const char *what, const char *path)
{
	char end[sizeof(page->what[0])];
	size_t n;

	n = (size_t)snprintf(end, sizeof(end), "(%.100s)", path);
	return (strlen(what) > n && strcmp(what + strlen(what) - n, end) == 0);
}

int
watch_name(const char *path)
{
	int n;

	if (page == NULL)
		return (0);
	n = page->nplugin;
	for (int i = 0; i < n; i++)
		if (is_at(page->what[i], path))
			return (i);
	if (n == WATCH_PLUGINS)
		return (-1);
	snprintf(
	    page->what[n], sizeof(page->what[n]), "plug-in (%.100s)", path);
	page->nplugin = n + 1;
	return (n);
}

void
watch_rename(int plugin, const char *path, const char *policy)
{
	char what[sizeof(page->what[0])];

	if (page == NULL)
		return;
	snprintf(what, sizeof(what), "policy %.80s (%.100s)", policy, path);
	memcpy(page->what[plugin], what, sizeof(what));
}

static void
use_stack(const struct watch_section *s)
{
	stack_t other = { .ss_sp = stack[s - page->section],
		.ss_size = STACK_BYTES };

	sigaltstack(&other, NULL);
}

void
watch_begin(int plugin, enum watch_work work)
{
	if (plugin < 0 || page == NULL)
		return;
	for (size_t i = 0; mine == NULL; i = (i + 1) % WATCH_SECTIONS) {
		int none = 0;

		if (atomic_compare_exchange_strong(
			&page->section[i].plugin, &none, plugin + 1))
			mine = &page->section[i];
	}
	mine->work = work;
	mine->references = 0;
	mine->beats++;
	use_stack(mine);
}

/*
 * A process that a plug-in has forked would go on with the run and read from
 * the descriptors that it shares with this one.
 */
static void
end_copy(void)
{
	int none = 0;

	if (getpid() == pid)
		return;
	atomic_compare_exchange_strong(&page->forked, &none, mine->plugin);
	_exit(3);
}

void
watch_beat(uint64_t references)
{
	if (mine == NULL)
		return;
	end_copy();
	mine->references = references;
	mine->beats++;
}

void
watch_end(void)
{
	const stack_t none = { .ss_flags = SS_DISABLE };
	struct watch_section *was = mine;

	if (was == NULL)
		return;
	end_copy();
	sigaltstack(&none, NULL);
	mine = NULL;
	was->plugin = 0;
}

int
watch_current(void)
{
	return (mine == NULL ? -1 : mine->plugin - 1);
}
