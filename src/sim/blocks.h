/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The replay loop, a block of references at a time.
 *
 * It is for a policy that has no touch(), looks at entries in victim() only and
 * there after block_look(), cleans and releases nothing by itself and does not
 * ask for the time, or there by block_now().  One whose touch() does no more
 * than count hits up to three has none here: they are counted in the page's
 * entry (replay_counted_blocks()) until it asks.
 *
 * A block is sifted first, without a branch that depends on an entry: which of
 * its references find no page, and which find one but have a bit to set.  The
 * faults are then made in their order.  The bits wait until the block's end,
 * unless the policy looks at their page before, or it goes; and either may
 * belie what was taken for a hit.  So a filter tells whether a page may be one
 * of the block.  If it is one, the bits due by now are set, and after the fault
 * the rest of the block is sifted anew.  A page that comes in is found present
 * when its next reference, which had found no page, is looked at again.
 *
 * fifo on zipf with one fault in four, in floors of bench_loop: reference by
 * reference 6.7; in blocks with one list of what is left to do 4.7; with two,
 * so that no branch tells faults from bits, 4.5; sifted with vectors, 3.5
 * to 3.9.
 */
#ifndef SIM_BLOCKS_H
#define SIM_BLOCKS_H

#include <limits.h>

#include "sim/loop.h"

/* References in a block: one bit each in a word.  32 took as long, 128
 * longer. */
#define BLOCK 64

/* Elements of the filter: one in 64 of other pages is taken for one of the
 * block.  It is 4 KiB of the first cache. */
#define BLOCK_SEEN 4096

struct block {
	uint8_t seen[BLOCK_SEEN]; /* by page, modulo: the last block's mark */
	uint8_t mark;             /* of this block */
	bool met; /* a page of the block went, or its bits were looked at */
	uint64_t away; /* the position before which no reference after this one
			* is to the page in question; 0: nobody knows */
	const struct reference *ref;
	unsigned n;
	unsigned at;   /* the fault in progress */
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

/* For a policy, before it looks at the bits of this page, or changes them: in
 * verbs that are bound to replay_blocks() only, for elsewhere the host is
 * none of a replay. */
static always_inline void
block_look(struct policy_host *host, page_id_t page)
{
	struct replay *r = ((struct partition *)host)->replay;
	const struct block *b = r->block;

	if (unlikely(b->seen[page % BLOCK_SEEN] == b->mark))
		block_meet(r, page);
}

/* For a policy that sees the future, in the same verbs: the position of the
 * reference in progress. */
static always_inline uint64_t
block_now(const struct policy_host *host)
{
	const struct block *b = ((const struct partition *)host)->replay->block;

	return (b->past + b->at);
}

/* And the next use of the page it is about to name or to look at: beyond the
 * block there is no need to sift it anew. */
static always_inline void
block_away(struct policy_host *host, uint64_t until)
{
	((struct partition *)host)->replay->block->away = until;
}

/* What a hit adds to a page's entry: hits are counted, or not. */
static inline uint8_t
block_one(const struct replay *r)
{
	return (r->need[0] & ENTRY_HIT);
}

/*
 * For a policy whose loop counts hits (replay_counted_blocks()), after
 * block_look(): how often the page was hit since this was last asked, or it
 * came in; three at most.  0 where they are not counted, so that it may be
 * asked in any verb, as those of changes between references must.
 */
static inline unsigned
block_take_hits(uint8_t *entry, page_id_t page)
{
	return (entry_take_hits(entry, page));
}

/* A fault of the long form, or a page found present by now. */
static always_inline void
block_fault(
    struct replay *r, page_id_t page, bool write, const struct policy_ops *ops)
{
	struct block *b = r->block;

	block_set_bits(r, b->at);
	r->now = b->past + b->at + 1;
	if (entry_present(r->machine.entry[page])) {
		block_hit(r, page, write);
		return;
	}
	/* The policy is called through its unbound verbs, which do not tell
	 * whose bits they look at. */
	b->met |= entry_in_frame(r->machine.entry[page]);
	r->fault.victim = NO_PAGE;
	loop_fault(r, page, write, ops);
	b->met |= b->seen[r->fault.victim % BLOCK_SEEN] == b->mark &&
		  b->away < b->past + b->n;
}

/* asked: by page, what the policy will look at of pages that are absent; NULL:
 * nothing, or nothing that is far. */
static always_inline void
block_lead(struct replay *r, const struct reference *ref, size_t n,
    const uint8_t *asked, const struct policy_ops *ops)
{
	const bool write_effects = r->machine.write_effects;
	struct block *b = r->block;
	uint8_t *entry = r->machine.entry;
	struct loop_count count = { 0 };
	struct partition *c = r->partition;

	for (b->past = r->now; n > 0; n -= b->n) {
		bool short_faults = loop_short_allowed(r, c);

		b->ref = ref;
		b->n = n < BLOCK ? (unsigned)n : BLOCK;
		block_sift(r, 0);
		if (asked != NULL)
			for (unsigned k = 0; k < b->nabsent; k++)
				__builtin_prefetch(
				    &asked[reference_page(ref[b->absent[k]])],
				    1);
		for (unsigned k = 0, left = b->nabsent; k < left; k++) {
			unsigned i = b->absent[k];
			page_id_t page = reference_page(ref[i]), gone;
			bool write = reference_write(ref[i]);
			uint8_t e = entry[page];
			frame_t f;

			b->at = i;
			if (likely(short_faults && !entry_in_frame(e))) {
				f = loop_choose(r, c, page, &gone, ops);
				if (unlikely(
					b->seen[gone % BLOCK_SEEN] == b->mark))
					block_meet(r, gone);
				loop_exchange(r, c, f, gone, page, e, write,
				    &count, true, ops);
			} else if (entry_present(e) && !write_effects) {
				block_hit(r, page, write);
			} else {
				block_fault(r, page, write, ops);
				short_faults = loop_short_allowed(r, c);
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
	loop_settle(r, &count);
}

static always_inline void
replay_blocks(struct replay *r, const struct reference *ref, size_t n,
    const struct policy_ops *ops)
{
	block_lead(r, ref, n, NULL, ops);
}

/* The same for a policy that counts hits. */
static always_inline void
replay_counted_blocks(struct replay *r, const struct reference *ref, size_t n,
    const uint8_t *asked, const struct policy_ops *ops)
{
	r->need[0] |= ENTRY_HITS;
	r->need[1] |= ENTRY_HITS;
	block_lead(r, ref, n, asked, ops);
}

#endif
