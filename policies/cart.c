/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * CART: clock with adaptive replacement and temporal filtering (Bansal and
 * Modha, "CAR: Clock with Adaptive Replacement", FAST 2004, section V, Figure
 * 4).
 *
 * CAR takes two references close together for frequency.  CART does not:
 * every page has a filter bit, S for short-term or L for long-term utility,
 * and only an L page moves to T2.  A page becomes L when it is used again
 * after about as long as the memory of T1 reaches (|T1| >= min(p + 1, |B1|)),
 * or is wanted from B1 or B2.
 *
 *	B1 ◀── [ T1: S and L ] ──L, not used──▶ [ T2: L ] ──▶ B2
 *		└──▶──┘ used     ◀──used──
 *
 * nS and nL count resident pages by filter.  p is the size that T1 should
 * have, q that of B1: q follows p loosely, and what is in B1 beyond q is
 * forgotten first.
 *
 * The paper's head of a ring is the oldest end here.  Its reference bit is
 * the accessed bit, with pages just loaded not counting as accessed ("set the
 * page reference bit to 0"): CART sees no more than a kernel does.
 *
 * Differences from the figure: replace() runs when no frame is free, and B1
 * and B2 are trimmed to |B1| + |B2| <= c for every page that is in neither,
 * after the victim has joined them.  p is real in the paper; an integer is
 * exact in a double, so arithmetic=integer only changes the division.
 *
 * T1 and T2 are LRU queues of frames, a pair; B1 and B2 are queues of pages.
 */
#include "policies/lib/arc_target.h"
#include "policies/lib/lru_queue.h"
#include "policies/lib/state_rows.h"
#include "sim/bind.h"

struct cart {
	const struct frame_table *frames;
	struct lru_queue t[2]; /* T1 and T2, of frames */
	struct lru_queue b[2]; /* B1 and B2, of pages */
	bool *is_long;         /* by frame: filter L */
	double p;
	int64_t q;
	uint32_t c;
	uint32_t nfilter[2]; /* nS and nL */
	bool integer;
};

/* One more than c, because the victim joins before the trimming. */
static uint32_t
cart_ghosts(const struct policy_setup *setup)
{
	return (setup->nframes < setup->npages ? setup->nframes + 1
					       : setup->npages);
}

static size_t
cart_footprint(const struct policy_setup *setup)
{
	return (sizeof(struct cart) +
		lru_queue_pair_bytes(setup->nframes, setup->nframes) +
		lru_queue_pair_bytes(cart_ghosts(setup), setup->npages) +
		setup->nframes * sizeof(bool));
}

static void
cart_init(void *st, const struct policy_setup *setup)
{
	const struct arc_target_params *p = setup->params;
	struct cart *c = st;
	void *at;

	c->frames = setup->frames;
	c->c = setup->nframes;
	c->integer = p->arithmetic == ARC_INTEGER;
	at = lru_queue_place_pair(c->t, c + 1, setup->nframes, setup->nframes);
	c->is_long =
	    lru_queue_place_pair(c->b, at, cart_ghosts(setup), setup->npages);
	setup->host->load_accessed = false;
}

static void
cart_forget(void *st, page_id_t page)
{
	struct cart *c = st;

	if (lru_queue_has(c->b, page))
		lru_queue_remove(&c->b[lru_queue_which(c->b, page)], page);
}

/* B1 may be longer once long-term pages, resident or ghosts,
 * would fill memory. */
static void
cart_raise_q(struct cart *c)
{
	int64_t t1 = c->t[0].count, max = 2 * (int64_t)c->c - t1;

	if (t1 + c->t[1].count + c->b[1].count - c->nfilter[0] < c->c)
		return;
	c->q = c->q + 1 < max ? c->q + 1 : max;
}

static void
cart_lower_q(struct cart *c)
{
	int64_t least = (int64_t)c->c - c->t[0].count;

	c->q = c->q - 1 > least ? c->q - 1 : least;
}

static void
cart_set_long(struct cart *c, frame_t f)
{
	c->is_long[f] = true;
	c->nfilter[0]--;
	c->nfilter[1]++;
}

/* A used page becomes long-term when T1 is at least as long as p + 1 or |B1|,
 * whichever is less. */
static bool
cart_t1_is_long(const struct cart *c)
{
	double least = c->p + 1, b1 = c->b[0].count;

	return (c->t[0].count >= (least < b1 ? least : b1));
}

/* replace(), first loop: accessed pages at the oldest end of T2 move to T1. */
static void
cart_pass_t2(struct cart *c)
{
	frame_t f;

	while ((f = lru_queue_oldest(&c->t[1])) != LRU_QUEUE_NONE &&
	       frame_accessed(c->frames, f)) {
		frame_clear_accessed(c->frames, f);
		lru_queue_move_to(&c->t[1], &c->t[0], f);
		cart_raise_q(c);
	}
}

/* replace(), second loop: pages at the oldest end of T1 that are accessed, or
 * L. */
static void
cart_pass_t1(struct cart *c)
{
	frame_t f;

	while ((f = lru_queue_oldest(&c->t[0])) != LRU_QUEUE_NONE) {
		if (frame_accessed(c->frames, f)) {
			frame_clear_accessed(c->frames, f);
			lru_queue_move(&c->t[0], f);
			if (!c->is_long[f] && cart_t1_is_long(c))
				cart_set_long(c, f);
		} else if (c->is_long[f]) {
			lru_queue_move_to(&c->t[0], &c->t[1], f);
			cart_lower_q(c);
		} else {
			return;
		}
	}
}

static frame_t
cart_victim(void *st, not_used page_id_t page)
{
	struct cart *c = st;
	uint32_t t1;

	cart_pass_t2(c);
	cart_pass_t1(c);
	t1 = c->t[0].count;
	if (t1 > 0 && (t1 >= c->p || c->t[1].count == 0))
		return (lru_queue_oldest(&c->t[0]));
	return (lru_queue_oldest(&c->t[1]));
}

static void
cart_leave(void *st, frame_t f, enum leave_why why)
{
	struct cart *c = st;
	int which = lru_queue_which(c->t, f);
	page_id_t page = c->frames->page[f];

	lru_queue_remove(&c->t[which], f);
	c->nfilter[c->is_long[f]]--;
	if (why != LEAVE_EVICTED)
		return;
	cart_forget(c, page);
	lru_queue_append(&c->b[which], page);
}

/* B1 and B2 have at most c pages. */
static void
cart_trim(struct cart *c)
{
	while (c->b[0].count + c->b[1].count > c->c) {
		int64_t max = c->q > 0 ? c->q : 0;
		bool from_b1 = c->b[0].count > max || c->b[1].count == 0;
		struct lru_queue *b = &c->b[from_b1 ? 0 : 1];

		lru_queue_remove(b, lru_queue_oldest(b));
	}
}

/* There was a fault on a page of B1 or B2. */
static void
cart_adapt(struct cart *c, int which)
{
	double delta =
	    arc_target_step(c->integer, c->b[which].count, c->nfilter[which]);

	if (which == 0)
		c->p = c->p + delta < c->c ? c->p + delta : c->c;
	else
		c->p = c->p - delta > 0 ? c->p - delta : 0;
}

static void
cart_admit(void *st, frame_t f, page_id_t page)
{
	struct cart *c = st;
	bool ghost = lru_queue_has(c->b, page);
	int which = 0;

	if (ghost) {
		which = lru_queue_which(c->b, page);
		cart_adapt(c, which);
		lru_queue_remove(&c->b[which], page);
	} else {
		cart_trim(c);
	}
	lru_queue_append(&c->t[0], f);
	c->is_long[f] = ghost;
	c->nfilter[ghost]++;
	if (which == 1)
		cart_raise_q(c);
}

static void
cart_state(const void *st, struct policy_state *to)
{
	const struct cart *c = st;

	state_frames(to, "T1", &c->t[0]);
	state_frames(to, "T2", &c->t[1]);
	state_pages(to, "B1", &c->b[0]);
	state_pages(to, "B2", &c->b[1]);
	state_real(to, "p", c->p);
	state_value(to, "q", c->q > 0 ? (uint64_t)c->q : 0);
}

static const struct policy_ops cart_ops = {
	.size = sizeof(struct policy_ops),
	.admit = cart_admit,
	.victim = cart_victim,
	.leave = cart_leave,
	.forget = cart_forget,
	.state = cart_state,
};

const struct policy policy_cart = {
	.name = "cart",
	.summary = "CAR that requires two uses some time apart",
	.size = sizeof(struct policy),
	.source = "Bansal and Modha, FAST 2004, section V, Figure 4",
	.sight = SEES_BITS,
	.params = arc_target_params,
	.param_size = sizeof(struct param),
	.params_size = sizeof(struct arc_target_params),
	.about = "CAR with a filter: only a page that is used again after some "
		 "time counts as frequent. A fault on a remembered page moves "
		 "the target between recent and frequent pages. A hit only "
		 "sets the accessed bit.",
	.weakness = "slow to keep pages whose use becomes frequent; a loop a "
		    "little longer than memory",
	.complexity = "nothing per hit, O(1) per fault on average; 69 bytes "
		      "per frame, ghosts included, and 4 per page",
	.footprint = cart_footprint,
	.init = cart_init,
	.ops = &cart_ops,
};

POLICY_BIND(cart, replay_batch);
