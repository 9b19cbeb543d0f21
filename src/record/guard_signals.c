/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Signals that are delivered to a guarded process.
 *
 * The kernel writes the frame of a handler to the stack, or to the other one
 * that was set for it.  These pages are opened first and held.  A frame also
 * tells what the last fault was, which the recorder's calls change.  So a fault
 * is not delivered then: the thread makes it again.
 *
 * A process that ends gives up its robust mutexes (get_robust_list(2)), which
 * the kernel finds in memory; everything is opened for that.
 */
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/user.h>

#include <signal.h>
#include <unistd.h>

#include "record/guarded.h"

#if defined(__x86_64__)

#define RED_ZONE 128
#define SEGV_BIT (UINT64_C(1) << (SIGSEGV - 1))

void
guard_learn_handler(struct guard *g)
{
	struct space *s = g->space;
	uint64_t at = inject_scratch(&s->injector);

	guard_call(g, SYS_rt_sigaction, SIGSEGV, 0, at, 8);
	s->sets_segv =
	    guard_commit(g) &&
	    inject_read(&s->injector, at, s->action, sizeof(s->action)) &&
	    s->action[0] != (uint64_t)(uintptr_t)SIG_DFL;
}

void
guard_learn_mask(struct guarded_thread *th)
{
	uint64_t mask;

	if (ptrace(PTRACE_GETSIGMASK, th->inject.tid, sizeof(mask), &mask) == 0)
		th->blocks_segv = (mask & SEGV_BIT) != 0;
}

void
guard_keep_mask(const struct guarded_thread *th)
{
	pid_t tid = th->inject.tid;
	uint64_t mask;

	if (!th->blocks_segv ||
	    ptrace(PTRACE_GETSIGMASK, tid, sizeof(mask), &mask) != 0)
		return;
	mask |= SEGV_BIT;
	(void)ptrace(PTRACE_SETSIGMASK, tid, sizeof(mask), &mask);
}

static bool
has_robust(const struct injector *in, pid_t tid)
{
	uint64_t head = 0, list[3]; /* the first, a distance, a pending one */
	size_t size;

	return (syscall(SYS_get_robust_list, tid, &head, &size) == 0 &&
		head != 0 && inject_read(in, head, list, sizeof(list)) &&
		(list[0] != head || list[2] != 0));
}

bool
guard_holds_robust(
    const struct guarded *w, const struct guarded_thread *th, bool all)
{
	const struct injector *in = &w->guard.space->injector;
	bool holds = has_robust(in, th->inject.tid);

	for (const struct guarded_thread *o = w->threads;
	     all && !holds && o != NULL; o = o->next)
		holds = o->inject.pid == th->inject.pid &&
			has_robust(in, o->inject.tid);
	return (holds);
}

/* Opens where the frame will be; false: it is open. */
static bool
open_frame(struct guarded *w, struct guarded_thread *th, struct space *s)
{
	struct guard *g = guarded_at(w, th, s);
	const struct injector *in = &s->injector;
	uint64_t other[3] = { 0 }; /* stack_t */
	struct call_range range[2] = { { .size = GUARD_FRAME, .write = true } };
	struct user_regs_struct regs;

	if (s->open > 0 || s->given_up ||
	    ptrace(PTRACE_GETREGS, th->inject.tid, NULL, &regs) != 0)
		return (false);
	guard_call(g, SYS_sigaltstack, 0, inject_scratch(in), 0, 0);
	if (!guard_commit(g))
		return (false);
	(void)inject_read(in, inject_scratch(in), other, sizeof(other));
	range[0].start = regs.rsp - RED_ZONE - GUARD_FRAME;
	range[1] = range[0];
	if (other[2] < GUARD_FRAME)
		range[1].size = other[2];
	range[1].start = other[0] + other[2] - range[1].size;
	guard_forget_call(th, s);
	guard_hold(w, th, range, 2);
	return (guard_commit(g));
}

/* A fault that the thread makes again if it goes on without the signal. */
static bool
is_fault(pid_t tid, int sig, struct guarded_fault *f)
{
	struct user_regs_struct regs;
	siginfo_t info;

	if ((sig != SIGSEGV && sig != SIGBUS && sig != SIGFPE &&
		sig != SIGILL) ||
	    ptrace(PTRACE_GETSIGINFO, tid, NULL, &info) != 0 ||
	    info.si_code <= 0 || info.si_code == SI_KERNEL ||
	    ptrace(PTRACE_GETREGS, tid, NULL, &regs) != 0)
		return (false);
	*f = (struct guarded_fault){ sig, regs.rip,
		(uint64_t)(uintptr_t)info.si_addr };
	return (true);
}

bool
guard_is_repeated(struct guarded_thread *th, int sig)
{
	struct guarded_fault f, was = th->repeats;

	th->repeats.sig = 0;
	return (was.sig != 0 && is_fault(th->inject.tid, sig, &f) &&
		f.sig == was.sig && f.ip == was.ip && f.addr == was.addr);
}

/* Signals that end a process, if they are not handled; others are not
 * delivered, or stop it. */
static bool
is_fatal(int sig)
{
	return (sig != SIGCHLD && sig != SIGCONT && sig != SIGURG &&
		sig != SIGWINCH && sig != SIGSTOP && sig != SIGTSTP &&
		sig != SIGTTIN && sig != SIGTTOU);
}

static int
prepare(struct guarded *w, struct guarded_thread *th, struct space *s, int sig)
{
	struct guard *g;

	th->inject.stop = INJECT_SIGNAL;
	guard_cancel_call(w, th, s);
	if (guard_is_handled(th->inject.tid, sig)) {
		if (open_frame(w, th, s) &&
		    is_fault(th->inject.tid, sig, &th->repeats))
			return (0);
	} else if (is_fatal(sig) && s->open == 0 && !s->given_up) {
		g = guarded_at(w, th, s);
		if (guard_holds_robust(w, th, true)) {
			guard_open_range(g, 0, UINT64_MAX);
			(void)guard_commit(g);
			s->stale = true;
		}
	}
	return (sig);
}

int
guard_deliver(struct guarded *w, struct guarded_thread *th, struct space *s,
    int sig, bool prepared)
{
	struct inject_thread *t = &th->inject;
	siginfo_t info;

	if (th->turn != 0)
		return (FOLLOW_HOLD);
	if (sig == 0 && t->nowed > 0) {
		info = t->owed[--t->nowed];
		sig = info.si_signo;
		(void)ptrace(PTRACE_SETSIGINFO, t->tid, NULL, &info);
	}
	if (sig > 0 && s != NULL && !prepared)
		sig = prepare(w, th, s, sig);
	while (t->nowed > 0)
		(void)syscall(
		    SYS_tgkill, t->pid, t->tid, t->owed[--t->nowed].si_signo);
	return (sig);
}

#endif
