/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The policies there are, in the order the user sees.  The list itself is
 * policies/all.c; nothing includes a guest.
 */
#ifndef POLICY_LIST_H
#define POLICY_LIST_H

#include "policy/policy.h"

extern const struct policy *const policy_list[]; /* NULL-ended */

#endif
