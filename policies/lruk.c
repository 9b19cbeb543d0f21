/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * LRU-K: the page whose K-th most recent use is the oldest is evicted (O'Neil,
 * O'Neil, Weikum, "The LRU-K Page Replacement Algorithm For Database Disk
 * Buffering", SIGMOD 1993, section 2, Figure 2.1).
 *
 * HIST(p,1..K) are the times of the last K uncorrelated uses, LAST(p) that of
 * the last of all.  A use within 'crp', the correlated reference period, of the
 * use before belongs to that use: it changes LAST only, and the next
 * uncorrelated use adds the duration of the correlated uses to the older times.
 * A page is not evicted within crp of its last use.  The history of an evicted
 * page is kept for a while, so that its return counts as one more use.
 *
 * Differences from the paper.  A time that was never known stays unknown,
 * which is further back than any; the figure's text would make it as long as
 * the correlated uses lasted.  Of pages used less than K times, the least
 * recently used is evicted.  If all pages are within crp, any of them may be
 * evicted.  The paper keeps histories for a time, here as many are kept as
 * 'history' says.  Times are counted in references.
 *
 * A page's key is (HIST(p,K), LAST(p)); a use only raises it, so a hit leaves
 * the heap alone (policies/lib/lazy_heap.h).  With K=2 pages loaded without a
 * history need not even be in it.  With crp=0 one heap does.  Otherwise pages
 * are 'recent', within crp of their last use and in a queue by that use, or
 * ripe.  All ripe pages are in heap RIPE; a recent one that reaches its root
 * is moved to heap GREEN until the queue shows that it is ripe.
 */
#include <string.h>

#include "policies/lib/ghost_table.h"
#include "policies/lib/lazy_heap.h"
#include "policies/lib/lru_queue.h"
#include "policies/lib/state_rows.h"
#include "sim/bind.h"

enum { RIPE, GREEN };

#define LRUK_MAX 8

struct lruk_params {
	uint64_t k;
	uint64_t crp;
	struct amount history;
};

struct lruk {
	struct lazy_heap_key *key; /* by frame: HIST(K), LAST */
	uint64_t *times;           /* by frame: HIST 1 to K - 1; 0: unknown */
	uint64_t time;
	uint64_t crp;
	uint32_t k;
	uint32_t history; /* evicted pages that are remembered, at most */
	const struct frame_table *frames;
	struct lazy_heap heap[2];
	struct lru_queue recent;
	uint64_t *past; /* by ghost: HIST 1 to K */
	struct ghost_table ghosts;
};

/* There cannot be more ghosts than pages. */
static uint32_t
lruk_history(const struct policy_setup *setup)
{
	const struct lruk_params *p = setup->params;
	uint64_t history = amount_of(p->history, setup->nframes);

	return (history < setup->npages ? (uint32_t)history : setup->npages);
}

static size_t
lruk_footprint(const struct policy_setup *setup)
{
	const struct lruk_params *p = setup->params;
	size_t n = setup->nframes, ghosts = (size_t)lruk_history(setup) + 1,
	       size = sizeof(struct lruk);

	size += (n * (p->k + 1) + ghosts * p->k) * sizeof(uint64_t);
	size += lazy_heap_bytes(setup->nframes);
	if (p->crp > 0)
		size += lazy_heap_bytes(setup->nframes) +
			lru_queue_bytes(setup->nframes, setup->nframes);
	return (size + ghost_table_bytes((uint32_t)ghosts, setup->npages));
}

static void
lruk_init(void *st, const struct policy_setup *setup)
{
	const struct lruk_params *p = setup->params;
	struct lruk *l = st;
	frame_t n = setup->nframes;
	void *at;

	l->frames = setup->frames;
	l->k = (uint32_t)p->k;
	l->crp = p->crp;
	l->history = lruk_history(setup);
	at = l + 1;
	l->key = at;
	at = l->key + n;
	l->times = at;
	l->past = l->times + (size_t)n * (l->k - 1);
	at = l->past + ((size_t)l->history + 1) * l->k;
	at = lazy_heap_place(&l->heap[RIPE], at, n, l->key, 0);
	if (l->crp > 0) {
		at = lazy_heap_place(&l->heap[GREEN], at, n, l->key, 0);
		at = lru_queue_place(&l->recent, at, n, n);
	}
	ghost_table_place(&l->ghosts, at, l->history + 1, setup->npages);
}

/* Of the frame: HIST(1); the next is HIST(2). */
static uint64_t *
lruk_times(const struct lruk *l, frame_t f)
{
	return (l->times + (size_t)f * (l->k - 1));
}

static void
lruk_forget(void *st, page_id_t page)
{
	struct lruk *l = st;
	uint32_t g = ghost_table_find(&l->ghosts, page);

	if (g != GHOST_NONE)
		ghost_table_remove(&l->ghosts, g);
}

/* The page in f is used for the first time since it came: its older times,
 * of which HIST(1) has become HIST(2). */
static void
lruk_recall(struct lruk *l, frame_t f, page_id_t page)
{
	uint32_t g = ghost_table_find(&l->ghosts, page);
	const uint64_t *past =
	    g == GHOST_NONE ? NULL : &l->past[(size_t)g * l->k];
	uint64_t *t = lruk_times(l, f);

	l->key[f] = (struct lazy_heap_key){ 0, l->time };
	if (l->k == 1) {
		l->key[f].major = l->time;
	} else {
		t[0] = l->time;
		for (uint32_t i = 1; i < l->k - 1; i++)
			t[i] = past == NULL ? 0 : past[i - 1];
		if (past != NULL)
			l->key[f].major = past[l->k - 2];
	}
	if (past != NULL)
		ghost_table_remove(&l->ghosts, g);
}

static void
lruk_admit(void *st, frame_t f, page_id_t page)
{
	struct lruk *l = st;

	l->time++;
	lruk_recall(l, f, page);
	if (l->ghosts.queue[0].count > l->history)
		ghost_table_remove(
		    &l->ghosts, ghost_table_oldest(&l->ghosts, 0));
	if (l->crp > 0) {
		lazy_heap_add(&l->heap[GREEN], f);
		lru_queue_append(&l->recent, f);
	} else if (l->k == 2 && l->key[f].major == 0) {
		lazy_heap_add_load(&l->heap[RIPE], f);
	} else {
		lazy_heap_add(&l->heap[RIPE], f);
	}
}

/* The next older time, where this one moves on by as long as the correlated
 * uses lasted. */
static uint64_t
lruk_older(uint64_t time, uint64_t correlated)
{
	return (time == 0 ? 0 : time + correlated);
}

/* A use that is not correlated. */
static void
lruk_shift(struct lruk *l, frame_t f)
{
	uint64_t *t = lruk_times(l, f), correlated;

	if (l->k == 1) {
		l->key[f].major = l->time;
		return;
	}
	correlated = l->key[f].minor - t[0];
	l->key[f].major = lruk_older(t[l->k - 2], correlated);
	for (uint32_t i = l->k - 2; i > 0; i--)
		t[i] = lruk_older(t[i - 1], correlated);
	t[0] = l->time;
}

static void
lruk_touch(void *st, frame_t f)
{
	struct lruk *l = st;

	l->time++;
	if (l->time - l->key[f].minor > l->crp)
		lruk_shift(l, f);
	l->key[f].minor = l->time;
	if (l->crp == 0)
		return;
	if (lru_queue_has(&l->recent, f))
		lru_queue_move(&l->recent, f);
	else
		lru_queue_append(&l->recent, f);
}

static void
lruk_send(struct lruk *l, int from, int to, frame_t f)
{
	lazy_heap_remove(&l->heap[from], f);
	lazy_heap_add(&l->heap[to], f);
}

/* Pages whose last use is now more than crp ago. */
static void
lruk_ripen(struct lruk *l, uint64_t now)
{
	frame_t f;

	while ((f = lru_queue_oldest(&l->recent)) != LRU_QUEUE_NONE &&
	       now - l->key[f].minor > l->crp) {
		lru_queue_remove(&l->recent, f);
		if (lazy_heap_in_heap(&l->heap[GREEN], f))
			lruk_send(l, GREEN, RIPE, f);
	}
}

/* The least of all frames; none of them is ripe. */
static frame_t
lruk_least_of_all(struct lruk *l)
{
	frame_t f, g;

	if (lazy_heap_count(&l->heap[RIPE]) == 0)
		return (lazy_heap_frame(&l->heap[GREEN]));
	f = lazy_heap_frame(&l->heap[RIPE]);
	if (lazy_heap_count(&l->heap[GREEN]) == 0)
		return (f);
	g = lazy_heap_frame(&l->heap[GREEN]);
	return (lazy_heap_less(&l->key[f], &l->key[g]) ? f : g);
}

static frame_t
lruk_victim(void *st, not_used page_id_t page)
{
	struct lruk *l = st;
	frame_t f;

	if (l->crp == 0)
		return (lazy_heap_frame(&l->heap[RIPE]));
	lruk_ripen(l, l->time + 1);
	if (l->recent.count ==
	    lazy_heap_count(&l->heap[RIPE]) + lazy_heap_count(&l->heap[GREEN]))
		return (lruk_least_of_all(l));
	while (lru_queue_has(&l->recent, f = lazy_heap_frame(&l->heap[RIPE])))
		lruk_send(l, RIPE, GREEN, f);
	return (f);
}

/* The history of the page in f outlives it. */
static void
lruk_remember(struct lruk *l, frame_t f)
{
	page_id_t page = l->frames->page[f];
	uint64_t *past;

	lruk_forget(l, page);
	past = &l->past[(size_t)ghost_table_add(&l->ghosts, 0, page) * l->k];
	memcpy(past, lruk_times(l, f), (l->k - 1) * sizeof(*past));
	past[l->k - 1] = l->key[f].major;
}

static void
lruk_leave(void *st, frame_t f, enum leave_why why)
{
	struct lruk *l = st;
	bool green = l->crp > 0 && lazy_heap_in_heap(&l->heap[GREEN], f);

	lazy_heap_remove(&l->heap[green ? GREEN : RIPE], f);
	if (l->crp > 0 && lru_queue_has(&l->recent, f))
		lru_queue_remove(&l->recent, f);
	if (why == LEAVE_EVICTED)
		lruk_remember(l, f);
}

static void
lruk_state(const void *st, struct policy_state *to)
{
	const struct lruk *l = st;

	state_heap(to, "order", &l->heap[RIPE], true);
	if (l->crp > 0)
		state_heap(to, "not ripe", &l->heap[GREEN], true);
	state_ghost_table(to, "history", &l->ghosts, 0);
}

static const struct policy_ops lruk_ops = {
	.size = sizeof(struct policy_ops),
	.admit = lruk_admit,
	.touch = lruk_touch,
	.victim = lruk_victim,
	.leave = lruk_leave,
	.forget = lruk_forget,
	.state = lruk_state,
};

static const struct param lruk_params[] = {
	{ .name = "k",
	    .type = PARAM_COUNT,
	    .offset = offsetof(struct lruk_params, k),
	    .dflt = "2",
	    .min = 1,
	    .max = LRUK_MAX,
	    .unit = "uses",
	    .text = "which use, counted from the last, decides; 1 with crp=0 "
		    "is lru" },
	{ .name = "crp",
	    .type = PARAM_COUNT,
	    .offset = offsetof(struct lruk_params, crp),
	    .dflt = "0",
	    .unit = "references",
	    .text = "correlated reference period: uses this close together "
		    "count as one, and a page is kept for as long after a "
		    "use" },
	{ .name = "history",
	    .type = PARAM_AMOUNT,
	    .offset = offsetof(struct lruk_params, history),
	    .dflt = "100%",
	    .unit = "pages",
	    .text = "how many evicted pages are remembered, or as a share of "
		    "the frames; 0: none" },
	{ .name = NULL },
};

const struct policy policy_lruk = {
	.name = "lruk",
	.summary = "evicts the page whose K-th last use is the oldest",
	.size = sizeof(struct policy),
	.source = "O'Neil, O'Neil, Weikum, SIGMOD 1993, section 2, Figure 2.1",
	.sight = SEES_ACCESSES,
	.params = lruk_params,
	.param_size = sizeof(struct param),
	.params_size = sizeof(struct lruk_params),
	.about = "The time of a page's K-th last use decides, so that one use "
		 "is not enough to keep a page. Uses close together can count "
		 "as one. The use times of evicted pages are kept for a while, "
		 "so that a page that returns continues its history.",
	.weakness = "keeps pages for long that were frequently used before, is "
		    "slow to keep new ones; crp has to be tuned",
	.complexity = "O(K) per hit, O(log n) per fault on average; 104 bytes "
		      "per frame for K=2, ghosts included, 68 more with crp, "
		      "and 4 per page",
	.footprint = lruk_footprint,
	.init = lruk_init,
	.ops = &lruk_ops,
	.counts_references = true,
};

POLICY_BIND(lruk, replay_batch);
