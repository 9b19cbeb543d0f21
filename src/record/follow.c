/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The loop over waitpid(2).
 *
 * A new thread or process and the event of the one that made it can be seen in
 * either order.  A task that is seen first stays stopped until the event tells
 * whose it is.
 */
#include "record/follow.h"

#include <sys/ptrace.h>
#include <sys/wait.h>

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "record/follow_task.h"
#include "record/launch.h"
#include "record/thread_status.h"

#define OPTIONS                                                                \
	(FOLLOW_ATTACH_OPTIONS | PTRACE_O_TRACESECCOMP | PTRACE_O_EXITKILL)

/* Signals of a thread that are looked at. */
#define PENDING_MAX 8

struct follow_kept {
	pid_t tid;
	int status;
};

struct follow_task *
follow_find(struct follow *f, pid_t tid)
{
	for (size_t i = 0; i < f->n; i++)
		if (f->task[i].tid == tid)
			return (&f->task[i]);
	return (NULL);
}

struct follow_task *
follow_add(struct follow *f, pid_t tid, pid_t pid)
{
	if (f->n == f->cap) {
		f->cap = f->cap == 0 ? 16 : f->cap * 2;
		f->task = realloc(f->task, f->cap * sizeof(*f->task));
		if (f->task == NULL)
			mem_die("the threads of a recorded program");
	}
	f->task[f->n] = (struct follow_task){ .tid = tid, .pid = pid };
	return (&f->task[f->n++]);
}

static void
drop(struct follow *f, struct follow_task *t)
{
	*t = f->task[--f->n];
}

/* Has it made a fault whose signal is still to be delivered? */
static bool
has_fault(pid_t tid)
{
	struct __ptrace_peeksiginfo_args first = { .nr = PENDING_MAX };
	siginfo_t info[PENDING_MAX];
	long n = ptrace(PTRACE_PEEKSIGINFO, tid, &first, info);

	for (long i = 0; i < n; i++)
		if (info[i].si_signo == SIGSEGV && info[i].si_code > 0)
			return (true);
	return (false);
}

void
follow_go_on(struct follow *f, pid_t tid, int sig)
{
	int request = f->every_stop ? PTRACE_SYSCALL : PTRACE_CONT;
	struct follow_task *t;

	/* It stops for a fault once more: without a tracer it would end. */
	if (f->detaching && !has_fault(tid)) {
		request = PTRACE_DETACH;
		t = follow_find(f, tid);
		if (t != NULL)
			drop(f, t);
	}
	(void)ptrace(request, tid, NULL, (void *)(intptr_t)sig);
}

void
follow_tell(struct follow *f, const struct follow_task *t, enum follow_stop why,
    int sig)
{
	pid_t tid = t->tid;

	f->at = tid;
	if (f->ops->stopped != NULL)
		sig = f->ops->stopped(f->self, t->pid, tid, why, sig);
	if (sig != FOLLOW_HOLD)
		follow_go_on(f, tid, sig);
}

pid_t
follow_process_of(pid_t tid)
{
	char pid[32];

	if (!thread_status(tid, "Tgid:", pid, sizeof(pid)))
		return (-1);
	return ((pid_t)strtol(pid, NULL, 10));
}

pid_t
follow_start(struct follow *f, const char *const *argv,
    const struct follow_call *calls, size_t ncalls, struct err *err)
{
	struct launch l;
	pid_t pid = launch_open(&l, argv, calls, ncalls, err);

	if (pid < 0)
		return (-1);
	if (ptrace(PTRACE_SEIZE, pid, NULL, (void *)(uintptr_t)OPTIONS) != 0) {
		err_sys(err,
		    "following a program (ptrace is not allowed here: a "
		    "container, or a debugger)");
		launch_cancel(&l);
		return (-1);
	}
	follow_add(f, pid, pid);
	launch_go(&l);
	return (pid);
}

static void
made_task(struct follow *f, pid_t pid, pid_t tid)
{
	unsigned long message = 0;
	struct follow_task *t;
	pid_t made, owner;
	bool waiting;

	if (ptrace(PTRACE_GETEVENTMSG, tid, NULL, &message) != 0)
		return;
	made = (pid_t)message;
	owner = follow_process_of(made);
	if (owner != pid)
		owner = made;
	t = follow_find(f, made);
	if (t == NULL)
		t = follow_add(f, made, owner);
	t->pid = owner;
	waiting = t->waiting;
	t->waiting = false;
	if (owner == made)
		f->ops->forked(f->self, pid, made);
	if (waiting)
		follow_tell(f, follow_find(f, made), FOLLOW_TRAP, 0);
}

/* The other threads are gone, and this one has the process's number. */
static void
executed(struct follow *f, pid_t pid)
{
	for (size_t i = f->n; i-- > 0;)
		if (f->task[i].pid == pid && f->task[i].tid != pid)
			drop(f, &f->task[i]);
	if (follow_find(f, pid) == NULL)
		follow_add(f, pid, pid);
	f->ops->executed(f->self, pid);
}

static bool
stops_group(int sig)
{
	return (sig == SIGSTOP || sig == SIGTSTP || sig == SIGTTIN ||
		sig == SIGTTOU);
}

static void
stopped(struct follow *f, struct follow_task *t, int status)
{
	pid_t tid = t->tid, pid = t->pid;
	int sig = WSTOPSIG(status);

	switch (status >> 16) {
	case PTRACE_EVENT_FORK:
	case PTRACE_EVENT_VFORK:
	case PTRACE_EVENT_CLONE:
		made_task(f, pid, tid);
		break;
	case PTRACE_EVENT_EXEC:
		executed(f, tid);
		break;
	case PTRACE_EVENT_SECCOMP:
		f->ops->syscall(f->self, pid, tid);
		break;
	case FOLLOW_EVENT_STOP:
		if (pid == 0) {
			t->waiting = true;
			return;
		}
		if (stops_group(sig) && !f->detaching) {
			(void)ptrace(PTRACE_LISTEN, tid, NULL, NULL);
			return;
		}
		follow_tell(f, t, FOLLOW_TRAP, 0);
		return;
	default:
		if ((sig & 0x80) != 0)
			follow_tell(f, t, FOLLOW_CALL, 0);
		else
			follow_tell(f, t, FOLLOW_SIGNAL, sig);
		return;
	}
	follow_go_on(f, tid, 0);
}

static void
handle(struct follow *f, pid_t tid, int status)
{
	struct follow_task *t = follow_find(f, tid);
	pid_t pid = t == NULL ? 0 : t->pid;

	f->at = tid;
	if (WIFSTOPPED(status)) {
		stopped(f, t == NULL ? follow_add(f, tid, 0) : t, status);
	} else if (t != NULL) {
		drop(f, t);
		if (f->ops->gone != NULL)
			f->ops->gone(f->self, tid);
		if (pid == tid)
			f->ops->exited(f->self, pid, status);
	}
}

void
follow_keep(struct follow *f, pid_t tid, int status)
{
	if (f->nkept == f->kept_cap) {
		f->kept_cap = f->kept_cap == 0 ? 16 : f->kept_cap * 2;
		f->kept = realloc(f->kept, f->kept_cap * sizeof(*f->kept));
		if (f->kept == NULL)
			mem_die("the threads of a recorded program");
	}
	f->kept[f->nkept++] = (struct follow_kept){ tid, status };
}

/* What has happened to any thread.  True: there is none any more. */
static bool
keep_all(struct follow *f)
{
	int status;
	pid_t tid;

	while ((tid = waitpid(-1, &status, WNOHANG | __WALL)) > 0)
		follow_keep(f, tid, status);
	return (tid < 0 && errno == ECHILD);
}

/* Once. */
static void
handle_kept(struct follow *f, size_t i)
{
	const struct follow_kept k = f->kept[i];

	f->kept[i].tid = 0;
	if (k.tid != 0)
		handle(f, k.tid, k.status);
}

/* waitpid(2) prefers threads that are old.  If each stop was handled at once,
 * some that stop all the time would keep the others from being seen. */
bool
follow_poll(struct follow *f)
{
	const bool none = keep_all(f);
	const size_t n = f->nkept;

	for (size_t i = 0; i < n; i++)
		handle_kept(f, i);
	f->nkept -= n;
	if (f->nkept > 0)
		memmove(f->kept, &f->kept[n], f->nkept * sizeof(*f->kept));
	else if (none)
		f->n = 0;
	return (f->nkept > 0);
}

void
follow_pass_signals(struct follow *f)
{
	const pid_t at = f->at;

	(void)keep_all(f);
	for (size_t i = 0; i < f->nkept; i++) {
		int status = f->kept[i].status;

		if (WIFSTOPPED(status) && status >> 16 == 0 &&
		    (WSTOPSIG(status) & 0x80) == 0)
			handle_kept(f, i);
	}
	f->at = at;
}

bool
follow_any(const struct follow *f)
{
	return (f->n > 0);
}

void
follow_close(struct follow *f)
{
	free(f->task);
	free(f->kept);
	*f = (struct follow){ .n = 0 };
}
