/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The state of LIRS (policies/lirs.c says what the stack S and the queue Q
 * are), and what changes S: Jiang and Zhang, SIGMETRICS 2002, section 3.3.
 */
#ifndef POLICIES_LIB_LIRS_STACK_H
#define POLICIES_LIB_LIRS_STACK_H

#include "policies/lib/stack_hits.h"
#include "policy/policy.h"

struct lirs {
	struct lru_queue s;
	struct lru_queue q; /* resident HIR pages, by frame */
	const struct frame_table *frames;
	frame_t nframes;
	frame_t previous; /* the frame last referred to or loaded */
	uint32_t max_lir; /* the paper's Llirs */
	uint32_t nlir;
	uint32_t bound;         /* pages in S; 0: any number */
	uint32_t cursor;        /* no HIR page at a place of S below */
	uint8_t *lir;           /* by frame */
	struct stack_hits hits; /* of S, while hits come in blocks */
};

/* Puts the frame on top of S; it may be in S already. */
static inline void
lirs_push(struct lirs *l, frame_t f, bool in_stack)
{
	if (unlikely(lru_queue_is_long(&l->s)))
		l->cursor = 0;
	if (in_stack)
		lru_queue_move(&l->s, f);
	else
		lru_queue_append(&l->s, f);
}

static inline bool
lirs_is_lir(const struct lirs *l, uint32_t x)
{
	return (x < l->nframes && l->lir[x]);
}

static inline void
lirs_prune(struct lirs *l)
{
	uint32_t x;

	while ((x = lru_queue_oldest_prefetch(&l->s)) != LRU_QUEUE_NONE &&
	       !lirs_is_lir(l, x))
		lru_queue_remove(&l->s, x);
}

/* The frame's page, which is HIR or new and not in Q, becomes LIR. */
static inline void
lirs_promote(struct lirs *l, frame_t f, bool in_stack)
{
	frame_t bottom;

	l->lir[f] = true;
	lirs_push(l, f, in_stack);
	if (l->nlir < l->max_lir) {
		l->nlir++;
		return;
	}
	bottom = lru_queue_oldest(&l->s);
	l->hits.below--;
	l->lir[bottom] = false;
	lru_queue_remove(&l->s, bottom);
	lru_queue_append(&l->q, bottom);
}

/* Limits S to its bound.  There is a HIR page in it, because LIR pages are
 * fewer than frames. */
static inline void
lirs_limit(struct lirs *l)
{
	struct lru_queue *s = &l->s;

	while (l->bound != 0 && s->count > l->bound) {
		uint32_t x;

		if (l->cursor < s->head)
			l->cursor = s->head;
		x = lru_queue_at(s, l->cursor++);
		if (x != LRU_QUEUE_NONE && !lirs_is_lir(l, x))
			lru_queue_remove(s, x);
	}
}

#endif
