/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * NFUA: not frequently used, with aging, as set in courses for the xv6 kernel
 * (after Tanenbaum and Bos, Modern Operating Systems, section 3.4.7).
 *
 * Every page has a counter of 32 bits, 0 when it is loaded.  At a tick each
 * counter is shifted one to the right, the accessed bit is put in at the left
 * and cleared; at a fault the page with the lowest counter is evicted.
 *
 *	accessed ──▶ [ 1 0 1 1 ... 0 0 ] ──▶ lost
 *
 * The course does not define ties: of equal counters the first that a hand
 * reaches is evicted, and the hand moves past it.  It is 'aging' with registers
 * of 32 bits.
 */
#include "policies/lib/tick_counter.h"
#include "sim/bind.h"

/* The lower the counter, the higher the score; the highest counter has 1. */
#define NFUA_EMPTY (UINT64_C(1) << 32)

static inline uint64_t
nfua_shift(uint64_t score, bool accessed)
{
	uint64_t counter = NFUA_EMPTY - score;

	return (NFUA_EMPTY - (counter >> 1 | (uint64_t)accessed << 31));
}

static void
nfua_admit(void *st, frame_t f, not_used page_id_t page)
{
	tick_counter_admit(st, f, NFUA_EMPTY);
}

static void
nfua_tick(void *st)
{
	tick_counter_tick(st, nfua_shift);
}

static const struct policy_ops nfua_ops = {
	.size = sizeof(struct policy_ops),
	.admit = nfua_admit,
	.victim = tick_counter_victim,
	.leave = tick_counter_leave,
};

const struct policy policy_nfua = {
	.name = "nfua",
	.summary = "aging counters of 32 bits; evicts the lowest",
	.size = sizeof(struct policy),
	.source = "Tanenbaum and Bos, Modern Operating Systems, 3.4.7; xv6 "
		  "courses",
	.sight = SEES_BITS,
	.params = tick_counter_params,
	.param_size = sizeof(struct param),
	.params_size = sizeof(struct tick_counter_params),
	.about = "At every tick the accessed bit of a page is shifted into its "
		 "counter from the left; the page with the lowest counter is "
		 "evicted. The counter records in which of the last 32 ticks "
		 "the page was used, and the latest tick has the largest "
		 "weight. A page is loaded with counter 0.",
	.weakness = "between two ticks new pages replace each other, even if "
		    "they are used often; depends on the tick",
	.complexity = "O(log n) per fault, nothing per hit, O(n) per tick; 9.1 "
		      "bytes per frame",
	.footprint = tick_counter_bytes,
	.init = tick_counter_init,
	.tick = nfua_tick,
	.tick_every = tick_counter_every,
	.ops = &nfua_ops,
};

POLICY_BIND(nfua, replay_batch);
