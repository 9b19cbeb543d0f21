/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Calls that change mappings, of the threads of one space: one at a time.
 *
 * The kernel tells of the end of a call when it has been made.  If two threads
 * map and unmap memory at the same time, the ends may be seen in another order
 * than that in which the kernel made the calls, and what is mapped is not known
 * any more.  So a thread waits in front of such a call while another one makes
 * one, and a fork, which copies mappings, is such a call.  They do not wait
 * for other threads, as calls that are not known may: for these, a thread waits
 * behind the call, before the areas are read anew.
 */
#include <sys/syscall.h>

#include <sched.h>

#include "record/guarded.h"

#if defined(__x86_64__)

bool
guard_changes_mappings(const struct guarded_thread *th)
{
	switch (th->number) {
	case SYS_mmap:
	case SYS_munmap:
	case SYS_mremap:
	case SYS_mprotect:
	case SYS_brk:
	case SYS_fork:
		return (true);
	case SYS_clone:
	case SYS_clone3:
		return ((th->clone_flags & (CLONE_VM | CLONE_VFORK)) == 0);
	default:
		return (false);
	}
}

bool
guard_take_turn(struct guarded *w, struct guarded_thread *th, struct space *s)
{
	bool mine = s->mapper == 0 || s->mapper == th->inject.tid;

	if (mine)
		s->mapper = th->inject.tid;
	else if (th->turn == 0)
		th->turn = ++w->turns;
	return (mine);
}

void
guard_end_turn(const struct guarded_thread *th, struct space *s)
{
	if (s->mapper == th->inject.tid)
		s->mapper = 0;
}

/* The thread that has waited for longest of those that may go on. */
static struct guarded_thread *
next_turn(struct guarded *w)
{
	struct guarded_thread *first = NULL;

	for (struct guarded_thread *th = w->threads; th != NULL;
	     th = th->next) {
		const struct tracee *t;
		const struct space *s;

		if (th->turn == 0 || (first != NULL && first->turn < th->turn))
			continue;
		t = tracee_find(&w->r->tracees, th->inject.pid);
		s = t == NULL ? NULL : t->stream;
		if (s == NULL || s->mapper == 0 || w->stopping)
			first = th;
	}
	return (first);
}

void
guard_next_turns(struct guarded *w)
{
	struct guarded_thread *th;

	while (w->turns > 0 && (th = next_turn(w)) != NULL) {
		th->turn = 0;
		guard_resume(w, th);
	}
}

#endif
