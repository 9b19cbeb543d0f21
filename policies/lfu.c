/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * LFU: the least frequently used page is evicted (Silberschatz, Galvin and
 * Gagne, Operating System Concepts, section 10.4.6).  The book counts every
 * reference and does not say what becomes of equal counts or of the count of a
 * page that was evicted.
 *
 * A load counts 1 and every hit 1 more.  Published variants differ in two
 * points, which are parameters:
 *
 *   ties	lru: of pages with equal counts the least recently used is
 *		evicted.  fifo: the one loaded first.
 *   memory	resident: a page that returns begins with 1.  perfect: it
 *		continues from its count at eviction.
 *
 * A page's key is (count, time), where the time is that of the last use or of
 * the load.  A hit can only increase it, so a hit does not change the heap that
 * finds the victim (policies/lib/lazy_heap.h).
 */
#include "policies/lib/lazy_heap.h"
#include "policies/lib/state_rows.h"
#include "sim/bind.h"

enum lfu_ties { TIES_LRU, TIES_FIFO };
enum lfu_memory { MEMORY_RESIDENT, MEMORY_PERFECT };

struct lfu_params {
	int ties;
	int memory;
};

struct lfu {
	struct lazy_heap_key *key; /* by frame: count, time */
	uint64_t time;
	const struct frame_table *frames;
	uint64_t *known; /* by page: the count at its eviction; NULL: none */
	struct lazy_heap heap;
	bool fifo;
};

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

	return (sizeof(struct lfu) + n * sizeof(struct lazy_heap_key) +
		lazy_heap_bytes(setup->nframes) +
		(lfu_perfect(setup) ? setup->npages * sizeof(uint64_t) : 0));
}

static void
lfu_init(void *st, const struct policy_setup *setup)
{
	const struct lfu_params *p = setup->params;
	struct lfu *l = st;

	l->frames = setup->frames;
	l->fifo = p->ties == TIES_FIFO;
	l->key = (struct lazy_heap_key *)((char *)(l + 1) +
					  lazy_heap_bytes(setup->nframes));
	lazy_heap_place(&l->heap, l + 1, setup->nframes, l->key, 1);
	if (lfu_perfect(setup))
		l->known = (uint64_t *)(l->key + setup->nframes);
}

static always_inline void
lfu_admit(void *st, frame_t f, page_id_t page)
{
	struct lfu *l = st;
	uint64_t before = l->known == NULL ? 0 : l->known[page];

	l->key[f] = (struct lazy_heap_key){ before + 1, ++l->time };
	if (before == 0)
		lazy_heap_add_load(&l->heap, f);
	else
		lazy_heap_add(&l->heap, f);
}

static always_inline void
lfu_touch(void *st, frame_t f)
{
	struct lfu *l = st;

	l->key[f].major++;
	if (!l->fifo)
		l->key[f].minor = ++l->time;
}

static always_inline frame_t
lfu_victim(void *st, not_used page_id_t page)
{
	struct lfu *l = st;

	return (lazy_heap_frame(&l->heap));
}

static inline void
lfu_forget(void *st, page_id_t page)
{
	struct lfu *l = st;

	if (l->known != NULL)
		l->known[page] = 0;
}

static always_inline void
lfu_leave(void *st, frame_t f, enum leave_why why)
{
	struct lfu *l = st;

	if (why != LEAVE_EVICTED)
		lfu_forget(l, l->frames->page[f]);
	else if (l->known != NULL)
		l->known[l->frames->page[f]] = l->key[f].major;
	lazy_heap_remove(&l->heap, f);
}

static void
lfu_state(const void *st, struct policy_state *to)
{
	const struct lfu *l = st;

	state_heap(to, "order", &l->heap, true);
}

static const struct policy_ops lfu_ops = {
	.size = sizeof(struct policy_ops),
	.admit = lfu_admit,
	.touch = lfu_touch,
	.victim = lfu_victim,
	.leave = lfu_leave,
	.forget = lfu_forget,
	.state = lfu_state,
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
	.source = "Silberschatz, Galvin and Gagne, Operating System "
		  "Concepts, 10.4.6, counting-based page replacement",
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
	.counts_references = true,
};

POLICY_BIND(lfu, replay_batch);
