/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * LFU: the page used least often is evicted (any textbook; Robinson and
 * Devarakonda, "Data Cache Management Using Frequency-Based Replacement",
 * SIGMETRICS 1990, section 2, on its weaknesses).
 *
 * A load counts 1 and every hit 1 more.  Two choices have published answers:
 *
 *   ties	lru: of pages used equally often, the least recently used one is
 *		evicted.  fifo: the one loaded longest ago.
 *   memory	resident: a page that returns begins with 1.  perfect: it
 *		continues from the count it left with.
 *
 * Pages that count 1 are the first to be evicted, in the order of their
 * loads, so they are in a queue.  Only those that are found there to have
 * been hit join a heap, with the key (count, time).  A hit can only raise a
 * key, so it raises the key and does not change queue and heap: the heap has a
 * lower bound of each key.  If the bound at the root is too low, it is raised
 * and sinks; if it is exact, no page is below it, and it is the victim.  A hot
 * page is examined only after all colder ones.
 *
 *	key	[ 9,14 | 1,13 | 5,15 ]		by frame, exact
 *	heap	[ 2,6 | 4,11 ]			bounds, the lowest at the root
 */
#include "policies/lib/lru_queue.h"
#include "sim/bind.h"

enum lfu_ties { TIES_LRU, TIES_FIFO };
enum lfu_memory { MEMORY_RESIDENT, MEMORY_PERFECT };

struct lfu_params {
	int ties;
	int memory;
};

struct lfu_key {
	uint64_t count;
	uint64_t time; /* no two pages share one */
};

struct lfu_node {
	struct lfu_key bound;
	frame_t frame;
};

struct lfu {
	struct lru_queue once; /* loaded with count 1 and not yet looked at */
	const struct frame_table *frames;
	struct lfu_node *heap;
	struct lfu_key *key; /* by frame */
	uint32_t *place;     /* by frame, of those in the heap */
	uint64_t *known; /* by page: the count it left with; NULL: forgotten */
	uint64_t time;
	uint32_t n; /* nodes of the heap */
	bool fifo;
};

/* Children of a node: a wide heap is shallow, and four are two cache lines. */
#define LFU_WAYS 4

static bool
lfu_perfect(const struct policy_setup *setup)
{
	const struct lfu_params *p = setup->params;

	return (p->memory == MEMORY_PERFECT);
}

static size_t
lfu_footprint(const struct policy_setup *setup)
{
	size_t n = setup->nframes;

	return (sizeof(struct lfu) +
		lru_queue_bytes(setup->nframes, setup->nframes) +
		n * (sizeof(struct lfu_node) + sizeof(struct lfu_key) +
			sizeof(uint32_t)) +
		(lfu_perfect(setup) ? setup->npages * sizeof(uint64_t) : 0));
}

static void
lfu_init(void *st, const struct policy_setup *setup)
{
	const struct lfu_params *p = setup->params;
	struct lfu *l = st;
	void *at;

	l->frames = setup->frames;
	l->fifo = p->ties == TIES_FIFO;
	at = l + 1;
	l->heap = at;
	at = l->heap + setup->nframes;
	l->key = at;
	at = l->key + setup->nframes;
	if (lfu_perfect(setup)) {
		l->known = at;
		at = l->known + setup->npages;
	}
	l->place = at;
	lru_queue_place(&l->once, l->place + setup->nframes, setup->nframes,
	    setup->nframes);
}

static bool
lfu_below(const struct lfu_key *a, const struct lfu_key *b)
{
	return (
	    a->count < b->count || (a->count == b->count && a->time < b->time));
}

static void
lfu_set(struct lfu *l, uint32_t i, const struct lfu_node *node)
{
	l->heap[i] = *node;
	l->place[node->frame] = i;
}

/* Puts the node at i or toward the root. */
static void
lfu_rise(struct lfu *l, uint32_t i, struct lfu_node node)
{
	while (i > 0) {
		uint32_t up = (i - 1) / LFU_WAYS;

		if (!lfu_below(&node.bound, &l->heap[up].bound))
			break;
		lfu_set(l, i, &l->heap[up]);
		i = up;
	}
	lfu_set(l, i, &node);
}

/* Puts the node at i or away from the root. */
static void
lfu_sink(struct lfu *l, uint32_t i, struct lfu_node node)
{
	for (;;) {
		uint32_t first = LFU_WAYS * i + 1, least = first;

		if (first >= l->n)
			break;
		for (uint32_t k = first + 1; k < first + LFU_WAYS && k < l->n;
		     k++)
			if (lfu_below(&l->heap[k].bound, &l->heap[least].bound))
				least = k;
		if (!lfu_below(&l->heap[least].bound, &node.bound))
			break;
		lfu_set(l, i, &l->heap[least]);
		i = least;
	}
	lfu_set(l, i, &node);
}

/* Removes the node at i. */
static void
lfu_take(struct lfu *l, uint32_t i)
{
	struct lfu_node last = l->heap[--l->n];

	if (i == l->n)
		return;
	if (i > 0 && lfu_below(&last.bound, &l->heap[(i - 1) / LFU_WAYS].bound))
		lfu_rise(l, i, last);
	else
		lfu_sink(l, i, last);
}

static void
lfu_admit(void *st, frame_t f, page_id_t page)
{
	struct lfu *l = st;
	uint64_t before = l->known == NULL ? 0 : l->known[page];
	struct lfu_key key = { before + 1, ++l->time };

	l->key[f] = key;
	if (before == 0)
		lru_queue_append(&l->once, f);
	else
		lfu_rise(l, l->n++, (struct lfu_node){ key, f });
}

static void
lfu_touch(void *st, frame_t f)
{
	struct lfu *l = st;

	l->key[f].count++;
	if (!l->fifo)
		l->key[f].time = ++l->time;
}

static frame_t
lfu_victim(void *st, not_used page_id_t page)
{
	struct lfu *l = st;

	for (frame_t f; (f = lru_queue_oldest(&l->once)) != LRU_QUEUE_NONE;) {
		if (l->key[f].count == 1)
			return (f);
		lru_queue_remove(&l->once, f);
		lfu_rise(l, l->n++, (struct lfu_node){ l->key[f], f });
	}
	for (;;) {
		struct lfu_node root = l->heap[0];

		if (l->key[root.frame].count == root.bound.count)
			return (root.frame);
		root.bound = l->key[root.frame];
		lfu_sink(l, 0, root);
	}
}

static void
lfu_forget(void *st, page_id_t page)
{
	struct lfu *l = st;

	if (l->known != NULL)
		l->known[page] = 0;
}

static void
lfu_leave(void *st, frame_t f, enum leave_why why)
{
	struct lfu *l = st;

	if (why != LEAVE_EVICTED)
		lfu_forget(l, l->frames->page[f]);
	else if (l->known != NULL)
		l->known[l->frames->page[f]] = l->key[f].count;
	if (lru_queue_has(&l->once, f))
		lru_queue_remove(&l->once, f);
	else
		lfu_take(l, l->place[f]);
}

static const struct policy_ops lfu_ops = {
	.size = sizeof(struct policy_ops),
	.admit = lfu_admit,
	.touch = lfu_touch,
	.victim = lfu_victim,
	.leave = lfu_leave,
	.forget = lfu_forget,
};

static const char *const lfu_ties[] = { "lru", "fifo", NULL };
static const char *const lfu_memories[] = { "resident", "perfect", NULL };

static const struct param lfu_params[] = {
	{ .name = "ties",
	    .type = PARAM_CHOICE,
	    .offset = offsetof(struct lfu_params, ties),
	    .dflt = "lru",
	    .choices = lfu_ties,
	    .text = "of pages with equal counts, evicts the least recently "
		    "used or the one loaded first" },
	{ .name = "memory",
	    .type = PARAM_CHOICE,
	    .offset = offsetof(struct lfu_params, memory),
	    .dflt = "resident",
	    .choices = lfu_memories,
	    .text = "a count is lost at eviction, or kept until the page "
		    "returns" },
	{ .name = NULL },
};

const struct policy policy_lfu = {
	.name = "lfu",
	.summary = "evicts the least frequently used page",
	.size = sizeof(struct policy),
	.source = "Robinson and Devarakonda, SIGMETRICS 1990, section 2; any "
		  "textbook",
	.sight = SEES_ACCESSES,
	.params = lfu_params,
	.param_size = sizeof(struct param),
	.params_size = sizeof(struct lfu_params),
	.about = "Every page has a count of its references; the page with the "
		 "lowest count is evicted. It does well where frequencies do "
		 "not change. By default the count is lost at eviction; "
		 "memory=perfect keeps it.",
	.weakness = "pages that were used often before stay; new pages are "
		    "evicted first, even if they are used often later",
	.complexity = "O(1) per hit, O(log n) per fault on average; 64 bytes "
		      "per frame, and 8 per page for memory=perfect",
	.footprint = lfu_footprint,
	.init = lfu_init,
	.ops = &lfu_ops,
};

POLICY_BIND(lfu, replay_batch);
