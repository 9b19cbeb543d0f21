/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The replay loop that takes a block of references at a time.
 *
 * It is for a policy that
 *
 *   - has no touch(), or says in host->hits that it need not be called;
 *   - reads and clears bits of pages in victim() only, each after
 *     policy_look();
 *   - cleans and releases nothing by itself.
 *
 * A block is sifted first, without a branch that depends on an entry: which of
 * its references find no page, and which find one but have a bit to set.  Then
 * the faults are made in their order.  The bits are set at the end of the
 * block, unless the policy looks at their page before, or the page is evicted;
 * either may also make a fault of what was sifted as a hit.  So a filter
 * (policy_pending) says whether a page may be one of the block.  If it is, the
 * bits that are due are set, and after the fault the rest of the block is
 * sifted again.  A page that comes in is found present when its next reference,
 * which was sifted as a fault, has its turn.
 *
 * Where a policy counts hits (HITS_COUNTED), they are counted in the page's
 * entry, up to three, and a reference is done with an entry once that is full.
 *
 * fifo on zipf with one fault in four, in units of the floor of bench_loop:
 * reference by reference 6.7; in blocks with one list of what is left to do
 * 4.7; with two, so that no branch tells faults from bits, 4.5; sifted with
 * vectors, 3.5 to 3.9.
 */
#ifndef SIM_BLOCKS_H
#define SIM_BLOCKS_H

#include <limits.h>

#include "sim/loop.h"

/* References in a block: one bit each in a word.  32 took as long, 128
 * longer. */
#define BLOCK 64

struct block {
	struct policy_pending pending; /* the pages of the block are marked */
	bool met; /* a page of the block went, or its bits were looked at */
	const struct reference *ref;
	unsigned n;
	uint64_t past; /* references before the block */

	/* What the sift came to: positions, ascending. */
	unsigned nabsent, nunset;
	unsigned set;          /* of unset, those that are set by now */
	uint8_t absent[BLOCK]; /* no page is present */
	uint8_t unset[BLOCK];  /* one is, without all bits it should have */
};

void block_init(struct replay *r, bool no_vectors);

/* Sifts the block from this position on and notes its pages in the filter. */
void block_sift(struct replay *r, unsigned from);

/* The page may be one of the block: if so sets the bits that are due. */
void block_meet(struct replay *r, page_id_t page);

/* Sets the bits of one hit. */
void block_hit(struct replay *r, page_id_t page, bool write);

/* Sets the bits due up to position 'end'. */
void block_set_bits(struct replay *r, unsigned end);

/* The page may be one of the block. */
static always_inline bool
block_may_have(const struct block *b, page_id_t page)
{
	return (b->pending.seen[page % POLICY_SEEN] == b->pending.mark);
}

/* The position in the block of the reference in progress. */
static inline unsigned
block_at(const struct replay *r)
{
	return ((unsigned)(r->now - 1 - r->block->past));
}

/* What a hit adds to a page's entry: hits are counted, or not. */
static inline uint8_t
block_one(const struct replay *r)
{
	return (r->done_bits[0] & ENTRY_HIT);
}

/* A fault of the long form, or a page found present by now. */
static always_inline void
block_fault(
    struct replay *r, page_id_t page, bool write, const struct policy_ops *ops)
{
	struct block *b = r->block;
	const uint64_t now = r->now;

	block_set_bits(r, block_at(r));
	r->now = now;
	if (entry_present(r->machine.entry[page])) {
		block_hit(r, page, write);
		return;
	}
	/* The policy may have been called for a frame that pages share, and
	 * have looked at the bits of any of them. */
	b->met |= entry_in_frame(r->machine.entry[page]);
	r->fault.victim = NO_PAGE;
	loop_fault(r, page, write, ops);
	b->met |= block_may_have(b, r->fault.victim) &&
		  r->partition->instance.host.away < b->past + b->n;
}

static always_inline void
replay_blocks(struct replay *r, const struct reference *ref, size_t n,
    const struct policy_ops *ops)
{
	const bool write_effects = r->machine.write_effects;
	struct block *b = r->block;
	uint8_t *entry = r->machine.entry;
	struct loop_count count = { 0 };
	struct partition *c = r->partition;
	const struct policy_prefetch prefetch = c->instance.host.prefetch;

	if (ops->touch != NULL && c->instance.host.hits == HITS_TOLD) {
		replay_batch(r, ref, n, ops);
		return;
	}
	if (ops->touch != NULL && c->instance.host.hits == HITS_COUNTED) {
		r->done_bits[0] |= ENTRY_HITS;
		r->done_bits[1] |= ENTRY_HITS;
	}
	for (b->past = r->now; n > 0; n -= b->n) {
		bool fast_path = loop_fast_path(r, c);

		b->ref = ref;
		b->n = n < BLOCK ? (unsigned)n : BLOCK;
		block_sift(r, 0);
		if (prefetch.absent != NULL)
			for (unsigned k = 0; k < b->nabsent; k++)
				loop_prefetch_absent(&prefetch,
				    reference_page(ref[b->absent[k]]));
		for (unsigned k = 0, left = b->nabsent; k < left; k++) {
			unsigned i = b->absent[k];
			page_id_t page = reference_page(ref[i]), gone;
			bool write = reference_write(ref[i]);
			uint8_t e = entry[page];
			frame_t f;

			r->now = b->past + i + 1;
			if (likely(fast_path && !entry_in_frame(e))) {
				f = loop_choose(r, c, page, &gone, ops);
				if (unlikely(block_may_have(b, gone)))
					block_meet(r, gone);
				loop_exchange(r, c, f, gone, page, e, write,
				    &count, true, ops);
			} else if (entry_present(e) && !write_effects) {
				block_hit(r, page, write);
			} else {
				block_fault(r, page, write, ops);
				fast_path = loop_fast_path(r, c);
			}
			if (likely(!b->met))
				continue;
			block_sift(r, i + 1);
			left = b->nabsent;
			k = UINT_MAX;
		}
		block_set_bits(r, b->n);
		b->past += b->n;
		ref += b->n;
	}
	b->n = 0;
	r->now = b->past;
	loop_count_faults(r, &count);
}

#endif
