/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A thread that alone enters pages runs on the processor of the recorder.
 *
 * The two wait for one another all the time, and to wake one that sleeps takes
 * longer on another processor.
 */
#ifndef RECORD_LONE_THREAD_H
#define RECORD_LONE_THREAD_H

#include <sys/types.h>

#include <sched.h>
#include <stdint.h>

struct lone_thread {
	pid_t last;  /* that has entered a page, */
	unsigned n;  /* so often in a row */
	pid_t bound; /* to the recorder's processor; 0: none is */
	cpu_set_t thread, recorder; /* where they may run otherwise */
};

/* The thread enters a page. */
void lone_thread_enters(struct lone_thread *l, pid_t tid);
/* The thread is about to make a system call: of those that show or pass on
 * where it may run the result is to be as without a recorder. */
void lone_thread_calls(struct lone_thread *l, uint64_t number);
/* It runs where it may. */
void lone_thread_free(struct lone_thread *l);

#endif
