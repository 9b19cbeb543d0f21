/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The sites and processes of a block, found by what they are: chains of those
 * with the same hash, by their numbers.
 *
 * The heads of the chains stay in a cache, and most are empty, so that one that
 * is new costs no look at another one.
 */
#ifndef TRACE_PACKED_KEYS_H
#define TRACE_PACKED_KEYS_H

#include <stdint.h>
#include <string.h>

#include "base/mem.h"

#define KEY_BITS 14
#define NO_KEY   0xffff /* the end of a chain */

struct key_chains {
	uint16_t *head; /* by hash */
	uint16_t *next; /* by number */
};

/* Of numbers up to n. */
static inline void
key_chains_open(struct key_chains *c, struct mem *m, size_t n)
{
	c->head = mem_array(m, (size_t)1 << KEY_BITS, sizeof(*c->head));
	c->next = mem_array(m, n, sizeof(*c->next));
}

static inline void
key_chains_empty(struct key_chains *c)
{
	memset(c->head, 0xff, sizeof(*c->head) << KEY_BITS);
}

/* The first number of the chain of a key. */
static inline uint16_t *
key_head(const struct key_chains *c, uint64_t key)
{
	return (
	    &c->head[key * UINT64_C(0x9e3779b97f4a7c15) >> (64 - KEY_BITS)]);
}

static inline void
key_add(struct key_chains *c, uint16_t *head, uint16_t number)
{
	c->next[number] = *head;
	*head = number;
}

#endif
