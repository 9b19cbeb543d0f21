/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Policies from shared objects: -p ./mine.so.
 */
#ifndef POLICY_PLUGIN_H
#define POLICY_PLUGIN_H

#include <stdbool.h>

#include "base/err.h"
#include "policy/policy.h"

/* Is a policy's name a path?  Then it ends in ".so". */
bool plugin_is_path(const char *name);

/*
 * Loads the shared object and finds its policy, which lives as long as the
 * program.  Errors say what is missing, or which version of the contract it
 * was built for.
 */
int plugin_open(
    const char *path, const struct policy **policy, struct err *err);

#endif
