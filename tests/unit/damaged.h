/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Damage to the bytes of a trace.
 */
#ifndef UNIT_DAMAGED_H
#define UNIT_DAMAGED_H

#include <stddef.h>
#include <string.h>

#include "base/rng.h"

/* Any byte, or one that is close to what a reader looks for. */
static inline char
draw_byte(struct rng *rng)
{
	static const char near[] = "0123456789abcdefABCDEFgGxX "
				   "\t\r\n\n,;:.-+@`/\x10\x18\x19\x11\"'{}[]()"
				   "#=RWILSM\x80\xff\xb0\x7f";
	uint64_t r = rng_next(rng);

	return ((r & 7) == 0 ? (char)(r >> 8)
			     : near[(r >> 8) % (sizeof(near) - 1)]);
}

/* Moves what is behind 'at' and leaves room for n bytes in place of 'out'. */
static inline size_t
open_gap(char *p, size_t size, size_t max, size_t at, size_t out, size_t n)
{
	out = out < size - at ? out : size - at;
	if (size - out + n > max)
		return (size);
	memmove(p + at + n, p + at + out, size - at - out);
	return (size - out + n);
}

/* Damages the bytes, of which there may be at most max; returns how many there
 * are then. */
static inline size_t
damage(struct rng *rng, char *p, size_t size, size_t max)
{
	size_t at = rng_below(rng, size), n = 1 + rng_below(rng, 24), was;
	char kept[24];

	switch (rng_below(rng, 9)) {
	case 0:
		return (at + 1);
	case 1:
		return (open_gap(p, size, max, at, n, 0));
	case 2: /* a span twice */
		n = n < size - at ? n : size - at;
		memcpy(kept, p + at, n);
		was = size;
		size = open_gap(p, size, max, at, 0, n);
		if (size > was)
			memcpy(p + at, kept, n);
		return (size);
	case 3: /* many digits, or blanks */
		was = size;
		size = open_gap(p, size, max, at, 0, n);
		if (size > was)
			memset(p + at, draw_byte(rng), n);
		return (size);
	case 4: /* one byte more */
		was = size;
		size = open_gap(p, size, max, at, 0, 1);
		if (size > was)
			p[at] = draw_byte(rng);
		return (size);
	case 5:
		p[at] ^= (char)(1 << rng_below(rng, 8));
		return (size);
	default:
		p[at] = draw_byte(rng);
		return (size);
	}
}

#endif
