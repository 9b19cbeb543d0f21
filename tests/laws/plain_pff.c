/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Page fault frequency (Chu and Opderbeck 1976).
 *
 * At a fault, the time since the fault before is compared with a threshold.  If
 * it is shorter, faults are frequent: the page is added and nothing leaves.
 * Otherwise the pages not used since the fault before leave.  Use bits are
 * cleared at every fault, or (clear=shrink) only when pages leave.
 *
 * Time counts references to pages that may be evicted, and pages that come in
 * otherwise, which count as faults.  Before the first fault there is no time to
 * compare.  The page is loaded first.  Where memory is full a clock takes a
 * frame for it; bits that the fault clears anyway it only reads.
 */
#include "plain.h"

struct pff {
	uint64_t threshold;
	uint64_t now;
	uint64_t last; /* the time of the last fault; 0: none yet */
	uint32_t hand;
	bool only_shrink;
};

static void
pff_open(struct plain_run *r)
{
	static const char *const clears[] = { "fault", "shrink", NULL };
	struct pff *p = r->st;

	p->threshold = plain_count(r, "threshold", 1000);
	p->only_shrink = plain_choice(r, "clear", clears) == 1;
}

/* The page in frame f, unless it is 'but'; PLAIN_NONE: none that may go. */
static uint32_t
pff_at(const struct plain_run *r, uint32_t f, uint32_t but)
{
	uint32_t page = r->page[f];

	return (page == but || page == PLAIN_NONE || r->pinned[page]
		    ? PLAIN_NONE
		    : page);
}

/* The clock: clears as it goes, or else only looks. */
static uint32_t
pff_clock(struct plain_run *r, bool clear)
{
	struct pff *p = r->st;

	for (uint32_t k = 0;; k++) {
		uint32_t f = (uint32_t)(((uint64_t)p->hand + k) % r->nframes);
		uint32_t page = pff_at(r, f, PLAIN_NONE);

		if (page == PLAIN_NONE)
			continue;
		/* A second turn finds the bits cleared. */
		if (!r->accessed[page] || k >= r->nframes) {
			p->hand = (f + 1) % r->nframes;
			return (page);
		}
		if (clear)
			r->accessed[page] = false;
	}
}

/* The page comes in, or is resident already and may be evicted again. */
static void
pff_fault(struct plain_run *r, uint32_t page)
{
	struct pff *p = r->st;
	bool shrink, clear;

	p->now++;
	shrink = p->last != 0 && p->now - p->last >= p->threshold;
	clear = shrink || !p->only_shrink;
	p->last = p->now;
	if (!plain_resident(r, page)) {
		if (plain_full(r))
			plain_evict(r, pff_clock(r, !clear));
		plain_load(r, page);
	}
	for (uint32_t f = 0; shrink && f < r->nframes; f++) {
		uint32_t old = pff_at(r, f, page);

		if (old != PLAIN_NONE && !r->accessed[old])
			plain_evict(r, old);
	}
	for (uint32_t f = 0; clear && f < r->nframes; f++) {
		uint32_t old = pff_at(r, f, page);

		if (old != PLAIN_NONE)
			r->accessed[old] = false;
	}
}

static void
pff_hit(struct plain_run *r, uint32_t page)
{
	struct pff *p = r->st;

	(void)page;
	p->now++;
}

const struct plain plain_pff = {
	.name = "pff",
	.size = sizeof(struct pff),
	.open = pff_open,
	.hit = pff_hit,
	.miss = pff_fault,
	.admit = pff_fault,
	.varies = true,
};
