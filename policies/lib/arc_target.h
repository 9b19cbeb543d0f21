/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The ghosts of ARC and CAR, and the target size that they adapt (Megiddo and
 * Modha, FAST 2003, Figure 4; Bansal and Modha, FAST 2004, Figure 2).
 *
 * B1 has ghosts of pages that were used once when they were evicted, B2 those
 * of others.  p is the size that T1, the resident pages used once, should have.
 * A fault on a page of B1 raises p, one on a page of B2 lowers it; the step is
 * longer the shorter the list is that the page was in.
 *
 * In the papers p is a real number.  Many programs keep an integer and use
 * integer division; an integer is exact in a double, so p is a double in either
 * case.
 */
#ifndef POLICIES_LIB_ARC_TARGET_H
#define POLICIES_LIB_ARC_TARGET_H

#include "policies/lib/ghost_queue.h"
#include "policy/policy.h"

enum { B1, B2 };

enum arc_arithmetic { ARC_REAL, ARC_INTEGER };

/* The parameters of a policy with such a target. */
struct arc_target_params {
	int arithmetic;
};

static const char *const arc_target_arithmetics[] = { "real", "integer", NULL };

static const struct param arc_target_params[] = {
	{ .name = "arithmetic",
	    .type = PARAM_CHOICE,
	    .offset = offsetof(struct arc_target_params, arithmetic),
	    .dflt = "real",
	    .min = 0,
	    .max = 0,
	    .choices = arc_target_arithmetics,
	    .unit = NULL,
	    .text = "how T1's target moves: by real numbers as in the paper, "
		    "or by integer division" },
	{ NULL, PARAM_BOOL, 0, NULL, 0, 0, NULL, NULL, NULL },
};

struct arc_target {
	struct ghost_queue gone; /* B1 and B2 */
	double p;
	uint32_t c; /* frames */
	bool integer;
};

/* B2 alone may hold 2c pages, but never more than there are. */
static inline uint32_t
arc_target_most(const struct policy_setup *setup)
{
	return (setup->nframes < setup->npages / 2 ? 2 * setup->nframes
						   : setup->npages);
}

static inline size_t
arc_target_bytes(const struct policy_setup *setup)
{
	return (ghost_queue_bytes(2, arc_target_most(setup), setup->npages));
}

/* For a policy whose parameters are those above. */
static inline void
arc_target_place(
    struct arc_target *b, void *memory, const struct policy_setup *setup)
{
	const struct arc_target_params *params =
	    (const struct arc_target_params *)setup->params;

	b->integer = params->arithmetic == ARC_INTEGER;
	b->c = setup->nframes;
	ghost_queue_place(&b->gone, memory, 2, arc_target_most(setup));
	setup->host->prefetch.absent = b->gone.mark;
	setup->host->prefetch.size = sizeof(*b->gone.mark);
}

/* Pages in B1 or in B2. */
static inline uint32_t
arc_target_count(const struct arc_target *b, int which)
{
	return (b->gone.queue[which].count);
}

static inline void
arc_target_forget(struct arc_target *b, page_id_t page)
{
	if (ghost_queue_where(&b->gone, page) != 0)
		ghost_queue_remove(&b->gone, page);
}

/* The page, which was evicted from T1 or T2, becomes a ghost of B1 or B2. */
static inline void
arc_target_remember(struct arc_target *b, int which, page_id_t page)
{
	arc_target_forget(b, page);
	ghost_queue_add(&b->gone, (unsigned)which, page);
}

/* How far p moves for a ghost of a list that has 'own' ghosts, where the other
 * list has 'other': at least 1. */
static inline double
arc_target_step(bool integer, uint32_t own, uint32_t other)
{
	if (other <= own)
		return (1);
	return (
	    integer ? (uint32_t)(other / own) : (double)other / (double)own);
}

/* There was a fault on a page that is in B1, or in B2. */
static inline void
arc_target_adapt(struct arc_target *b, int which)
{
	uint32_t b1 = arc_target_count(b, B1), b2 = arc_target_count(b, B2);

	if (which == B1) {
		b->p += arc_target_step(b->integer, b1, b2);
		if (b->p > b->c)
			b->p = b->c;
	} else {
		b->p -= arc_target_step(b->integer, b2, b1);
		if (b->p < 0)
			b->p = 0;
	}
}

#endif
