/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * WS: the working set (Denning, "The Working Set Model for Program Behavior",
 * CACM 11(5), 1968).
 *
 * W(t, tau) is the set of pages used in the last tau references, including the
 * one at t; it is the resident set, whatever its size.  A page used exactly tau
 * references ago is still resident; unless this reference is to it, it is
 * released after the reference.  At most one page is released per reference: it
 * is evicted, and written if dirty.
 *
 * The memory of the machine is an upper bound.  If the working set is larger,
 * the least recently used page is evicted, so with a tau that is never reached
 * this is LRU.
 *
 * Time is virtual: the number of calls of touch() and admit().  admit() is
 * called for each reference that faults, and also for a page that is populated
 * or unpinned without a reference, so such a page counts as one reference.
 * host->now does not count such a page, but it counts the references of all
 * processes, while under scope=local a policy has the pages of one.
 *
 * The frames are in a queue in the order of their last use; only the oldest can
 * be due.
 */
#include "policies/lib/lru_queue.h"
#include "policies/lib/state_rows.h"
#include "sim/bind.h"

/* Longer than any trace, and no sum of a time and this overflows. */
#define WS_TAU_MAX (UINT64_C(1) << 62)

struct ws_params {
	uint64_t tau;
};

struct ws {
	struct policy_host *host;
	uint64_t now;
	uint64_t due; /* nothing leaves before */
	uint64_t tau;
	struct lru_queue uses; /* of frames */
	uint64_t used[];       /* by frame: the time of its last use */
};

static size_t
ws_footprint(const struct policy_setup *setup)
{
	return (sizeof(struct ws) + setup->nframes * sizeof(uint64_t) +
		lru_queue_bytes(setup->nframes, setup->nframes));
}

static void
ws_init(void *st, const struct policy_setup *setup)
{
	const struct ws_params *p = setup->params;
	struct ws *w = st;

	w->host = setup->host;
	w->tau = p->tau < WS_TAU_MAX ? p->tau : WS_TAU_MAX;
	w->due = w->tau;
	lru_queue_place(
	    &w->uses, w->used + setup->nframes, setup->nframes, setup->nframes);
}

/* Releases the oldest page if it is due.  Called at 'due'; the oldest may have
 * been used since that was set. */
static never_inline void
ws_shrink(struct ws *w)
{
	frame_t f = lru_queue_oldest(&w->uses);

	if (w->now - w->used[f] >= w->tau) {
		w->host->release(w->host, f);
		f = lru_queue_oldest(&w->uses);
	}
	w->due = w->used[f] + w->tau;
}

static void
ws_admit(void *st, frame_t f, not_used page_id_t page)
{
	struct ws *w = st;

	w->used[f] = ++w->now;
	lru_queue_append(&w->uses, f);
	if (w->now >= w->due)
		ws_shrink(w);
}

static void
ws_touch(void *st, frame_t f)
{
	struct ws *w = st;

	w->used[f] = ++w->now;
	lru_queue_move(&w->uses, f);
	if (unlikely(w->now >= w->due))
		ws_shrink(w);
}

static frame_t
ws_victim(void *st, not_used page_id_t page)
{
	struct ws *w = st;

	return (lru_queue_oldest(&w->uses));
}

static void
ws_leave(void *st, frame_t f, not_used enum leave_why why)
{
	struct ws *w = st;

	lru_queue_remove(&w->uses, f);
}

static void
ws_state(const void *st, struct policy_state *to)
{
	const struct ws *w = st;

	to->row(to, "last use");
	for (uint32_t i = w->uses.head; i < w->uses.end; i++) {
		frame_t f = lru_queue_at(&w->uses, i);

		if (f == LRU_QUEUE_NONE)
			continue;
		to->page_in(to, f);
		state_count(to, w->used[f]);
	}
}

static const struct policy_ops ws_ops = {
	.size = sizeof(struct policy_ops),
	.admit = ws_admit,
	.touch = ws_touch,
	.victim = ws_victim,
	.leave = ws_leave,
	.state = ws_state,
};

static const struct param ws_params[] = {
	{ .name = "tau",
	    .type = PARAM_COUNT,
	    .offset = offsetof(struct ws_params, tau),
	    .dflt = "10000",
	    .min = 1,
	    .unit = "references",
	    .text = "how long a page stays without being used" },
	{ .name = NULL },
};

const struct policy policy_ws = {
	.name = "ws",
	.summary = "the working set: pages used in the last tau references",
	.size = sizeof(struct policy),
	.source = "Denning, CACM 11(5) 1968, the working set W(t, tau)",
	.sight = SEES_ACCESSES,
	.params = ws_params,
	.param_size = sizeof(struct param),
	.params_size = sizeof(struct ws_params),
	.about = "Memory holds the pages used in the last tau references and "
		 "no others, so its size varies with the program. The memory "
		 "given is an upper bound; where it is reached, LRU chooses "
		 "the victim. Read its faults together with its mean "
		 "residency.",
	.weakness = "faults more than LRU at an equal bound, because it gives "
		    "frames back; between two phases it holds the pages of "
		    "both",
	.complexity = "O(1) per hit and per fault on average; 28 bytes per "
		      "frame",
	.footprint = ws_footprint,
	.init = ws_init,
	.ops = &ws_ops,
	.varies_space = true,
	.counts_references = true,
};

POLICY_BIND(ws, replay_batch);
