/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The generations of policies/mglru.c: their lists, the flags of a page, and
 * what protects the pages of a tier (mm/vmscan.c with CONFIG_LRU_GEN).
 *
 * A generation has a number, from 'min' to 'max', at most four at a time.  Each
 * page has the number of one, and is in a list: that of its number, or that of
 * the number it had before, until eviction finds it there.
 *
 * Anonymous pages and pages of files have lists of their own in each
 * generation. The newest generation is that of both; the oldest is, too, but
 * with swappiness=0, and in versions after 6.12.
 */
#ifndef POLICIES_LIB_GENERATIONS_H
#define POLICIES_LIB_GENERATIONS_H

#include <stdbool.h>
#include <string.h>

#include "model/charge.h"
#include "policies/lib/dirty_balance.h"
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

/* Bits of a filter (BLOOM_FILTER_SHIFT); with few frames fewer. */
#define GEN_FILTER_SHIFT     15
#define GEN_FILTER_SHIFT_MIN 6

enum gen_type { GEN_ANON, GEN_FILES, GEN_TYPES };

#define GEN_LISTS (GEN_TYPES * GENS)

/* Where a frame is; below GEN_LISTS: in the list of a generation. */
enum gen_place {
	GEN_COLLECTED = GEN_LISTS, /* not in the lists yet */
	GEN_ISOLATED,              /* taken from a list, to be judged */
	GEN_PINNED,                /* charged, but not the policy's */
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
	bool code;          /* and active the first time: 7.3 */
	bool dirtied;       /* eviction found it dirty (PG_reclaim) */
	bool missed;        /* written while it was isolated */
	bool accessed;      /* before the last walk, which left it so */
};

/* A page table of which a page is resident. */
struct gen_table {
	uint32_t pages; /* resident; 0: not in use */
	uint32_t young; /* found by the walk in progress */
	bool walked;
	bool accessed; /* the bit of the entry that points to it */
};

/* Pages that came back, were evicted and protected, by tier. */
struct gen_control {
	uint64_t refaulted, evicted, spared;
	uint64_t past_refaulted, past_total; /* of earlier generations, halved
					      * at each */
};

/* When the process has run since the last walk, so that a generation's begin
 * walks: see generation_walk.h. */
enum gen_walk {
	GEN_WALK_CLOCK,
	GEN_WALK_ALWAYS,
	GEN_WALK_ONCE,
	GEN_WALK_NOTICES
};

#define GEN_WALKS "clock", "always", "once", "notices"

struct generations {
	struct policy_host *host;
	const struct frame_table *frames;
	const uint64_t *vpn;
	const uint32_t *process;
	enum kernel_version version;
	struct charge charge;
	const uint8_t *file;  /* policy_setup.file */
	const bool *any_file; /* policy_setup.files */
	struct file_charge files;
	struct dirty_balance dirty;
	uint64_t swappiness;
	struct frame_lists lists;
	uint32_t min[GEN_TYPES], max;
	frame_t size[GEN_LISTS]; /* pages, by type and number */
	struct gen_frame *frame;
	uint32_t *shadow; /* by page: 0, or what gen_shadow() says */
	uint64_t *key;    /* by frame: of its page's address */
	struct key_map address;
	uint64_t *table_key; /* by table */
	struct key_map tables;
	struct gen_table *table;
	uint32_t ntables, free_table; /* used so far; one that is free again */
	frame_t used;                 /* frames below it were used */
	struct gen_control control[GEN_TYPES][GEN_TIERS];
	struct reclaim_counts counts;
	/* Of the walks: see generation_walk.h. */
	enum gen_walk walk;
	bool walked_now;    /* in this reclaim */
	bool daemon_ages;   /* 6.1: before its next pass */
	bool walking;       /* a walk's context is there */
	bool filter_set[2]; /* there was a walk that filled it */
	bool walked_before;
	bool switched; /* out and in since the last walk */
	bool notified, notice_waits;
	/* Tables to walk, by generation number % 2; like a kernel's, it keeps
	 * those of which no page is resident. */
	uint64_t *filter[2];
	unsigned filter_shift;
	uint64_t pressure;               /* pages judged, for vmpressure() */
	uint64_t pass_files, pass_dirty; /* pages of files of this pass */
	uint64_t noticed, walk_tick;     /* ticks of the last of each */
	uint64_t walk_ns, faults, evictions;
	unsigned batch_max, ncollected, npending;
	frame_t collected[KERNEL_BATCH_MAX];
	frame_t pending[KERNEL_BATCH_MAX];
};

static inline unsigned
gen_filter_shift(frame_t nframes)
{
	unsigned shift = GEN_FILTER_SHIFT_MIN;

	while (shift < GEN_FILTER_SHIFT && nframes >> (shift - 6) > 1)
		shift++;
	return (shift);
}

static inline size_t
gen_filter_bytes(unsigned shift)
{
	return ((size_t)1 << shift) / 8;
}

/* Versions after 6.12 judge by flags and tiers. */
static inline bool
gen_by_flags(const struct generations *g)
{
	return (g->version >= LINUX_6_18);
}

static inline unsigned
gen_type(const struct gen_frame *at)
{
	return (at->file ? GEN_FILES : GEN_ANON);
}

/* The list of the generation of this number. */
static inline unsigned
gen_list(unsigned type, uint32_t seq)
{
	return (type * GENS + seq % GENS);
}

static inline unsigned
gen_list_of(const struct gen_frame *at, uint32_t seq)
{
	return (gen_list(gen_type(at), seq));
}

/* The oldest generation of the page's type. */
static inline uint32_t
gen_min_of(const struct generations *g, const struct gen_frame *at)
{
	return (g->min[gen_type(at)]);
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
	struct gen_frame *at = &g->frame[f];

	g->size[gen_list_of(at, at->seq)]--;
	g->size[gen_list_of(at, seq)]++;
	at->seq = seq;
}

/* f, which is in no list, enters the one of this number. */
static inline void
gen_put(struct generations *g, frame_t f, uint32_t seq)
{
	struct gen_frame *at = &g->frame[f];

	at->seq = seq;
	at->place = (uint8_t)gen_list_of(at, seq);
	g->size[at->place]++;
	frame_lists_push_head(&g->lists, at->place, f);
}

static inline void
gen_take(struct generations *g, frame_t f, enum gen_place place)
{
	struct gen_frame *at = &g->frame[f];

	frame_lists_remove(&g->lists, at->place, f);
	g->size[gen_list_of(at, at->seq)]--;
	at->place = (uint8_t)place;
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
	const bool file = at->file && g->version == LINUX_7_3;
	bool old = (at->in_swap_cache || file) && !at->workingset;
	uint32_t min = gen_min_of(g, at);

	at->in_swap_cache = false;
	if (!old)
		return (gen_of_active(g, f));
	return (g->max - 2 > min ? g->max - 2 : min);
}

/* Enters the pages that were collected, and moves those activated. */
static inline void
gen_drain(struct generations *g)
{
	for (unsigned i = 0; i < g->ncollected; i++) {
		frame_t f = g->collected[i];

		key_map_add(&g->address, f);
		gen_put(g, f, gen_of_new(g, f));
	}
	g->ncollected = 0;
}

static inline void
gen_drain_pending(struct generations *g)
{
	for (unsigned i = 0; i < g->npending; i++) {
		frame_t f = g->pending[i];

		g->frame[f].pending = false;
		if (g->frame[f].place >= GEN_LISTS)
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
	if (!at->referenced && !at->workingset && !at->code) {
		at->referenced = true;
		at->refs = 0;
		return (false);
	}
	if (g->version == LINUX_6_18 || (at->referenced && at->refs > 0) ||
	    (at->code && !at->referenced && !at->workingset)) {
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
		if (!at->referenced && !at->workingset && !at->code) {
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
	if (at->place < GEN_LISTS)
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

#endif
