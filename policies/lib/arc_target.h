/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * An aid for policies: the balance of ARC and of CAR (Megiddo and Modha, FAST
 * 2003, Figure 4; Bansal and Modha, FAST 2004, Figure 2).
 *
 * Pages gone are remembered in B1, having been used once, or in B2.  p is the
 * size that T1, the resident pages used once, should have: a page wanted from
 * B1 says that T1 was too small, one from B2 that it was too large, and says so
 * the louder the shorter its memory is.
 *
 * The papers' p is a real number.  Many programs keep an integer and divide as
 * integers do; an integer is exact in a double, so p is one either way.
 */
#ifndef POLICIES_LIB_ARC_TARGET_H
#define POLICIES_LIB_ARC_TARGET_H

#include "policies/lib/ghost_queue.h"
#include "policy/policy.h"

enum { B1, B2 };

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

static inline void
arc_target_place(
    struct arc_target *b, void *memory, const struct policy_setup *setup)
{
	ghost_queue_place(&b->gone, memory, 2, arc_target_most(setup));
	b->c = setup->nframes;
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

/* How far p moves for a page of which 'own' are remembered, against 'other' of
 * the other kind. */
static inline double
arc_target_step(const struct arc_target *b, uint32_t own, uint32_t other)
{
	if (other <= own)
		return (1);
	return (
	    b->integer ? (uint32_t)(other / own) : (double)other / (double)own);
}

/* A page that is in B1, or in B2, is wanted. */
static inline void
arc_target_adapt(struct arc_target *b, int which)
{
	uint32_t b1 = arc_target_count(b, B1), b2 = arc_target_count(b, B2);

	if (which == B1) {
		b->p += arc_target_step(b, b1, b2);
		if (b->p > b->c)
			b->p = b->c;
	} else {
		b->p -= arc_target_step(b, b2, b1);
		if (b->p < 0)
			b->p = 0;
	}
}

#endif
