/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * WSARB: additional reference bits combined with a working set, as defined by
 * an assignment (University of Adelaide, COMP SCI 3004/7064 Operating Systems,
 * assignment 2, 2020: ARB, WSARB-1, WSARB-2; after Silberschatz, Galvin and
 * Gagne, Operating System Concepts, 9th edition, sections 9.4.5.1 and 9.6.2).
 *
 * Every page in memory has a shift register R, into which its accessed bit is
 * shifted at ticks, as in aging, and a counter C of its references among the
 * last 'window' ones, at most 255.  Both are 0 at first.  At a fault the
 * reference in progress belongs to the window.
 *
 *	first=count	WSARB-1: the lowest C, then the lowest R
 *	first=register	WSARB-2: the lowest R, then the lowest C
 *
 * and of equal pages the one loaded first.  With window=0 nothing is counted:
 * the assignment's ARB.  C counts references since the load only: the
 * assignment lets both "only count the pages which are in memory frames".
 *
 * C, R and the load are the parts of one score, in a tree (max_tree.h).  The
 * window is a ring of the frames referenced.  The entries of a page that has
 * left are older than those of the page that has its frame now, so it is enough
 * to know how many there are.
 *
 * Time is virtual, as in ws.c.
 */
#include "policies/lib/max_tree.h"
#include "policies/lib/state_rows.h"
#include "sim/bind.h"

enum wsarb_first { FIRST_COUNT, FIRST_REGISTER };

#define WSARB_COUNT_BITS 8
#define WSARB_COUNT_MOST 255u
#define WSARB_REGISTER   16 /* bits at most */
#define WSARB_LOAD_BITS  40

struct wsarb_params {
	int first;
	uint64_t bits;
	uint64_t tick;
	uint64_t window;
};

struct wsarb {
	struct max_tree scores;
	const struct frame_table *frames;
	uint64_t load;        /* the score of the next load, without C and R */
	frame_t *ring;        /* the last references: frame + 1, 0: none */
	uint32_t *count;      /* by frame: entries of its page */
	uint32_t *stale;      /* by frame: entries of pages before */
	uint32_t window;      /* entries of the ring */
	uint32_t at;          /* the next of them */
	frame_t top;          /* frames never used are at or above */
	unsigned count_shift; /* of the parts of a score */
	unsigned register_shift;
	unsigned bits;
};

static size_t
wsarb_footprint(const struct policy_setup *setup)
{
	const struct wsarb_params *p = setup->params;

	return (sizeof(struct wsarb) + max_tree_bytes(setup->nframes) +
		(2 * (size_t)setup->nframes + p->window) * sizeof(uint32_t));
}

static void
wsarb_init(void *st, const struct policy_setup *setup)
{
	const struct wsarb_params *p = setup->params;
	struct wsarb *w = st;
	char *at = (char *)(w + 1);

	w->frames = setup->frames;
	w->window = (uint32_t)p->window;
	w->bits = (unsigned)p->bits;
	w->load = (UINT64_C(1) << WSARB_LOAD_BITS) - 1;
	w->count_shift = w->register_shift = WSARB_LOAD_BITS;
	if (p->first == FIRST_COUNT)
		w->count_shift += WSARB_REGISTER;
	else
		w->register_shift += WSARB_COUNT_BITS;
	max_tree_place(&w->scores, at, setup->nframes);
	w->count = (uint32_t *)(at + max_tree_bytes(setup->nframes));
	w->stale = w->count + setup->nframes;
	w->ring = w->stale + setup->nframes;
}

/* The score of a page just loaded: the lowest R and C, and fewer loads after
 * it. */
static uint64_t
wsarb_new_score(struct wsarb *w)
{
	uint64_t lowest = (UINT64_C(1) << w->bits) - 1;

	return (lowest << w->register_shift |
		(uint64_t)WSARB_COUNT_MOST << w->count_shift | w->load--);
}

/* Adds a reference to a page's counter, or takes one from it. */
static void
wsarb_recount(struct wsarb *w, frame_t f, uint32_t count)
{
	uint64_t score = w->scores.level[0][f];
	uint32_t now = count < WSARB_COUNT_MOST ? count : WSARB_COUNT_MOST;
	uint64_t part = (uint64_t)(WSARB_COUNT_MOST - now) << w->count_shift;
	uint64_t mask = (uint64_t)WSARB_COUNT_MOST << w->count_shift;

	w->count[f] = count;
	if (score != 0 && (score & mask) != part)
		max_tree_set(&w->scores, f, (score & ~mask) | part);
}

/* A reference to the page in f; the oldest one leaves the window of the next.
 */
static void
wsarb_note(struct wsarb *w, frame_t f)
{
	frame_t old;

	if (w->window == 0)
		return;
	w->ring[w->at] = f + 1;
	wsarb_recount(w, f, w->count[f] + 1);
	w->at = w->at + 1 == w->window ? 0 : w->at + 1;
	if (w->ring[w->at] == 0)
		return;
	old = w->ring[w->at] - 1;
	w->ring[w->at] = 0;
	if (w->stale[old] > 0)
		w->stale[old]--;
	else
		wsarb_recount(w, old, w->count[old] - 1);
}

static void
wsarb_admit(void *st, frame_t f, not_used page_id_t page)
{
	struct wsarb *w = st;

	if (f >= w->top)
		w->top = f + 1;
	max_tree_set(&w->scores, f, wsarb_new_score(w));
	wsarb_note(w, f);
}

static void
wsarb_touch(void *st, frame_t f)
{
	wsarb_note(st, f);
}

static frame_t
wsarb_victim(void *st, not_used page_id_t page)
{
	struct wsarb *w = st;

	return (max_tree_find(&w->scores, 0));
}

static void
wsarb_leave(void *st, frame_t f, not_used enum leave_why why)
{
	struct wsarb *w = st;

	max_tree_set(&w->scores, f, 0);
	w->stale[f] += w->count[f];
	w->count[f] = 0;
}

static void
wsarb_tick(void *st)
{
	struct wsarb *w = st;
	uint64_t *score = w->scores.level[0];
	uint64_t lowest = (UINT64_C(1) << w->bits) - 1;
	uint64_t mask = lowest << w->register_shift;

	for (frame_t f = 0; f < w->top; f++) {
		uint64_t part;

		if (score[f] == 0)
			continue;
		part = (score[f] & mask) >> w->register_shift >> 1 |
		       (uint64_t)!frame_accessed(w->frames, f) << (w->bits - 1);
		frame_clear_accessed(w->frames, f);
		score[f] = (score[f] & ~mask) | part << w->register_shift;
	}
	max_tree_settle(&w->scores, w->top);
}

static uint64_t
wsarb_tick_every(const void *params)
{
	const struct wsarb_params *p = params;

	return (p->tick);
}

static void
wsarb_state(const void *st, struct policy_state *to)
{
	const struct wsarb *w = st;
	uint64_t lowest = (UINT64_C(1) << w->bits) - 1;

	for (int row = 0; row < 2; row++) {
		to->row(to, row == 0 ? "C" : "R");
		for (frame_t f = 0; f < w->top; f++) {
			uint64_t score = w->scores.level[0][f];

			if (score == 0)
				continue;
			to->page_in(to, f);
			state_count(to,
			    row == 0 ? w->count[f]
				     : lowest - (score >> w->register_shift &
						    lowest));
		}
	}
}

static const struct policy_ops wsarb_ops = {
	.size = sizeof(struct policy_ops),
	.admit = wsarb_admit,
	.touch = wsarb_touch,
	.victim = wsarb_victim,
	.leave = wsarb_leave,
	.state = wsarb_state,
};

static const char *const wsarb_firsts[] = { "count", "register", NULL };

static const struct param wsarb_params[] = {
	{ .name = "first",
	    .type = PARAM_CHOICE,
	    .offset = offsetof(struct wsarb_params, first),
	    .dflt = "count",
	    .choices = wsarb_firsts,
	    .text = "what decides first, the counter (WSARB-1) or the register "
		    "(WSARB-2)" },
	{ .name = "bits",
	    .type = PARAM_COUNT,
	    .offset = offsetof(struct wsarb_params, bits),
	    .dflt = "8",
	    .min = 1,
	    .max = WSARB_REGISTER,
	    .text = "the width of a register" },
	{ .name = "tick",
	    .type = PARAM_COUNT,
	    .offset = offsetof(struct wsarb_params, tick),
	    .dflt = "0",
	    .unit = "references",
	    .text = "how often the registers shift; 0: 1000, or the number of "
		    "frames if that is larger" },
	{ .name = "window",
	    .type = PARAM_COUNT,
	    .offset = offsetof(struct wsarb_params, window),
	    .dflt = "256",
	    .max = 100000000,
	    .unit = "references",
	    .text = "the working set window in which references are counted; "
		    "0: they are not (ARB)" },
	{ .name = NULL },
};

const struct policy policy_wsarb = {
	.name = "wsarb",
	.summary = "aging registers and counts in a working set window",
	.size = sizeof(struct policy),
	.source = "University of Adelaide, Operating Systems, assignment 2, "
		  "2020 (ARB, WSARB-1, WSARB-2)",
	.sight = SEES_ACCESSES,
	.params = wsarb_params,
	.param_size = sizeof(struct param),
	.params_size = sizeof(struct wsarb_params),
	.about = "Every page has a shift register of accessed bits, as in "
		 "aging, and a count of its references in the working set "
		 "window. The page with the lowest count is evicted, of equal "
		 "ones that with the lowest register, then the one loaded "
		 "first; first=register exchanges the two, and window=0 leaves "
		 "only the register. The assignment has no program of its "
		 "own.",
	.weakness =
	    "with a window shorter than memory is large, most counts "
	    "are 0 and the register decides; new pages have a low count "
	    "and an empty register",
	.complexity = "O(log n) per reference, O(n) per tick; 17 bytes per "
		      "frame, and 4 for each reference of the window",
	.footprint = wsarb_footprint,
	.init = wsarb_init,
	.tick = wsarb_tick,
	.tick_every = wsarb_tick_every,
	.ops = &wsarb_ops,
	.counts_references = true,
};

POLICY_BIND(wsarb, replay_batch);
