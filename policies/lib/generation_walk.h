/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * How policies/mglru.c finds accessed pages: by walking the page tables when a
 * generation begins, and by looking around a page that eviction found accessed.
 *
 * A walk visits the tables that were worth it before: those in the filter of
 * the newest generation, which a walk or a look around entered because at least
 * one entry in eight was accessed.  There is nothing to walk unless the process
 * has run since the last walk, that is, was switched in.  When that is depends
 * on time, which is estimated from what was measured on a guest whose
 * instructions take a nanosecond each; or it is assumed (enum gen_walk).
 */
#ifndef POLICIES_LIB_GENERATION_WALK_H
#define POLICIES_LIB_GENERATION_WALK_H

#include "policies/lib/generation_control.h"

/* Nanoseconds: a reference, a fault, an eviction; in a walk an entry, and in
 * addition one that was accessed; between two switches (HZ=250). */
#define GEN_NS_REFERENCE 1400
#define GEN_NS_FAULT     15000
#define GEN_NS_EVICTION  20000
#define GEN_NS_ENTRY     20
#define GEN_NS_YOUNG     150
#define GEN_NS_SWITCH    4000000

/* suitable_to_scan(): one of eight, a cache line of entries. */
static inline bool
gen_is_dense(uint32_t young, uint32_t entries)
{
	return (young * 8 >= entries);
}

/* The two bits of a table in a filter, from the key of the table:
 * get_item_key(). */
static inline void
gen_filter_bits(
    const struct generations *g, uint64_t key, uint32_t *a, uint32_t *b)
{
	const unsigned shift = g->filter_shift;
	uint64_t hash = key * UINT64_C(0x9e3779b97f4a7c15);

	*a = (uint32_t)(hash >> (64 - shift));
	*b = (uint32_t)(hash >> (64 - 2 * shift)) & ((1U << shift) - 1);
}

static inline bool
gen_in_filter(const struct generations *g, uint32_t seq, uint64_t key)
{
	const uint64_t *filter = g->filter[seq % 2];
	uint32_t a, b;

	gen_filter_bits(g, key, &a, &b);
	return ((filter[a / 64] >> a % 64 & filter[b / 64] >> b % 64 & 1) != 0);
}

static inline void
gen_add_to_filter(const struct generations *g, uint32_t seq, uint64_t key)
{
	uint64_t *filter = g->filter[seq % 2];
	uint32_t a, b;

	gen_filter_bits(g, key, &a, &b);
	filter[a / 64] |= UINT64_C(1) << a % 64;
	filter[b / 64] |= UINT64_C(1) << b % 64;
}

static inline uint32_t
gen_new_table(struct generations *g)
{
	uint32_t t = g->free_table;

	if (t == 0)
		return (g->ntables++);
	g->free_table = g->table[t - 1].young;
	return (t - 1);
}

/* The page in f is resident from now on. */
static inline void
gen_map(struct generations *g, frame_t f, page_id_t page)
{
	uint64_t key = gen_key(g, page, 9);
	uint32_t t;

	g->key[f] = gen_key(g, page, 0);
	key_map_prefetch(&g->address, g->key[f]);
	__builtin_prefetch(&g->shadow[page]);
	t = key_map_find(&g->tables, key);
	if (t == KEY_MAP_NONE) {
		t = gen_new_table(g);
		memset(&g->table[t], 0, sizeof(g->table[t]));
		g->table_key[t] = key;
		key_map_add(&g->tables, t);
	}
	g->table[t].pages++;
	g->frame[f].table = t;
	key_map_add(&g->address, f);
}

static inline void
gen_unmap(struct generations *g, frame_t f)
{
	uint32_t t = g->frame[f].table;

	key_map_remove(&g->address, f);
	if (--g->table[t].pages > 0)
		return;
	key_map_remove(&g->tables, t);
	g->table[t].young = g->free_table;
	g->free_table = t + 1;
}

static inline bool
gen_is_policys(const struct gen_frame *at)
{
	return (at->place < GEN_LISTS || at->place == GEN_COLLECTED ||
		at->place == GEN_ISOLATED);
}

/* A neighbour of the page that eviction found accessed.  Returns whether it is
 * to be activated. */
static inline bool
gen_look_at(struct generations *g, frame_t f)
{
	struct gen_frame *at = &g->frame[f];

	if (at->place == GEN_COLLECTED)
		return (false);
	if (at->place == GEN_ISOLATED) {
		at->marked = true; /* 6.1 and 6.12 only */
		return (false);
	}
	if (g->version == LINUX_6_1)
		return (at->seq != g->max);
	if (g->walking) {
		gen_promote(g, f);
		return (false);
	}
	if (gen_by_flags(g) && !gen_mark(g, at))
		return (false);
	if (at->seq != g->max)
		gen_activate(g, f);
	return (false);
}

/* 6.1 collects the neighbours: a few are activated, many promoted. */
static inline void
gen_look_end(struct generations *g, const frame_t *found, unsigned n)
{
	bool few = !g->walking && n < kernel_batch(LINUX_6_1);

	for (unsigned i = 0; i < n; i++) {
		if (few)
			gen_activate(g, found[i]);
		else
			gen_promote(g, found[i]);
	}
}

/* Accessed pages of a window of GEN_BATCH keys: bit i is set for the i-th,
 * whose frame is young[i].  The last element is for those that are not. */
struct gen_window {
	uint64_t first, found;
	frame_t young[GEN_BATCH + 1];
};

/* Enters those of n frames whose pages were accessed and are in the window.
 * Without branches: whether a page was accessed cannot be predicted, and so the
 * processor loads what several frames need at once. */
static inline void
gen_note_young(const struct generations *g, const frame_t *f, unsigned n,
    struct gen_window *w)
{
	for (unsigned i = 0; i < n; i++) {
		uint64_t offset = g->key[f[i]] - w->first;
		bool in =
		    (offset < GEN_BATCH) & frame_accessed(g->frames, f[i]);

		w->young[in ? offset : GEN_BATCH] = f[i];
		w->found |= (uint64_t)in << (offset % GEN_BATCH);
	}
}

/* Of the 64 places from 'at' on, which is the first of a line: bit i is set if
 * the i-th has this tag. */
static inline uint64_t
gen_tagged(const struct key_map *m, uint32_t at, uint32_t tag)
{
	const uint32_t *place = &m->place[at];
	uint8_t match[KEY_MAP_LINE];
	uint64_t bits = 0;

	for (unsigned i = 0; i < KEY_MAP_LINE; i++)
		match[i] = (place[i] != 0) & ((place[i] & m->tag) == tag);
	for (unsigned i = 0; i < KEY_MAP_LINE; i += 8) {
		uint64_t eight;

		memcpy(&eight, &match[i], sizeof(eight));
		bits |= (eight * UINT64_C(0x0102040810204080) >> 56) << i;
	}
	return (bits);
}

/* Looks for n keys from 'key' on, which are of one line: in their homes, and
 * behind them up to an empty place. */
static inline void
gen_find_young(
    const struct generations *g, uint64_t key, uint64_t n, struct gen_window *w)
{
	const struct key_map *m = &g->address;
	const uint32_t tag = key_map_tag(m, key);
	uint32_t at = key_map_home(m, key), v;
	frame_t f[KEY_MAP_LINE];
	unsigned k = 0;

	if (m->mask >= KEY_MAP_LINE - 1) {
		uint32_t line = at & ~(uint32_t)(KEY_MAP_LINE - 1);
		uint64_t in = gen_tagged(m, line, tag) >> (at - line);

		if (n < KEY_MAP_LINE)
			in &= (UINT64_C(1) << n) - 1;
		for (; in != 0; in &= in - 1) {
			v = m->place[at + (unsigned)__builtin_ctzll(in)];
			f[k++] = key_map_number(m, v);
		}
		at = (at + (uint32_t)n) & m->mask;
		n = 0;
	}
	for (v = m->place[at]; n > 0 || v != 0; n -= n > 0) {
		if (k == KEY_MAP_LINE) {
			gen_note_young(g, f, k, w);
			k = 0;
		}
		f[k] = key_map_number(m, v);
		k += (v != 0) & ((v & m->tag) == tag);
		at = (at + 1) & m->mask;
		v = m->place[at];
	}
	gen_note_young(g, f, k, w);
}

/* lru_gen_look_around(): the page in f, which is isolated, was accessed.  Looks
 * at up to 64 pages around it in its page table. */
static inline void
gen_look_around(struct generations *g, frame_t f)
{
	uint64_t offset = g->key[f] % TABLE_SIZE, first = 0, left;
	struct gen_window w;
	frame_t found[GEN_BATCH];
	unsigned nyoung = 1, nfound = 0;

	frame_clear_accessed(g->frames, f);
	if (offset >= TABLE_SIZE - GEN_BATCH / 2)
		first = TABLE_SIZE - GEN_BATCH;
	else if (offset >= GEN_BATCH / 2)
		first = offset - GEN_BATCH / 2;
	w.first = g->key[f] - offset + first;
	w.found = 0;
	left = GEN_BATCH - w.first % KEY_MAP_LINE;
	gen_find_young(g, w.first, left, &w);
	if (left < GEN_BATCH)
		gen_find_young(g, w.first + left, GEN_BATCH - left, &w);
	for (left = w.found; left != 0; left &= left - 1) {
		frame_t q = w.young[__builtin_ctzll(left)];

		if (gen_by_flags(g) && g->frame[q].place == GEN_ISOLATED)
			continue;
		if (g->frame[q].file != g->frame[f].file)
			continue; /* of another area */
		frame_clear_accessed(g->frames, q);
		nyoung++;
		if (gen_look_at(g, q))
			found[nfound++] = q;
	}
	gen_look_end(g, found, nfound);
	if (gen_is_dense(nyoung, GEN_BATCH))
		gen_add_to_filter(g, g->max, g->table_key[g->frame[f].table]);
}

/* Was the process switched in since the last walk?  The number of the switch
 * that came last goes to *tick. */
static inline bool
gen_may_walk(const struct generations *g, uint64_t *tick)
{
	uint64_t ns = *g->host->now * GEN_NS_REFERENCE +
		      g->faults * GEN_NS_FAULT +
		      g->evictions * GEN_NS_EVICTION + g->walk_ns;

	*tick = ns / GEN_NS_SWITCH;
	if (g->walk != GEN_WALK_CLOCK)
		return (g->walk == GEN_WALK_ALWAYS || !g->walked_now);
	return (!g->walked_before || g->switched || *tick > g->walk_tick);
}

/* Walks the tables in the filter of the newest generation: all, if there was no
 * walk to fill it. */
static inline void
gen_walk(struct generations *g)
{
	const unsigned now = g->max % 2, next = (g->max + 1) % 2;

	memset(g->filter[next], 0, gen_filter_bytes(g->filter_shift));
	for (uint32_t t = 0; t < g->ntables; t++) {
		struct gen_table *at = &g->table[t];

		if (at->pages == 0)
			continue;
		at->walked = !g->filter_set[now] ||
			     gen_in_filter(g, now, g->table_key[t]);
		at->young = 0;
	}
	for (frame_t f = 0; f < g->used; f++) {
		struct gen_frame *at = &g->frame[f];

		if (!gen_is_policys(at) || !g->table[at->table].walked ||
		    !gen_evictable(g, gen_type(at)) ||
		    !frame_accessed(g->frames, f))
			continue;
		frame_clear_accessed(g->frames, f);
		g->table[at->table].young++;
		if (at->place != GEN_COLLECTED)
			gen_promote(g, f);
	}
	for (uint32_t t = 0; t < g->ntables; t++) {
		struct gen_table *at = &g->table[t];

		if (at->pages == 0 || !at->walked)
			continue;
		if (gen_is_dense(at->young, TABLE_SIZE))
			gen_add_to_filter(g, next, g->table_key[t]);
		g->walk_ns +=
		    TABLE_SIZE * GEN_NS_ENTRY + at->young * GEN_NS_YOUNG;
	}
	g->filter_set[next] = true;
}

/* A generation is about to begin: walks if that is possible. */
static inline void
gen_walk_now(struct generations *g)
{
	uint64_t tick;

	g->walking = true;
	if (!gen_may_walk(g, &tick))
		return;
	g->walked_before = true;
	g->walked_now = true;
	g->switched = false;
	g->walk_tick = tick;
	gen_walk(g);
}

#endif
