/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * LIRS: low inter-reference recency set (Jiang and Zhang, "LIRS: An Efficient
 * Low Inter-reference Recency Set Replacement Policy to Improve Buffer Cache
 * Performance", SIGMETRICS 2002, section 3.3).
 *
 * The number of other pages that were used between a page's last two uses
 * decides, not the time since its last use.  Pages with a low number are LIR
 * and have nearly all frames; the others, HIR, have the few remaining frames
 * and are the victims, in the order of the queue Q.  The stack S has pages by
 * recency down to the least recent LIR page, also HIR pages, resident or not.
 * A HIR page that is used while it is in S was used again sooner than some LIR
 * page: it becomes LIR in place of the bottom one.
 *
 *	S  top [ L h L g h L L g L ] bottom	L LIR, h HIR, g not resident
 *	Q      victim ◀── [ h h h ] ◀── end
 *
 * The bottom of S is always LIR: "stack pruning" removes the others
 * there.  Two references to one page in a row are one, as in the authors' own
 * program.
 *
 * S is an LRU queue whose newest entry is the top.  Its elements are frames,
 * while a page is resident, and beyond them page numbers: a page evicted
 * keeps its place under its other number.  The paper's S is unbounded; with
 * stack=k it has at most k n pages, and the HIR page nearest the bottom is
 * removed.  HIR pages are only added at the top, so the search for that page
 * continues where the last one ended.
 */
#include "policies/lib/lru_queue.h"
#include "policies/lib/state_rows.h"
#include "sim/bind.h"

/* Places of Q ahead of the victim that are prefetched. */
#define LIRS_AHEAD 8

struct lirs_params {
	struct amount hir;
	uint64_t stack;
};

struct lirs {
	struct lru_queue s;
	struct lru_queue q; /* resident HIR pages, by frame */
	const struct frame_table *frames;
	frame_t nframes;
	frame_t previous; /* the frame last referred to or loaded */
	uint32_t max_lir; /* the paper's Llirs */
	uint32_t nlir;
	uint32_t bound;  /* pages in S; 0: any number */
	uint32_t cursor; /* no HIR page at a place of S below */
	uint8_t *lir;    /* by frame */
};

/* What a queue has places for, with one more. */
#define LIRS_STACK_MOST ((UINT32_C(1) << 29) - 2)

/* More than there are pages can never be in S. */
static uint32_t
lirs_bound(const struct policy_setup *setup)
{
	const struct lirs_params *p = setup->params;
	uint64_t bound = p->stack * setup->nframes;

	if (bound >= setup->npages)
		bound = 0;
	if (bound > LIRS_STACK_MOST ||
	    (bound == 0 && setup->npages > LIRS_STACK_MOST))
		return (LIRS_STACK_MOST);
	return ((uint32_t)bound);
}

/* Pages in S, the one that is about to be too many included. */
static uint32_t
lirs_max(const struct policy_setup *setup)
{
	uint32_t bound = lirs_bound(setup);

	return (bound == 0 ? setup->npages : bound + 1);
}

static size_t
lirs_footprint(const struct policy_setup *setup)
{
	return (
	    sizeof(struct lirs) +
	    lru_queue_bytes(lirs_max(setup), setup->nframes + setup->npages) +
	    lru_queue_bytes(setup->nframes, setup->nframes) + setup->nframes);
}

static void
lirs_init(void *st, const struct policy_setup *setup)
{
	const struct lirs_params *p = setup->params;
	struct lirs *l = st;
	uint64_t hir = amount_of(p->hir, setup->nframes);
	uint32_t max_hir = setup->nframes > 1 ? setup->nframes - 1 : 1;
	void *at;

	if (hir < 2)
		hir = 2;
	if (hir > max_hir)
		hir = max_hir;
	l->max_lir = setup->nframes - (uint32_t)hir;
	l->frames = setup->frames;
	l->nframes = setup->nframes;
	l->previous = NO_FRAME;
	l->bound = lirs_bound(setup);
	at = lru_queue_place(
	    &l->s, l + 1, lirs_max(setup), setup->nframes + setup->npages);
	l->lir = lru_queue_place(&l->q, at, setup->nframes, setup->nframes);
	lru_queue_let_wrap(&l->q);
	if (l->bound == 0)
		lru_queue_let_wrap(&l->s);
	setup->host->prefetch = (struct policy_prefetch){
		.absent = l->s.last + l->nframes,
		.size = sizeof(*l->s.last),
		.present = l->s.last,
	};
}

/* Puts the frame on top of S; it may be in S already. */
static void
lirs_push(struct lirs *l, frame_t f, bool in_stack)
{
	if (unlikely(lru_queue_is_long(&l->s)))
		l->cursor = 0;
	if (in_stack)
		lru_queue_move(&l->s, f);
	else
		lru_queue_append(&l->s, f);
}

static bool
lirs_is_lir(const struct lirs *l, uint32_t x)
{
	return (x < l->nframes && l->lir[x]);
}

static void
lirs_prune(struct lirs *l)
{
	uint32_t x;

	while ((x = lru_queue_oldest_prefetch(&l->s)) != LRU_QUEUE_NONE &&
	       !lirs_is_lir(l, x))
		lru_queue_remove(&l->s, x);
}

/* The frame's page, which is HIR or new and not in Q, becomes LIR. */
static void
lirs_promote(struct lirs *l, frame_t f, bool in_stack)
{
	frame_t bottom;

	l->lir[f] = true;
	lirs_push(l, f, in_stack);
	if (l->nlir < l->max_lir) {
		l->nlir++;
		return;
	}
	bottom = lru_queue_oldest(&l->s);
	l->lir[bottom] = false;
	lru_queue_remove(&l->s, bottom);
	lru_queue_append(&l->q, bottom);
}

/* Limits S to its bound.  There is a HIR page in it, because LIR pages are
 * fewer than frames. */
static void
lirs_limit(struct lirs *l)
{
	struct lru_queue *s = &l->s;

	while (l->bound != 0 && s->count > l->bound) {
		uint32_t x;

		if (l->cursor < s->head)
			l->cursor = s->head;
		x = lru_queue_at(s, l->cursor++);
		if (x != LRU_QUEUE_NONE && !lirs_is_lir(l, x))
			lru_queue_remove(s, x);
	}
}

static void
lirs_admit(void *st, frame_t f, page_id_t page)
{
	struct lirs *l = st;
	uint32_t ghost = l->nframes + page;

	l->previous = f;
	if (lru_queue_has(&l->s, ghost)) {
		lru_queue_remove(&l->s, ghost);
		lirs_promote(l, f, false);
	} else if (l->nlir < l->max_lir) {
		lirs_promote(l, f, false);
	} else {
		lirs_push(l, f, false);
		lru_queue_append(&l->q, f);
	}
	lirs_prune(l);
	lirs_limit(l);
}

static always_inline void
lirs_touch(void *st, frame_t f)
{
	struct lirs *l = st;

	if (f == l->previous)
		return;
	l->previous = f;
	if (likely(l->lir[f])) {
		/* lirs_prune() ended at the bottom. */
		bool bottom = lru_queue_is_oldest(&l->s, f);

		lirs_push(l, f, true);
		if (likely(!bottom))
			return;
	} else if (lru_queue_has(&l->s, f)) {
		lru_queue_remove(&l->q, f);
		lirs_promote(l, f, true);
	} else {
		lirs_push(l, f, false);
		lru_queue_move(&l->q, f);
	}
	lirs_prune(l);
	lirs_limit(l);
}

/* Prefetches what the next victims need. */
static inline void
lirs_prefetch(const struct lirs *l)
{
	frame_t far = lru_queue_ahead(&l->q, 2 * LIRS_AHEAD);
	frame_t near = lru_queue_ahead(&l->q, LIRS_AHEAD);

	if (far == LRU_QUEUE_NONE)
		return;
	__builtin_prefetch(&l->frames->page[far]);
	__builtin_prefetch(&l->q.last[far], 1);
	__builtin_prefetch(&l->s.last[far], 1);
	frame_prefetch(l->frames, near);
	__builtin_prefetch(&l->s.last[l->nframes + l->frames->page[near]], 1);
	if (lru_queue_has(&l->s, near))
		__builtin_prefetch(&l->s.entry[l->s.last[near] - 1], 1);
}

static always_inline frame_t
lirs_victim(void *st, not_used page_id_t page)
{
	struct lirs *l = st;

	lirs_prefetch(l);
	return (lru_queue_oldest(l->q.count > 0 ? &l->q : &l->s));
}

static void
lirs_leave(void *st, frame_t f, enum leave_why why)
{
	struct lirs *l = st;
	uint32_t ghost = l->nframes + l->frames->page[f];

	if (l->lir[f]) {
		l->lir[f] = false;
		l->nlir--;
		lru_queue_remove(&l->s, f);
	} else {
		lru_queue_remove(&l->q, f);
		if (lru_queue_has(&l->s, f)) {
			if (why == LEAVE_EVICTED &&
			    !lru_queue_has(&l->s, ghost))
				lru_queue_rename(&l->s, f, ghost);
			else
				lru_queue_remove(&l->s, f);
		}
	}
	lirs_prune(l);
}

static void
lirs_forget(void *st, page_id_t page)
{
	struct lirs *l = st;

	if (lru_queue_has(&l->s, l->nframes + page))
		lru_queue_remove(&l->s, l->nframes + page);
}

static void
lirs_state(const void *st, struct policy_state *to)
{
	const struct lirs *l = st;

	to->row(to, "S");
	for (uint32_t i = l->s.head; i != l->s.end;
	     i = lru_queue_after(&l->s, i)) {
		uint32_t x = lru_queue_at(&l->s, i);

		if (x == LRU_QUEUE_NONE)
			continue;
		if (x < l->nframes)
			to->page_in(to, x);
		else
			to->page(to, x - l->nframes);
		to->remark(to, lirs_is_lir(l, x) ? " LIR"
			       : x < l->nframes  ? ""
						 : " gone");
	}
	state_frames(to, "Q", &l->q);
}

static const struct policy_ops lirs_ops = {
	.size = sizeof(struct policy_ops),
	.admit = lirs_admit,
	.touch = lirs_touch,
	.victim = lirs_victim,
	.leave = lirs_leave,
	.forget = lirs_forget,
	.state = lirs_state,
};

static const struct param lirs_params[] = {
	{ .name = "hir",
	    .type = PARAM_AMOUNT,
	    .offset = offsetof(struct lirs_params, hir),
	    .dflt = "1%",
	    .min = 2,
	    .unit = "frames",
	    .text = "frames for HIR pages; a share below two frames is 2; all "
		    "frames or more is one less than all, because one must be "
		    "LIR; a single frame is HIR" },
	{ .name = "stack",
	    .type = PARAM_COUNT,
	    .offset = offsetof(struct lirs_params, stack),
	    .dflt = "0",
	    .max = PAGES_MAX,
	    .text = "the stack holds at most this many times the frames; 0: "
		    "any number" },
	{ .name = NULL },
};

const struct policy policy_lirs = {
	.name = "lirs",
	.summary = "keeps pages with few other pages between their uses",
	.size = sizeof(struct policy),
	.source = "Jiang and Zhang, SIGMETRICS 2002, section 3.3",
	.sight = SEES_ACCESSES,
	.params = lirs_params,
	.param_size = sizeof(struct param),
	.params_size = sizeof(struct lirs_params),
	.about = "Pages with a short reuse distance (LIR) hold nearly all "
		 "frames; the others (HIR) share the remaining few. A page is "
		 "judged by the number of other pages between its last two "
		 "uses, which is remembered after eviction. It does well where "
		 "LRU fails: loops, scans, and pages of very different "
		 "frequency.",
	.weakness = "slow to follow a change of phase; remembers evicted pages "
		    "without limit unless stack= is given",
	.complexity = "O(1) per hit and per fault on average; 25 bytes per "
		      "frame and 20 per page, or with stack=k 25 + 16 k per "
		      "frame and 4 per page",
	.footprint = lirs_footprint,
	.init = lirs_init,
	.ops = &lirs_ops,
};

POLICY_BIND(lirs, replay_prefetch);
