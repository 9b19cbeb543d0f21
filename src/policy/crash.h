/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The plug-ins that were loaded, and whose crash it is.
 */
#ifndef POLICY_CRASH_H
#define POLICY_CRASH_H

#include "policy/policy.h"

/* Keeps a plug-in: its number is watch_name()'s.  object is what dlopen()
 * returned; it is never closed.  Returns a copy of *policy and its operations
 * that lives as long as the program; NULL: there are too many. */
const struct policy *crash_watch(
    const char *path, int number, const struct policy *policy, void *object);

/* What crash_watch() returned for this object; NULL: it is not kept. */
const struct policy *crash_watched(const void *object);

/* The number of the plug-in that the policy is of; -1: it is built in. */
int crash_plugin(const struct policy *policy);

/* From now on a crash is noted on the page of policy/watch.h. */
void crash_handle(void);

#endif
