/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The sites and processes of a block, found by what they are.
 *
 * The hash table belongs to one block: its slots carry the tag of the block, so
 * that the table need not be cleared.  It is as large as the block before it
 * needed, so that it stays in a cache.
 */
#ifndef TRACE_PACKED_KEYS_H
#define TRACE_PACKED_KEYS_H

#include <stdint.h>

#include "base/mem.h"

enum key { KEY_FETCH = 1, KEY_DATA, KEY_PROCESS };

struct slot {
	uint64_t a;
	uint32_t b;
	uint16_t tag; /* key, and a number of the block; other: it is empty */
	uint16_t value;
};

struct key_table {
	struct slot *slot, *spare; /* the other is used to resize it */
	unsigned slot_bits;
	uint32_t used;  /* slots */
	uint16_t block; /* the tag without its key */
};

#define KEY_NO_VALUE 0xffff

void key_table_open(struct key_table *x, struct mem *m);
/* Empties the table, for the next block. */
void key_table_empty(struct key_table *x);
/* The slot of a key, which it is given if it has none: then its value is
 * KEY_NO_VALUE. */
struct slot *key_find(
    struct key_table *x, enum key key, uint64_t a, uint32_t b);
/* The key that has been found last goes. */
void key_drop(struct key_table *x, struct slot *s);

#endif
