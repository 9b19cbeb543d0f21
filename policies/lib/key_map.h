/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A map from keys of 64 bits to small numbers, each of which has one key: of
 * frames, to find the frame that holds the page at an address.
 *
 * Open addressing with linear probing.  Only the numbers are stored, and a tag
 * of the key in the bits that numbers do not need; the key of a number is in an
 * array of the caller, and is read where the tag is that of the key.  There are
 * at least twice as many places as numbers, so a search ends soon.  The memory
 * is the caller's, zeroed: key_map_bytes().
 *
 * Neighbours have neighbouring homes: 64 keys that differ in their lowest bits
 * are a few cache lines.  Where such a line of homes begins is hashed: several
 * areas, each dense, would otherwise lie over each other.
 *
 * A key that is removed closes the gap it leaves.  Only those that are not at
 * home can fill it, so a bit says which these are and the keys of the others
 * are not read.
 */
#ifndef POLICIES_LIB_KEY_MAP_H
#define POLICIES_LIB_KEY_MAP_H

#include <stddef.h>
#include <stdint.h>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

#include "base/inline.h"

#define KEY_MAP_NONE UINT32_MAX
#define KEY_MAP_LINE 64

/* Of a place: its number is not at home. */
#define KEY_MAP_AWAY (UINT32_C(1) << 31)

struct key_map {
	uint32_t *place;     /* a number + 1, the tag of its key, and
			      * KEY_MAP_AWAY; 0: empty */
	const uint64_t *key; /* by number */
	uint32_t mask;
	uint32_t number, tag; /* their bits of a place */
};

static inline uint32_t
key_map_places(uint32_t n)
{
	uint32_t places = 8;

	while (places / 2 < n)
		places *= 2;
	return (places);
}

static inline size_t
key_map_bytes(uint32_t n)
{
	return (key_map_places(n) * sizeof(uint32_t));
}

/* For numbers below n, n <= 2^30. */
static inline void
key_map_place(struct key_map *m, void *memory, uint32_t n, const uint64_t *key)
{
	m->place = (uint32_t *)memory;
	m->key = key;
	m->mask = key_map_places(n) - 1;
	m->number = 1;
	while (m->number < n)
		m->number = 2 * m->number + 1;
	m->tag = ~m->number & ~KEY_MAP_AWAY;
}

static inline uint64_t
key_map_line(uint64_t key)
{
	return (key / KEY_MAP_LINE * UINT64_C(0x9e3779b97f4a7c15));
}

/* The same for the keys of a line, and rarely for another one. */
static inline uint32_t
key_map_tag(const struct key_map *m, uint64_t key)
{
	return ((uint32_t)key_map_line(key) & m->tag);
}

static inline uint32_t
key_map_home(const struct key_map *m, uint64_t key)
{
	uint64_t line = key_map_line(key) >> 32;

	return ((uint32_t)(line * KEY_MAP_LINE + key % KEY_MAP_LINE) & m->mask);
}

/* The key is asked for, added or removed soon. */
static inline void
key_map_prefetch(const struct key_map *m, uint64_t key)
{
	__builtin_prefetch(&m->place[key_map_home(m, key)], 1);
}

/* The number in a place that is not empty. */
static inline uint32_t
key_map_number(const struct key_map *m, uint32_t place)
{
	return ((place & m->number) - 1);
}

static inline uint32_t
key_map_find(const struct key_map *m, uint64_t key)
{
	uint32_t at = key_map_home(m, key), tag = key_map_tag(m, key), v;

	for (; (v = m->place[at]) != 0; at = (at + 1) & m->mask)
		if ((v & m->tag) == tag && m->key[key_map_number(m, v)] == key)
			return (key_map_number(m, v));
	return (KEY_MAP_NONE);
}

/*
 * Four places from 'at' on: a bit for each that is empty, that is away, that
 * has the number n.  They are looked at together because how far a search goes
 * is not predictable.
 */
struct key_map_four {
	unsigned empty, away, match;
};

static always_inline struct key_map_four
key_map_four(const struct key_map *m, uint32_t at, uint32_t n)
{
	struct key_map_four four = { 0, 0, 0 };

#ifdef __SSE2__
	if (likely(at + 4 <= m->mask + 1)) {
		const __m128i v =
		    _mm_loadu_si128((const __m128i *)&m->place[at]);
		const __m128i number = _mm_set1_epi32((int)m->number);
		const __m128i same = _mm_cmpeq_epi32(
		    _mm_and_si128(v, number), _mm_set1_epi32((int)(n + 1)));
		const __m128i none = _mm_cmpeq_epi32(v, _mm_setzero_si128());

		four.empty = (unsigned)_mm_movemask_ps(_mm_castsi128_ps(none));
		four.away = (unsigned)_mm_movemask_ps(_mm_castsi128_ps(v));
		four.match = (unsigned)_mm_movemask_ps(_mm_castsi128_ps(same));
		return (four);
	}
#endif
	for (unsigned i = 0; i < 4; i++) {
		uint32_t v = m->place[(at + i) & m->mask];

		four.empty |= (unsigned)(v == 0) << i;
		four.away |= (unsigned)((v & KEY_MAP_AWAY) != 0) << i;
		four.match |= (unsigned)((v & m->number) == n + 1) << i;
	}
	return (four);
}

/* key[n] is set, and the number is not in the map. */
static inline void
key_map_add(struct key_map *m, uint32_t n)
{
	uint32_t home = key_map_home(m, m->key[n]), at = home;
	unsigned empty = key_map_four(m, home, n).empty;

	for (; unlikely(empty == 0); empty = key_map_four(m, at, n).empty)
		at = (at + 4) & m->mask;
	at = (at + (unsigned)__builtin_ctz(empty)) & m->mask;
	m->place[at] = (n + 1) | key_map_tag(m, m->key[n]) |
		       (at == home ? 0 : KEY_MAP_AWAY);
}

/* The number is in the map. */
static inline void
key_map_remove(struct key_map *m, uint32_t n)
{
	uint32_t at = key_map_home(m, m->key[n]), next;
	struct key_map_four four = key_map_four(m, at, n);

	for (; unlikely(four.match == 0); four = key_map_four(m, at, n))
		at = (at + 4) & m->mask;
	at = (at + (unsigned)__builtin_ctz(four.match)) & m->mask;
	four = key_map_four(m, (at + 1) & m->mask, n);
	if (likely((four.away & (four.empty - 1) & ~four.empty) == 0 &&
		   four.empty != 0)) {
		m->place[at] = 0; /* none behind it is away */
		return;
	}
	for (next = (at + 1) & m->mask; m->place[next] != 0;
	     next = (next + 1) & m->mask) {
		uint32_t v = m->place[next], home;

		if ((v & KEY_MAP_AWAY) == 0)
			continue;
		/* It may fill the gap if its home is not behind that. */
		home = key_map_home(m, m->key[key_map_number(m, v)]);
		if (((next - home) & m->mask) >= ((next - at) & m->mask)) {
			m->place[at] = home == at ? v & ~KEY_MAP_AWAY : v;
			at = next;
		}
	}
	m->place[at] = 0;
}

#endif
