/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * How policies/mglru.c looks around a page that eviction found accessed: at the
 * pages of GEN_BATCH addresses in its page table.
 *
 * Which frames have them is in the map of addresses.  A look around waits for
 * memory three times: for the map, for what is kept of the frames there, and
 * for the entries of their pages.  So eviction, which judges many pages one
 * after the other, notes the frames around several of them before it judges the
 * first (struct gen_around).  Meanwhile no page comes in, but some leave.
 */
#ifndef POLICIES_LIB_GENERATION_LOOK_H
#define POLICIES_LIB_GENERATION_LOOK_H

#ifdef __SSE2__
#include <emmintrin.h>
#endif

#include "policies/lib/generation_walk.h"

/* Places of the map that are compared together. */
#define GEN_PLACES 16U

/* Pages that are looked around together, and frames around them. */
#define GEN_GROUP  16
#define GEN_AROUND 512

/* Frames that are noted together, times that places behind the homes of keys
 * are looked at, and frames that are noted at most around a page. */
#define GEN_STEPS      8
#define GEN_BEHIND     8
#define GEN_NOTES_MOST (GEN_BATCH + (GEN_BEHIND + 1) * GEN_STEPS)
#define GEN_LAST       (UINT64_C(1) << 63)

/* Frames that may have pages of the windows of a group. */
struct gen_around {
	unsigned n;
	unsigned first[GEN_GROUP], end[GEN_GROUP]; /* of each */
	bool known[GEN_GROUP]; /* false: was not looked for */
	frame_t f[GEN_AROUND];
};

/* Accessed pages of a window of GEN_BATCH keys: bit i is set for the i-th,
 * whose frame is young[i].  The last element is for those that are not. */
struct gen_window {
	uint64_t first, found;
	frame_t young[GEN_BATCH + 1];
};

/* The first key of the window around this one. */
static inline uint64_t
gen_window_first(uint64_t key)
{
	uint64_t offset = key % TABLE_SIZE, first = 0;

	if (offset >= TABLE_SIZE - GEN_BATCH / 2)
		first = TABLE_SIZE - GEN_BATCH;
	else if (offset >= GEN_BATCH / 2)
		first = offset - GEN_BATCH / 2;
	return (key - offset + first);
}

#ifdef __SSE2__
/* Of four places, which ones are in use and have this tag. */
static always_inline __m128i
gen_match(const uint32_t *place, __m128i mask, __m128i tag)
{
	__m128i v = _mm_loadu_si128((const __m128i *)place);

	return (_mm_andnot_si128(_mm_cmpeq_epi32(v, _mm_setzero_si128()),
	    _mm_cmpeq_epi32(_mm_and_si128(v, mask), tag)));
}
#endif

/* Of GEN_PLACES places, which ones are in use and have this tag: a bit each. */
static inline uint32_t
gen_tagged(const uint32_t *place, uint32_t mask, uint32_t tag)
{
#ifdef __SSE2__
	const __m128i m = _mm_set1_epi32((int)mask);
	const __m128i t = _mm_set1_epi32((int)tag);

	return ((uint32_t)_mm_movemask_epi8(_mm_packs_epi16(
	    _mm_packs_epi32(gen_match(place, m, t), gen_match(place + 4, m, t)),
	    _mm_packs_epi32(
		gen_match(place + 8, m, t), gen_match(place + 12, m, t)))));
#else
	uint32_t bits = 0;

	for (unsigned i = 0; i < GEN_PLACES; i++)
		bits |= (uint32_t)((place[i] != 0) & ((place[i] & mask) == tag))
			<< i;
	return (bits);
#endif
}

/* The same of n places from 'at' on, all in one line: bits by place in the
 * line. */
static inline uint64_t
gen_tagged_in(const struct key_map *m, uint32_t at, uint64_t n, uint32_t tag)
{
	const uint32_t first = at % KEY_MAP_LINE;
	const uint32_t *line = &m->place[at - first];
	uint64_t bits = 0;

	for (uint32_t i = first & ~(GEN_PLACES - 1U); i < first + n;
	     i += GEN_PLACES)
		bits |= (uint64_t)gen_tagged(line + i, m->tag, tag) << i;
	return (bits & (~UINT64_C(0) >> (KEY_MAP_LINE - n)) << first);
}

/* Part of a window: n keys of one line, and where they are. */
struct gen_part {
	const uint32_t *line;
	uint64_t in; /* by place in the line: it may have one of the keys */
	uint32_t behind, tag;
};

static inline struct gen_part
gen_part(const struct key_map *m, uint64_t key, uint64_t n)
{
	const uint32_t at = key_map_home(m, key), tag = key_map_tag(m, key);
	struct gen_part part;

	part.line = &m->place[at & ~(uint32_t)(KEY_MAP_LINE - 1)];
	part.in = n == 0 ? 0 : gen_tagged_in(m, at, n, tag);
	part.behind = at + (uint32_t)n;
	part.tag = tag;
	return (part);
}

/* Adds the frames with this tag behind the homes of a part, up to an empty
 * place.  Most often that is near, so the first steps are without a branch.
 * Returns whether there was one within GEN_BEHIND places. */
static inline bool
gen_note_behind(
    const struct key_map *m, const struct gen_part *part, struct gen_around *to)
{
	bool go = true;
	uint32_t at = part->behind;
	unsigned n = to->n;

	for (unsigned i = 0; i < GEN_BEHIND; i++) {
		for (unsigned k = 0; k < GEN_STEPS / 2; k++, at++) {
			uint32_t v = m->place[at & m->mask];

			go &= v != 0;
			to->f[n] = key_map_number(m, v);
			n += go & ((v & m->tag) == part->tag);
		}
		if (likely(!go))
			break;
	}
	to->n = n;
	return (!go);
}

/* May a frame be behind the homes of a part?  Without a branch for each place,
 * so it also may be if the next four are not empty. */
static inline bool
gen_is_behind(const struct key_map *m, const struct gen_part *part)
{
	bool go = true, may = false;

	for (uint32_t i = 0; i < 4; i++) {
		uint32_t v = m->place[(part->behind + i) & m->mask];

		go &= v != 0;
		may |= go & ((v & m->tag) == part->tag);
	}
	return (go | may);
}

/* Adds the frames in the homes of both parts, GEN_STEPS at a time, and 'self'
 * in place of those that are missing in the end: how many there are is not
 * predictable. */
static inline void
gen_note_homes(const struct key_map *m, struct gen_part one,
    struct gen_part two, frame_t self, struct gen_around *to)
{
	frame_t *f = &to->f[to->n];

	do {
		for (unsigned k = 0; k < GEN_STEPS; k++) {
			uint64_t in = one.in != 0 ? one.in : two.in;
			const uint32_t *line =
			    one.in != 0 ? one.line : two.line;
			uint32_t v = line[__builtin_ctzll(in | GEN_LAST)];

			f[k] = in != 0 ? key_map_number(m, v) : self;
			two.in &= two.in - (one.in == 0 && in != 0);
			one.in &= one.in - (one.in != 0);
		}
		f += GEN_STEPS;
	} while (unlikely((one.in | two.in) != 0));
	to->n = (unsigned)(f - to->f);
}

/* Notes the frames around the page in f as those of element i.  After a fork
 * several frames may have one key; so they are noted in the order of their
 * places, and the last that was accessed counts. */
static inline void
gen_note_around(
    const struct generations *g, frame_t f, struct gen_around *to, unsigned i)
{
	const struct key_map *m = &g->address;
	const uint64_t first = gen_window_first(g->key[f]);
	const uint64_t n = GEN_BATCH - first % KEY_MAP_LINE;
	const struct gen_part none = { m->place, 0, 0, 0 };
	struct gen_part one, two;

	to->first[i] = to->n;
	to->known[i] =
	    m->mask >= KEY_MAP_LINE - 1 && to->n + GEN_NOTES_MOST <= GEN_AROUND;
	if (!to->known[i])
		return;
	one = gen_part(m, first, n);
	two = gen_part(m, first + n, GEN_BATCH - n);
	if (unlikely(n < GEN_BATCH && gen_is_behind(m, &one))) {
		gen_note_homes(m, one, none, f, to);
		to->known[i] = gen_note_behind(m, &one, to);
		one = none;
	}
	gen_note_homes(m, one, two, f, to);
	if (!gen_note_behind(m, n == GEN_BATCH ? &one : &two, to))
		to->known[i] = false;
	to->end[i] = to->n;
	for (unsigned k = to->first[i]; k < to->end[i]; k++) {
		__builtin_prefetch(&g->key[to->f[k]]);
		__builtin_prefetch(&g->frames->page[to->f[k]]);
	}
}

/* Enters those of n frames whose pages were accessed and are in the window.
 * Without branches: whether a page was accessed cannot be predicted, and so the
 * processor loads what several frames need at once. */
static inline void
gen_note_young(const struct generations *g, const frame_t *f, unsigned n,
    struct gen_window *w)
{
	const struct frame_table *frames = g->frames;

	for (unsigned i = 0; i < n; i++) {
		page_id_t page = frames->page[f[i]];
		bool there = page != NO_PAGE; /* it did not leave */
		uint8_t e = frames->entry[there ? page : 0];
		uint64_t offset = g->key[f[i]] - w->first;
		bool young =
		    ((e & ENTRY_ACCESSED) != 0) | g->frame[f[i]].accessed;
		bool in = there & (offset < GEN_BATCH) & young;

		w->young[in ? offset : GEN_BATCH] = f[i];
		w->found |= (uint64_t)in << (offset % GEN_BATCH);
	}
}

/* The same without a note of the frames: those from the home of each key up to
 * an empty place. */
static inline void
gen_find_young(const struct generations *g, struct gen_window *w)
{
	const struct key_map *m = &g->address;

	for (unsigned i = 0; i < GEN_BATCH; i++) {
		const uint64_t key = w->first + i;
		const uint32_t tag = key_map_tag(m, key);
		uint32_t at = key_map_home(m, key), v;

		for (; (v = m->place[at]) != 0; at = (at + 1) & m->mask) {
			frame_t f = key_map_number(m, v);

			if ((v & m->tag) == tag)
				gen_note_young(g, &f, 1, w);
		}
	}
}

/* A neighbour of the page that eviction found accessed.  Returns whether it is
 * to be activated. */
static inline bool
gen_look_at(struct generations *g, frame_t f)
{
	struct gen_frame *at = &g->frame[f];

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

/* lru_gen_look_around(): the page in f, which is isolated, was accessed.  Looks
 * at up to 64 pages around it in its page table, of which the frames were noted
 * as those of element i. */
static inline void
gen_look_around(struct generations *g, frame_t f,
    const struct gen_around *around, unsigned i)
{
	struct gen_window w; /* young[] is set as it is found */
	frame_t found[GEN_BATCH];
	unsigned nyoung = 1, nfound = 0;

	w.first = gen_window_first(g->key[f]);
	w.found = 0;
	gen_clear_accessed(g, f);
	if (around->known[i])
		gen_note_young(g, &around->f[around->first[i]],
		    around->end[i] - around->first[i], &w);
	else
		gen_find_young(g, &w);
	for (uint64_t left = w.found; left != 0; left &= left - 1) {
		frame_t q = w.young[__builtin_ctzll(left)];

		if (gen_by_flags(g) && g->frame[q].place == GEN_ISOLATED)
			continue;
		if (g->frame[q].file != g->frame[f].file)
			continue; /* of another area */
		gen_clear_accessed(g, q);
		nyoung++;
		if (gen_look_at(g, q))
			found[nfound++] = q;
	}
	gen_look_end(g, found, nfound);
	if (gen_is_dense(nyoung, GEN_BATCH))
		gen_add_to_filter(g, g->max, g->table_key[g->frame[f].table]);
}

#endif
