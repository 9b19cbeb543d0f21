/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Functions that are the same for every policy.
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

uint64_t
policy_period(const struct policy *p, const void *params, frame_t nframes)
{
	uint64_t every;

	if (p->tick == NULL || p->tick_every == NULL)
		return (0);
	every = p->tick_every(params);
	if (every != 0)
		return (every);
	return (nframes > TICK_DEFAULT ? nframes : TICK_DEFAULT);
}

bool
policy_swap_async(
    const struct policy *p, const void *params, struct policy_swap *to)
{
	*to = (struct policy_swap){ .size = sizeof(*to) };
	if (p->kernel_swap && p->swap != NULL && p->ops->written != NULL)
		p->swap(params, to);
	return (to->async);
}
