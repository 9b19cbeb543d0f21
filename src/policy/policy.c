/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What is the same for every policy.
 */
#include "policy/policy.h"

const char *
policy_sight_name(enum policy_sight sight)
{
	static const char *const names[] = {
		[SEES_FAULTS] = "faults",
		[SEES_BITS] = "bits",
		[SEES_ACCESSES] = "accesses",
		[SEES_FUTURE] = "future",
	};

	return (names[sight]);
}
