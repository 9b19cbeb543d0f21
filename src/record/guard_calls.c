/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * System calls of a guarded process.
 *
 * The kernel does not raise a signal for memory that it may not access: the
 * call fails, or does half of its work.  So what a call uses is opened before
 * it begins and held until it ends.  The thread is taken back in front of the
 * call for that, and makes it again.
 *
 * What the call has used is recorded at its end, as far as its result says;
 * pages that were opened for it and not used are closed.  A call that is not
 * known gets everything opened, and the areas are read anew behind it.
 */
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/user.h>

#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "record/guarded.h"

#if defined(__x86_64__)

#define THREAD_BYTES 2304 /* struct pthread */

/* Without these, programs do other ones: what they do to memory is done at
 * times that are not seen. */
static bool
is_refused(uint64_t number)
{
	return (number == SYS_rseq || number == SYS_io_uring_setup ||
		number == SYS_io_setup);
}

void
guard_hold(struct guarded *w, struct guarded_thread *th,
    const struct call_range *range, size_t n)
{
	const struct recarea *stack = NULL;

	free(th->range);
	th->range = NULL;
	th->nrange = n;
	if (n == 0)
		return;
	th->range = malloc((n + 1) * sizeof(*range));
	if (th->range == NULL)
		mem_die("a recorded system call");
	memcpy(th->range, range, n * sizeof(*range));
	for (size_t i = 0; i < n && stack == NULL; i++)
		stack = guard_grows(w->guard.space, &range[i]);
	/* What the kernel adds allows what the lowest page does. */
	if (stack != NULL)
		th->range[th->nrange++] =
		    (struct call_range){ stack->start, 1, true, true };
	for (size_t i = 0; i < th->nrange; i++)
		guard_hold_range(w, &th->range[i]);
}

static void
release(struct guarded *w, struct guarded_thread *th)
{
	for (size_t i = 0; i < th->nrange; i++)
		guard_release_range(w, &th->range[i]);
	th->nrange = 0;
}

void
guard_forget_call(struct guarded_thread *th, struct space *s)
{
	for (size_t i = 0; s != NULL && i < th->nrange; i++)
		guard_leave_open(s, &th->range[i]);
	if (th->everything && s != NULL && s->open > 0)
		s->open--;
	free(th->range);
	th->range = NULL;
	th->nrange = 0;
	th->everything = th->prepared = th->in_call = th->late = false;
	th->turn = 0;
	if (s != NULL)
		guard_end_turn(th, s);
}

void
guard_cancel_call(struct guarded *w, struct guarded_thread *th, struct space *s)
{
	struct guard *g = guarded_at(w, th, s);

	if (!th->prepared)
		return;
	guard_forget_call(th, s);
	if (th->number == SYS_mremap)
		guard_close_range(
		    g, th->arg[0] & -GUARD_PAGE, th->arg[0] + th->arg[1]);
	(void)guard_commit(g);
}

/* A thread that ends: the kernel clears its number in memory, and wakes those
 * that wait for that. */
static void
find_exit(struct guarded *w, struct guarded_thread *th)
{
	enum { GET_TID_ADDRESS = 40 };
	struct guard *g = &w->guard;
	const struct injector *in = &g->space->injector;
	struct call_memory *m = &w->memory;
	struct user_regs_struct regs;
	uint64_t at = 0;

	if (ptrace(PTRACE_GETREGS, th->inject.tid, NULL, &regs) != 0)
		return;
	guard_call(g, SYS_prctl, GET_TID_ADDRESS, inject_scratch(in), 0, 0);
	if (!guard_commit(g))
		return;
	(void)inject_read(in, inject_scratch(in), &at, sizeof(at));
	m->n = 0;
	if (at != 0)
		m->range[m->n++] = (struct call_range){ at, 4, true, false };
	m->range[m->n++] =
	    (struct call_range){ regs.fs_base, THREAD_BYTES, true, false };
}

static void
skip_call(pid_t tid, int64_t result)
{
	struct user_regs_struct regs;

	if (ptrace(PTRACE_GETREGS, tid, NULL, &regs) != 0)
		return;
	regs.orig_rax = UINT64_MAX;
	regs.rax = (uint64_t)result;
	(void)ptrace(PTRACE_SETREGS, tid, NULL, &regs);
}

/* In a process that ran before, other threads have registered an area for
 * restartable sequences, and the C library ends it when a new one cannot.  So
 * that one's is registered when the recording ends. */
static void
refuse(const struct guarded *w, struct guarded_thread *th)
{
	bool later = th->number == SYS_rseq && w->r->spec->pid != 0;

	if (later) {
		th->rseq_addr = th->arg[0];
		th->rseq_size = th->arg[2] == 0 ? (uint32_t)th->arg[1] : 0;
		th->rseq_signature = (uint32_t)th->arg[3];
	}
	skip_call(th->inject.tid, later ? 0 : -ENOSYS);
}

/* Whether the call sets a mask of signals for its time. */
static bool
sets_mask(const struct guarded_thread *th)
{
	return (th->number == SYS_rt_sigsuspend ||
		(th->number == SYS_ppoll && th->arg[3] != 0) ||
		(th->number == SYS_epoll_pwait && th->arg[4] != 0));
}

/* Whether memory is no longer used behind the call. */
static bool
ends(uint64_t number)
{
	return (number == SYS_exit || number == SYS_exit_group ||
		number == SYS_execve || number == SYS_execveat);
}

static void
find_memory(struct guarded *w, struct guarded_thread *th)
{
	const struct injector *in = &w->guard.space->injector;
	struct call_memory *m = &w->memory;
	struct user_regs_struct regs;

	call_memory_find(in, th->number, th->arg, m);
	m->everything |= sets_mask(th) ||
			 (ends(th->number) &&
			     guard_holds_robust(w, th, th->number != SYS_exit));
	if (th->number == SYS_exit) {
		find_exit(w, th);
	} else if (th->number == SYS_rt_sigreturn) {
		m->everything = false;
		if (ptrace(PTRACE_GETREGS, th->inject.tid, NULL, &regs) == 0)
			m->range[m->n++] = (struct call_range){ regs.rsp - 8,
				GUARD_FRAME, false, false };
	} else if (th->number == SYS_clone) {
		th->clone_flags = th->arg[0];
	} else if (th->number == SYS_clone3) {
		th->clone_flags = 0;
		(void)inject_read(
		    in, th->arg[0], &th->clone_flags, sizeof(th->clone_flags));
	} else if (th->number == SYS_vfork) {
		th->clone_flags = CLONE_VM | CLONE_VFORK;
	} else {
		th->clone_flags = 0;
	}
}

static bool
is_prepared(const struct guarded_thread *th, uint64_t number,
    const uint64_t *arg, uint64_t ip)
{
	return (th->prepared && th->number == number && th->ip == ip &&
		memcmp(th->arg, arg, sizeof(th->arg)) == 0);
}

static void
open_everything(struct guarded *w, struct guarded_thread *th)
{
	struct space *s = w->guard.space;

	th->everything = true;
	if (s->open++ == 0)
		guard_open_range(&w->guard, 0, UINT64_MAX);
}

static void
record_call(struct guarded *w, struct guarded_thread *th, struct tracee *t,
    int64_t result)
{
	uint64_t left = result > 0 ? (uint64_t)result * th->unit : 0;

	for (size_t i = 0; i < th->nrange; i++) {
		const struct call_range *r = &th->range[i];
		uint64_t size = r->size;

		if (r->by_result) {
			size = size < left ? size : left;
			left -= size;
		} else if (r->write && result < 0) {
			size = 0;
		}
		guard_record_range(w, t, r, size);
	}
}

/* The areas are read anew when no thread changes them. */
static bool
may_leave(struct guarded *w, struct guarded_thread *th, struct space *s)
{
	return (!th->everything || s->open > 1 || guard_take_turn(w, th, s));
}

/* What the kernel has added to a stack for the call is open. */
static void
close_grown(struct guarded *w, struct guarded_thread *th, struct tracee *t)
{
	struct space *s = t->stream;

	for (size_t i = 0; i < th->nrange; i++) {
		const struct recarea *grown = NULL;

		if (guard_grows(s, &th->range[i]) != NULL)
			grown = guard_find_area(w, s, t, th->range[i].start);
		if (grown != NULL)
			guard_close_range(&w->guard, grown->start, grown->end);
	}
}

static void
leave(struct guarded *w, struct guarded_thread *th, struct tracee *t,
    int64_t result)
{
	struct space *s = t->stream;
	struct guard *g = guarded_at(w, th, s);
	bool everything = th->everything;

	close_grown(w, th, t);
	if (result < RESTART_FIRST || result > RESTART_LAST)
		record_call(w, th, t, result);
	release(w, th);
	guard_forget_call(th, s);
	if (th->number == SYS_mremap)
		result = guard_remap(w, th, result);
	guard_map_call(w, th, t, result);
	if (everything && s->open == 0) {
		guard_sync(w, s, t);
		guard_close_range(g, 0, UINT64_MAX);
	}
	guard_trim(g);
	(void)guard_commit(g);
	if (th->number == SYS_rt_sigprocmask || th->number == SYS_rt_sigreturn)
		guard_learn_mask(th);
	if (th->number == SYS_rt_sigaction && th->arg[0] == SIGSEGV &&
	    th->arg[1] != 0 && result == 0)
		guard_learn_handler(g);
}

void
guard_enter_call(struct guarded *w, struct guarded_thread *th, struct tracee *t,
    uint64_t number, const uint64_t arg[6], uint64_t ip)
{
	struct space *s = t->stream;
	struct guard *g = guarded_at(w, th, s);
	bool restarts = th->restarts && number == SYS_restart_syscall;
	bool opens;

	if (th->late) {
		if (!may_leave(w, th, s))
			return;
		th->late = false;
		leave(w, th, t, -EINTR);
		if (th->inject.stop != INJECT_ENTRY)
			return;
		(void)guarded_at(w, th, s);
	}
	if (restarts) {
		number = th->number;
		arg = th->arg;
	}
	if (is_prepared(th, number, arg, ip)) {
		th->prepared = false;
		th->in_call = true;
		return;
	}
	guard_cancel_call(w, th, s);
	guard_forget_call(th, s);
	th->in_call = true;
	th->number = number;
	th->ip = ip;
	memmove(th->arg, arg, sizeof(th->arg));
	if (is_refused(number)) {
		refuse(w, th);
		return;
	}
	find_memory(w, th);
	if (guard_changes_mappings(th) && !guard_take_turn(w, th, s))
		return;
	th->unit = w->memory.unit;
	if (w->memory.everything)
		open_everything(w, th);
	else
		guard_hold(w, th, w->memory.range, w->memory.n);
	if (number == SYS_mremap)
		guard_open_range(g, arg[0] & -GUARD_PAGE, arg[0] + arg[1]);
	opens = g->n > 0;
	(void)guard_commit(g);
	/* It comes here again, with all open. */
	th->prepared = opens || th->inject.stop != INJECT_ENTRY;
}

/*
 * A call that sets a mask of signals for its time, as pselect(2) does, and was
 * interrupted by one: until that has been delivered the thread must make no
 * other call, which would end the mask.  So everything stays open until its
 * next one.
 */
void
guard_leave_call(struct guarded *w, struct guarded_thread *th, struct tracee *t,
    int64_t result)
{
	bool cut = result == -EINTR ||
		   (result >= RESTART_FIRST && result <= RESTART_LAST);

	if (!th->in_call || th->prepared)
		return;
	th->late = cut && th->everything;
	th->restarts = result == RESTART_BLOCK;
	if (!th->late && may_leave(w, th, t->stream))
		leave(w, th, t, result);
}

#endif
