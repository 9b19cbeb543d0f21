/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * When a plug-in crashes: one message that names it, and exit status 3.
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

/* The program is about to exit in good order. */
void crash_leave(void);

#endif
