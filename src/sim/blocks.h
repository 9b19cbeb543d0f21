/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The replay loop that takes a block of references at a time.
 *
 * It is for a policy that
 *
 *   - has no touch(), or says in host->hits that it need not be called;
 *   - reads and clears bits of pages in victim() only, each after
 *     policy_look();
 *   - cleans and releases nothing by itself;
 *   - if it has batch_end(), has called policy_look() for its victim.
 *
 * First the references of a block are classified, without a branch that depends
 * on an entry: those whose page is absent, and those whose page is present but
 * lacks a bit that they set.  Then the faults are made in their order.  The
 * bits are set at the end of the block, or earlier: before the policy reads the
 * bits of that page, and before the page is evicted.  Either may also turn a
 * later hit into a fault.  So a filter (policy_pending) says whether a page may
 * be one of the block.  If it is, the bits that are due are set, and after the
 * fault the rest of the block is classified again.  A reference that was
 * classified as a fault finds its page present if an earlier one has brought it
 * in.
 *
 * Where a policy counts hits (HITS_COUNTED), they are counted in the page's
 * entry, up to three, and a reference is done with an entry once that is full.
 *
 * fifo on zipf with one fault in four, in units of the bench's floor:
 * reference by reference 6.7; in blocks with one list for faults and bits 4.7;
 * with two lists, which saves a branch, 4.5; classified with vectors, 3.5 to
 * 3.9.
 */
#ifndef SIM_BLOCKS_H
#define SIM_BLOCKS_H

#include <limits.h>

#include "policy/order.h"
#include "sim/loop.h"

/* References in a block: one bit each in a word.  32 took as long, 128
 * longer. */
#define BLOCK 64

struct block {
	/* A processor takes a load for a reload of the last store at the same
	 * offset in any page.  The first entries and this struct both begin a
	 * page: so far from it the marks of few pages are not at the offsets
	 * of their entries.  fifo and clock take 3 % less on gcc and sqlite3;
	 * with 1,024 bytes or 2,176 arc takes 5 % longer on zipf. */
	uint8_t apart[2112];
	struct policy_pending pending; /* the pages of the block are marked */
	bool stale; /* a page of the block was evicted, or its bits were read:
		     * classify the rest again */
	const struct reference *ref;
	unsigned n;
	uint64_t begin; /* references before the block */

	/* Positions in the block, ascending. */
	unsigned nabsent, nunmarked;
	unsigned nmarked;        /* of unmarked[]: those whose bits are set */
	uint8_t absent[BLOCK];   /* the page is absent; behind the last, any
				  * positions */
	uint8_t unmarked[BLOCK]; /* it is present and lacks bits */

	/* Of a whole block, where vectors classify it. */
	uint64_t absent_set; /* the positions of absent[], one bit each */
	bool in_frame;       /* one of these pages is in a frame after all,
			      * shared or pinned */
};

void block_init(struct replay *r, bool no_vectors);

/* Classifies the references from this position on and enters their pages into
 * the filter. */
void block_classify(struct replay *r, unsigned from);

/* The filter says that the page may be one of the block: if it is, sets the
 * bits that are due. */
void block_settle(struct replay *r, page_id_t page);

/* Sets the bits of one hit, and counts it. */
void block_hit(struct replay *r, page_id_t page, bool write);

/* Sets the bits that are due before position 'end'. */
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
	return ((unsigned)(r->now - 1 - r->block->begin));
}

/* What a hit adds to a page's entry: hits are counted, or not. */
static inline uint8_t
block_one(const struct replay *r)
{
	return (r->done_bits[0] & ENTRY_HIT);
}

/* The policy may look at pages ahead of the faults of the block, or not. */
static always_inline void
block_begin_batch(struct partition *c, const struct policy_ops *ops)
{
	if (ops->batch_end != NULL)
		c->instance.host.in_batch = true;
}

static always_inline void
block_end_batch(struct partition *c, const struct policy_ops *ops)
{
	if (ops->batch_end == NULL || !c->instance.host.in_batch)
		return;
	c->instance.host.in_batch = false;
	ops->batch_end(c->instance.st);
}

/* A fault of the long path, or a page that is present by now. */
static always_inline void
block_fault(
    struct replay *r, page_id_t page, bool write, const struct policy_ops *ops)
{
	struct block *b = r->block;
	const uint64_t now = r->now;

	if (entry_in_frame(r->machine.entry[page]) || r->swap_io != NULL)
		block_end_batch(r->partition, ops);
	block_set_bits(r, block_at(r));
	r->now = now;
	if (entry_present(r->machine.entry[page])) {
		block_hit(r, page, write);
		return;
	}
	/* For a shared page the policy may have been called, and have read the
	 * bits of any page. */
	b->stale |= entry_in_frame(r->machine.entry[page]);
	r->fault.victim = NO_PAGE;
	loop_fault(r, page, write, ops);
	b->stale |= block_may_have(b, r->fault.victim) &&
		    r->partition->instance.host.away < b->begin + b->n;
}

/* What the policy reads for the pages that are absent, and, for faults of the
 * long path, their slots and the frames that they get. */
static always_inline void
block_prefetch(const struct replay *r, const struct policy_prefetch *prefetch,
    bool fast_path)
{
	const struct machine *m = &r->machine;
	const struct block *b = r->block;

	for (unsigned k = 0; k < b->nabsent && prefetch->absent != NULL; k++)
		__builtin_prefetch(
		    loop_absent(prefetch, reference_page(b->ref[b->absent[k]])),
		    1);
	for (unsigned k = 0; k < b->nabsent && !fast_path; k++) {
		page_id_t page = reference_page(b->ref[b->absent[k]]);

		__builtin_prefetch(&m->slot_of[page]);
		__builtin_prefetch(&m->frame_of[page], 1);
	}
}

/* The k-th reference of those that may be faults is one: makes it, and those
 * after it, as long as the policy names their victims together.  Returns how
 * many references these are. */
static always_inline unsigned
block_exchanges(struct replay *r, unsigned k, struct loop_count *count,
    const struct policy_batch *batch)
{
	const uint8_t load_bits[2] = { r->load_bits[0], r->load_bits[1] };
	const bool hits = !r->machine.write_effects;
	const struct reference *ref = r->block->ref;
	const uint8_t *absent = r->block->absent;
	struct partition *c = r->partition;
	const unsigned from = k, to = r->block->nabsent;
	struct machine_exchanges x;
	uint64_t victims, left, faults = 0, swap_ins = 0;
	frame_t base = 0;

	if (batch == NULL || r->fast_costs ||
	    !machine_can_exchange(&r->machine))
		return (0);
	victims = left = batch->victims(c->instance.st, &base);
	x = machine_exchanges_begin(
	    &r->machine, c->instance.base + base, BLOCK);
	for (; k < to; k++) {
		page_id_t page = reference_page(ref[absent[k]]), old;
		bool write = reference_write(ref[absent[k]]);
		uint8_t e = x.entry[page], old_e;
		frame_t f;

		if (unlikely(entry_in_frame(e))) {
			if (!entry_present(e) || !hits)
				break;
			block_hit(r, page, write);
			continue;
		}
		if (unlikely(left == 0))
			break;
		f = (frame_t)__builtin_ctzll(left);
		old = x.page[f];
		old_e = x.entry[old];
		if (unlikely(!entry_present(old_e)))
			break;
		left &= left - 1;
		machine_exchange(&x, f, old, old_e, page, e, load_bits[write]);
		faults++;
		swap_ins += entry_swapped(e);
		if (count->parts != NULL)
			parts_note_fast(count->parts, r->outcome, page,
			    entry_swapped(e), old);
	}
	machine_exchanges_end(&r->machine, &x);
	batch->named(c->instance.st, victims ^ left);
	count->faults += faults;
	count->swap_ins += swap_ins;
	count->writes += x.writes;
	return (k - from);
}

/* A fault of the fast path in this page, whose entry is e. */
static always_inline void
block_fast_fault(struct replay *r, struct partition *c, page_id_t page,
    uint8_t e, bool write, struct loop_count *count,
    const struct policy_ops *ops)
{
	page_id_t old;
	frame_t f = loop_choose(r, c, page, &old, ops);

	if (ops->batch_end == NULL && unlikely(block_may_have(r->block, old)))
		block_settle(r, old);
	loop_exchange(r, c, f, old, page, e, write, count, true, false, ops);
}

static always_inline void
block_begin(struct replay *r, struct partition *c, const struct reference *ref,
    size_t n, const struct policy_ops *ops)
{
	r->block->ref = ref;
	r->block->n = n < BLOCK ? (unsigned)n : BLOCK;
	block_classify(r, 0);
	block_begin_batch(c, ops);
}

/* batch: NULL if the policy has none. */
static always_inline void
replay_batches(struct replay *r, const struct reference *ref, size_t n,
    const struct policy_ops *ops, const struct policy_batch *batch)
{
	struct block *b = r->block;
	uint8_t *entry = r->machine.entry;
	struct loop_count count = loop_count_begin(r);
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
	for (b->begin = r->now; n > 0; n -= b->n, ref += b->n) {
		bool fast_path = loop_fast_path(r, c);

		block_begin(r, c, ref, n, ops);
		block_prefetch(r, &prefetch, fast_path);
		for (unsigned k = 0, left = b->nabsent; k < left; k++) {
			unsigned i = b->absent[k];
			page_id_t page = reference_page(ref[i]);
			bool write = reference_write(ref[i]);
			uint8_t e = entry[page];

			r->now = b->begin + i + 1;
			if (likely(fast_path && !entry_in_frame(e))) {
				unsigned made =
				    block_exchanges(r, k, &count, batch);

				if (made == 0)
					block_fast_fault(
					    r, c, page, e, write, &count, ops);
				else
					k += made - 1;
			} else if (entry_present(e) &&
				   !r->machine.write_effects) {
				block_hit(r, page, write);
			} else {
				block_fault(r, page, write, ops);
				fast_path = loop_fast_path(r, c);
			}
			if (likely(!b->stale))
				continue;
			block_end_batch(c, ops);
			block_classify(r, i + 1);
			block_begin_batch(c, ops);
			left = b->nabsent;
			k = UINT_MAX;
		}
		block_end_batch(c, ops);
		block_set_bits(r, b->n);
		b->begin += b->n;
	}
	b->n = 0;
	r->now = b->begin;
	loop_count_faults(r, &count);
}

static always_inline void
replay_blocks(struct replay *r, const struct reference *ref, size_t n,
    const struct policy_ops *ops)
{
	replay_batches(r, ref, n, ops, NULL);
}

/* policy_exchange_f, once for each policy. */
static always_inline void
block_exchange(struct replay *r, page_id_t page, bool write,
    struct loop_count *count, const struct policy_ops *ops)
{
	struct partition *c = r->partition;
	page_id_t old;
	frame_t f = loop_choose(r, c, page, &old, ops);

	fuse_forget(r, old);
	loop_exchange(r, c, f, old, page, r->machine.entry[page], write, count,
	    true, false, ops);
}

#endif
