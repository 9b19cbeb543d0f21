/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * LRU: the page that was not referenced for the longest time is evicted (exact,
 * over all references, reads and writes alike).
 *
 * Kernels only approximate it, because it must see every hit.  It is a stack
 * algorithm (Mattson, Gecsei, Slutz, Traiger, IBM Systems Journal 9(2), 1970):
 * the pages in n frames are also in n + 1 frames, so more memory never means
 * more faults.
 *
 * The frames are in a queue in the order of their last references.
 */
#include "policies/lib/hit_queue.h"
#include "policies/lib/state_rows.h"
#include "sim/bind.h"

struct lru {
	struct lru_queue uses;
	const struct frame_table *frames;
	struct hit_queue hits; /* the queue, while hits come in blocks */
};

/* Places ahead of the queue's head whose pages' entries are prefetched; what
 * that reads is prefetched as far ahead again. */
#define LRU_AHEAD 24

static inline void
lru_prefetch(struct lru *l)
{
	const struct lru_queue *u = &l->uses;
	uint32_t far = lru_queue_ahead(u, 2 * LRU_AHEAD);

	if (far == LRU_QUEUE_NONE)
		return;
	__builtin_prefetch(&l->frames->page[far]);
	__builtin_prefetch(&u->last[far], 1);
	frame_prefetch(l->frames, lru_queue_ahead(u, LRU_AHEAD));
}

static size_t
lru_footprint(const struct policy_setup *setup)
{
	return (sizeof(struct lru) +
		lru_queue_bytes(setup->nframes, setup->nframes));
}

static void
lru_init(void *st, const struct policy_setup *setup)
{
	struct lru *l = st;

	l->frames = setup->frames;
	lru_queue_place(&l->uses, l + 1, setup->nframes, setup->nframes);
	lru_queue_let_wrap(&l->uses);
	l->hits.queue = &l->uses;
	setup->host->prefetch = (struct policy_prefetch){
		.absent = l->frames->entry,
		.size = sizeof(*l->frames->entry),
		.present = l->uses.last,
	};
}

static inline void
lru_admit(void *st, frame_t f, not_used page_id_t page)
{
	struct lru *l = st;

	lru_queue_append(&l->uses, f);
}

static inline void
lru_touch(void *st, frame_t f)
{
	struct lru *l = st;

	lru_queue_move(&l->uses, f);
}

static inline frame_t
lru_victim(void *st, not_used page_id_t page)
{
	struct lru *l = st;

	if (likely(l->hits.on))
		return (hit_queue_take_oldest(&l->hits));
	lru_prefetch(l);
	return (lru_queue_oldest(&l->uses));
}

static inline void
lru_leave(void *st, frame_t f, not_used enum leave_why why)
{
	struct lru *l = st;

	lru_queue_remove(&l->uses, f);
}

static void
lru_state(const void *st, struct policy_state *to)
{
	state_frames(to, "order", &((const struct lru *)st)->uses);
}

static always_inline bool
lru_begin(void *st, unsigned faults, const struct hit_ways *with)
{
	struct lru *l = st;

	if (!hit_queue_can(&l->hits))
		return (false);
	hit_queue_begin(&l->hits, faults + LRU_AHEAD, with);
	hit_queue_prefetch(&l->hits, l->frames, faults);
	return (true);
}

HIT_QUEUE_OPERATIONS(lru, false);

static const struct policy_ops lru_ops = {
	.size = sizeof(struct policy_ops),
	.admit = lru_admit,
	.touch = lru_touch,
	.victim = lru_victim,
	.leave = lru_leave,
	.state = lru_state,
};

const struct policy policy_lru = {
	.name = "lru",
	.summary = "evicts the least recently used page",
	.size = sizeof(struct policy),
	.source = "Mattson et al., IBM Systems Journal 9(2) 1970, stack "
		  "algorithms; Silberschatz, Galvin and Gagne, "
		  "Operating System Concepts, 10.4.4",
	.sight = SEES_ACCESSES,
	.about = "Every reference moves its page to the front of a list; the "
		 "page at the back is evicted. The order is exact, with reads "
		 "and writes alike. It is a stack algorithm: more memory never "
		 "means more faults.",
	.weakness = "a loop one page longer than memory faults at every "
		    "reference; one scan replaces all pages",
	.complexity = "O(1) per hit and per fault on average; 20 bytes per "
		      "frame",
	.footprint = lru_footprint,
	.init = lru_init,
	.ops = &lru_ops,
};

POLICY_BIND_ORDERED(lru);
