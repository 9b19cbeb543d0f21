/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * 2Q: two queues, the full version (Johnson and Shasha, "2Q: A Low Overhead
 * High Performance Buffer Management Replacement Algorithm", VLDB 1994,
 * section 3, figure 2).
 *
 * A page is loaded into A1in, a FIFO in which hits change nothing: references
 * close together are one use.  When it is evicted from there, it is remembered
 * in A1out, a FIFO of page numbers.  A page that is referenced again while it
 * is remembered is hot: it is loaded into Am, an LRU list.
 *
 *	load ──▶ [ A1in ] ──▶ out, remembered in ( A1out )
 *	                                             │ wanted again
 *	                      [  Am  ] ◀─────────────┘
 *
 * The victim is from A1in while that has more than Kin pages, else from Am,
 * whose pages are not remembered.  The paper's "reclaimfor" is victim() here.
 * The page that is loaded leaves A1out before the victim is chosen, so that
 * remembering the victim does not push another out of a full A1out.
 *
 * A1in and Am are LRU queues of frames, a pair; A1out is a queue of pages.
 */
#include "policies/lib/lru_queue.h"
#include "policies/lib/state_rows.h"
#include "sim/bind.h"

enum { A1IN, AM };

struct twoq_params {
	struct amount kin;
	struct amount kout;
};

struct twoq {
	const struct frame_table *frames;
	struct lru_queue list[2]; /* A1in and Am, of frames */
	struct lru_queue out;     /* A1out, of pages */
	uint32_t kin, kout;
	bool begun; /* victim() has looked for the page wanted in A1out */
	bool hot;   /* and it was there */
};

/* An amount of the frames, at least 1, at most 'max'. */
static uint32_t
twoq_amount(struct amount a, frame_t nframes, uint32_t max)
{
	uint64_t n = amount_of(a, nframes);

	return (n == 0 ? 1 : n < max ? (uint32_t)n : max);
}

static uint32_t
twoq_kout(const struct policy_setup *setup)
{
	const struct twoq_params *p = setup->params;

	return (twoq_amount(p->kout, setup->nframes, setup->npages));
}

static size_t
twoq_footprint(const struct policy_setup *setup)
{
	return (sizeof(struct twoq) +
		lru_queue_pair_bytes(setup->nframes, setup->nframes) +
		lru_queue_bytes(twoq_kout(setup) + 1, setup->npages));
}

static void
twoq_init(void *st, const struct policy_setup *setup)
{
	const struct twoq_params *p = setup->params;
	struct twoq *q = st;
	void *at;

	q->frames = setup->frames;
	q->kin = twoq_amount(p->kin, setup->nframes, setup->nframes);
	q->kout = twoq_kout(setup);
	at = lru_queue_place_pair(
	    q->list, q + 1, setup->nframes, setup->nframes);
	lru_queue_place(&q->out, at, q->kout + 1, setup->npages);
}

static void
twoq_forget(void *st, page_id_t page)
{
	struct twoq *q = st;

	if (lru_queue_has(&q->out, page))
		lru_queue_remove(&q->out, page);
}

/* The first step of a fault, once for each. */
static void
twoq_begin(struct twoq *q, page_id_t page)
{
	q->begun = true;
	q->hot = lru_queue_has(&q->out, page);
	if (q->hot)
		lru_queue_remove(&q->out, page);
}

static void
twoq_admit(void *st, frame_t f, page_id_t page)
{
	struct twoq *q = st;

	if (!q->begun)
		twoq_begin(q, page);
	q->begun = false;
	/* The victim may have been this page's own shared frame. */
	twoq_forget(q, page);
	lru_queue_append(&q->list[q->hot ? AM : A1IN], f);
}

static void
twoq_touch(void *st, frame_t f)
{
	struct twoq *q = st;

	if (lru_queue_which(q->list, f) == AM)
		lru_queue_move(&q->list[AM], f);
}

static frame_t
twoq_victim(void *st, page_id_t page)
{
	struct twoq *q = st;
	bool cold = q->list[A1IN].count > q->kin || q->list[AM].count == 0;

	twoq_begin(q, page);
	return (lru_queue_oldest(&q->list[cold ? A1IN : AM]));
}

static void
twoq_remember(struct twoq *q, page_id_t page)
{
	twoq_forget(q, page);
	lru_queue_append(&q->out, page);
	if (q->out.count > q->kout)
		lru_queue_remove(&q->out, lru_queue_oldest(&q->out));
}

static void
twoq_leave(void *st, frame_t f, enum leave_why why)
{
	struct twoq *q = st;
	int which = lru_queue_which(q->list, f);

	lru_queue_remove(&q->list[which], f);
	if (why == LEAVE_EVICTED && which == A1IN)
		twoq_remember(q, q->frames->page[f]);
}

static void
twoq_state(const void *st, struct policy_state *to)
{
	const struct twoq *q = st;

	state_frames(to, "A1in", &q->list[A1IN]);
	state_frames(to, "Am", &q->list[AM]);
	state_pages(to, "A1out", &q->out);
}

static const struct policy_ops twoq_ops = {
	.size = sizeof(struct policy_ops),
	.admit = twoq_admit,
	.touch = twoq_touch,
	.victim = twoq_victim,
	.leave = twoq_leave,
	.forget = twoq_forget,
	.state = twoq_state,
};

static const struct param twoq_params[] = {
	{ .name = "kin",
	    .type = PARAM_AMOUNT,
	    .offset = offsetof(struct twoq_params, kin),
	    .dflt = "25%",
	    .min = 1,
	    .unit = "frames",
	    .text = "A1in gives the victim while it holds more pages than "
		    "this; a share below one frame is 1, more than the frames "
		    "counts as all frames" },
	{ .name = "kout",
	    .type = PARAM_AMOUNT,
	    .offset = offsetof(struct twoq_params, kout),
	    .dflt = "50%",
	    .min = 1,
	    .unit = "frames",
	    .text = "how many pages A1out remembers; a share below one frame "
		    "is 1" },
	{ .name = NULL },
};

const struct policy policy_twoq = {
	.name = "2q",
	.summary = "a FIFO queue for new pages, an LRU list for returning ones",
	.size = sizeof(struct policy),
	.source = "Johnson and Shasha, VLDB 1994, section 3, full version",
	.sight = SEES_ACCESSES,
	.params = twoq_params,
	.param_size = sizeof(struct param),
	.params_size = sizeof(struct twoq_params),
	.about = "New pages pass through a FIFO queue of a quarter of memory. "
		 "Their numbers are remembered after eviction, and a page that "
		 "is referenced again while it is remembered joins an LRU "
		 "list. So one burst of uses is not enough to keep a page for "
		 "long.",
	.weakness = "both limits are fixed; a page whose uses are all within "
		    "its time in the FIFO queue is lost",
	.complexity = "O(1) per hit and per fault on average; 44 bytes per "
		      "frame, ghosts included, and 4 per page",
	.footprint = twoq_footprint,
	.init = twoq_init,
	.ops = &twoq_ops,
};

POLICY_BIND(twoq, replay_batch);
