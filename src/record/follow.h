/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Following a program's processes and threads with ptrace(2).
 *
 * Nothing is stopped at but a fork, the start of a thread, an exec, a signal,
 * and the given system calls (by a seccomp filter, so that the others cost
 * nothing).  A signal goes on to the program.  Under ptrace, and
 * with the filter, a set-user-ID program runs without its privileges.
 */
#ifndef RECORD_FOLLOW_H
#define RECORD_FOLLOW_H

#include <sys/types.h>

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

/* PTRACE_EVENT_STOP, which older headers lack. */
#define FOLLOW_EVENT_STOP 128

/* The thread stays stopped until follow_go_on(). */
#define FOLLOW_HOLD (-1)

/* Why a thread is stopped. */
enum follow_stop {
	FOLLOW_SIGNAL, /* a signal is about to be delivered */
	FOLLOW_CALL,   /* a system call begins, or has ended */
	FOLLOW_TRAP,   /* it is new, or was interrupted */
};

/* Callbacks of a follower.  The process, or for syscall() the thread,
 * is stopped meanwhile. */
struct follow_ops {
	void (*forked)(void *self, pid_t parent, pid_t child);
	void (*executed)(void *self, pid_t pid);
	/* status: as of waitpid(2).  The process is gone. */
	void (*exited)(void *self, pid_t pid, int status);
	/* It is about to make one of the system calls. */
	void (*syscall)(void *self, pid_t pid, pid_t tid);
	/* With every_stop: returns the signal that it goes on with, or
	 * FOLLOW_HOLD. */
	int (*stopped)(
	    void *self, pid_t pid, pid_t tid, enum follow_stop why, int sig);
	/* A thread is gone. */
	void (*gone)(void *self, pid_t tid);
};

struct follow_task;
struct follow_kept;

struct follow {
	const struct follow_ops *ops;
	void *self;
	struct follow_task *task; /* threads */
	size_t n, cap;
	struct follow_kept *kept; /* what waitpid(2) gave, to be handled */
	size_t nkept, kept_cap;
	bool every_stop; /* stopped() is called, at each system call too */
	bool detaching;  /* a thread that stops is left alone from then on */
	pid_t at;        /* the thread whose stop is handled */
};

/* System calls to stop at; those with 'output' only where their first argument
 * is descriptor 1 or 2. */
struct follow_call {
	int number;
	bool output;
};
#define FOLLOW_CALLS_MAX 8

/*
 * Starts a program, which execvp(3) finds, with the default dispositions of
 * signals.  Returns its process, stopped at nothing, or -1.
 */
pid_t follow_start(struct follow *f, const char *const *argv,
    const struct follow_call *calls, size_t ncalls, struct err *err);

/*
 * Takes hold of a process that runs, with all its threads, which are stopped
 * then.  0, or -1 with *err set.
 */
int follow_attach(struct follow *f, pid_t pid, struct err *err);
/* Lets those go on that it has stopped. */
void follow_go(struct follow *f);
/* Lets a thread go on that is held, with a signal or 0. */
void follow_go_on(struct follow *f, pid_t tid, int sig);
/* Stops all threads, soon. */
void follow_interrupt(struct follow *f);
/* Keeps what waitpid(2) gave of a thread for follow_poll(). */
void follow_keep(struct follow *f, pid_t tid, int status);

/* Threads that have stopped at a signal go on with it, also while another stop
 * is handled: what that waits for may be held by one of them. */
void follow_pass_signals(struct follow *f);

/* Handles what has happened since, of each thread one stop at most; true: more
 * has happened meanwhile. */
bool follow_poll(struct follow *f);
/* Whether any process is left. */
bool follow_any(const struct follow *f);
void follow_close(struct follow *f);

#endif
