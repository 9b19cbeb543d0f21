/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * ARC: adaptive replacement cache (Megiddo and Modha, "ARC: A Self-Tuning,
 * Low Overhead Replacement Cache", FAST 2003, Figure 4).
 *
 * Resident pages are in T1, used once lately, or in T2, used again.  Pages
 * evicted from T1 are remembered in B1, those from T2 in B2; with c frames
 * the four lists have at most 2c pages.  p is the size that T1 should have: a
 * fault on a page of B1 shows that T1 was too small, one on a page of B2 that
 * it was too large.
 *
 *	B1 ◀── [ T1 | T2 ] ──▶ B2
 *	          ◀─p─▶
 *
 * Case I of the figure is touch().  Cases II to IV up to the fetch of the
 * page are arc_begin(), with REPLACE in victim() and leave(); the rest is
 * admit(). "LRU" is the oldest of a queue, "MRU" its end.  Differences from
 * the figure: REPLACE runs only when no frame is free, which after an unmap
 * is not the same as a full cache; and where T1 is as large as p says and T2
 * is empty, the victim is from T1.
 *
 * The paper's p is a real number; 'arithmetic' chooses (arc_target.h).
 *
 * T1 and T2 are logs of frames, a pair.
 */
#include "policies/lib/arc_target.h"
#include "policies/lib/hit_pair.h"
#include "policies/lib/state_rows.h"
#include "sim/bind.h"

/* Places ahead of a list's oldest that are prefetched. */
#define ARC_AHEAD 12

/* Where the page that is faulted in was remembered. */
enum arc_ghost { IN_NEITHER, IN_B1, IN_B2 };

/* Places of T1's log for each frame, and of T2's: only in T2 a hit takes one.
 */
static const uint32_t arc_factor[2] = { 4, 4 };

struct arc {
	const struct frame_table *frames;
	struct live_log t[2];     /* T1 and T2, of frames */
	struct arc_target ghosts; /* B1, B2 and p */
	bool begun;               /* arc_begin() was called for this fault */
	bool no_ghost;            /* its victim is not to be remembered */
	enum arc_ghost wanted;
	unsigned from;        /* the victim's list */
	struct hit_pair hits; /* of T1 and T2, while hits come in blocks */
};

static size_t
arc_footprint(const struct policy_setup *setup)
{
	return (
	    sizeof(struct arc) +
	    live_log_pair_bytes(setup->nframes, arc_factor, setup->nframes) +
	    arc_target_bytes(setup));
}

static void
arc_init(void *st, const struct policy_setup *setup)
{
	struct arc *a = st;
	void *at;

	a->frames = setup->frames;
	at = live_log_place_pair(
	    a->t, a + 1, setup->nframes, arc_factor, setup->nframes);
	a->hits.log = a->t;
	a->hits.none = setup->nframes;
	arc_target_place(&a->ghosts, at, setup);
	setup->host->prefetch.present = a->t->last;
}

/* Case IV: makes space for one more page in the four lists. */
static void
arc_trim(struct arc *a)
{
	uint32_t b1 = arc_target_count(&a->ghosts, B1), c = a->ghosts.c;
	uint32_t l1 = a->t[0].count + b1;
	uint32_t l2 = a->t[1].count + arc_target_count(&a->ghosts, B2);

	if (l1 >= c) {
		if (b1 > 0)
			ghost_queue_drop(&a->ghosts.gone, B1);
		else
			a->no_ghost = true;
	} else if (l1 + l2 >= 2 * c) {
		ghost_queue_drop(&a->ghosts.gone, B2);
	}
}

/* What comes before REPLACE, once for each fault. */
static always_inline void
arc_begin(struct arc *a, page_id_t page)
{
	a->begun = true;
	a->no_ghost = false;
	a->wanted = ghost_queue_where(&a->ghosts.gone, page);
	if (a->wanted == IN_NEITHER)
		arc_trim(a);
	else
		arc_target_adapt(&a->ghosts, a->wanted == IN_B1 ? B1 : B2);
}

static always_inline void
arc_admit(void *st, frame_t f, page_id_t page)
{
	struct arc *a = st;

	if (!a->begun)
		arc_begin(a, page);
	a->begun = false;
	arc_target_forget(&a->ghosts, page);
	live_log_append(&a->t[a->wanted != IN_NEITHER], f);
}

/* Without a branch: with many pages it is not predictable which list one is
 * in. */
static always_inline void
arc_touch(void *st, frame_t f)
{
	struct arc *a = st;
	uint32_t first = live_log_which(a->t, f) == 0;

	a->t[0].count -= first;
	a->t[1].count += first;
	live_log_move(&a->t[1], f);
}

/* Prefetches what the next victims need. */
static inline void
arc_prefetch(const struct arc *a, const struct live_log *t)
{
	const page_id_t *held = a->frames->page;
	uint32_t far = live_log_ahead(t, 2 * ARC_AHEAD);
	page_id_t page;

	if (far == LIVE_LOG_NONE)
		return;
	__builtin_prefetch(&held[far]);
	__builtin_prefetch(&t->last[far], 1);
	page = held[live_log_ahead(t, ARC_AHEAD)];
	if (page == NO_PAGE)
		return;
	__builtin_prefetch(&a->frames->entry[page], 1);
	__builtin_prefetch(&a->ghosts.gone.mark[page], 1);
}

static always_inline frame_t
arc_victim(void *st, page_id_t page)
{
	struct arc *a = st;
	uint32_t t1 = a->t[0].count;
	bool from_t1;

	arc_begin(a, page);
	from_t1 = t1 > a->ghosts.p ||
		  (a->wanted == IN_B2 && t1 == a->ghosts.p) ||
		  a->t[1].count == 0 || a->no_ghost;
	a->from = t1 > 0 && from_t1 ? 0 : 1;
	if (likely(a->hits.on))
		return (hit_pair_take_oldest(&a->hits, a->from));
	arc_prefetch(a, &a->t[a->from]);
	return (live_log_oldest(&a->t[a->from]));
}

static always_inline void
arc_leave(void *st, frame_t f, enum leave_why why)
{
	struct arc *a = st;
	page_id_t page = a->frames->page[f];
	/* A hit after this one may have moved it already. */
	int which = a->hits.on ? (int)a->from : live_log_which(a->t, f);

	live_log_remove(&a->t[which], f);
	if (why != LEAVE_EVICTED || a->no_ghost)
		return;
	arc_target_remember(&a->ghosts, which, page);
}

static void
arc_forget(void *st, page_id_t page)
{
	struct arc *a = st;

	arc_target_forget(&a->ghosts, page);
}

static void
arc_state(const void *st, struct policy_state *to)
{
	const struct arc *a = st;

	state_log(to, "T1", &a->t[0]);
	state_log(to, "T2", &a->t[1]);
	state_ghosts(to, "B1", &a->ghosts.gone, B1);
	state_ghosts(to, "B2", &a->ghosts.gone, B2);
	state_real(to, "p", a->ghosts.p);
}

static inline bool
arc_begin_block(void *st, unsigned faults)
{
	struct arc *a = st;

	if (!hit_pair_can(&a->hits))
		return (false);
	hit_pair_begin(&a->hits);
	for (unsigned k = 0; k < 2; k++) {
		hit_pair_find(&a->hits, k, faults + HIT_PAIR_SPARE, a->frames);
		hit_pair_prefetch(
		    &a->hits, k, a->frames, a->ghosts.gone.mark, faults);
	}
	return (true);
}

static inline void
arc_hits(void *st, const frame_t *frame, uint64_t which)
{
	struct arc *a = st;

	hit_pair_put(&a->hits, which, hit_pair_fill(&a->hits, frame, which));
}

static inline void
arc_more_hits(void *st, const frame_t *frame, uint64_t which)
{
	hit_pair_put_more(&((struct arc *)st)->hits, frame, which);
}

static inline void
arc_at(void *st, unsigned position)
{
	hit_pair_at(&((struct arc *)st)->hits, position);
}

static inline void
arc_end(void *st)
{
	hit_pair_end(&((struct arc *)st)->hits);
}

not_used static const struct policy_order arc_order = {
	.begin = arc_begin_block,
	.hits = arc_hits,
	.more_hits = arc_more_hits,
	.at = arc_at,
	.end = arc_end,
};

#ifdef POLICY_WIDE
POLICY_WIDE static inline void
arc_hits_wide(void *st, const frame_t *frame, uint64_t which)
{
	struct arc *a = st;

	hit_pair_put(
	    &a->hits, which, hit_pair_fill_wide(&a->hits, frame, which));
}

not_used static const struct policy_order arc_order_wide = {
	.begin = arc_begin_block,
	.hits = arc_hits_wide,
	.more_hits = arc_more_hits,
	.at = arc_at,
	.end = arc_end,
};
#endif

static const struct policy_ops arc_ops = {
	.size = sizeof(struct policy_ops),
	.admit = arc_admit,
	.touch = arc_touch,
	.victim = arc_victim,
	.leave = arc_leave,
	.forget = arc_forget,
	.state = arc_state,
};

const struct policy policy_arc = {
	.name = "arc",
	.summary = "balances recency and frequency by faults on evicted pages",
	.size = sizeof(struct policy),
	.source = "Megiddo and Modha, FAST 2003, Figure 4",
	.sight = SEES_ACCESSES,
	.params = arc_target_params,
	.param_size = sizeof(struct param),
	.params_size = sizeof(struct arc_target_params),
	.about = "One list holds pages seen once recently, another those seen "
		 "again; for each, a ghost list remembers evicted pages. A "
		 "fault on a page of a ghost list moves the target between the "
		 "two lists in favour of that list. It tunes itself, and a "
		 "scan replaces only the pages of the first list.",
	.weakness = "a loop a little longer than memory; two references close "
		    "together make a page frequent",
	.complexity = "O(1) per hit and per fault on average; 68 bytes per "
		      "frame, ghosts included, and 1 per page",
	.footprint = arc_footprint,
	.init = arc_init,
	.ops = &arc_ops,
};

POLICY_BIND_ORDERED(arc);
