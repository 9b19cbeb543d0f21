/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * When a plug-in crashes: one message that names it, and exit status 3.
 */
#ifndef POLICY_CRASH_H
#define POLICY_CRASH_H

#include "policy/policy.h"

/* From now on a crash within this object is laid to its policy.  object is
 * what dlopen() returned; both live as long as the program. */
void crash_watch(const char *path, const struct policy *policy, void *object);

/* The program is about to leave in good order. */
void crash_leave(void);

#endif
