/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Threads that take turns at numbered tasks: each takes the lowest number that
 * no other one has taken.
 */
#ifndef STUDY_POOL_H
#define STUDY_POOL_H

#include <stdbool.h>

#include "base/err.h"
#include "base/mem.h"

struct pool;
typedef void pool_task_f(void *arg, size_t i);

/* At most so many threads, at least one; memory of m, which the threads do not
 * use. */
int pool_open(
    struct pool **p, struct mem *m, unsigned workers, struct err *err);
/* Waits for the tasks begun; NULL is allowed. */
void pool_close(struct pool *p);

/* Begins tasks 0 to n - 1; those begun before are done. */
void pool_start(struct pool *p, size_t n, pool_task_f *task, void *arg);
/* Are all done?  Waits for it, but no longer than so many milliseconds. */
bool pool_wait(struct pool *p, unsigned ms);

#endif
