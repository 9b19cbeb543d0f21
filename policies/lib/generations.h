/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The generations of policies/mglru.c: their lists, the flags of a page, and
 * what protects the pages of a tier (mm/vmscan.c with CONFIG_LRU_GEN).
 *
 * A generation has a number, from 'min' to 'max', at most four at a time.  Each
 * page has the number of one, and is in a list: that of its number, or that of
 * the number it had before, until eviction finds it there.
 */
#ifndef POLICIES_LIB_GENERATIONS_H
#define POLICIES_LIB_GENERATIONS_H

#include <stdbool.h>
#include <string.h>

#include "model/charge.h"
#include "policies/lib/file_charge.h"
#include "policies/lib/frame_lists.h"
#include "policies/lib/kernel_version.h"
#include "policies/lib/key_map.h"
#include "policy/policy.h"

#define GENS       4    /* MAX_NR_GENS */
#define GENS_MIN   2    /* MIN_NR_GENS */
#define GEN_TIERS  4    /* MAX_NR_TIERS */
#define GEN_BATCH  64   /* MIN_LRU_BATCH */
#define GEN_SCAN   4096 /* MAX_LRU_BATCH */
#define TABLE_SIZE 512  /* entries of a page table */

/* Where a frame is; below GENS: in the list of a generation. */
enum gen_place {
	GEN_COLLECTED = GENS, /* not in the lists yet */
	GEN_ISOLATED,         /* taken from a list, to be judged */
	GEN_PINNED,           /* charged, but not the policy's */
	GEN_NOWHERE,
};

struct gen_frame {
	uint32_t seq; /* the number of its generation */
	uint32_t table;
	uint8_t place;
	uint8_t refs;       /* 6.1 and 6.12: 4 protects; else accesses beyond
			     * 'referenced' */
	bool referenced;    /* PG_referenced */
	bool workingset;    /* PG_workingset */
	bool marked;        /* isolated, and a neighbour found it accessed */
	bool pending;       /* in the activation batch */
	bool in_swap_cache; /* still, when it enters a list */
	bool file;          /* its page is of one */
	bool dirtied;       /* eviction found it dirty (PG_reclaim) */
};

/* A page table of which a page is resident. */
struct gen_table {
	uint32_t pages;    /* resident; 0: not in use */
	uint32_t young;    /* found by the walk in progress */
	bool in_filter[2]; /* of generation number % 2 */
	bool walked;
};

/* Pages that came back, were evicted and protected, by tier. */
struct gen_control {
	uint64_t refaulted, evicted, spared;
	uint64_t past_refaulted, past_total; /* of earlier generations, halved
					      * at each */
};

/* When the process has run since the last walk, so that a generation's begin
 * walks: see generation_walk.h. */
enum gen_walk { GEN_WALK_CLOCK, GEN_WALK_ALWAYS, GEN_WALK_ONCE };

#define GEN_WALKS "clock", "always", "once"

struct generations {
	struct policy_host *host;
	const struct frame_table *frames;
	const uint64_t *vpn;
	const uint32_t *process;
	enum kernel_version version;
	struct charge charge;
	const uint8_t *file; /* policy_setup.file */
	struct file_charge files;
	bool written_back; /* dirty pages were, at the last tick */
	struct frame_lists lists;
	uint32_t min, max;
	frame_t size[GENS]; /* pages, by number */
	struct gen_frame *frame;
	uint32_t *shadow; /* by page: 0, or what gen_shadow() says */
	uint64_t *key;    /* by frame: of its page's address */
	struct key_map address;
	uint64_t *table_key; /* by table */
	struct key_map tables;
	struct gen_table *table;
	uint32_t ntables, free_table; /* used so far; one that is free again */
	frame_t used;                 /* frames below it were used */
	struct gen_control control[GEN_TIERS];
	struct reclaim_counts counts;
	/* Of the walks: see generation_walk.h. */
	enum gen_walk walk;
	bool walked_now;    /* in this reclaim */
	bool walking;       /* a walk's context is there */
	bool filter_set[2]; /* there was a walk that filled it */
	bool walked_before;
	uint64_t walk_tick, walk_ns, faults, evictions;
	unsigned batch_max, ncollected, npending;
	frame_t collected[KERNEL_BATCH_MAX];
	frame_t pending[KERNEL_BATCH_MAX];
};

/* Versions after 6.12 judge by flags and tiers. */
static inline bool
gen_by_flags(const struct generations *g)
{
	return (g->version >= LINUX_6_18);
}

/* Of an address in its process, or of a page table.  The lowest bits are those
 * of the address, so the keys of a table are as its addresses. */
static inline uint64_t
gen_key(const struct generations *g, page_id_t page, unsigned shift)
{
	uint64_t key = policy_vpn(g->vpn, page) >> shift;

	return (g->process == NULL
		    ? key
		    : key ^ g->process[page] *
				(UINT64_C(0x9e3779b97f4a7c15) * TABLE_SIZE));
}

static inline void
gen_set_seq(struct generations *g, frame_t f, uint32_t seq)
{
	g->size[g->frame[f].seq % GENS]--;
	g->size[seq % GENS]++;
	g->frame[f].seq = seq;
}

/* f, which is in no list, enters the one of this number. */
static inline void
gen_put(struct generations *g, frame_t f, uint32_t seq)
{
	g->frame[f].seq = seq;
	g->size[seq % GENS]++;
	g->frame[f].place = seq % GENS;
	frame_lists_push_head(&g->lists, seq % GENS, f);
}

static inline void
gen_take(struct generations *g, frame_t f, enum gen_place place)
{
	frame_lists_remove(&g->lists, g->frame[f].place, f);
	g->size[g->frame[f].seq % GENS]--;
	g->frame[f].place = (uint8_t)place;
}

/* The generation of a page that is active: lru_gen_folio_seq(). */
static inline uint32_t
gen_of_active(const struct generations *g, frame_t f)
{
	return (
	    !gen_by_flags(g) || g->frame[f].workingset ? g->max : g->max - 1);
}

/* The generation of a page that enters: lru_gen_folio_seq().  One that is still
 * in the swap cache and not active becomes old at once. */
static inline uint32_t
gen_of_new(struct generations *g, frame_t f)
{
	struct gen_frame *at = &g->frame[f];
	bool old = at->in_swap_cache && !at->workingset;

	at->in_swap_cache = false;
	if (!old)
		return (gen_of_active(g, f));
	return (g->max - 2 > g->min ? g->max - 2 : g->min);
}

/* Enters the pages that were collected, and moves those activated. */
static inline void
gen_drain(struct generations *g)
{
	for (unsigned i = 0; i < g->ncollected; i++)
		gen_put(g, g->collected[i], gen_of_new(g, g->collected[i]));
	g->ncollected = 0;
}

static inline void
gen_drain_pending(struct generations *g)
{
	for (unsigned i = 0; i < g->npending; i++) {
		frame_t f = g->pending[i];

		g->frame[f].pending = false;
		if (g->frame[f].place >= GENS)
			continue;
		gen_take(g, f, GEN_ISOLATED);
		gen_put(g, f, gen_of_active(g, f));
	}
	g->npending = 0;
}

/* folio_activate() */
static inline void
gen_activate(struct generations *g, frame_t f)
{
	if (g->frame[f].pending)
		return;
	g->frame[f].pending = true;
	g->pending[g->npending++] = f;
	if (g->npending == g->batch_max)
		gen_drain_pending(g);
}

static inline void
gen_clear_referenced(struct gen_frame *at)
{
	at->referenced = false;
	at->refs = 0;
}

/* An access that reclaim found, not a walk: does it make the page active?
 * lru_gen_set_refs() */
static inline bool
gen_mark(const struct generations *g, struct gen_frame *at)
{
	if (!at->referenced && !at->workingset) {
		at->referenced = true;
		at->refs = 0;
		return (false);
	}
	if (g->version == LINUX_6_18 || (at->referenced && at->refs > 0)) {
		gen_clear_referenced(at);
		at->workingset = true;
		return (true);
	}
	if (!at->referenced)
		at->referenced = true;
	else
		at->refs++;
	return (true);
}

/* A walk found the page accessed: folio_update_gen() */
static inline void
gen_promote(struct generations *g, frame_t f)
{
	struct gen_frame *at = &g->frame[f];

	if (gen_by_flags(g)) {
		if (!at->referenced && !at->workingset) {
			at->referenced = true;
			at->refs = 0;
			return;
		}
		gen_clear_referenced(at);
		at->workingset = true;
	} else {
		at->refs = 0;
		at->marked = at->place == GEN_ISOLATED;
	}
	if (at->place < GENS)
		gen_set_seq(g, f, g->max);
}

static inline unsigned
gen_tier_of(unsigned refs, bool workingset)
{
	unsigned tier = 0;

	if (workingset)
		return (GEN_TIERS - 1);
	while ((1U << tier) < refs)
		tier++;
	return (tier);
}

static inline unsigned
gen_refs(const struct gen_frame *at)
{
	return (at->referenced ? at->refs + 1U : 0);
}

/* lru_tier_from_refs() */
static inline unsigned
gen_tier(const struct gen_frame *at)
{
	return (gen_tier_of(gen_refs(at), at->workingset));
}

static inline uint64_t
gen_refaulted(const struct gen_control *c)
{
	return (c->refaulted + c->past_refaulted);
}

static inline uint64_t
gen_total(const struct gen_control *c)
{
	return (c->evicted + c->spared + c->past_total);
}

/* The highest tier whose pages are evicted: get_tier_idx() */
static inline unsigned
gen_last_tier(const struct generations *g)
{
	uint64_t base = gen_refaulted(&g->control[0]) + 1;
	uint64_t total = gen_total(&g->control[0]) + GEN_BATCH;
	unsigned tier;

	for (tier = 1; tier < GEN_TIERS; tier++) {
		uint64_t refaulted = gen_refaulted(&g->control[tier]);

		if (refaulted >= GEN_BATCH &&
		    refaulted * total * 2 >
			base * gen_total(&g->control[tier]) * 3)
			break;
	}
	return (tier - 1);
}

/* reset_ctrl_pos(): a generation ends. */
static inline void
gen_carry_over(struct generations *g)
{
	for (unsigned i = 0; i < GEN_TIERS; i++) {
		struct gen_control *c = &g->control[i];
		uint64_t refaulted = gen_refaulted(c) / 2;
		uint64_t total = gen_total(c) / 2;

		memset(c, 0, sizeof(*c));
		c->past_refaulted = refaulted;
		c->past_total = total;
	}
}

/* try_to_inc_min_seq(): empty generations end. */
static inline bool
gen_advance_min(struct generations *g)
{
	uint32_t before = g->min;

	while (
	    g->min + GENS_MIN <= g->max && g->lists.count[g->min % GENS] == 0)
		g->min++;
	if (g->min == before)
		return (false);
	gen_carry_over(g);
	return (true);
}

#endif
