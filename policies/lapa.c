/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * LAPA: least accessed page, with aging, as set in courses for the xv6
 * kernel.
 *
 * Every page has a counter of 32 bits, all ones when it is loaded.  At a tick
 * each counter is shifted one to the right, the accessed bit is put in at the
 * left and cleared.  At a fault the page with the fewest ones is evicted, which
 * was used in the fewest of the last 32 ticks; of several, the one with the
 * lowest counter, whose uses were the longest ago.
 *
 * NFUA evicts new pages first; here a page begins as though it had been used
 * in every tick, and is evicted only after some ticks without use.
 *
 * The course does not define ties: of equal counters the first that a hand
 * reaches is evicted, and the hand moves past it.
 */
#include "policies/lib/state_rows.h"
#include "policies/lib/tick_counter.h"
#include "sim/bind.h"

/* Fewer ones, then a lower counter, make a higher score: one more than the
 * number of zeros and, in 32 bits below it, the counter with its bits turned.
 */
#define LAPA_FULL UINT64_C(1)

static inline uint64_t
lapa_shift(uint64_t score, bool accessed)
{
	uint64_t zeros = (score - 1) >> 32;
	uint32_t turned = (uint32_t)(score - 1);

	zeros += !accessed - (turned & 1);
	turned = turned >> 1 | (uint32_t)!accessed << 31;
	return ((zeros << 32 | turned) + 1);
}

static void
lapa_admit(void *st, frame_t f, not_used page_id_t page)
{
	tick_counter_admit(st, f, LAPA_FULL);
}

static void
lapa_tick(void *st)
{
	tick_counter_tick(st, lapa_shift);
}

static void
lapa_state(const void *st, struct policy_state *to)
{
	const struct tick_counter *c = st;
	char text[16];

	state_hand(to, "hand", c->hand);
	to->row(to, "counter");
	for (frame_t f = 0; f < c->top; f++) {
		uint64_t score = c->scores.level[0][f];

		if (score == 0)
			continue;
		to->page_in(to, f);
		snprintf(text, sizeof(text), ":%08x", ~(unsigned)(score - 1));
		to->remark(to, text);
	}
}

static const struct policy_ops lapa_ops = {
	.size = sizeof(struct policy_ops),
	.admit = lapa_admit,
	.victim = tick_counter_victim,
	.leave = tick_counter_leave,
	.state = lapa_state,
};

const struct policy policy_lapa = {
	.name = "lapa",
	.summary = "aging counters of 32 bits; evicts the one with fewest ones",
	.size = sizeof(struct policy),
	.source = "xv6 assignments of Ben-Gurion University, least "
		  "accessed page + aging",
	.sight = SEES_BITS,
	.params = tick_counter_params,
	.param_size = sizeof(struct param),
	.params_size = sizeof(struct tick_counter_params),
	.about = "At every tick the accessed bit of a page is shifted into its "
		 "counter from the left; the page whose counter has the fewest "
		 "ones is evicted. So it counts in how many of the last 32 "
		 "ticks a page was used. A page is loaded with all ones, so it "
		 "is not evicted at first.",
	.weakness = "a page used once is kept for many ticks, so a scan "
		    "replaces pages that are used now and then",
	.complexity = "O(log n) per fault, nothing per hit, O(n) per tick; 9.1 "
		      "bytes per frame",
	.footprint = tick_counter_bytes,
	.init = tick_counter_init,
	.tick = lapa_tick,
	.tick_every = tick_counter_every,
	.ops = &lapa_ops,
	.counts_references = true,
};

POLICY_BIND(lapa, replay_batch);
