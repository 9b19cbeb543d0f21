/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Twins that decide by the accessed bit: clock, nru, aging (nfu).  Each has a
 * hand over frame numbers that starts at frame 0 and is moved only by the
 * search for a victim: not by filling a free frame, not by an unmap under it.
 *
 * clock (Corbato 1968): at the hand, bit set: clear it, go on; bit clear:
 * victim.  Empty and pinned frames are passed.  hand=advance leaves the hand
 * one past the victim's frame, hand=stay on it.  load_bit=1 reads the accessed
 * bit, which the load sets too; load_bit=0 keeps a bit that only hits set.
 *
 * nru: the class of a page is 2 * accessed + dirty; one of the lowest class
 * present is evicted, order=clock: the first from the hand on, the hand then
 * moving one past it; order=random: the k-th in frame order, k drawn once for
 * each victim.  Accessed bits are cleared every period= references.
 *
 * aging (Tanenbaum, Modern Operating Systems, "Simulating LRU in Software"): a
 * register of bits= bits, 0 at the load.  Every tick= references it is shifted
 * right, the accessed bit comes in at the top and is cleared.  The lowest
 * register is evicted; ties: the first from the hand on, the hand then moving
 * one past it.  The bit not yet shifted in does not count.
 */
#include "plain.h"

enum { CLOCK_ADVANCE, CLOCK_STAY };
static const char *const clock_hands[] = { "advance", "stay", NULL };

enum { NRU_CLOCK, NRU_RANDOM };
static const char *const nru_orders[] = { "clock", "random", NULL };

struct clock {
	uint32_t hand;
	int after; /* CLOCK_ADVANCE... */
	bool load_bit;
	bool *hit; /* by page: since loaded and since the hand passed */
};

static void
clock_open(struct plain_run *r)
{
	struct clock *t = r->st;

	t->load_bit = plain_count(r, "load_bit", 1) != 0;
	t->after = plain_choice(r, "hand", clock_hands);
	t->hit = plain_alloc(r, r->npages, sizeof(*t->hit));
}

static void
clock_hit(struct plain_run *r, uint32_t page)
{
	struct clock *t = r->st;

	t->hit[page] = true;
}

static void
clock_admit(struct plain_run *r, uint32_t page)
{
	struct clock *t = r->st;

	t->hit[page] = false;
}

static bool
clock_spares(struct plain_run *r, uint32_t page)
{
	struct clock *t = r->st;
	bool *bit = t->load_bit ? r->accessed : t->hit;
	bool set = bit[page];

	bit[page] = false;
	return (set);
}

static void
clock_miss(struct plain_run *r, uint32_t page)
{
	struct clock *t = r->st;

	if (plain_full(r)) {
		while (!plain_evictable(r, r->page[t->hand]) ||
		       clock_spares(r, r->page[t->hand]))
			t->hand = (t->hand + 1) % r->nframes;
		plain_evict(r, r->page[t->hand]);
		if (t->after == CLOCK_ADVANCE)
			t->hand = (t->hand + 1) % r->nframes;
	}
	plain_load(r, page);
	clock_admit(r, page);
}

/* The first frame from the hand on whose page has the lowest rank. */
static uint32_t
lowest_from(struct plain_run *r, uint32_t hand,
    uint64_t (*rank)(struct plain_run *, uint32_t page))
{
	uint32_t best = PLAIN_NONE;

	for (uint32_t i = 0; i < r->nframes; i++) {
		uint32_t f = (hand + i) % r->nframes;

		if (r->page[f] == PLAIN_NONE || r->pinned[r->page[f]])
			continue;
		if (best == PLAIN_NONE ||
		    rank(r, r->page[f]) < rank(r, r->page[best]))
			best = f;
	}
	return (best);
}

struct nru {
	uint32_t hand;
	int order; /* NRU_CLOCK... */
	uint64_t period;
	struct rng rng;
};

static void
nru_open(struct plain_run *r)
{
	struct nru *t = r->st;

	t->period = plain_count(r, "period", 0);
	if (t->period == 0)
		t->period = r->nframes > 1000 ? r->nframes : 1000;
	t->order = plain_choice(r, "order", nru_orders);
	t->rng.state = r->setup.seed;
}

static uint64_t
nru_class(struct plain_run *r, uint32_t page)
{
	return (2u * r->accessed[page] + r->dirty[page]);
}

/* The frame of the k-th page of this class, or of the last if k is too many;
 * *n is how many there are up to it. */
static uint32_t
nru_kth(struct plain_run *r, uint64_t class, uint64_t k, uint64_t *n)
{
	uint32_t found = PLAIN_NONE;

	*n = 0;
	for (uint32_t f = 0; f < r->nframes && *n <= k; f++) {
		if (r->page[f] == PLAIN_NONE || r->pinned[r->page[f]] ||
		    nru_class(r, r->page[f]) != class)
			continue;
		found = f;
		++*n;
	}
	return (found);
}

static void
nru_miss(struct plain_run *r, uint32_t page)
{
	struct nru *t = r->st;
	uint64_t class, n;
	uint32_t f;

	if (plain_full(r)) {
		f = lowest_from(r, t->hand, nru_class);
		if (t->order == NRU_RANDOM) {
			class = nru_class(r, r->page[f]);
			nru_kth(r, class, UINT64_MAX - 1, &n);
			f = nru_kth(r, class, rng_below(&t->rng, n), &n);
		} else {
			t->hand = (f + 1) % r->nframes;
		}
		plain_evict(r, r->page[f]);
	}
	plain_load(r, page);
}

static void
nru_tick(struct plain_run *r)
{
	for (uint32_t p = 0; p < r->npages; p++)
		if (plain_evictable(r, p))
			r->accessed[p] = false;
}

static uint64_t
nru_period(struct plain_run *r)
{
	struct nru *t = r->st;

	return (t->period);
}

struct aging {
	uint32_t hand;
	uint64_t bits;
	uint64_t period;
	uint64_t *reg; /* by page */
};

static void
aging_open(struct plain_run *r)
{
	struct aging *t = r->st;

	t->period = plain_count(r, "tick", 0);
	if (t->period == 0)
		t->period = r->nframes > 1000 ? r->nframes : 1000;
	t->bits = plain_count(r, "bits", 8);
	t->reg = plain_alloc(r, r->npages, sizeof(*t->reg));
}

static void
aging_admit(struct plain_run *r, uint32_t page)
{
	struct aging *t = r->st;

	t->reg[page] = 0;
}

static uint64_t
aging_rank(struct plain_run *r, uint32_t page)
{
	struct aging *t = r->st;

	return (t->reg[page]);
}

static void
aging_miss(struct plain_run *r, uint32_t page)
{
	struct aging *t = r->st;
	uint32_t f;

	if (plain_full(r)) {
		f = lowest_from(r, t->hand, aging_rank);
		t->hand = (f + 1) % r->nframes;
		plain_evict(r, r->page[f]);
	}
	plain_load(r, page);
	aging_admit(r, page);
}

static void
aging_tick(struct plain_run *r)
{
	struct aging *t = r->st;

	for (uint32_t p = 0; p < r->npages; p++) {
		if (!plain_evictable(r, p))
			continue;
		t->reg[p] >>= 1;
		if (r->accessed[p])
			t->reg[p] |= UINT64_C(1) << (t->bits - 1);
		r->accessed[p] = false;
	}
}

static uint64_t
aging_period(struct plain_run *r)
{
	struct aging *t = r->st;

	return (t->period);
}

const struct plain plain_clock = {
	.name = "clock",
	.size = sizeof(struct clock),
	.open = clock_open,
	.hit = clock_hit,
	.miss = clock_miss,
	.admit = clock_admit,
};

const struct plain plain_nru = {
	.name = "nru",
	.size = sizeof(struct nru),
	.open = nru_open,
	.miss = nru_miss,
	.tick = nru_tick,
	.period = nru_period,
};

const struct plain plain_aging = {
	.name = "aging",
	.size = sizeof(struct aging),
	.open = aging_open,
	.miss = aging_miss,
	.admit = aging_admit,
	.tick = aging_tick,
	.period = aging_period,
};

const struct plain plain_nfu = {
	.name = "nfu",
	.size = sizeof(struct aging),
	.open = aging_open,
	.miss = aging_miss,
	.admit = aging_admit,
	.tick = aging_tick,
	.period = aging_period,
};
