/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The replay loop that takes a block of references at a time, for a policy that
 * orders pages by their last use.
 *
 * It is replay_blocks() (blocks.h) with hits that the policy is told of, many
 * at once.  Such a policy appends each reference to a log (lru_queue.h), so the
 * place of each reference of a block is known before the faults are made.  At
 * the beginning of a block the policy is told of all its hits; then faults are
 * made in their order.  The victim of a fault must not depend on a hit after
 * it.  The policy sees to that: it looks for victims before it is told of the
 * hits, and keeps what it replaced.
 *
 * It is for a policy of which the operations
 *
 *   - read and change no bits of pages;
 *   - clean and release nothing;
 *   - do not read the number of the reference in progress.
 *
 * It takes those stretches in which every fault may take the fast path, and
 * where there are many pages; the rest is taken reference by reference.
 */
#ifndef SIM_ORDERED_H
#define SIM_ORDERED_H

#include "policy/order.h"
#include "sim/blocks.h"

#ifdef POLICY_WIDE
#include <immintrin.h>
#endif

_Static_assert(
    BLOCK == POLICY_BLOCK, "the policy has a word for each reference");

/* A stretch of references that is taken one by one; once for each policy. */
typedef void ordered_step_f(
    struct replay *r, const struct reference *ref, size_t n);

/* Reads where the pages of the block are, and prefetches for the next block. */
static always_inline void
ordered_frames(const struct replay *r, const struct reference *ref,
    frame_t *frame, uint64_t absent, bool more, const uint32_t *held)
{
	const uint8_t *entry = r->machine.entry;
	const frame_t *frame_of = r->machine.frame_of;
	const frame_t base = r->partition->instance.base;
	const unsigned ahead = more ? BLOCK : 0;

	for (unsigned i = 0; i < BLOCK; i++) {
		page_id_t next = reference_page(ref[i + ahead]);
		frame_t f = frame_of[reference_page(ref[i])] - base;

		__builtin_prefetch(&frame_of[next], 1);
		__builtin_prefetch(&entry[next], 1);
		f &= (frame_t)(absent >> i & 1) - 1;
		frame[i] = f;
		__builtin_prefetch(&held[f], 1);
	}
}

#ifdef POLICY_WIDE
POLICY_WIDE static inline void
ordered_frames_wide(const struct replay *r, const struct reference *ref,
    frame_t *frame, uint64_t absent, bool more)
{
	const uint8_t *entry = r->machine.entry;
	const frame_t *frame_of = r->machine.frame_of;
	const __m512i base =
	    _mm512_set1_epi32((int)r->partition->instance.base);
	const unsigned ahead = more ? BLOCK : 0;

	for (unsigned i = 0; i < BLOCK; i += 16) {
		__m512i page =
		    _mm512_srli_epi32(_mm512_loadu_si512(&ref[i]), 1);
		__m512i f = _mm512_i32gather_epi32(page, frame_of, 4);

		_mm512_storeu_si512(
		    &frame[i], _mm512_maskz_sub_epi32(
				   (__mmask16) ~(absent >> i), f, base));
		for (unsigned k = i + ahead; k < i + ahead + 16; k++) {
			__builtin_prefetch(
			    &frame_of[reference_page(ref[k])], 1);
			__builtin_prefetch(&entry[reference_page(ref[k])], 1);
		}
	}
}
#endif

/* What vectors say of a block, where there are none. */
static inline void
ordered_sum_up(struct replay *r)
{
	struct block *b = r->block;
	uint8_t any = 0;

	b->absent_set = 0;
	for (unsigned k = 0; k < b->nabsent; k++) {
		any |= r->machine.entry[reference_page(b->ref[b->absent[k]])];
		b->absent_set |= UINT64_C(1) << b->absent[k];
	}
	b->in_frame = (any & ENTRY_IN_FRAME) != 0;
}

static always_inline void
ordered_prefetch(const struct replay *r, const struct policy_prefetch *prefetch)
{
	if (prefetch->absent == r->machine.entry)
		return; /* the block was classified by it */
	block_prefetch(r, prefetch, true);
}

/* A page of the block was evicted: classifies the references from this position
 * on again, and tells of those that are hits by now. */
static always_inline void
ordered_again(struct replay *r, unsigned from, frame_t *frame, uint64_t *told,
    const struct policy_order *order)
{
	const struct partition *c = r->partition;
	struct block *b = r->block;
	uint64_t hits = from < BLOCK ? ~UINT64_C(0) << from : 0;

	block_classify(r, from);
	for (unsigned k = 0; k < b->nabsent; k++)
		hits &= ~(UINT64_C(1) << b->absent[k]);
	*told &= hits;
	hits &= ~*told;
	*told |= hits;
	for (uint64_t left = hits; left != 0; left &= left - 1) {
		unsigned i = (unsigned)__builtin_ctzll(left);

		frame[i] = r->machine.frame_of[reference_page(b->ref[i])] -
			   c->instance.base;
	}
	order->more_hits(c->instance.st, frame, hits);
}

/* The faults of a block, in their order. */
static always_inline void
ordered_faults(struct replay *r, frame_t *frame, uint64_t told,
    struct loop_count *count, const struct policy_ops *ops,
    const struct policy_order *order)
{
	struct partition *c = r->partition;
	struct block *b = r->block;

	for (unsigned k = 0; k < b->nabsent;) {
		unsigned i = b->absent[k++];
		page_id_t page = reference_page(b->ref[i]), old;
		bool write = reference_write(b->ref[i]);
		uint8_t e = r->machine.entry[page];
		frame_t f;

		r->now = b->begin + i + 1;
		if (unlikely(entry_present(e))) {
			frame[i] = r->machine.frame_of[page] - c->instance.base;
			order->more_hits(
			    c->instance.st, frame, UINT64_C(1) << i);
			block_hit(r, page, write);
			continue;
		}
		order->at(c->instance.st, i);
		f = loop_choose(r, c, page, &old, ops);
		if (unlikely(block_may_have(b, old)))
			block_settle(r, old);
		loop_exchange(
		    r, c, f, old, page, e, write, count, true, true, ops);
		if (likely(!b->stale))
			continue;
		ordered_again(r, i + 1, frame, &told, order);
		k = 0;
	}
}

/* One block; false: it is to be taken reference by reference. */
static always_inline bool
ordered_block(struct replay *r, const struct reference *ref, bool more,
    struct loop_count *count, const struct policy_prefetch *prefetch,
    const struct policy_ops *ops, const struct policy_order *order,
    not_used bool wide)
{
	struct partition *c = r->partition;
	struct block *b = r->block;
	frame_t frame[BLOCK];
	uint64_t absent;

	b->ref = ref;
	b->n = BLOCK;
	b->begin = r->now;
	block_classify(r, 0);
	if (r->vectors == ISA_PLAIN)
		ordered_sum_up(r);
	if (unlikely(b->in_frame))
		return (false);
	absent = b->absent_set;
#ifdef POLICY_WIDE
	if (wide)
		ordered_frames_wide(r, ref, frame, absent, more);
	else
#endif
		ordered_frames(r, ref, frame, absent, more, prefetch->present);
	if (unlikely(!order->begin(c->instance.st, b->nabsent)))
		return (false);
	ordered_prefetch(r, prefetch);
	order->hits(c->instance.st, frame, ~absent);
	ordered_faults(r, frame, ~absent, count, ops, order);
	order->at(c->instance.st, BLOCK);
	block_set_bits(r, BLOCK);
	r->now = b->begin + BLOCK;
	return (true);
}

static always_inline void
replay_ordered(struct replay *r, const struct reference *ref, size_t n,
    const struct policy_ops *ops, const struct policy_order *order,
    ordered_step_f *step, bool wide)
{
	const struct policy_prefetch prefetch =
	    r->partition->instance.host.prefetch;
	struct loop_count count = loop_count_begin(r);
	struct partition *c = r->partition;
	bool blocks = r->use_prefetch && r->fast_path;

	for (; blocks && n >= BLOCK; n -= BLOCK, ref += BLOCK) {
		if (likely(loop_fast_path(r, c)) &&
		    likely(ordered_block(r, ref, n >= 2 * BLOCK, &count,
			&prefetch, ops, order, wide)))
			continue;
		order->end(c->instance.st);
		step(r, ref, BLOCK);
	}
	order->end(c->instance.st);
	r->block->n = 0;
	step(r, ref, n);
	loop_count_faults(r, &count);
}

#endif
