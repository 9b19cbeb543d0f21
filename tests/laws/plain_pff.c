/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Page-fault frequency (Chu and Opderbeck 1976): if the last fault is at least
 * threshold references ago, every page not used since the bits were last
 * cleared is released at this fault.  If faults are more frequent the process
 * only grows; at its bound a clock selects the victim.  The bits are cleared at
 * every fault, or with clear=shrink only at those that release pages.
 */
#include "plain.h"

struct pff {
	uint64_t threshold;
	uint64_t t;
	uint64_t last; /* time of the last fault */
	bool faulted;
	bool every; /* fault clears the bits */
	uint32_t hand;
};

static const char *const clears[] = { "fault", "shrink", NULL };

static void
pff_open(struct plain_run *r)
{
	struct pff *p = r->st;

	p->threshold = plain_count(r, "threshold", 1000);
	p->every = plain_choice(r, "clear", clears) == 0;
}

static void
pff_hit(struct plain_run *r, uint32_t page)
{
	struct pff *p = r->st;

	(void)page;
	p->t++;
}

static bool
pff_shrinks(struct plain_run *r)
{
	struct pff *p = r->st;

	return (p->faulted && p->t - p->last >= p->threshold);
}

/* The page at the hand, if it may be evicted; moves the hand. */
static uint32_t
pff_look(struct plain_run *r)
{
	struct pff *p = r->st;
	uint32_t page = r->page[p->hand];

	p->hand = (p->hand + 1) % r->nframes;
	if (page == PLAIN_NONE || r->pinned[page])
		return (PLAIN_NONE);
	return (page);
}

/* A clock; it leaves the bits alone if the fault clears them. */
static uint32_t
pff_victim(struct plain_run *r)
{
	struct pff *p = r->st;
	uint32_t page;

	for (uint32_t i = 0; i < r->nframes; i++) {
		page = pff_look(r);
		if (page == PLAIN_NONE)
			continue;
		if (!r->accessed[page])
			return (page);
		if (!p->every && !pff_shrinks(r))
			r->accessed[page] = false;
	}
	/* Every page was used, and the hand is back where it began. */
	do
		page = pff_look(r);
	while (page == PLAIN_NONE);
	return (page);
}

static void
pff_settle(struct plain_run *r, uint32_t incoming)
{
	struct pff *p = r->st;

	for (uint32_t f = 0; f < r->nframes; f++) {
		uint32_t page = r->page[f];

		if (page == PLAIN_NONE || page == incoming || r->pinned[page])
			continue;
		if (pff_shrinks(r) && !r->accessed[page])
			plain_evict(r, page);
		else if (pff_shrinks(r) || p->every)
			r->accessed[page] = false;
	}
	p->last = p->t;
	p->faulted = true;
}

static void
pff_miss(struct plain_run *r, uint32_t page)
{
	struct pff *p = r->st;

	p->t++;
	if (plain_full(r))
		plain_evict(r, pff_victim(r));
	plain_load(r, page);
	pff_settle(r, page);
}

static void
pff_admit(struct plain_run *r, uint32_t page)
{
	struct pff *p = r->st;

	p->t++;
	pff_settle(r, page);
}

const struct plain plain_pff = {
	.name = "pff",
	.varies = true,
	.size = sizeof(struct pff),
	.open = pff_open,
	.hit = pff_hit,
	.miss = pff_miss,
	.admit = pff_admit,
};
