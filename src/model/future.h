/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The future references of a trace, for policies that see them (OPT).
 */
#ifndef MODEL_FUTURE_H
#define MODEL_FUTURE_H

#include <stddef.h>

#include "model/reference.h"

#define FUTURE_NEVER UINT32_MAX

/* The page used at position 'after' is paged out at position 'out', before its
 * next use at 'next'. */
struct future_cut {
	uint32_t after, out, next;
};

/* Positions are those of policy_host.now. */
struct future {
	const struct reference *reference;
	/* By position: the same page's next, or NEVER; also NEVER where the
	 * page is paged out before its next use, which no policy can prevent:
	 * then cut[] has that use. */
	const uint32_t *next;
	const uint32_t *first; /* by page: its first position, or NEVER */
	uint32_t n;
	bool shared; /* at least one page shares a frame at some time: then
		      * there are no cuts */
	const struct future_cut *cut; /* ncut of them, ascending */
	uint64_t ncut;
};

/* The cut after this position, or NULL. */
static inline const struct future_cut *
future_cut(const struct future *f, uint32_t at)
{
	uint64_t low = 0, high = f->ncut;

	while (high - low > 1) {
		uint64_t middle = low + (high - low) / 2;

		if (f->cut[middle].after <= at)
			low = middle;
		else
			high = middle;
	}
	return (high > 0 && f->cut[low].after == at ? &f->cut[low] : NULL);
}

/* The same if the page has been paged out when 'now' references have begun. */
static inline const struct future_cut *
future_past_cut(const struct future *f, uint32_t at, uint64_t now)
{
	const struct future_cut *cut = f->ncut > 0 ? future_cut(f, at) : NULL;

	return (cut != NULL && cut->out <= now ? cut : NULL);
}

/* Was the page used at 'at' paged out, or used again below 'to' after that? */
static inline bool
future_was_cut(const struct future *f, uint32_t at, uint32_t to, uint64_t now)
{
	const struct future_cut *cut = future_cut(f, at);

	return (cut != NULL && (cut->next < to || cut->out < now));
}

/* The next use after position 'at' of the page used there, paged out before it
 * or not. */
static inline uint32_t
future_next(const struct future *f, uint32_t at)
{
	const struct future_cut *cut;

	if (f->next[at] != FUTURE_NEVER)
		return (f->next[at]);
	cut = future_cut(f, at);
	return (cut != NULL ? cut->next : FUTURE_NEVER);
}

#endif
