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
 * continues where the last one ended.  Hits come in blocks (stack_hits.h) where
 * S has no such bound.
 */
#include "policies/lib/lirs_stack.h"
#include "policies/lib/state_rows.h"
#include "sim/bind.h"

/* Places of Q ahead of the victim that are prefetched. */
#define LIRS_AHEAD 8

struct lirs_params {
	struct amount hir;
	uint64_t stack;
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
	    lru_queue_bytes(setup->nframes, setup->nframes) + setup->nframes +
	    STACK_HITS_PAD);
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
	l->hits.stack = &l->s;
	l->hits.mark = l->lir;
	l->hits.nmarks = l->nframes;
	setup->host->prefetch = (struct policy_prefetch){
		.absent = l->s.last + l->nframes,
		.size = sizeof(*l->s.last),
		.present = l->s.last,
	};
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

	if (l->hits.on && unlikely(l->hits.event != 0))
		stack_hits_cancel(&l->hits, f);
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

/* A block begins: all frames that may be LIR are, so that Q has the victim. */
static always_inline bool
lirs_begin(struct lirs *l, stack_turn_f *turn)
{
	return (l->bound == 0 && l->nlir == l->max_lir && l->q.count > 0 &&
		stack_hits_begin(&l->hits, turn));
}

static inline bool
lirs_begin_any(void *st, not_used unsigned faults)
{
	return (lirs_begin(st, lru_queue_turn));
}

static inline void
lirs_hits(void *st, const frame_t *frame, uint64_t which)
{
	stack_hits_put(&((struct lirs *)st)->hits, frame, which);
}

static inline void
lirs_more_hits(void *st, const frame_t *frame, uint64_t which)
{
	stack_hits_put_more(&((struct lirs *)st)->hits, frame, which);
}

/* The hit before this position is the last reference, if it was moved in
 * advance; else it is known. */
static inline void
lirs_previous(struct lirs *l, unsigned position)
{
	if (position > 0 && (l->hits.moved >> (position - 1) & 1))
		l->previous = stack_hits_element(&l->hits, position - 1);
}

static never_inline void
lirs_events(struct lirs *l, unsigned position)
{
	while (l->hits.event != 0) {
		unsigned i = (unsigned)__builtin_ctzll(l->hits.event);
		frame_t f;

		if (i >= position)
			return;
		l->hits.event &= l->hits.event - 1;
		f = stack_hits_element(&l->hits, i);
		l->hits.below -= l->lir[f];
		stack_hits_at(&l->hits, i);
		lirs_previous(l, i);
		lirs_touch(l, f);
	}
}

static inline void
lirs_at(void *st, unsigned position)
{
	struct lirs *l = st;

	if (unlikely(l->hits.event != 0))
		lirs_events(l, position);
	if (position == POLICY_BLOCK)
		lirs_previous(l, position);
	stack_hits_at(&l->hits, position);
}

static inline void
lirs_end(void *st)
{
	stack_hits_end(&((struct lirs *)st)->hits);
}

not_used static const struct policy_order lirs_order = {
	.begin = lirs_begin_any,
	.hits = lirs_hits,
	.more_hits = lirs_more_hits,
	.at = lirs_at,
	.end = lirs_end,
};

#ifdef POLICY_WIDE
POLICY_WIDE static inline bool
lirs_begin_wide(void *st, not_used unsigned faults)
{
	return (lirs_begin(st, stack_hits_turn_wide));
}

POLICY_WIDE static inline void
lirs_hits_wide(void *st, const frame_t *frame, uint64_t which)
{
	stack_hits_put_wide(&((struct lirs *)st)->hits, frame, which);
}

not_used static const struct policy_order lirs_order_wide = {
	.begin = lirs_begin_wide,
	.hits = lirs_hits_wide,
	.more_hits = lirs_more_hits,
	.at = lirs_at,
	.end = lirs_end,
};
#endif

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

POLICY_BIND_ORDERED(lirs);
