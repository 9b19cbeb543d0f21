/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * GCLOCK: a clock whose bit is a counter (Smith, "Sequentiality and
 * Prefetching in Database Systems", ACM TODS 3(3), 1978; named and analysed
 * in Nicola, Dan and Dias, SIGMETRICS 1992).
 *
 * Every page has a count, 1 when it is loaded and one more at each hit, up to
 * 'max'.  A hand moves round the frames: it lowers a count above 0 by one and
 * moves on; the first page whose count is 0 is evicted, and the hand moves past
 * its frame.  With max=1 the count is the accessed bit and this is CLOCK.
 *
 * Smith weights the counts by the kind of page and does not limit them; here
 * all pages are of one kind, and the limit prevents that a page which was used
 * often before stays for ever.  Because it counts each hit, it sees more than a
 * kernel does.
 */
#include "policies/lib/state_rows.h"
#include "sim/bind.h"

struct gclock_params {
	uint64_t max;
};

struct gclock {
	frame_t nframes;
	frame_t hand;
	frame_t absent;  /* frames without a page that may be evicted */
	uint8_t max;     /* 1 to 255 */
	bool *present;   /* by frame: has a page that may be evicted */
	uint8_t count[]; /* by frame */
};

static size_t
gclock_footprint(const struct policy_setup *setup)
{
	return (sizeof(struct gclock) +
		setup->nframes * (sizeof(uint8_t) + sizeof(bool)));
}

static void
gclock_init(void *st, const struct policy_setup *setup)
{
	const struct gclock_params *p = setup->params;
	struct gclock *g = st;

	g->nframes = setup->nframes;
	g->absent = setup->nframes;
	g->max = (uint8_t)p->max;
	g->present = (bool *)(g->count + setup->nframes);
}

static void
gclock_admit(void *st, frame_t f, not_used page_id_t page)
{
	struct gclock *g = st;

	g->present[f] = true;
	g->count[f] = 1;
	g->absent--;
}

/* Without a branch: it is not predictable whether a count is at its bound. */
static void
gclock_touch(void *st, frame_t f)
{
	struct gclock *g = st;

	g->count[f] += g->count[f] < g->max;
}

static frame_t
gclock_victim(void *st, not_used page_id_t page)
{
	struct gclock *g = st;
	frame_t f = g->hand;

	for (;; f = frame_after(f, g->nframes)) {
		if (unlikely(g->absent > 0) && !g->present[f])
			continue;
		if (g->count[f] == 0)
			break;
		g->count[f]--;
	}
	g->hand = frame_after(f, g->nframes);
	return (f);
}

static void
gclock_leave(void *st, frame_t f, not_used enum leave_why why)
{
	struct gclock *g = st;

	g->present[f] = false;
	g->absent++;
}

static void
gclock_state(const void *st, struct policy_state *to)
{
	const struct gclock *g = st;

	state_hand(to, "hand", g->hand);
	to->row(to, "count");
	for (frame_t f = 0; f < g->nframes; f++) {
		if (!g->present[f])
			continue;
		to->page_in(to, f);
		state_count(to, g->count[f]);
	}
}

static const struct policy_ops gclock_ops = {
	.size = sizeof(struct policy_ops),
	.admit = gclock_admit,
	.touch = gclock_touch,
	.victim = gclock_victim,
	.leave = gclock_leave,
	.state = gclock_state,
};

static const struct param gclock_params[] = {
	{ .name = "max",
	    .type = PARAM_COUNT,
	    .offset = offsetof(struct gclock_params, max),
	    .dflt = "3",
	    .min = 1,
	    .max = 255,
	    .text = "the limit of a page's counter; 1 is clock" },
	{ .name = NULL },
};

const struct policy policy_gclock = {
	.name = "gclock",
	.summary = "a clock with a counter for each page instead of a bit",
	.size = sizeof(struct policy),
	.source = "Smith, ACM TODS 3(3) 1978; Nicola, Dan and Dias, "
		  "SIGMETRICS 1992",
	.sight = SEES_ACCESSES,
	.params = gclock_params,
	.param_size = sizeof(struct param),
	.params_size = sizeof(struct gclock_params),
	.about = "A hit increments the page's counter up to a limit. The hand "
		 "decrements each counter that it passes and evicts the first "
		 "page whose counter is 0. So a frequently used page survives "
		 "several turns of the hand. Database systems have used it for "
		 "their buffers.",
	.weakness = "a burst of hits counts as much as use over a long time; "
		    "with a high limit a search passes every frame many times",
	.complexity = "O(1) per hit and, on average, per fault; O(n max) per "
		      "fault at worst; 2 bytes per frame",
	.footprint = gclock_footprint,
	.init = gclock_init,
	.ops = &gclock_ops,
	.counts_references = true,
};

POLICY_BIND(gclock, replay_batch);
