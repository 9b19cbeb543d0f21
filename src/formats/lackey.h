/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The bulk readers of lackey traces, which format_lackey.c chooses from.
 *
 * All take plain lines as trace_format.bulk does.  A plain line is
 *
 *	a prefix of three bytes, 8 to 12 digits of the address in lower case,
 *	a comma, a size of one or two digits, a newline
 *
 * whose access has at least one byte and lies within one page.
 */
#ifndef FORMATS_LACKEY_H
#define FORMATS_LACKEY_H

#include "base/inline.h"
#include "trace/format.h"

/* The three bytes before an address, as a little-endian number. */
#define LACKEY_PREFIX(a, b, c)                                                 \
	((uint32_t)(a) | (uint32_t)(b) << 8 | (uint32_t)(c) << 16)

/* Bit i of taken: the access of the line at p + start[i] is in the batch now.
 * Returns how many are. */
static always_inline size_t
lackey_count(
    struct window *w, const char *p, const uint64_t *start, unsigned taken)
{
	if (taken != 0)
		w->record = p + start[31 - __builtin_clz(taken)];
	return ((size_t)__builtin_popcount(taken));
}

/* What a bulk reader did: it has taken lines up to p, and n accesses are in the
 * batch now. */
static inline void
lackey_taken(struct window *w, struct splitter *c, const char *p,
    uint64_t lines, size_t n)
{
	c->dropped |= lines > n - c->n;
	c->accesses += n - c->n;
	c->n = n;
	w->taken += lines;
	w->p = p;
}

void lackey_words(struct window *w, struct splitter *c);

/* Leaves the last 128 bytes of a window and the last few accesses of a batch
 * to lackey_words(); takes nothing where the compiler has no such vectors.  For
 * ISA_AVX512. */
void lackey_vector(struct window *w, struct splitter *c);
/* The same for ISA_AVX2. */
void lackey_avx2(struct window *w, struct splitter *c);

#endif
