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
#include "record/launch.h"

#ifndef PTRACE_EVENT_STOP
#define PTRACE_EVENT_STOP 128
#endif

#define OPTIONS                                                                \
	(PTRACE_O_TRACEFORK | PTRACE_O_TRACEVFORK | PTRACE_O_TRACECLONE |      \
	    PTRACE_O_TRACEEXEC | PTRACE_O_TRACESECCOMP | PTRACE_O_EXITKILL |   \
	    PTRACE_O_TRACESYSGOOD)

struct follow_task {
	pid_t tid;
	pid_t pid;    /* of its process; 0: not known yet */
	bool waiting; /* stopped until that is known */
};

static struct follow_task *
find(struct follow *f, pid_t tid)
{
	for (size_t i = 0; i < f->n; i++)
		if (f->task[i].tid == tid)
			return (&f->task[i]);
	return (NULL);
}

static struct follow_task *
add(struct follow *f, pid_t tid, pid_t pid)
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

static void
go_on(pid_t tid, int sig)
{
	(void)ptrace(PTRACE_CONT, tid, NULL, (void *)(intptr_t)sig);
}

/* The process of a thread, or -1. */
static pid_t
process_of(pid_t tid)
{
	char path[64], line[128];
	long pid = -1;
	FILE *status;

	snprintf(path, sizeof(path), "/proc/%d/status", (int)tid);
	status = fopen(path, "re");
	if (status == NULL)
		return (-1);
	while (fgets(line, sizeof(line), status) != NULL)
		if (strncmp(line, "Tgid:", 5) == 0)
			pid = strtol(line + 5, NULL, 10);
	fclose(status);
	return ((pid_t)pid);
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
	add(f, pid, pid);
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
	owner = process_of(made);
	if (owner != pid)
		owner = made;
	t = find(f, made);
	if (t == NULL)
		t = add(f, made, owner);
	t->pid = owner;
	waiting = t->waiting;
	t->waiting = false;
	if (owner == made)
		f->ops->forked(f->self, pid, made);
	if (waiting)
		go_on(made, 0);
}

/* The other threads are gone, and this one has the process's number. */
static void
executed(struct follow *f, pid_t pid)
{
	for (size_t i = f->n; i-- > 0;)
		if (f->task[i].pid == pid && f->task[i].tid != pid)
			drop(f, &f->task[i]);
	if (find(f, pid) == NULL)
		add(f, pid, pid);
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
	case PTRACE_EVENT_STOP:
		if (pid == 0) {
			t->waiting = true;
			return;
		}
		if (stops_group(sig)) {
			(void)ptrace(PTRACE_LISTEN, tid, NULL, NULL);
			return;
		}
		break;
	default:
		go_on(tid, sig & ~0x80);
		return;
	}
	go_on(tid, 0);
}

bool
follow_poll(struct follow *f)
{
	bool any = false;
	int status;
	pid_t tid;

	while ((tid = waitpid(-1, &status, WNOHANG | __WALL)) > 0) {
		struct follow_task *t = find(f, tid);
		pid_t pid = t == NULL ? 0 : t->pid;

		any = true;
		if (WIFSTOPPED(status)) {
			stopped(f, t == NULL ? add(f, tid, 0) : t, status);
		} else if (t != NULL) {
			drop(f, t);
			if (pid == tid)
				f->ops->exited(f->self, pid, status);
		}
	}
	if (tid < 0 && errno == ECHILD)
		f->n = 0;
	return (any);
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
	*f = (struct follow){ .n = 0 };
}
