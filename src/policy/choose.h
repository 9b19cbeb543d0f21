/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Finds a policy by the name that the user gave, and fills its parameters.
 */
#ifndef POLICY_CHOOSE_H
#define POLICY_CHOOSE_H

#include "base/err.h"
#include "base/mem.h"
#include "model/spec.h"
#include "policy/policy.h"

/* From the list, or from a shared object if the name is a path; NULL with *err
 * set. */
const struct policy *choose_policy(const struct policy *const *list,
    const struct selection *sel, struct err *err);

/* From the list; NULL with *err set. */
const struct policy *choose_builtin(const struct policy *const *list,
    const char *name, const struct err_where *at, struct err *err);

/* The name here of a policy that books and other programs call otherwise, or
 * that is written otherwise; NULL: there is none. */
const char *choose_other_name(
    const struct policy *const *list, const char *name);

/* The struct of the policy's parameters, from m: the defaults, and the values
 * of the selection; NULL with *err set. */
const void *choose_values(struct mem *m, const struct policy *p,
    const struct selection *sel, struct err *err);

/* The policies that are compiled in, in the order the user sees; defined in
 * policies/all.c. */
extern const struct policy *const policy_list[]; /* NULL-ended */

#endif
