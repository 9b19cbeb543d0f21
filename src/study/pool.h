/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A pool of threads for numbered tasks: a free thread takes the task with the
 * lowest number that is not taken.
 */
#ifndef STUDY_POOL_H
#define STUDY_POOL_H

#include <stdbool.h>

#include "base/err.h"
#include "base/mem.h"

struct pool;
typedef void pool_task_f(void *arg, size_t i);

/* Starts up to 'workers' threads, at least one.  Memory is from m, which the
 * threads do not use.  -1: no thread can be started. */
int pool_open(
    struct pool **p, struct mem *m, unsigned workers, struct err *err);
/* Waits for all tasks that were started; NULL is allowed. */
void pool_close(struct pool *p);

/* Starts tasks 0 to n - 1; all tasks started before must be done. */
void pool_start(struct pool *p, size_t n, pool_task_f *task, void *arg);
/* Waits up to 'ms' milliseconds; returns whether all tasks are done. */
bool pool_wait(struct pool *p, unsigned ms);

#endif
