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

/* Callbacks of a follower.  The process, or for syscall() the thread,
 * is stopped meanwhile. */
struct follow_ops {
	void (*forked)(void *self, pid_t parent, pid_t child);
	void (*executed)(void *self, pid_t pid);
	/* status: as of waitpid(2).  The process is gone. */
	void (*exited)(void *self, pid_t pid, int status);
	/* It is about to make one of the system calls. */
	void (*syscall)(void *self, pid_t pid, pid_t tid);
};

struct follow_task;

struct follow {
	const struct follow_ops *ops;
	void *self;
	struct follow_task *task; /* threads */
	size_t n, cap;
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

/* Handles what has happened since; false: nothing had. */
bool follow_poll(struct follow *f);
/* Whether any process is left. */
bool follow_any(const struct follow *f);
void follow_close(struct follow *f);

#endif
