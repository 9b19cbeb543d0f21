/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Every policy there is, in the order the user sees.  A reader finds each by
 * reading this file, and the linker cannot lose one.
 */
#include "policy/list.h"

extern const struct policy policy_fifo;
extern const struct policy policy_clock;
extern const struct policy policy_lru;
extern const struct policy policy_random;
extern const struct policy policy_opt;

const struct policy *const policy_list[] = {
	&policy_fifo,
	&policy_clock,
	&policy_lru,
	&policy_random,
	&policy_opt,
	NULL,
};
