/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * How policies/mglru.c finds accessed pages by walking the page tables when a
 * generation begins.
 *
 * A walk visits the tables that were worth it before: those in the filter of
 * the newest generation, which a walk or a look around entered because at least
 * one entry in eight was accessed.  It passes over those that were not used
 * since the last walk: a processor also sets the accessed bit of the entry that
 * points to a table, and a walk clears that of all tables, visited or not.  No
 * policy sees those bits, so a walk clears the bits of the pages, too, and
 * notes in gen_frame.accessed which of them a kernel would have left set.
 *
 * There is nothing to walk unless the process
 * was switched in since the last walk.  What switches it out and in is work
 * that reclaim itself queues (gen_press()) and other tasks: one at each tick of
 * the clock, or none but those that wait for the group's events (gen_notify());
 * or it is assumed (enum gen_walk).  Time is estimated from what was measured
 * on a guest whose instructions take a nanosecond each.
 */
#ifndef POLICIES_LIB_GENERATION_WALK_H
#define POLICIES_LIB_GENERATION_WALK_H

#include "policies/lib/generation_control.h"

/* Nanoseconds: a reference where nothing else runs; in a walk an entry, and in
 * addition one that was accessed; a tick of the clock (HZ=250). */
#define GEN_NS_ALONE 660
#define GEN_NS_ENTRY 20
#define GEN_NS_YOUNG 150
#define GEN_NS_TICK  4000000

/* Ticks between two notices of a group's events: while no more than 10 ms have
 * passed, rounded up to ticks (CGROUP_FILE_NOTIFY_MIN_INTV), a timer waits. */
#define GEN_NOTICE_TICKS 4

/* The accessed bit that the page in f would have. */
static inline bool
gen_accessed(const struct generations *g, frame_t f)
{
	return (g->frame[f].accessed || frame_accessed(g->frames, f));
}

/* The bit of the page that was set since the last walk goes, and stays with its
 * table. */
static inline void
gen_note_table(struct generations *g, frame_t f)
{
	if (!frame_accessed(g->frames, f))
		return;
	frame_clear_accessed(g->frames, f);
	g->table[g->frame[f].table].accessed = true;
}

static inline void
gen_clear_accessed(struct generations *g, frame_t f)
{
	gen_note_table(g, f);
	g->frame[f].accessed = false;
}

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

/* The page in f is resident from now on.  Its address is fetched in the map,
 * and enters that when the page enters a list (gen_drain()). */
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
}

/* The page in f is not in a table any more.  One that is pinned is of a locked
 * area, which walks pass over (should_skip_vma()), and keeps its bits. */
static inline void
gen_unmap(struct generations *g, frame_t f, bool pinned)
{
	uint32_t t = g->frame[f].table;

	if (!pinned && frame_accessed(g->frames, f))
		g->table[t].accessed = true;
	if (g->frame[f].place != GEN_COLLECTED)
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

/* The time that the process runs. */
static inline uint64_t
gen_ns(const struct generations *g)
{
	uint64_t reference =
	    g->walk == GEN_WALK_NOTICES ? GEN_NS_ALONE : KERNEL_NS_REFERENCE;

	return (*g->host->now * reference + g->faults * KERNEL_NS_FAULT +
		g->evictions * KERNEL_NS_EVICTION + g->walk_ns);
}

static inline uint64_t
gen_tick(const struct generations *g)
{
	return ((gen_ns(g) + g->dirty.slept_ns) / GEN_NS_TICK);
}

/* The timer of a notice that came too early. */
static inline void
gen_notice_late(struct generations *g, uint64_t tick)
{
	if (tick < g->noticed + GEN_NOTICE_TICKS)
		return;
	g->notice_waits = false;
	g->noticed += GEN_NOTICE_TICKS;
	g->switched = true;
}

/* A charge met the limit, so memory.events changes: who waits for that is told
 * by queued work, for which the process is switched out and in
 * (memcg_memory_event(), cgroup_file_notify() in kernel/cgroup/cgroup.c). */
static inline void
gen_notify(struct generations *g)
{
	uint64_t tick;

	if (g->walk != GEN_WALK_NOTICES)
		return;
	tick = gen_tick(g);
	if (g->notice_waits)
		gen_notice_late(g, tick);
	if (g->notified && tick < g->noticed + GEN_NOTICE_TICKS) {
		g->notice_waits = true;
		return;
	}
	g->notified = true;
	g->noticed = tick;
	g->switched = true;
}

/* Was the process switched in since the last walk? */
static inline bool
gen_may_walk(const struct generations *g)
{
	if (g->walk == GEN_WALK_ALWAYS)
		return (true);
	if (g->walk == GEN_WALK_ONCE)
		return (!g->walked_now);
	return (!g->walked_before || g->switched ||
		(g->walk == GEN_WALK_CLOCK && gen_tick(g) > g->walk_tick));
}

/* Which tables are to be walked: those in the filter of the newest generation
 * (all, if there was no walk to fill it) that were used since the last walk.
 * force: whether they were used or not. */
static inline void
gen_choose_tables(struct generations *g, bool force)
{
	const unsigned now = g->max % 2;

	for (frame_t f = 0; f < g->used; f++) {
		const struct gen_frame *at = &g->frame[f];

		if (gen_is_policys(at) && !g->table[at->table].accessed &&
		    frame_accessed(g->frames, f))
			g->table[at->table].accessed = true;
	}
	for (uint32_t t = 0; t < g->ntables; t++) {
		struct gen_table *at = &g->table[t];

		if (at->pages == 0)
			continue;
		at->walked = (force || at->accessed) &&
			     (!g->filter_set[now] ||
				 gen_in_filter(g, now, g->table_key[t]));
		at->young = 0;
	}
}

/* walk_pmd_range(): a walk that is forced leaves the bits of the tables alone,
 * but not in 6.1. */
static inline void
gen_walk(struct generations *g, bool force)
{
	const unsigned next = (g->max + 1) % 2;
	const bool clears = !force || g->version == LINUX_6_1;

	memset(g->filter[next], 0, gen_filter_bytes(g->filter_shift));
	gen_choose_tables(g, force);
	for (frame_t f = 0; f < g->used; f++) {
		struct gen_frame *at = &g->frame[f];
		struct gen_table *t = &g->table[at->table];

		if (!gen_is_policys(at))
			continue;
		if (!t->walked || !gen_evictable(g, gen_type(at))) {
			if (clears && t->accessed &&
			    frame_accessed(g->frames, f)) {
				frame_clear_accessed(g->frames, f);
				at->accessed = true;
			}
			continue;
		}
		if (!gen_accessed(g, f))
			continue;
		gen_clear_accessed(g, f);
		t->young++;
		if (at->place != GEN_COLLECTED)
			gen_promote(g, f);
	}
	for (uint32_t t = 0; t < g->ntables; t++) {
		struct gen_table *at = &g->table[t];

		if (at->pages == 0)
			continue;
		at->accessed &= !clears;
		if (!at->walked)
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
	const bool first = !g->walked_before;

	g->walking = true;
	if (!gen_may_walk(g))
		return;
	g->walked_before = true;
	g->walked_now = true;
	g->switched = false;
	g->walk_tick = gen_tick(g);
	gen_walk(g, first);
}

#endif
