/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Policies that read the accessed bits at ticks, from the words of the books:
 * NRU, NFU and aging (Tanenbaum and Bos, Modern Operating Systems, 3.4.2 and
 * 3.4.7), and LAPA of the courses for the xv6 kernel.
 *
 *   NRU    four classes by (accessed, dirty); a page of the lowest class goes.
 *          At a tick the accessed bits are cleared.
 *   NFU    a counter for each page, 0 at first.  At a tick the accessed bit is
 *          added to it.  The page with the lowest counter goes.
 *   aging  a register for each page, 0 at first.  At a tick it is shifted right
 *          and the accessed bit becomes its leftmost bit.  The page with the
 *          lowest register goes.
 *   LAPA   aging with 32 bits, all of them set at the load; the page with the
 *          fewest ones goes, of several the one with the lowest register.
 *
 * The books name no order among equals: here it is that of a hand on the ring
 * of frames, or what the parameter says.
 */
#include <assert.h>

#include "plain.h"

struct ticked {
	uint64_t *value; /* by page: counter or register */
	uint64_t every;
	uint64_t bits;
	uint32_t hand;
	int order;    /* NRU: among pages of one class */
	bool perfect; /* NFU: a counter survives eviction */
	struct rng rng;
};

enum { ORDER_CLOCK, ORDER_RANDOM, ORDER_LOWEST, ORDER_PAGE };

static void
open_every(struct plain_run *r, const char *key)
{
	struct ticked *t = r->st;

	t->value = plain_alloc(r, r->npages, sizeof(*t->value));
	t->every = plain_count(r, key, 0);
	if (t->every == 0)
		t->every = r->nframes > 1000 ? r->nframes : 1000;
}

static uint64_t
every(struct plain_run *r)
{
	struct ticked *t = r->st;

	return (t->every);
}

/* The frame k places from the hand. */
static uint32_t
frame_from_hand(const struct plain_run *r, uint32_t k)
{
	const struct ticked *t = r->st;

	return ((uint32_t)(((uint64_t)t->hand + k) % r->nframes));
}

static bool
may_go(const struct plain_run *r, uint32_t f)
{
	return (r->page[f] != PLAIN_NONE && !r->pinned[r->page[f]]);
}

/* Evicts the page of the lowest score; of several, that nearest to the hand,
 * which moves past it. */
static void
evict_lowest(
    struct plain_run *r, uint64_t (*score)(struct plain_run *, uint32_t))
{
	struct ticked *t = r->st;
	uint32_t best = PLAIN_NONE;

	for (uint32_t k = 0; k < r->nframes; k++) {
		uint32_t f = frame_from_hand(r, k), page = r->page[f];

		if (!may_go(r, f))
			continue;
		if (best == PLAIN_NONE || score(r, page) < score(r, best))
			best = page;
	}
	assert(best != PLAIN_NONE);
	t->hand = (r->frame[best] + 1) % r->nframes;
	plain_evict(r, best);
}

static uint64_t
the_value(struct plain_run *r, uint32_t page)
{
	struct ticked *t = r->st;

	return (t->value[page]);
}

/* -- NRU ---------------------------------------------------------------- */

static void
nru_open(struct plain_run *r)
{
	static const char *const orders[] = { "clock", "random", "lowest",
		"page", NULL };
	struct ticked *t = r->st;

	open_every(r, "period");
	t->order = plain_choice(r, "order", orders);
	t->rng.state = r->setup.seed;
}

static uint64_t
nru_class(struct plain_run *r, uint32_t page)
{
	return (2 * (uint64_t)r->accessed[page] + r->dirty[page]);
}

/* The k-th page of the class in the order of frames, from 0. */
static uint32_t
nru_nth(struct plain_run *r, uint64_t class, uint64_t k)
{
	uint32_t f = 0;

	for (;; f++)
		if (may_go(r, f) && nru_class(r, r->page[f]) == class &&
		    k-- == 0)
			return (r->page[f]);
}

/* Is the address of a lower, or that of the same address of an earlier process?
 */
static bool
nru_below(const struct plain_run *r, uint32_t a, uint32_t b)
{
	const uint32_t *process = r->setup.process;

	if (plain_vpn(r, a) != plain_vpn(r, b) || process == NULL)
		return (plain_vpn(r, a) < plain_vpn(r, b));
	return (process[a] < process[b]);
}

/* The page of the class with the lowest address. */
static uint32_t
nru_lowest_page(struct plain_run *r, uint64_t class)
{
	uint32_t best = PLAIN_NONE;

	for (uint32_t page = 0; page < r->npages; page++)
		if (plain_evictable(r, page) && nru_class(r, page) == class &&
		    (best == PLAIN_NONE || nru_below(r, page, best)))
			best = page;
	return (best);
}

static void
nru_miss(struct plain_run *r, uint32_t page)
{
	struct ticked *t = r->st;
	uint64_t in_class[4] = { 0, 0, 0, 0 }, class = 0, k = 0;

	if (plain_full(r) && t->order == ORDER_CLOCK) {
		evict_lowest(r, nru_class);
	} else if (plain_full(r)) {
		for (uint32_t f = 0; f < r->nframes; f++)
			if (may_go(r, f))
				in_class[nru_class(r, r->page[f])]++;
		while (in_class[class] == 0)
			class ++;
		if (t->order == ORDER_RANDOM)
			k = rng_below(&t->rng, in_class[class]);
		plain_evict(r, t->order == ORDER_PAGE
				   ? nru_lowest_page(r, class)
				   : nru_nth(r, class, k));
	}
	plain_load(r, page);
}

static void
nru_tick(struct plain_run *r)
{
	for (uint32_t f = 0; f < r->nframes; f++)
		if (may_go(r, f))
			r->accessed[r->page[f]] = false;
}

/* -- NFU ---------------------------------------------------------------- */

static void
nfu_open(struct plain_run *r)
{
	static const char *const memories[] = { "resident", "perfect", NULL };
	struct ticked *t = r->st;

	open_every(r, "tick");
	t->perfect = plain_choice(r, "memory", memories) == 1;
}

static void
nfu_admit(struct plain_run *r, uint32_t page)
{
	struct ticked *t = r->st;

	if (!t->perfect)
		t->value[page] = 0;
}

static void
nfu_miss(struct plain_run *r, uint32_t page)
{
	if (plain_full(r))
		evict_lowest(r, the_value);
	plain_load(r, page);
	nfu_admit(r, page);
}

static void
nfu_drop(struct plain_run *r, uint32_t page)
{
	struct ticked *t = r->st;

	t->value[page] = 0;
}

static void
nfu_tick(struct plain_run *r)
{
	struct ticked *t = r->st;

	for (uint32_t f = 0; f < r->nframes; f++) {
		if (!may_go(r, f))
			continue;
		t->value[r->page[f]] += r->accessed[r->page[f]];
		r->accessed[r->page[f]] = false;
	}
}

/* -- aging -------------------------------------------------------------- */

static void
aging_open(struct plain_run *r)
{
	struct ticked *t = r->st;

	open_every(r, "tick");
	t->bits = plain_count(r, "bits", 8);
}

static void
aging_admit(struct plain_run *r, uint32_t page)
{
	struct ticked *t = r->st;

	t->value[page] = 0;
}

static void
aging_miss(struct plain_run *r, uint32_t page)
{
	if (plain_full(r))
		evict_lowest(r, the_value);
	plain_load(r, page);
	aging_admit(r, page);
}

static void
aging_tick(struct plain_run *r)
{
	struct ticked *t = r->st;

	for (uint32_t f = 0; f < r->nframes; f++) {
		uint32_t page = r->page[f];

		if (!may_go(r, f))
			continue;
		t->value[page] >>= 1;
		if (r->accessed[page])
			t->value[page] += UINT64_C(1) << (t->bits - 1);
		r->accessed[page] = false;
	}
}

/* -- LAPA --------------------------------------------------------------- */

static void
lapa_open(struct plain_run *r)
{
	struct ticked *t = r->st;

	open_every(r, "tick");
	t->bits = 32;
}

static void
lapa_admit(struct plain_run *r, uint32_t page)
{
	struct ticked *t = r->st;

	t->value[page] = UINT32_MAX;
}

/* Fewest ones first, then the lowest register. */
static uint64_t
lapa_score(struct plain_run *r, uint32_t page)
{
	struct ticked *t = r->st;
	uint64_t ones = 0;

	for (int bit = 0; bit < 32; bit++)
		ones += t->value[page] >> bit & 1;
	return (ones << 32 | t->value[page]);
}

static void
lapa_miss(struct plain_run *r, uint32_t page)
{
	if (plain_full(r))
		evict_lowest(r, lapa_score);
	plain_load(r, page);
	lapa_admit(r, page);
}

const struct plain plain_nru = {
	.name = "nru",
	.size = sizeof(struct ticked),
	.open = nru_open,
	.miss = nru_miss,
	.tick = nru_tick,
	.period = every,
};

const struct plain plain_nfu = {
	.name = "nfu",
	.size = sizeof(struct ticked),
	.open = nfu_open,
	.miss = nfu_miss,
	.admit = nfu_admit,
	.drop = nfu_drop,
	.tick = nfu_tick,
	.period = every,
};

const struct plain plain_aging = {
	.name = "aging",
	.size = sizeof(struct ticked),
	.open = aging_open,
	.miss = aging_miss,
	.admit = aging_admit,
	.tick = aging_tick,
	.period = every,
};

const struct plain plain_lapa = {
	.name = "lapa",
	.size = sizeof(struct ticked),
	.open = lapa_open,
	.miss = lapa_miss,
	.admit = lapa_admit,
	.tick = aging_tick,
	.period = every,
};
