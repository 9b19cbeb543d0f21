/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * RRIP: re-reference interval prediction (Jaleel, Theobald, Steely and Emer,
 * "High Performance Cache Replacement Using Re-Reference Interval Prediction",
 * ISCA 2010, sections 4 and 5), for pages: the frames are the ways of one set.
 *
 * Every page has a value of M bits, its prediction.  0 is near, 2^M - 1 is
 * distant.  A hit sets it to 0 (the paper's hit priority).  The victim is the
 * first page, from the lowest frame on, whose value is distant; if there is
 * none, all values are incremented until there is one.  A page is loaded with
 *
 *	srrip	2^M - 2, long
 *	brrip	distant, but one time in 32, at random, long
 *	drrip	as the one of the two with fewer misses, which a duel finds
 *
 * The duel of the paper is between sets, and memory has none.  So 2q of the n
 * frames are made leaders: the hash of its number puts a page into the part of
 * SRRIP's leaders, of BRRIP's or of the followers, in the proportion q : q : n
 *- 2q, and each part replaces its own pages.  As in the paper a counter of 10
 * bits goes up at a miss in SRRIP's part and down in BRRIP's; the followers are
 * BRRIP while its highest bit is set.  q is n / 32, the paper's share of
 * leading sets, or the smaller of 16, the paper's ways, and n / 4, if that is
 * more. While one part lacks frames of its share, the part that has most above
 * its own gives one.  No program of the authors does this for pages; it is a
 * decision of this one.
 *
 * A hit only sets the value to 0, so hits need not be seen: the accessed bit,
 * which the load does not set, tells of them.  It is read and cleared before
 * values are incremented, and where a victim is looked for.  The frames of each
 * value are a set; to increment all values is to rename the sets.
 */
#include "base/bitset.h"
#include "base/rng.h"
#include "policies/lib/state_rows.h"
#include "sim/bind.h"

enum rrip_variant { SRRIP, BRRIP, DRRIP };
enum rrip_part_name { FOLLOW, LEAD_SRRIP, LEAD_BRRIP };

#define RRIP_PARTS 3
#define PSEL_MOST  1023u
#define PSEL_HALF  512u

struct rrip_params {
	uint64_t bits;
	uint64_t rare;
	int variant;
};

struct rrip_part {
	struct bitset *set; /* by value + 'shift', modulo the values */
	uint32_t shift;
	frame_t held;
	frame_t share;
};

struct rrip {
	const struct frame_table *frames;
	struct rrip_part part[RRIP_PARTS];
	struct rng rng;
	uint64_t rare;
	frame_t nframes;
	frame_t leaders; /* q */
	uint32_t most;   /* 2^M - 1 */
	uint32_t psel;
	enum rrip_variant variant;
	page_id_t pages; /* of the trace: those below */
	uint8_t *place;  /* by frame: its part and set + 1; 0: no page */
};

static uint32_t
rrip_values(const struct policy_setup *setup)
{
	const struct rrip_params *p = setup->params;

	return (UINT32_C(1) << p->bits);
}

static uint32_t
rrip_parts(const struct policy_setup *setup)
{
	const struct rrip_params *p = setup->params;

	return (p->variant == DRRIP ? RRIP_PARTS : 1);
}

static size_t
rrip_footprint(const struct policy_setup *setup)
{
	size_t sets = (size_t)rrip_parts(setup) * rrip_values(setup);

	return (sizeof(struct rrip) +
		sets * (sizeof(struct bitset) + bitset_bytes(setup->nframes)) +
		setup->nframes);
}

static frame_t
rrip_leaders(frame_t n)
{
	frame_t least = n / 4 < 16 ? n / 4 : 16;

	return (n / 32 > least ? n / 32 : least);
}

static void
rrip_init(void *st, const struct policy_setup *setup)
{
	const struct rrip_params *p = setup->params;
	uint32_t values = rrip_values(setup), parts = rrip_parts(setup);
	struct rrip *r = st;
	struct bitset *set = (struct bitset *)(r + 1);
	char *at = (char *)(set + (size_t)parts * values);

	setup->host->load_accessed = false;
	r->frames = setup->frames;
	r->nframes = setup->nframes;
	r->pages = setup->npages - setup->stand_ins;
	r->rng.state = setup->seed;
	r->rare = p->rare;
	r->most = values - 1;
	r->psel = PSEL_HALF - 1;
	r->variant = (enum rrip_variant)p->variant;
	r->leaders = parts == 1 ? 0 : rrip_leaders(setup->nframes);
	for (uint32_t i = 0; i < parts; i++) {
		r->part[i].set = set + (size_t)i * values;
		r->part[i].share =
		    i == FOLLOW ? r->nframes - 2 * r->leaders : r->leaders;
		for (uint32_t k = 0; k < values; k++) {
			bitset_place(&r->part[i].set[k], at, setup->nframes);
			at += bitset_bytes(setup->nframes);
		}
	}
	r->place = (uint8_t *)at;
}

/* A page that stands in for one is in no part of the leaders. */
static enum rrip_part_name
rrip_part_of(const struct rrip *r, page_id_t page)
{
	uint64_t x;

	if (r->leaders == 0 || page >= r->pages)
		return (FOLLOW);
	x = rng_mix(page) % r->nframes;
	return (x < r->leaders       ? LEAD_SRRIP
		: x < 2 * r->leaders ? LEAD_BRRIP
				     : FOLLOW);
}

/* The set of a value now. */
static uint32_t
rrip_set(const struct rrip *r, const struct rrip_part *part, uint32_t value)
{
	return ((value + part->shift) & r->most);
}

static void
rrip_put(struct rrip *r, enum rrip_part_name name, frame_t f, uint32_t value)
{
	struct rrip_part *part = &r->part[name];
	uint32_t k = rrip_set(r, part, value);

	bitset_add(&part->set[k], f);
	r->place[f] = (uint8_t)(1 + name * (r->most + 1) + k);
}

static enum rrip_part_name
rrip_take(struct rrip *r, frame_t f)
{
	uint32_t place = r->place[f] - 1u;
	enum rrip_part_name name = (enum rrip_part_name)(place / (r->most + 1));

	bitset_remove(&r->part[name].set[place & r->most], f);
	r->place[f] = 0;
	return (name);
}

/* A page of SRRIP's leaders, or of BRRIP's, missed. */
static bool
rrip_is_bimodal(struct rrip *r, enum rrip_part_name name)
{
	if (r->variant != DRRIP)
		return (r->variant == BRRIP);
	if (name == LEAD_SRRIP)
		r->psel += r->psel < PSEL_MOST;
	if (name == LEAD_BRRIP)
		r->psel -= r->psel > 0;
	return (name == LEAD_BRRIP || (name == FOLLOW && r->psel >= PSEL_HALF));
}

static void
rrip_admit(void *st, frame_t f, page_id_t page)
{
	struct rrip *r = st;
	enum rrip_part_name name = rrip_part_of(r, page);
	bool distant =
	    rrip_is_bimodal(r, name) && rng_below(&r->rng, r->rare) != 0;

	r->part[name].held++;
	rrip_put(r, name, f, r->most - !distant);
}

static void
rrip_leave(void *st, frame_t f, not_used enum leave_why why)
{
	struct rrip *r = st;

	r->part[rrip_take(r, f)].held--;
}

/* The part that gives a frame for a page of this one. */
static enum rrip_part_name
rrip_giver(const struct rrip *r, enum rrip_part_name name)
{
	const struct rrip_part *part = r->part;
	int64_t best = INT64_MIN;

	if (part[name].held > 0 && part[name].held >= part[name].share)
		return (name);
	for (int i = 0; i < RRIP_PARTS; i++) {
		int64_t above = (int64_t)part[i].held - part[i].share;

		if (part[i].held > 0 && above > best) {
			best = above;
			name = (enum rrip_part_name)i;
		}
	}
	return (name);
}

/* Pages of the set that were hit get the value 0. */
static void
rrip_fold(struct rrip *r, enum rrip_part_name name, const struct bitset *set)
{
	const struct frame_table *t = r->frames;

	for (uint64_t f = bitset_lowest(set); f != BITSET_NONE;
	     f = bitset_next(set, f + 1))
		if (entry_test_clear_accessed(t->entry, t->page[f])) {
			rrip_take(r, (frame_t)f);
			rrip_put(r, name, (frame_t)f, 0);
		}
}

/* The first page of the set that was not hit; those before it that were get the
 * value 0. */
static uint64_t
rrip_first(struct rrip *r, enum rrip_part_name name, const struct bitset *set)
{
	const struct frame_table *t = r->frames;
	uint64_t f;

	while ((f = bitset_lowest(set)) != BITSET_NONE &&
	       entry_test_clear_accessed(t->entry, t->page[f])) {
		rrip_take(r, (frame_t)f);
		rrip_put(r, name, (frame_t)f, 0);
	}
	return (f);
}

static frame_t
rrip_victim(void *st, page_id_t page)
{
	struct rrip *r = st;
	enum rrip_part_name name = rrip_giver(r, rrip_part_of(r, page));
	struct rrip_part *part = &r->part[name];
	uint32_t value = r->most;
	uint64_t f;

	while ((f = rrip_first(r, name,
		    &part->set[rrip_set(r, part, value)])) == BITSET_NONE)
		value--;
	if (value == r->most)
		return ((frame_t)f);
	/* The highest value becomes distant, by as many increments. */
	for (uint32_t low = 1; low <= value; low++)
		rrip_fold(r, name, &part->set[rrip_set(r, part, low)]);
	rrip_fold(r, name, &part->set[rrip_set(r, part, 0)]);
	part->shift -= r->most - value;
	return ((frame_t)f);
}

static void
rrip_state(const void *st, struct policy_state *to)
{
	const struct rrip *r = st;

	to->row(to, "RRPV");
	for (frame_t f = 0; f < r->nframes; f++) {
		uint32_t place = r->place[f] - 1u;
		const struct rrip_part *part;

		if (r->place[f] == 0)
			continue;
		part = &r->part[place / (r->most + 1)];
		to->page_in(to, f);
		state_count(to, frame_accessed(r->frames, f)
				    ? 0
				    : (place - part->shift) & r->most);
	}
	if (r->variant == DRRIP)
		state_value(to, "PSEL", r->psel);
}

static const struct policy_ops rrip_ops = {
	.size = sizeof(struct policy_ops),
	.admit = rrip_admit,
	.victim = rrip_victim,
	.leave = rrip_leave,
	.state = rrip_state,
};

static const char *const rrip_variants[] = { "srrip", "brrip", "drrip", NULL };

static const struct param rrip_params[] = {
	{ .name = "variant",
	    .type = PARAM_CHOICE,
	    .offset = offsetof(struct rrip_params, variant),
	    .dflt = "srrip",
	    .choices = rrip_variants,
	    .text = "with which prediction a page is loaded: long, mostly "
		    "distant, or as the better of the two" },
	{ .name = "bits",
	    .type = PARAM_COUNT,
	    .offset = offsetof(struct rrip_params, bits),
	    .dflt = "2",
	    .min = 1,
	    .max = 5,
	    .text = "the width of a prediction; 1 is a second chance that "
		    "begins at the lowest frame" },
	{ .name = "rare",
	    .type = PARAM_COUNT,
	    .offset = offsetof(struct rrip_params, rare),
	    .dflt = "32",
	    .min = 1,
	    .text = "BRRIP loads one page in so many with a long prediction" },
	{ .name = NULL },
};

static bool
rrip_draws(const void *params)
{
	const struct rrip_params *p = params;

	return (p->variant != SRRIP && p->rare > 1);
}

const struct policy policy_rrip = {
	.name = "rrip",
	.summary = "evicts the page whose next use is predicted to be distant",
	.size = sizeof(struct policy),
	.source = "Jaleel et al., ISCA 2010, sections 4 and 5 (SRRIP, BRRIP, "
		  "DRRIP)",
	.sight = SEES_BITS,
	.params = rrip_params,
	.param_size = sizeof(struct param),
	.params_size = sizeof(struct rrip_params),
	.about = "Every page has a prediction of a few bits, which a hit makes "
		 "near. A page of the distant prediction is evicted; if there "
		 "is none, all predictions become more distant. New pages are "
		 "loaded with a long prediction (srrip), mostly with the "
		 "distant one (brrip), or as the one of the two that misses "
		 "less in a small part of memory (drrip). The paper is about "
		 "sets of a cache; the duel between parts of memory is a "
		 "decision of this program, and no program of the authors "
		 "shows it for pages.",
	.weakness = "srrip loses pages that are not used between two scans; "
		    "brrip is slow to take up new pages that stay",
	.complexity = "O(1) per fault on average, O(n) at worst, nothing per "
		      "hit; 1.5 bytes per frame, 2.5 with drrip",
	.footprint = rrip_footprint,
	.init = rrip_init,
	.ops = &rrip_ops,
	.draws = rrip_draws,
};

POLICY_BIND(rrip, replay_batch);
