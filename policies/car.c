/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * CAR: clock with adaptive replacement (Bansal and Modha, "CAR: Clock with
 * Adaptive Replacement", FAST 2004, Figure 2).
 *
 * ARC with clocks for lists: T1 and T2 are rings whose hand is at their
 * oldest page, B1 and B2 remember evicted pages, p is the size that T1 should
 * have.  A hit sets a bit and moves nothing.  replace() looks at T1's head
 * while T1 is at least as large as p, else at T2's.  If the bit is clear the
 * page is evicted; if it is set, it is cleared and the page moves to the tail
 * of T2.
 *
 *	B1 ◀── [ T1 ] ──bit set──▶ [ T2 ] ──▶ B2
 *	                            └──◀──┘ bit set
 *
 * The bit is the accessed bit, with pages just loaded not counting as
 * accessed (the figure's line 11, "set the page reference bit to 0"): CAR
 * sees no more than a kernel does.
 *
 * Differences from the figure: replace() runs when no frame is free, and the
 * lists are trimmed for every page that is in neither B1 nor B2, whether a
 * frame is free or not.  Unless pages are unmapped both are as in the figure.
 *
 * T1 and T2 are FIFO queues of frames, a pair; for B1, B2 and p see
 * arc_target.h.
 */
#include "policies/lib/arc_target.h"
#include "policies/lib/fifo_queue.h"
#include "policies/lib/state_rows.h"
#include "sim/bind.h"

struct car {
	struct policy_host *host;
	const struct frame_table *frames;
	struct fifo_queue t[2];   /* T1 and T2 */
	struct arc_target ghosts; /* B1, B2 and p */
};

static size_t
car_footprint(const struct policy_setup *setup)
{
	return (sizeof(struct car) + fifo_queue_pair_bytes(setup->nframes) +
		arc_target_bytes(setup));
}

static void
car_init(void *st, const struct policy_setup *setup)
{
	struct car *c = st;
	void *at;

	c->frames = setup->frames;
	c->host = setup->host;
	at = fifo_queue_place_pair(c->t, c + 1, setup->nframes);
	arc_target_place(&c->ghosts, at, setup);
	setup->host->load_accessed = false;
}

/* Makes space for one more page in the lists: lines 6 to 10. */
static void
car_trim(struct car *c)
{
	uint32_t b1 = arc_target_count(&c->ghosts, B1);
	uint32_t b2 = arc_target_count(&c->ghosts, B2);
	uint32_t l1 = c->t[0].count + b1, max = c->ghosts.c;

	if (l1 >= max && b1 > 0)
		ghost_queue_drop(&c->ghosts.gone, B1);
	else if (l1 + c->t[1].count + b2 >= 2 * max && b2 > 0)
		ghost_queue_drop(&c->ghosts.gone, B2);
}

static inline void
car_admit(void *st, frame_t f, page_id_t page)
{
	struct car *c = st;
	unsigned where = ghost_queue_where(&c->ghosts.gone, page);

	if (where != 0) {
		/* Lines 14 and 17. */
		arc_target_adapt(&c->ghosts, where - 1 == B1 ? B1 : B2);
		ghost_queue_remove(&c->ghosts.gone, page);
	} else {
		car_trim(c);
	}
	fifo_queue_push(&c->t[where != 0], f, 0);
}

/* Prefetches what the next victims need. */
static inline void
car_prefetch(const struct car *c, const struct fifo_queue *t)
{
	frame_t near = fifo_queue_near(t);

	fifo_queue_prefetch(t);
	__builtin_prefetch(&c->frames->page[fifo_queue_far(t)]);
	frame_prefetch(c->frames, near);
	ghost_queue_prefetch(&c->ghosts.gone, c->frames->page[near]);
}

static inline frame_t
car_victim(void *st, not_used page_id_t page)
{
	struct car *c = st;

	for (;;) {
		uint32_t t1 = c->t[0].count;
		/* The figure's max(1, p): T1 must have a page to give. */
		bool first =
		    t1 > 0 && (t1 >= c->ghosts.p || c->t[1].count == 0);
		struct fifo_queue *t = &c->t[first ? 0 : 1];
		frame_t f = fifo_queue_front(t);

		car_prefetch(c, t);
		policy_look(c->host, c->frames->page[f]);
		if (!frame_accessed(c->frames, f))
			return (f);
		frame_clear_accessed(c->frames, f);
		fifo_queue_pop(t);
		fifo_queue_push(&c->t[1], f, 0);
	}
}

static inline void
car_leave(void *st, frame_t f, enum leave_why why)
{
	struct car *c = st;
	int which = fifo_queue_remove(c->t, f);
	page_id_t page = c->frames->page[f];

	if (why != LEAVE_EVICTED)
		return;
	arc_target_remember(&c->ghosts, which, page);
}

static void
car_forget(void *st, page_id_t page)
{
	struct car *c = st;

	arc_target_forget(&c->ghosts, page);
}

static void
car_state(const void *st, struct policy_state *to)
{
	const struct car *c = st;

	state_fifo(to, "T1", &c->t[0], false);
	state_fifo(to, "T2", &c->t[1], false);
	state_ghosts(to, "B1", &c->ghosts.gone, B1);
	state_ghosts(to, "B2", &c->ghosts.gone, B2);
	state_real(to, "p", c->ghosts.p);
}

static const struct policy_ops car_ops = {
	.size = sizeof(struct policy_ops),
	.admit = car_admit,
	.victim = car_victim,
	.leave = car_leave,
	.forget = car_forget,
	.state = car_state,
};

const struct policy policy_car = {
	.name = "car",
	.summary = "ARC with clocks: adapts, and needs only the accessed bit",
	.size = sizeof(struct policy),
	.source = "Bansal and Modha, FAST 2004, Figure 2",
	.sight = SEES_BITS,
	.params = arc_target_params,
	.param_size = sizeof(struct param),
	.params_size = sizeof(struct arc_target_params),
	.about = "Two clocks hold pages seen once and pages seen again; for "
		 "each, a ghost list remembers evicted pages and moves the "
		 "target between them, as in ARC. A hit only sets the accessed "
		 "bit. So it approximates ARC with what a kernel can see.",
	.weakness = "two references close together make a page frequent; a "
		    "loop a little longer than memory",
	.complexity = "O(1) per fault on average, O(n) at worst, nothing per "
		      "hit; 52 bytes per frame, ghosts included, and 1 per "
		      "page",
	.footprint = car_footprint,
	.init = car_init,
	.ops = &car_ops,
};

POLICY_BIND(car, replay_blocks);
