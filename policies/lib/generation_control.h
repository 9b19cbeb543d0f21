/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What policies/mglru.c decides by the pages that came back: which tiers of a
 * type are evicted, and which type; where the generations of a type end; and
 * what an evicted page leaves to be known by (mm/vmscan.c and mm/workingset.c
 * with CONFIG_LRU_GEN).
 */
#ifndef POLICIES_LIB_GENERATION_CONTROL_H
#define POLICIES_LIB_GENERATION_CONTROL_H

#include "policies/lib/generations.h"

#define GEN_SWAPPINESS_MAX 200 /* MAX_SWAPPINESS */

/* struct ctrl_pos */
struct gen_position {
	uint64_t refaulted, total, gain;
};

/* Adds up n tiers: read_ctrl_pos(). */
static inline struct gen_position
gen_position(const struct gen_control *c, unsigned n, uint64_t gain)
{
	struct gen_position p = { 0, 0, gain };

	for (unsigned i = 0; i < n; i++) {
		p.refaulted += c[i].refaulted + c[i].past_refaulted;
		p.total += c[i].evicted + c[i].spared + c[i].past_total;
	}
	return (p);
}

/* Do not more of these pages come back than of the base, each by its gain?
 * positive_ctrl_err() */
static inline bool
gen_no_worse(const struct gen_position *base, const struct gen_position *p)
{
	return (p->refaulted < GEN_BATCH ||
		p->refaulted * (base->total + GEN_BATCH) * base->gain <=
		    (base->refaulted + 1) * p->total * p->gain);
}

/* The highest tier whose pages are evicted: get_tier_idx().  Before 6.18 none
 * but the first has pages that were evicted. */
static inline unsigned
gen_last_tier(const struct generations *g, unsigned type)
{
	const struct gen_control *c = g->control[type];
	const struct gen_position base = gen_position(c, 1, 2);
	unsigned tier;

	for (tier = 1; tier < GEN_TIERS; tier++) {
		struct gen_position p = gen_position(&c[tier], 1, 3);

		if (!gen_no_worse(&base, &p))
			break;
	}
	return (tier - 1);
}

/* The type that is evicted from first: get_type_to_scan().  It goes by the
 * first tiers, later by the sums of all. */
static inline unsigned
gen_first_type(const struct generations *g)
{
	const unsigned n = gen_by_flags(g) ? GEN_TIERS : 1;
	struct gen_position anon, files;

	if (g->swappiness <= 1)
		return (GEN_FILES);
	if (g->swappiness >= GEN_SWAPPINESS_MAX)
		return (GEN_ANON);
	anon = gen_position(g->control[GEN_ANON], n, g->swappiness);
	files = gen_position(
	    g->control[GEN_FILES], n, GEN_SWAPPINESS_MAX - g->swappiness);
	return (gen_no_worse(&anon, &files) ? GEN_FILES : GEN_ANON);
}

/* Is the type reclaimed at all? */
static inline bool
gen_evictable(const struct generations *g, unsigned type)
{
	return (type == GEN_FILES || g->swappiness > 0);
}

/* The oldest generation of those that are. */
static inline uint32_t
gen_oldest(const struct generations *g)
{
	uint32_t anon = g->min[GEN_ANON], files = g->min[GEN_FILES];

	return (gen_evictable(g, GEN_ANON) && anon < files ? anon : files);
}

/* reset_ctrl_pos(): a generation ends. */
static inline void
gen_carry_over(struct generations *g, unsigned type)
{
	for (unsigned i = 0; i < GEN_TIERS; i++) {
		struct gen_control *c = &g->control[type][i];
		struct gen_position p = gen_position(c, 1, 0);

		memset(c, 0, sizeof(*c));
		c->past_refaulted = p.refaulted / 2;
		c->past_total = p.total / 2;
	}
}

/* The oldest generations of both types are kept together: up to 6.12 they are
 * the same, later one is not more than a generation ahead. */
static inline void
gen_agree(const struct generations *g, uint32_t *min)
{
	const unsigned ahead =
	    min[GEN_ANON] > min[GEN_FILES] ? GEN_ANON : GEN_FILES;
	const uint32_t low = min[ahead == GEN_ANON ? GEN_FILES : GEN_ANON];
	const uint32_t seq = g->max - GENS_MIN;

	if (!gen_evictable(g, GEN_ANON))
		return;
	if (!gen_by_flags(g))
		min[ahead] = low;
	else if (low < seq && min[ahead] > seq)
		min[ahead] = seq;
}

/* try_to_inc_min_seq(): empty generations end. */
static inline bool
gen_advance_min(struct generations *g)
{
	uint32_t min[GEN_TYPES] = { g->min[GEN_ANON], g->min[GEN_FILES] };
	bool advanced = false;

	for (unsigned t = 0; t < GEN_TYPES; t++)
		while (gen_evictable(g, t) && min[t] + GENS_MIN <= g->max &&
		       g->lists.count[gen_list(t, min[t])] == 0)
			min[t]++;
	gen_agree(g, min);
	for (unsigned t = 0; t < GEN_TYPES; t++) {
		if (min[t] <= g->min[t])
			continue;
		gen_carry_over(g, t);
		g->min[t] = min[t];
		advanced = true;
	}
	return (advanced);
}

/* What an evicted page leaves: the oldest generation then, its accesses, and
 * whether it was active.  Not 0. */
static inline uint32_t
gen_shadow(const struct generations *g, const struct gen_frame *at)
{
	return (
	    (gen_min_of(g, at) + 1) << 4 | gen_refs(at) << 1 | at->workingset);
}

static inline void
gen_count_activate(
    struct generations *g, const struct gen_frame *at, bool activated)
{
	g->counts.activate += activated;
	g->counts.activate_file += activated && at->file;
}

/* workingset_refault(): lru_gen_refault() */
static inline void
gen_refault(struct generations *g, struct gen_frame *at, uint32_t shadow)
{
	uint32_t then = (shadow >> 4) - 1;
	unsigned refs = shadow >> 1 & 7;
	bool workingset = (shadow & 1) != 0;
	struct gen_control *control = g->control[gen_type(at)];
	const bool soon = then == gen_min_of(g, at);

	/* 6.1 counts those that come back soon. */
	g->counts.refault += soon || g->version != LINUX_6_1;
	g->counts.refault_file += at->file && (soon || g->version != LINUX_6_1);
	if (!gen_by_flags(g)) {
		if (!soon)
			return;
		control[0].refaulted++;
		at->refs = g->version < LINUX_6_12_117 ? 4 : 0;
		gen_count_activate(g, at, g->version != LINUX_6_1);
		g->counts.restore++;
		return;
	}
	if (g->max - then >= GENS)
		return;
	control[gen_tier_of(refs, workingset)].refaulted++;
	/* 7.3 counts as activated only what was active before. */
	gen_count_activate(g, at, workingset || g->version != LINUX_7_3);
	g->counts.restore += workingset;
	at->workingset = workingset;
	if (workingset)
		at->referenced = false;
}

#endif
