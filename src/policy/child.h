/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Child processes that policies run in: the supervised one of a command
 * (policy/supervise.h), and one for each trial of a law (check/isolate.h).
 */
#ifndef POLICY_CHILD_H
#define POLICY_CHILD_H

#include <sys/types.h>

#include <stddef.h>

#include "base/err.h"

/* Memory, zeroed, that children of this process share with it; NULL with *err.
 */
void *child_share(size_t size, struct err *err);
void child_unshare(void *p, size_t size);

/* fork(), after all output was flushed; the child gets SIGKILL when this
 * process ends, and has the default action for the signals of a crash.  -1 with
 * *err. */
pid_t child_start(struct err *err);

/* The status of waitpid() in words: "crashed: Segmentation fault", "ended the
 * program with status 0". */
const char *child_end(int status, char *buf, size_t size);

#endif
