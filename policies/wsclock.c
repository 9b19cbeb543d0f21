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
 *	older than tau, clean  the page goes
 *	older than tau, dirty  it is written back, the hand moves on
 *	else		       it is in the working set, the hand moves on
 *
 * After a whole turn without a victim, the first page written back on the way
 * goes, for in the model a write is over at once.  If there was none, all pages
 * are in the working set: where the paper would take a process out of memory,
 * the page with the oldest time goes, of equals the first the hand meets.
 *
 * Now is virtual time: references this policy is told of.  Nothing else makes
 * it see accesses; a kernel would read its process's clock.
 */
#include "replay/loop.h"

struct wsclock_params {
	uint64_t tau;
};

struct wsclock {
	const struct frame_table *frames;
	struct policy_host *host;
	uint64_t now;
	uint64_t tau;
	frame_t nframes;
	frame_t hand;
	frame_t absent;  /* frames that hold no page of ours */
	bool *present;   /* by frame: holds a page of ours */
	uint64_t used[]; /* by frame: the time of its last use known */
};

static size_t
wsclock_footprint(const struct policy_setup *setup)
{
	return (sizeof(struct wsclock) +
		setup->nframes * (sizeof(uint64_t) + sizeof(bool)));
}

static void
wsclock_init(void *st, const struct policy_setup *setup)
{
	const struct wsclock_params *p = setup->params;
	struct wsclock *w = st;

	w->frames = setup->frames;
	w->host = setup->host;
	w->tau = p->tau;
	w->nframes = setup->nframes;
	w->absent = setup->nframes;
	w->present = (bool *)(w->used + setup->nframes);
}

static void
wsclock_admit(void *st, frame_t f, vpn_t page)
{
	struct wsclock *w = st;

	(void)page;
	w->used[f] = ++w->now;
	w->present[f] = true;
	w->absent--;
}

static void
wsclock_touch(void *st, frame_t f)
{
	struct wsclock *w = st;

	(void)f;
	w->now++;
}

/* The hand looks at the page in f; true: it goes.  *cleaned is the first page
 * written back in this search. */
static bool
wsclock_look(struct wsclock *w, frame_t f, uint64_t now, frame_t *cleaned)
{
	if (frame_accessed(w->frames, f)) {
		frame_clear_accessed(w->frames, f);
		w->used[f] = now;
		return (false);
	}
	if (now - w->used[f] <= w->tau)
		return (false);
	if (!frame_dirty(w->frames, f))
		return (true);
	w->host->clean(w->host, f);
	if (*cleaned == NO_FRAME)
		*cleaned = f;
	return (false);
}

static frame_t
wsclock_next(const struct wsclock *w, frame_t f)
{
	return (f + 1 == w->nframes ? 0 : f + 1);
}

static frame_t
wsclock_search(struct wsclock *w)
{
	uint64_t now = w->now + 1; /* that of the load under way */
	frame_t f = w->hand, cleaned = NO_FRAME, oldest = NO_FRAME;

	do {
		if (unlikely(w->absent > 0) && !w->present[f])
			continue;
		if (wsclock_look(w, f, now, &cleaned))
			return (f);
		if (oldest == NO_FRAME || w->used[f] < w->used[oldest])
			oldest = f;
	} while ((f = wsclock_next(w, f)) != w->hand);
	return (cleaned != NO_FRAME ? cleaned : oldest);
}

static frame_t
wsclock_victim(void *st, vpn_t page)
{
	struct wsclock *w = st;
	frame_t f = wsclock_search(w);

	(void)page;
	w->hand = wsclock_next(w, f);
	return (f);
}

static void
wsclock_leave(void *st, frame_t f, enum leave_why why)
{
	struct wsclock *w = st;

	(void)why;
	w->present[f] = false;
	w->absent++;
}

static const struct policy_verbs wsclock_verbs = {
	.admit = wsclock_admit,
	.touch = wsclock_touch,
	.victim = wsclock_victim,
	.leave = wsclock_leave,
};

static void
wsclock_replay(struct replay *r, const struct reference *ref, size_t n)
{
	replay_batch(r, ref, n, &wsclock_verbs);
}

static const struct param wsclock_params[] = {
	{ .name = "tau",
	    .type = PARAM_COUNT,
	    .offset = offsetof(struct wsclock_params, tau),
	    .dflt = "10000",
	    .min = 1,
	    .unit = "references",
	    .text = "a page not used for longer is out of the working set" },
	{ .name = NULL },
};

const struct policy policy_wsclock = {
	.name = "wsclock",
	.summary = "a clock that spares what was used in the last tau "
		   "references",
	.source = "Carr and Hennessy, SOSP 1981, section 3",
	.sight = SEES_ACCESSES,
	.params_size = sizeof(struct wsclock_params),
	.params = wsclock_params,
	.about = "A hand goes round the frames and notes when it finds a page "
		 "accessed. A page not found accessed for longer than tau is "
		 "out of the working set: clean, it goes; dirty, it is written "
		 "back and goes later. It needs no more than the bits, but its "
		 "clock counts references, and for that alone it must be told "
		 "of them.",
	.weakness = "as good as its tau; where all pages are in the working "
		    "set it passes every frame at every fault",
	.complexity = "O(1) a fault on average while pages fall out of the "
		      "working set, else O(n); counting a hit; 9 bytes a frame",
	.footprint = wsclock_footprint,
	.init = wsclock_init,
	.verbs = &wsclock_verbs,
	.replay = wsclock_replay,
};
