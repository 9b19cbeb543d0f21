/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A policy's parameters from the text that its twin takes.
 */
#ifndef LAWS_TWINS_PARAMS_H
#define LAWS_TWINS_PARAMS_H

#include "base/mem.h"
#include "policy/policy.h"

/* "load_bit=0,hand=stay", or "" for the defaults; in memory of m.  Ends the
 * program where the policy does not take them. */
void *twins_params(
    const struct policy *policy, const char *text, struct mem *m);

#endif
