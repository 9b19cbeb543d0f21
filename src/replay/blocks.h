/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The replay loop, a block of references at a time.
 *
 * It is for a policy that hears of faults only: it has no touch(), looks at no
 * bit of an entry and changes none, cleans and releases nothing by itself and
 * does not ask for the time.
 *
 * A block is sifted first, without a branch that depends on an entry: which of
 * its references find no page, and which find one but have a bit to set.  The
 * faults are then made in their order.  The bits can wait until the block's
 * end, unless their page goes before, and so does what was taken for a hit: so
 * a filter tells whether a page that goes may be one of the block, and if it
 * is one the bits due by now are set and the rest of the block is sifted anew.
 * A page that comes in is found present when its next reference, which had
 * found no page, is looked at again.
 *
 * fifo on zipf with one fault in four, in floors of bench_loop: reference by
 * reference 6.7; in blocks with one list of what is left to do 4.8; with two,
 * so that no branch tells faults from bits, TWO; sifted with vectors, WIDE.
 */
#ifndef REPLAY_BLOCKS_H
#define REPLAY_BLOCKS_H

#include <limits.h>

#include "replay/loop.h"

/* References in a block: one bit each in a word.  32 took as long, 128
 * longer. */
#define BLOCK 64

/* Elements of the filter: one in 64 of other pages is taken for one of the
 * block.  It is 4 KiB of the first cache. */
#define BLOCK_SEEN 4096

struct block_filter {
	uint8_t seen[BLOCK_SEEN]; /* by page, modulo: the last block's mark */
	uint8_t mark;             /* of the block at hand */
};

/* What a sift came to: positions in the block, ascending. */
struct block_sift {
	uint8_t absent[BLOCK]; /* no page is present */
	uint8_t unset[BLOCK];  /* one is, without all bits it should have */
	unsigned nabsent, nunset;
};

/* Can this processor sift with vectors? */
bool block_wide(void);

/* Sifts the references [from, to) and notes their pages in the filter. */
void block_sift(struct replay *r, const struct reference *ref, unsigned from,
    unsigned to, struct block_sift *s);

/* Is one of the n references to this page? */
bool block_refers(const struct reference *ref, unsigned n, vpn_t page);

/* Sets the bits due for those listed in s from the k-th on, up to position
 * 'end'; the block begins after 'now' references.  Returns the next k. */
unsigned block_set_bits(struct replay *r, const struct reference *ref,
    const struct block_sift *s, unsigned k, unsigned end, uint64_t now);

static always_inline void
replay_blocks(struct replay *r, const struct reference *ref, size_t n,
    const struct policy_verbs *verbs)
{
	const struct block_filter *filter = r->filter;
	const bool slow_marks = r->machine.slow_marks;
	uint8_t *entry = r->machine.entry;
	struct loop_count count = { 0 };
	struct cell *c = r->cell;
	uint64_t now = r->now;
	struct block_sift s;

	while (n > 0) {
		unsigned some = n < BLOCK ? (unsigned)n : BLOCK, set = 0;
		bool quick = loop_quick(r, c);

		block_sift(r, ref, 0, some, &s);
		for (unsigned k = 0, left = s.nabsent; k < left; k++) {
			unsigned i = s.absent[k];
			vpn_t page = reference_page(ref[i]), gone;
			bool write = reference_write(ref[i]), met;
			uint8_t e = entry[page];
			frame_t f;

			if (unlikely(!quick || (e & ENTRY_IN_FRAME) != 0)) {
				if (!slow_marks && (e & ENTRY_PRESENT) != 0) {
					entry[page] |= r->marked[write];
					continue;
				}
				set = block_set_bits(r, ref, &s, set, i, now);
				r->now = now + i + 1;
				r->fault.victim = NO_PAGE;
				if ((e & ENTRY_PRESENT) != 0)
					machine_mark(&r->machine, page,
					    r->marked[write]);
				else
					loop_fault(r, page, write, verbs);
				quick = loop_quick(r, c);
				gone = r->fault.victim;
				met = filter->seen[gone % BLOCK_SEEN] ==
				      filter->mark;
			} else {
				f = loop_choose(r, c, page, &gone, verbs);
				met = filter->seen[gone % BLOCK_SEEN] ==
				      filter->mark;
				if (unlikely(met) &&
				    (met = block_refers(ref, some, gone)))
					set = block_set_bits(
					    r, ref, &s, set, i, now);
				loop_exchange(r, c, f, gone, page, e, write,
				    &count, true, verbs);
			}
			if (likely(!met))
				continue;
			block_sift(r, ref, i + 1, some, &s);
			left = s.nabsent;
			set = 0;
			k = UINT_MAX;
		}
		block_set_bits(r, ref, &s, set, some, now);
		now += some;
		ref += some;
		n -= some;
	}
	r->now = now;
	loop_settle(r, &count);
}

#endif
