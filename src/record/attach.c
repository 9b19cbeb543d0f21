/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Taking hold of a process that runs.
 *
 * A thread can start another one until it is stopped, so the list is read until
 * it has no new ones.
 */
#include <sys/ptrace.h>
#include <sys/wait.h>

#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "record/follow.h"
#include "record/follow_task.h"
#include "record/thread_status.h"

enum seized { SEIZED, BORN_SEIZED, HAS_ENDED, NOT_ALLOWED };

/*
 * EPERM is also the answer for a thread that has ended, and for one that a
 * thread which is traced already has just begun: that one is traced from its
 * start, at which it stops.  errno stays for NOT_ALLOWED.
 */
static enum seized
seize(pid_t pid, pid_t tid)
{
	char tracer[32], state[32];
	int why;

	if (ptrace(PTRACE_SEIZE, tid, NULL,
		(void *)(uintptr_t)FOLLOW_ATTACH_OPTIONS) == 0)
		return (SEIZED);
	why = errno;
	if (tid == pid || (why != ESRCH && why != EPERM))
		return (NOT_ALLOWED);
	if (why == ESRCH ||
	    !thread_status(tid, "State:", state, sizeof(state)) ||
	    !thread_status(tid, "TracerPid:", tracer, sizeof(tracer)))
		return (HAS_ENDED);
	if (state[0] == 'Z' || state[0] == 'X')
		return (HAS_ENDED);
	if (strtol(tracer, NULL, 10) == getpid())
		return (BORN_SEIZED);
	errno = why;
	return (NOT_ALLOWED);
}

/* false: it cannot be traced; errno says why. */
static bool
take(struct follow *f, pid_t pid, pid_t tid, bool *new)
{
	enum seized how;

	if (follow_find(f, tid) != NULL)
		return (true);
	how = seize(pid, tid);
	if (how == SEIZED || how == BORN_SEIZED) {
		(void)follow_add(f, tid, pid);
		*new = true;
	}
	if (how == SEIZED)
		(void)ptrace(PTRACE_INTERRUPT, tid, NULL, NULL);
	return (how != NOT_ALLOWED);
}

/* A process that was begun before the recording is not recorded. */
static void
let_child_go(pid_t pid, pid_t tid)
{
	unsigned long made = 0;
	int status;

	if (ptrace(PTRACE_GETEVENTMSG, tid, NULL, &made) == 0 &&
	    follow_process_of((pid_t)made) != pid &&
	    waitpid((pid_t)made, &status, __WALL) == (pid_t)made)
		(void)ptrace(PTRACE_DETACH, (pid_t)made, NULL, NULL);
}

/*
 * At the event of a call the kernel is in the midst of the call, and writes the
 * registers when it goes on: no call can be made for the thread there.  A
 * thread that the call has begun is in the list.  Any stop takes an interrupt
 * back.
 */
static bool
passes(pid_t pid, pid_t tid, int status)
{
	switch (status >> 16) {
	case PTRACE_EVENT_FORK:
	case PTRACE_EVENT_VFORK:
	case PTRACE_EVENT_CLONE:
		let_child_go(pid, tid);
		break;
	case PTRACE_EVENT_EXEC:
		break;
	default:
		return (false);
	}
	(void)ptrace(PTRACE_INTERRUPT, tid, NULL, NULL);
	return (ptrace(PTRACE_CONT, tid, NULL, NULL) == 0);
}

/* Until it is stopped: by the interrupt, or at something else, which is kept.
 */
static void
wait_for(struct follow *f, pid_t pid, pid_t tid)
{
	struct follow_task *t = follow_find(f, tid);
	int status;

	do
		if (waitpid(tid, &status, __WALL) != tid)
			return;
	while (WIFSTOPPED(status) && passes(pid, tid, status));
	if (t != NULL && WIFSTOPPED(status) &&
	    status >> 16 == FOLLOW_EVENT_STOP)
		t->held = true;
	else
		follow_keep(f, tid, status);
}

static bool
take_all(struct follow *f, pid_t pid, bool *new)
{
	struct dirent *e;
	bool ok = true;
	char path[64];
	DIR *dir;

	*new = false;
	snprintf(path, sizeof(path), "/proc/%d/task", (int)pid);
	dir = opendir(path);
	if (dir == NULL) {
		errno = ESRCH;
		return (false);
	}
	while (ok && (e = readdir(dir)) != NULL) {
		pid_t tid = (pid_t)strtol(e->d_name, NULL, 10);
		size_t before = f->n;

		ok = tid <= 0 || take(f, pid, tid, new);
		if (f->n > before)
			wait_for(f, pid, tid);
	}
	closedir(dir);
	return (ok);
}

/* errno says why it cannot be traced. */
static int
refused(pid_t pid, struct err *err)
{
	char by[32];
	int why = errno;
	long tracer = 0;

	if (thread_status(pid, "TracerPid:", by, sizeof(by)))
		tracer = strtol(by, NULL, 10);
	errno = why;
	if (why != EPERM)
		return (err_sys(err, "attaching to process %d", (int)pid));
	if (tracer > 0)
		return (err_sys(err,
		    "attaching to process %d, which process %ld traces "
		    "already",
		    (int)pid, tracer));
	return (err_sys(err,
	    "attaching to process %d (of another user, or a container or "
	    "kernel.yama.ptrace_scope forbids it)",
	    (int)pid));
}

int
follow_attach(struct follow *f, pid_t pid, struct err *err)
{
	bool new = true, ok = true;

	while (ok && new)
		ok = take_all(f, pid, &new);
	return (ok ? 0 : refused(pid, err));
}

void
follow_go(struct follow *f)
{
	for (size_t i = f->n; i-- > 0;) {
		struct follow_task *t = &f->task[i];

		if (t->held) {
			t->held = false;
			follow_tell(f, t, FOLLOW_TRAP, 0);
		}
	}
}

void
follow_interrupt(struct follow *f)
{
	for (size_t i = 0; i < f->n; i++)
		(void)ptrace(PTRACE_INTERRUPT, f->task[i].tid, NULL, NULL);
}
