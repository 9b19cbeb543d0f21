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

/* key[n] is set, and the number is not in the map. */
static inline void
key_map_add(struct key_map *m, uint32_t n)
{
	uint32_t home = key_map_home(m, m->key[n]), at = home;

	while (m->place[at] != 0)
		at = (at + 1) & m->mask;
	m->place[at] = (n + 1) | key_map_tag(m, m->key[n]) |
		       (at == home ? 0 : KEY_MAP_AWAY);
}

/* The number is in the map. */
static inline void
key_map_remove(struct key_map *m, uint32_t n)
{
	uint32_t at = key_map_home(m, m->key[n]), next;

	while (key_map_number(m, m->place[at]) != n)
		at = (at + 1) & m->mask;
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
