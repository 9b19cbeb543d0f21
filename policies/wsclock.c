/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * WSCLOCK: the working set found by a clock (Carr and Hennessy, "WSCLOCK - A
 * Simple and Effective Algorithm for Virtual Memory Management", SOSP 1981,
 * section 3).
 *
 * Each frame has a time of last use, set when its page is loaded and whenever
 * the hand finds it accessed.  A search goes round the frames:
 *
 *	accessed	       the bit is cleared, the time set to now
 *	older than tau, clean  the page is evicted
 *	older than tau, dirty  it is written back, the hand moves on
 *	else		       it is in the working set, the hand moves on
 *
 * After a whole turn without a victim, the first page that was written back in
 * it is evicted, because in the model a write completes at once.  If there was
 * none, all pages are in the working set: the paper would then take a process
 * out of memory; here the page with the oldest time is evicted, of equal ones
 * the first that the hand reaches.
 *
 * Now is virtual time: the references that touch() and admit() report.  It
 * needs accesses for that only; a kernel would read its process's clock.
 *
 * A search that visits every frame is slow, and with memory smaller than tau
 * every search would.  So the frames that the hand would find accessed are kept
 * as a set, and the times of the others as scores in a tree: the next accessed
 * or old frame is found in a few steps, however many frames are between.
 */
#include "base/bitset.h"
#include "policies/lib/max_tree.h"
#include "sim/bind.h"

struct wsclock_params {
	uint64_t tau;
};

struct wsclock {
	const struct frame_table *frames;
	struct policy_host *host;
	struct bitset used; /* frames of which the accessed bit is known set */
	struct max_tree
	    idle; /* by frame: its score, 0: used, or none of ours */
	uint64_t now;
	uint64_t tau;
	uint64_t latest_at; /* the time at which ... */
	frame_t latest;     /* ... this was admitted, its bit not yet known */
	frame_t nframes;
	frame_t hand;
};

/* The longer ago a page was used, the higher its score. */
static uint64_t
wsclock_score(uint64_t at)
{
	return (UINT64_MAX - at);
}

static size_t
wsclock_footprint(const struct policy_setup *setup)
{
	return (sizeof(struct wsclock) + max_tree_bytes(setup->nframes) +
		bitset_bytes(setup->nframes));
}

static void
wsclock_init(void *st, const struct policy_setup *setup)
{
	const struct wsclock_params *p = setup->params;
	struct wsclock *w = st;
	char *at = (char *)(w + 1);

	w->frames = setup->frames;
	w->host = setup->host;
	w->tau = p->tau;
	w->latest = NO_FRAME;
	w->nframes = setup->nframes;
	max_tree_place(&w->idle, at, setup->nframes);
	bitset_place(
	    &w->used, at + max_tree_bytes(setup->nframes), setup->nframes);
}

/* A page loaded for a reference has its bit set once admit() is over; one that
 * comes in otherwise (populated, unpinned) may not. */
static void
wsclock_settle(struct wsclock *w)
{
	frame_t f = w->latest;

	w->latest = NO_FRAME;
	if (f == NO_FRAME)
		return;
	if (frame_accessed(w->frames, f))
		bitset_add(&w->used, f);
	else
		max_tree_set(&w->idle, f, wsclock_score(w->latest_at));
}

static void
wsclock_admit(void *st, frame_t f, not_used page_id_t page)
{
	struct wsclock *w = st;

	wsclock_settle(w);
	w->latest = f;
	w->latest_at = ++w->now;
}

static never_inline void
wsclock_use(struct wsclock *w, frame_t f)
{
	bitset_add(&w->used, f);
	max_tree_set(&w->idle, f, 0);
}

static void
wsclock_touch(void *st, frame_t f)
{
	struct wsclock *w = st;

	w->now++;
	if (unlikely(!bitset_has(&w->used, f)))
		wsclock_use(w, f);
}

/* The first page in [from, end) that is out of the working set and clean, those
 * before it that are dirty written back; end: none.  *cleaned is the first
 * written back in this search. */
static frame_t
wsclock_first_idle(
    struct wsclock *w, frame_t from, frame_t end, frame_t *cleaned)
{
	uint64_t now = w->now + 1; /* that of the load under way */

	if (now <= w->tau)
		return (end);
	while (from < end) {
		frame_t f = max_tree_first(
		    &w->idle, from, wsclock_score(now - w->tau - 1));

		if (f >= end)
			break;
		if (!frame_dirty(w->frames, f))
			return (f);
		w->host->clean(w->host, f);
		if (*cleaned == NO_FRAME)
			*cleaned = f;
		from = f + 1;
	}
	return (end);
}

/* The hand passes [from, end): what it finds accessed is in use now. */
static void
wsclock_pass(struct wsclock *w, frame_t from, frame_t end)
{
	while (from < end) {
		uint64_t f = bitset_next(&w->used, from);

		if (f >= end)
			return;
		frame_clear_accessed(w->frames, (frame_t)f);
		bitset_remove(&w->used, f);
		max_tree_set(&w->idle, (frame_t)f, wsclock_score(w->now + 1));
		from = (frame_t)f + 1;
	}
}

static frame_t
wsclock_search(struct wsclock *w)
{
	frame_t cleaned = NO_FRAME, f;

	f = wsclock_first_idle(w, w->hand, w->nframes, &cleaned);
	wsclock_pass(w, w->hand, f);
	if (f < w->nframes)
		return (f);
	f = wsclock_first_idle(w, 0, w->hand, &cleaned);
	wsclock_pass(w, 0, f);
	if (f < w->hand)
		return (f);
	return (
	    cleaned != NO_FRAME ? cleaned : max_tree_find(&w->idle, w->hand));
}

static frame_t
wsclock_victim(void *st, not_used page_id_t page)
{
	struct wsclock *w = st;
	frame_t f;

	wsclock_settle(w);
	f = wsclock_search(w);
	w->hand = frame_after(f, w->nframes);
	return (f);
}

static void
wsclock_leave(void *st, frame_t f, not_used enum leave_why why)
{
	struct wsclock *w = st;

	if (w->latest == f)
		w->latest = NO_FRAME;
	bitset_remove(&w->used, f);
	max_tree_set(&w->idle, f, 0);
}

static const struct policy_ops wsclock_ops = {
	.size = sizeof(struct policy_ops),
	.admit = wsclock_admit,
	.touch = wsclock_touch,
	.victim = wsclock_victim,
	.leave = wsclock_leave,
};

static const struct param wsclock_params[] = {
	{ .name = "tau",
	    .type = PARAM_COUNT,
	    .offset = offsetof(struct wsclock_params, tau),
	    .dflt = "10000",
	    .min = 1,
	    .unit = "references",
	    .text = "a page not used for longer is outside the working set" },
	{ .name = NULL },
};

const struct policy policy_wsclock = {
	.name = "wsclock",
	.summary = "a clock that keeps pages used in the last tau references",
	.size = sizeof(struct policy),
	.source = "Carr and Hennessy, SOSP 1981, section 3",
	.sight = SEES_ACCESSES,
	.params = wsclock_params,
	.param_size = sizeof(struct param),
	.params_size = sizeof(struct wsclock_params),
	.about = "A hand moves round the frames and records the time at which "
		 "it finds a page accessed. A page that was not found accessed "
		 "for longer than tau is outside the working set: if clean, it "
		 "is evicted; if dirty, it is written back and evicted later. "
		 "It needs only the accessed and dirty bits; it sees every "
		 "access because its clock counts references.",
	.weakness = "depends on tau; where all pages are in the working set "
		    "the hand makes a whole turn at every fault, and the order "
		    "is that of the turns",
	.complexity = "O(log n) per fault on average; one addition per hit, "
		      "O(log n) the first after the hand has passed; 9.3 bytes "
		      "per frame",
	.footprint = wsclock_footprint,
	.init = wsclock_init,
	.ops = &wsclock_ops,
};

POLICY_BIND(wsclock, replay_batch);
