/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The method window: the program runs by itself, but only a window of its pages
 * can be accessed.  An access to another page stops it; the access is recorded,
 * its page is opened, and the page that has been open longest is closed.  The
 * trace has these page entries, and not the accesses to open pages.
 *
 * It needs nothing but ptrace(2), and can take hold of a process that runs.
 */
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "record/guarded.h"

#if defined(__x86_64__)

static const char *
lacks(not_used const struct record_spec *spec)
{
	return (NULL);
}

static const char *const *
open_window(struct recorder *r, not_used struct err *err)
{
	struct guarded *w = calloc(1, sizeof(*w));

	if (w == NULL)
		mem_die("recording by a window of pages");
	w->r = r;
	w->guard.follow = &r->follow;
	w->guard.size = r->spec->window;
	r->follow.every_stop = true;
	r->state = w;
	return (r->spec->argv);
}

struct guarded_thread *
guarded_thread(struct guarded *w, pid_t pid, pid_t tid)
{
	struct guarded_thread *th = w->threads;

	while (th != NULL && th->inject.tid != tid)
		th = th->next;
	if (th == NULL) {
		th = calloc(1, sizeof(*th));
		if (th == NULL)
			mem_die("the threads of a recorded program");
		th->inject = (struct inject_thread){ .pid = pid, .tid = tid };
		th->next = w->threads;
		w->threads = th;
		guard_learn_mask(th);
	}
	th->inject.pid = pid;
	return (th);
}

/* A child shares the space, or has a copy of it. */
static void
began(struct recorder *r, struct tracee *t, const struct tracee *parent)
{
	struct guarded *w = r->state;
	struct guarded_thread *th;
	struct space *s;

	if (parent == NULL || parent->stream == NULL)
		return;
	s = parent->stream;
	th = guarded_thread(w, parent->pid, r->follow.at);
	if ((th->clone_flags & CLONE_VM) != 0) {
		s->refs++;
		t->stream = s;
		return;
	}
	t->stream = space_copy(s, t->pid);
}

static void
remove_thread(struct guarded *w, struct guarded_thread **link, struct space *s)
{
	struct guarded_thread *th = *link;

	*link = th->next;
	if (th->inject.tid == w->lone.bound)
		lone_thread_free(&w->lone);
	guard_forget_call(th, s);
	free(th);
}

/* The other threads of the process are gone, and that is not told. */
static void
remove_others(struct guarded *w, const struct tracee *t)
{
	struct guarded_thread **link = &w->threads;

	while (*link != NULL) {
		const struct inject_thread *i = &(*link)->inject;

		if (i->pid == t->pid && i->tid != t->pid)
			remove_thread(w, link, t->stream);
		else
			link = &(*link)->next;
	}
}

static enum executed
executed(struct recorder *r, struct tracee *t)
{
	struct guarded *w = r->state;
	struct guarded_thread *th = guarded_thread(w, t->pid, t->pid);
	char path[4096];
	bool ok;

	tracee_exe(t, path, sizeof(path));
	tracee_set_program(t, path);
	remove_others(w, t);
	guard_forget_call(th, t->stream);
	space_put(t->stream);
	t->stream = NULL;
	if (w->stopping)
		return (EXECUTED_PROGRAM);
	t->stream = space_new(t->pid);
	th->inject.stop = INJECT_OTHER;
	ok = guard_all(w, th, t, t->stream);
	return (ok ? EXECUTED_PROGRAM : EXECUTED_OTHER);
}

static bool
drain(struct recorder *r, struct tracee *t)
{
	if (t != NULL)
		guard_settle(r->state);
	return (false);
}

static void
exited(not_used struct recorder *r, struct tracee *t)
{
	space_put(t->stream);
	t->stream = NULL;
}

static void
gone(struct recorder *r, pid_t tid)
{
	struct guarded *w = r->state;
	struct guarded_thread **link = &w->threads, *th;
	const struct tracee *t;
	struct space *s;

	while (*link != NULL && (*link)->inject.tid != tid)
		link = &(*link)->next;
	th = *link;
	if (th == NULL)
		return;
	t = tracee_find(&r->tracees, th->inject.pid);
	s = t == NULL ? NULL : t->stream;
	if (s != NULL)
		s->stale |= th->everything && s->open == 1;
	remove_thread(w, link, s);
	guard_next_turns(w);
}

static void
at_call(struct guarded *w, struct guarded_thread *th, struct tracee *t)
{
	struct call_stop info;

	if (ptrace(PTRACE_GET_SYSCALL_INFO, th->inject.tid, sizeof(info),
		&info) <= 0)
		return;
	if (info.op == PTRACE_SYSCALL_INFO_ENTRY) {
		th->inject.stop = INJECT_ENTRY;
		lone_thread_calls(&w->lone, info.value[0]);
		guard_enter_call(
		    w, th, t, info.value[0], &info.value[1], info.ip);
	} else if (info.op == PTRACE_SYSCALL_INFO_EXIT) {
		guard_leave_call(w, th, t, (int64_t)info.value[0]);
	}
}

void
guard_resume(struct guarded *w, struct guarded_thread *th)
{
	struct follow *f = &w->r->follow;
	struct tracee *t = tracee_find(&w->r->tracees, th->inject.pid);
	int sig = 0;

	if (t != NULL && t->stream != NULL && !w->stopping) {
		f->at = th->inject.tid;
		th->inject.stop = INJECT_OTHER;
		at_call(w, th, t);
		sig = guard_deliver(w, th, t->stream, 0, false);
	}
	if (sig != FOLLOW_HOLD)
		follow_go_on(f, th->inject.tid, sig);
}

static bool
is_entry(pid_t tid)
{
	struct call_stop info;

	return (ptrace(PTRACE_GET_SYSCALL_INFO, tid, sizeof(info), &info) > 0 &&
		info.op == PTRACE_SYSCALL_INFO_ENTRY);
}

/* What the thread is told to do for the space, before what it has stopped
 * for.  A call that it was about to make is made, and seen, afterwards. */
static void
change_space(struct guarded *w, struct guarded_thread *th, struct space *s,
    enum follow_stop why)
{
	struct guard *g;

	if (why == FOLLOW_CALL && is_entry(th->inject.tid))
		th->inject.stop = INJECT_ENTRY;
	if (w->stopping)
		guard_let_go(w, th, s);
	g = guarded_at(w, th, s);
	guard_end_try(w, th, s);
	if (s->stale && s->mapper == 0)
		guard_refresh(g);
	else
		(void)guard_commit(g);
}

static int
stopped(struct recorder *r, struct tracee *t, pid_t tid, enum follow_stop why,
    int sig)
{
	struct guarded *w = r->state;
	struct guarded_thread *th = guarded_thread(w, t->pid, tid);
	struct space *s = t->stream;
	bool repeated, ends_try;

	if (s == NULL)
		return (sig);
	repeated = guard_is_repeated(th, sig);
	ends_try = th->tried_held && (why != FOLLOW_SIGNAL || sig != SIGSEGV);
	th->inject.stop = why == FOLLOW_SIGNAL ? INJECT_SIGNAL : INJECT_OTHER;
	if (w->stopping || ends_try || (s->stale && s->mapper == 0))
		change_space(w, th, s, why);
	if (why == FOLLOW_SIGNAL) {
		if (sig == SIGSEGV && !repeated && guard_fault(w, th, t)) {
			lone_thread_enters(&w->lone, tid);
			guard_keep_mask(th);
			sig = 0;
		}
	} else if (!w->stopping && why == FOLLOW_CALL) {
		at_call(w, th, t);
	} else if (!w->stopping) {
		guard_undo_interrupt(tid);
	}
	t->runs_on |= s->given_up && !w->stopping;
	sig = guard_deliver(w, th, s, sig, repeated);
	guard_next_turns(w);
	return (sig);
}

/* A thread that runs on this processor stops soon, most times before the
 * recorder has the processor again. */
static bool
has_yielded(const struct guarded *w)
{
	siginfo_t stopped = { .si_pid = 0 };

	if (w->lone.bound == 0)
		return (false);
	(void)sched_yield();
	return (waitid(P_ALL, 0, &stopped,
		    WEXITED | WSTOPPED | WNOHANG | WNOWAIT | __WALL) == 0 &&
		stopped.si_pid != 0);
}

static void
wait_window(struct recorder *r, int signal_fd, int timeout_ms)
{
	struct pollfd p = { .fd = signal_fd, .events = POLLIN };

	if (has_yielded(r->state))
		return;
	(void)poll(&p, 1, timeout_ms);
}

/* What was accessed before is not in the trace, so nothing stays open. */
static void
started(struct recorder *r)
{
	for (struct tracee *t = r->tracees.first; t != NULL; t = t->next) {
		struct space *s = t->stream;

		if (s != NULL)
			s->stale = true;
	}
	follow_interrupt(&r->follow);
}

static void
stop(struct recorder *r)
{
	struct guarded *w = r->state;

	w->stopping = true;
	lone_thread_free(&w->lone);
	r->follow.every_stop = false;
	r->follow.detaching = r->spec->pid != 0;
	follow_interrupt(&r->follow);
	guard_next_turns(w);
}

static void
close_window(struct recorder *r)
{
	struct guarded *w = r->state;
	struct guarded_thread *th, *next;

	if (w == NULL)
		return;
	lone_thread_free(&w->lone);
	for (struct tracee *t = r->tracees.first; t != NULL; t = t->next)
		exited(r, t);
	for (th = w->threads; th != NULL; th = next) {
		next = th->next;
		free(th->range);
		free(th);
	}
	free(w);
}

#else

static const char *
lacks(not_used const struct record_spec *spec)
{
	return ("it is there on x86-64 only");
}

#endif

const struct method method_window = {
	.name = "window",
	.partial = "page entries",
	.lacks = lacks,
#if defined(__x86_64__)
	.open = open_window,
	.attach = guard_attach,
	.began = began,
	.drain = drain,
	.executed = executed,
	.exited = exited,
	.stopped = stopped,
	.gone = gone,
	.wait = wait_window,
	.started = started,
	.stop = stop,
	.close = close_window,
#endif
};
