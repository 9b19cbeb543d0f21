/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * If a plug-in crashes, the program prints one message that names it and exits
 * with status 3.
 */
#ifndef POLICY_CRASH_H
#define POLICY_CRASH_H

#include "policy/policy.h"

/* From now on a crash within this object is reported as its policy's.  object
 * is what dlopen() returned; it is never closed.  Returns a copy of *policy and
 * its operations that lives as long as the program; NULL: there are too many
 * objects. */
const struct policy *crash_watch(
    const char *path, const struct policy *policy, void *object);

/* What crash_watch() returned for this object; NULL: it is not watched. */
const struct policy *crash_watched(const void *object);

/* To be called before the program exits regularly. */
void crash_leave(void);

#endif
