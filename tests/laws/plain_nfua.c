/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * NFUA and LAPA of the xv6 paging assignment: a 32-bit register per page is
 * shifted right at each tick, the accessed bit entering at the top.  NFUA
 * evicts the smallest register and starts a page at 0; LAPA evicts the register
 * with the fewest ones, then the smallest, and starts a page at all ones.
 *
 * Among equals the first frame after the last victim is evicted.
 */
#include "plain.h"

struct nfua {
	uint32_t *reg; /* by page */
	uint32_t hand;
	uint64_t tick;
};

static void
nfua_open(struct plain_run *r)
{
	struct nfua *a = r->st;

	a->reg = plain_alloc(r, r->npages, sizeof(*a->reg));
	a->tick = plain_count(r, "tick", 0);
	if (a->tick == 0)
		a->tick = r->nframes > 1000 ? r->nframes : 1000;
}

static uint64_t
nfua_period(struct plain_run *r)
{
	struct nfua *a = r->st;

	return (a->tick);
}

static void
nfua_tick(struct plain_run *r)
{
	struct nfua *a = r->st;

	for (uint32_t f = 0; f < r->nframes; f++) {
		uint32_t page = r->page[f];

		if (page == PLAIN_NONE || r->pinned[page])
			continue;
		a->reg[page] >>= 1;
		if (r->accessed[page])
			a->reg[page] |= UINT32_C(1) << 31;
		r->accessed[page] = false;
	}
}

static uint64_t
ones(uint32_t word)
{
	uint64_t n = 0;

	for (; word != 0; word >>= 1)
		n += word & 1;
	return (n);
}

static bool
is_lapa(const struct plain_run *r)
{
	return (r->twin->name[0] == 'l');
}

/* The smallest is evicted. */
static uint64_t
worth(struct plain_run *r, uint32_t page)
{
	struct nfua *a = r->st;

	if (is_lapa(r))
		return (ones(a->reg[page]) << 32 | a->reg[page]);
	return (a->reg[page]);
}

static uint32_t
nfua_victim(struct plain_run *r)
{
	struct nfua *a = r->st;
	uint32_t best = PLAIN_NONE;

	for (uint32_t i = 0; i < r->nframes; i++) {
		uint32_t page = r->page[(a->hand + i) % r->nframes];

		if (page == PLAIN_NONE || r->pinned[page])
			continue;
		if (best == PLAIN_NONE || worth(r, page) < worth(r, best))
			best = page;
	}
	a->hand = (r->frame[best] + 1) % r->nframes;
	return (best);
}

static void
nfua_admit(struct plain_run *r, uint32_t page)
{
	struct nfua *a = r->st;

	a->reg[page] = is_lapa(r) ? UINT32_MAX : 0;
}

static void
nfua_miss(struct plain_run *r, uint32_t page)
{
	if (plain_full(r))
		plain_evict(r, nfua_victim(r));
	plain_load(r, page);
	nfua_admit(r, page);
}

const struct plain plain_nfua = {
	.name = "nfua",
	.size = sizeof(struct nfua),
	.open = nfua_open,
	.miss = nfua_miss,
	.admit = nfua_admit,
	.tick = nfua_tick,
	.period = nfua_period,
};

const struct plain plain_lapa = {
	.name = "lapa",
	.size = sizeof(struct nfua),
	.open = nfua_open,
	.miss = nfua_miss,
	.admit = nfua_admit,
	.tick = nfua_tick,
	.period = nfua_period,
};
