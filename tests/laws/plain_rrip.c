/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Re-reference interval prediction (Jaleel, Theobald, Steely and Emer, ISCA
 * 2010), the frames of memory in the place of the ways of a set.
 *
 *   hit	the page's value (RRPV) becomes 0 (hit priority)
 *   victim	the first frame, from the lowest on, whose page has the largest
 *		value, 2^M - 1; while there is none, all values grow by 1
 *   load	SRRIP: 2^M - 2.  BRRIP: 2^M - 1, but one time in 'rare', by
 *		chance, 2^M - 2.
 *
 * DRRIP duels: some sets always do as SRRIP, some as BRRIP; a counter of 10
 * bits goes up at a miss in the former, down in the latter; the other sets do
 * as BRRIP while its highest bit is set.  Memory has no sets.  So q of the n
 * frames belong to pages that lead for SRRIP, q to pages that lead for BRRIP,
 * and the rest to the others; the hash of its number puts a page into one of
 * these parts, in the same proportion.  q is n / 32, but at least the smaller
 * of 16 and n / 4.  A part that has its frames evicts a page of its own;
 * otherwise that part evicts which exceeds its share most (the followers first,
 * then SRRIP's).  With q = 0 all are followers.
 */
#include "plain.h"

enum { SRRIP, BRRIP, DRRIP };
enum { FOLLOW, LEAD_SRRIP, LEAD_BRRIP, PARTS };

struct rrip {
	uint32_t *value; /* by page: its RRPV */
	uint32_t most;   /* 2^M - 1 */
	uint64_t rare;
	int variant;
	uint32_t q;
	uint32_t psel;
	struct rng rng;
};

static void
rrip_open(struct plain_run *r)
{
	static const char *const variants[] = { "srrip", "brrip", "drrip",
		NULL };
	struct rrip *t = r->st;
	uint32_t least = r->nframes / 4 < 16 ? r->nframes / 4 : 16;

	t->value = plain_alloc(r, r->npages, sizeof(*t->value));
	t->most = (1u << plain_count(r, "bits", 2)) - 1;
	t->rare = plain_count(r, "rare", 32);
	t->variant = plain_choice(r, "variant", variants);
	if (t->variant == DRRIP)
		t->q = r->nframes / 32 > least ? r->nframes / 32 : least;
	t->psel = 511;
	t->rng.state = r->setup.seed;
}

static int
part_of(const struct plain_run *r, uint32_t page)
{
	const struct rrip *t = r->st;
	uint64_t x = rng_mix(page) % r->nframes;

	return (x < t->q ? LEAD_SRRIP : x < 2 * t->q ? LEAD_BRRIP : FOLLOW);
}

static void
rrip_hit(struct plain_run *r, uint32_t page)
{
	struct rrip *t = r->st;

	t->value[page] = 0;
}

static bool
member(const struct plain_run *r, uint32_t f, int part)
{
	uint32_t page = r->page[f];

	return (
	    page != PLAIN_NONE && !r->pinned[page] && part_of(r, page) == part);
}

/* The part that gives a frame for a page of this one. */
static int
giver(const struct plain_run *r, int part)
{
	const struct rrip *t = r->st;
	int64_t held[PARTS] = { 0, 0, 0 }, best = 0;
	int64_t share[PARTS] = { (int64_t)r->nframes - 2 * t->q, t->q, t->q };
	int from = PARTS;

	for (uint32_t f = 0; f < r->nframes; f++)
		for (int i = 0; i < PARTS; i++)
			held[i] += member(r, f, i);
	if (held[part] > 0 && held[part] >= share[part])
		return (part);
	for (int i = 0; i < PARTS; i++)
		if (held[i] > 0 &&
		    (from == PARTS || held[i] - share[i] > best)) {
			best = held[i] - share[i];
			from = i;
		}
	return (from);
}

static uint32_t
rrip_victim(struct plain_run *r, int part)
{
	struct rrip *t = r->st;

	for (;;) {
		for (uint32_t f = 0; f < r->nframes; f++)
			if (member(r, f, part) &&
			    t->value[r->page[f]] == t->most)
				return (r->page[f]);
		for (uint32_t f = 0; f < r->nframes; f++)
			if (member(r, f, part))
				t->value[r->page[f]]++;
	}
}

static void
rrip_admit(struct plain_run *r, uint32_t page)
{
	struct rrip *t = r->st;
	int part = part_of(r, page);
	bool bimodal = t->variant == BRRIP;

	if (part == LEAD_SRRIP && t->psel < 1023)
		t->psel++;
	if (part == LEAD_BRRIP && t->psel > 0)
		t->psel--;
	if (t->variant == DRRIP)
		bimodal =
		    part == LEAD_BRRIP || (part == FOLLOW && t->psel >= 512);
	t->value[page] = t->most - 1;
	if (bimodal && rng_below(&t->rng, t->rare) != 0)
		t->value[page] = t->most;
}

static void
rrip_miss(struct plain_run *r, uint32_t page)
{
	if (plain_full(r))
		plain_evict(r, rrip_victim(r, giver(r, part_of(r, page))));
	plain_load(r, page);
	rrip_admit(r, page);
}

const struct plain plain_rrip = {
	.name = "rrip",
	.size = sizeof(struct rrip),
	.open = rrip_open,
	.hit = rrip_hit,
	.miss = rrip_miss,
	.admit = rrip_admit,
};
