/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * WSCLOCK: the working set found by a clock (Carr and Hennessy, "WSCLOCK - A
 * Simple and Effective Algorithm for Virtual Memory Management", SOSP 1981,
 * section 3).
 *
 * Each frame has a time of last use, set when its page is loaded and whenever
 * the hand finds it accessed.  A search moves round the frames:
 *
 *	accessed	       the bit is cleared, the time set to now
 *	older than tau, clean  the page is evicted
 *	older than tau, dirty  it is written back, the hand moves on
 *	else		       it is in the working set, the hand moves on
 *
 * After a whole turn without a victim, the first page written back on the way
 * is evicted, because in the model a write completes at once.  If there was
 * none, all pages are in the working set: where the paper would swap a process
 * out, the page with the oldest time is evicted, of equals the first that the
 * hand reaches.
 *
 * Time is virtual: the number of calls of touch() and admit().  admit() is
 * called for each reference that faults, and also for a page that is populated
 * or unpinned without a reference, so such a page counts as one reference.
 * host->now does not count such a page, but it counts the references of all
 * processes, while under scope=local a policy has the pages of one.  The policy
 * needs to see accesses for its clock only; a kernel would read the process's
 * CPU time.
 *
 * A search that examines every frame is long, and where memory is smaller than
 * tau most are.  So the frames that the hand would find accessed are in a bit
 * set, and the times of the others are scores in a tree: the next accessed
 * frame, or the next old one, is found in a few steps from any frame.
 */
#include "base/bitset.h"
#include "policies/lib/max_tree.h"
#include "policies/lib/state_rows.h"
#include "sim/bind.h"

struct wsclock_params {
	uint64_t tau;
};

struct wsclock {
	const struct frame_table *frames;
	struct policy_host *host;
	struct bitset used;   /* frames whose accessed bit is known to be set */
	struct max_tree idle; /* by frame: its score; 0: accessed, or without a
			       * page managed by this policy */
	uint64_t now;
	uint64_t tau;
	uint64_t pending_time; /* when pending_frame was admitted */
	frame_t pending_frame; /* admitted last, its bit not yet known;
				* NO_FRAME: none */
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
	w->pending_frame = NO_FRAME;
	w->nframes = setup->nframes;
	max_tree_place(&w->idle, at, setup->nframes);
	bitset_place(
	    &w->used, at + max_tree_bytes(setup->nframes), setup->nframes);
}

/* Enters the frame admitted last into 'used' or 'idle'.  Its bit is set after
 * admit() returns if a reference loaded the page; not for a page that was
 * populated, and for an unpinned one it is as before. */
static void
wsclock_classify_pending(struct wsclock *w)
{
	frame_t f = w->pending_frame;

	w->pending_frame = NO_FRAME;
	if (f == NO_FRAME)
		return;
	if (frame_accessed(w->frames, f))
		bitset_add(&w->used, f);
	else
		max_tree_set(&w->idle, f, wsclock_score(w->pending_time));
}

static void
wsclock_admit(void *st, frame_t f, not_used page_id_t page)
{
	struct wsclock *w = st;

	wsclock_classify_pending(w);
	w->pending_frame = f;
	w->pending_time = ++w->now;
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

/* The first page in [from, end) that is outside the working set and clean; end:
 * none.  Writes back the dirty ones before it; *cleaned is the first that was
 * written back in this search. */
static frame_t
wsclock_clean_to_idle(
    struct wsclock *w, frame_t from, frame_t end, frame_t *cleaned)
{
	uint64_t now = w->now + 1; /* of the load in progress */

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

/* The hand passes [from, end): the time of each page found accessed is now. */
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

	f = wsclock_clean_to_idle(w, w->hand, w->nframes, &cleaned);
	wsclock_pass(w, w->hand, f);
	if (f < w->nframes)
		return (f);
	f = wsclock_clean_to_idle(w, 0, w->hand, &cleaned);
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

	wsclock_classify_pending(w);
	f = wsclock_search(w);
	w->hand = frame_after(f, w->nframes);
	return (f);
}

static void
wsclock_leave(void *st, frame_t f, not_used enum leave_why why)
{
	struct wsclock *w = st;

	if (w->pending_frame == f)
		w->pending_frame = NO_FRAME;
	bitset_remove(&w->used, f);
	max_tree_set(&w->idle, f, 0);
}

static void
wsclock_state(const void *st, struct policy_state *to)
{
	state_hand(to, "hand", ((const struct wsclock *)st)->hand);
}

static const struct policy_ops wsclock_ops = {
	.size = sizeof(struct policy_ops),
	.admit = wsclock_admit,
	.touch = wsclock_touch,
	.victim = wsclock_victim,
	.leave = wsclock_leave,
	.state = wsclock_state,
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
	.complexity = "O(log n) per fault amortised; one addition per hit, "
		      "O(log n) for the first after the hand has passed; 9.3 "
		      "bytes per frame",
	.footprint = wsclock_footprint,
	.init = wsclock_init,
	.ops = &wsclock_ops,
	.counts_references = true,
};

POLICY_BIND(wsclock, replay_batch);
