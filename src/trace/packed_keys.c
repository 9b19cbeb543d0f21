/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The hash table of the keys of a block.
 */
#include "trace/packed_keys.h"

#include <string.h>

#include "base/inline.h"

/* Sites and processes of a block, at most half full. */
#define SLOT_BITS_MIN 12
#define SLOT_BITS_MAX 18

#define KEY_BITS 2

void
key_table_open(struct key_table *x, struct mem *m)
{
	x->slot = mem_array(m, (size_t)1 << SLOT_BITS_MAX, sizeof(*x->slot));
	x->spare = mem_array(m, (size_t)1 << SLOT_BITS_MAX, sizeof(*x->slot));
	x->slot_bits = SLOT_BITS_MIN;
}

static struct slot *
look_up(const struct key_table *x, uint16_t tag, uint64_t a, uint32_t b)
{
	uint64_t mixed = tag % (1U << KEY_BITS) | (uint64_t)b << KEY_BITS;
	size_t i;

	mixed = (a ^ mixed * UINT64_C(0xc2b2ae3d27d4eb4f)) *
		UINT64_C(0x9e3779b97f4a7c15);
	i = (size_t)(mixed >> (64 - x->slot_bits));
	for (;; i = (i + 1) & (((size_t)1 << x->slot_bits) - 1)) {
		struct slot *s = &x->slot[i];

		if (s->tag >> KEY_BITS != tag >> KEY_BITS ||
		    (s->a == a && s->b == b && s->tag == tag))
			return (s);
	}
}

/* What is in the table is moved to a larger one. */
static never_inline void
grow(struct key_table *x)
{
	struct slot *old = x->slot;
	size_t n = (size_t)1 << x->slot_bits;

	x->slot = x->spare;
	x->spare = old;
	x->slot_bits++;
	memset(x->slot, 0, 2 * n * sizeof(*old));
	for (size_t i = 0; i < n; i++)
		if (old[i].tag >> KEY_BITS == x->block >> KEY_BITS)
			*look_up(x, old[i].tag, old[i].a, old[i].b) = old[i];
}

void
key_table_empty(struct key_table *x)
{
	if (x->used < (uint32_t)1 << x->slot_bits >> 3 &&
	    x->slot_bits > SLOT_BITS_MIN)
		x->slot_bits--;
	x->used = 0;
	x->block = (uint16_t)(x->block + (1U << KEY_BITS));
	if (x->block != 0)
		return;
	x->block = 1U << KEY_BITS;
	memset(x->slot, 0, sizeof(*x->slot) << SLOT_BITS_MAX);
}

struct slot *
key_find(struct key_table *x, enum key key, uint64_t a, uint32_t b)
{
	uint16_t tag = (uint16_t)(x->block | key);
	struct slot *s;

	if (unlikely(x->used >= (uint32_t)1 << x->slot_bits >> 1) &&
	    x->slot_bits < SLOT_BITS_MAX)
		grow(x);
	s = look_up(x, tag, a, b);
	if (s->tag != tag) {
		*s = (struct slot){ a, b, tag, KEY_NO_VALUE };
		x->used++;
	}
	return (s);
}

void
key_drop(struct key_table *x, struct slot *s)
{
	s->tag = 0;
	x->used--;
}
