/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The threads of a follower: what follow.c and attach.c share.
 */
#ifndef RECORD_FOLLOW_TASK_H
#define RECORD_FOLLOW_TASK_H

#include "record/follow.h"

struct follow_task {
	pid_t tid;
	pid_t pid;    /* of its process; 0: not known yet */
	bool waiting; /* stopped until that is known */
	bool held;    /* stopped by follow_attach() */
};

/* The options of a process that lives on without its follower. */
#define FOLLOW_ATTACH_OPTIONS                                                  \
	(PTRACE_O_TRACEFORK | PTRACE_O_TRACEVFORK | PTRACE_O_TRACECLONE |      \
	    PTRACE_O_TRACEEXEC | PTRACE_O_TRACESYSGOOD)

struct follow_task *follow_find(struct follow *f, pid_t tid);
struct follow_task *follow_add(struct follow *f, pid_t tid, pid_t pid);
/* The process of a thread, or -1. */
pid_t follow_process_of(pid_t tid);
/* Tells of the stop, after which the thread goes on. */
void follow_tell(struct follow *f, const struct follow_task *t,
    enum follow_stop why, int sig);

#endif
