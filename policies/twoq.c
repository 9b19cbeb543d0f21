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
 * A1in and Am are LRU queues of frames, a pair; A1out is a queue of ghosts.
 */
#include "policies/lib/ghost_queue.h"
#include "policies/lib/hit_queue.h"
#include "policies/lib/state_rows.h"
#include "sim/bind.h"

enum { A1IN, AM };

/* The only queue of the ghosts. */
#define A1OUT 0

/* Places ahead of a list's oldest that are prefetched. */
#define TWOQ_AHEAD 12

struct twoq_params {
	struct amount kin;
	struct amount kout;
};

struct twoq {
	const struct frame_table *frames;
	struct lru_queue list[2]; /* A1in and Am, of frames */
	struct ghost_queue gone;  /* A1out */
	uint32_t kin, kout;
	bool begun; /* victim() has looked for the page wanted in A1out */
	bool hot;   /* and it was there */
	struct hit_queue hits; /* of Am, while hits come in blocks */
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
		ghost_queue_bytes(1, twoq_kout(setup) + 1, setup->npages));
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
	lru_queue_let_wrap(&q->list[A1IN]);
	lru_queue_let_wrap(&q->list[AM]);
	q->hits.queue = &q->list[AM];
	q->hits.from = q->list[AM].base;
	ghost_queue_place(&q->gone, at, 1, q->kout + 1);
	setup->host->prefetch = (struct policy_prefetch){
		.absent = q->gone.mark,
		.size = 1,
		.present = q->list->last,
	};
}

static inline void
twoq_forget(void *st, page_id_t page)
{
	struct twoq *q = st;

	if (ghost_queue_where(&q->gone, page) != 0)
		ghost_queue_remove(&q->gone, page);
}

/* The first step of a fault, once for each. */
static inline void
twoq_look(struct twoq *q, page_id_t page)
{
	q->begun = true;
	q->hot = ghost_queue_where(&q->gone, page) != 0;
	if (q->hot)
		ghost_queue_remove(&q->gone, page);
}

static always_inline void
twoq_admit(void *st, frame_t f, page_id_t page)
{
	struct twoq *q = st;

	if (!q->begun)
		twoq_look(q, page);
	q->begun = false;
	/* The victim may have been this page's own shared frame. */
	twoq_forget(q, page);
	lru_queue_append(&q->list[q->hot ? AM : A1IN], f);
}

/* Only a page of Am moves.  Without a branch, because with many pages it is not
 * predictable which list one is in. */
static always_inline void
twoq_touch(void *st, frame_t f)
{
	struct twoq *q = st;

	lru_queue_move_if(&q->list[AM], f, lru_queue_which(q->list, f) == AM);
}

/* Prefetches what the next victims need. */
static inline void
twoq_prefetch(const struct twoq *q, const struct lru_queue *list)
{
	const page_id_t *held = q->frames->page;
	uint32_t far = lru_queue_ahead(list, 2 * TWOQ_AHEAD);
	page_id_t page;

	if (far == LRU_QUEUE_NONE)
		return;
	__builtin_prefetch(&held[far]);
	__builtin_prefetch(&list->last[far], 1);
	page = held[lru_queue_ahead(list, TWOQ_AHEAD)];
	if (page == NO_PAGE)
		return;
	__builtin_prefetch(&q->frames->entry[page], 1);
	__builtin_prefetch(&q->gone.mark[page], 1);
}

static always_inline frame_t
twoq_victim(void *st, page_id_t page)
{
	struct twoq *q = st;
	bool cold = q->list[A1IN].count > q->kin || q->list[AM].count == 0;
	struct lru_queue *from = &q->list[cold ? A1IN : AM];

	twoq_look(q, page);
	if (likely(q->hits.on) && !cold)
		return (hit_queue_take_oldest(&q->hits));
	twoq_prefetch(q, from);
	return (lru_queue_oldest(from));
}

static inline void
twoq_remember(struct twoq *q, page_id_t page)
{
	twoq_forget(q, page);
	ghost_queue_add(&q->gone, A1OUT, page);
	if (q->gone.queue[A1OUT].count > q->kout)
		ghost_queue_drop(&q->gone, A1OUT);
}

static always_inline void
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
	state_ghosts(to, "A1out", &q->gone, A1OUT);
}

static always_inline bool
twoq_begin(void *st, unsigned faults, const struct hit_ways *with)
{
	struct twoq *q = st;

	if (!hit_queue_can(&q->hits))
		return (false);
	hit_queue_begin(&q->hits, faults + HIT_SCAN, with);
	hit_queue_prefetch(&q->hits, q->frames, faults);
	return (true);
}

HIT_QUEUE_OPERATIONS(twoq, true);

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
	.complexity = "O(1) per hit and per fault on average; 40 bytes per "
		      "frame, ghosts included, and 1 per page",
	.footprint = twoq_footprint,
	.init = twoq_init,
	.ops = &twoq_ops,
};

POLICY_BIND_ORDERED(twoq);
