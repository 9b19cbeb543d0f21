/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * LRU with any numbers of frames, from the stack distances of its curve
 * (lru_curve.h).
 */
#include "study/lru_curve.h"
#include "study/stack_distance.h"

struct stack {
	struct unit *u;
	struct lru_curve *curve;
	struct consumer consumer; /* the curve */
};

static void *
open(struct unit *u, struct fill *fill, page_id_t npages)
{
	const struct stream_facts facts = { .npages = npages };
	struct stack *s = mem_alloc(u->m, sizeof(*s));
	struct err err;

	s->u = u;
	s->curve = lru_curve_open(u->m, u->job[0]->setup.settings);
	lru_curve_watch(s->curve, fill);
	s->consumer = lru_curve_consumer(s->curve);
	s->consumer.begin(s->curve, &facts, &err);
	return (s);
}

static void
pages(void *self, page_id_t npages)
{
	struct stack *s = self;

	s->consumer.pages(s->curve, npages);
}

static void
feed(void *self, const struct reference *ref, size_t n, not_used uint64_t at)
{
	struct stack *s = self;
	struct err err;

	s->consumer.feed(s->curve, ref, n, &err);
}

static void
count(void *self, size_t i, struct counted *out)
{
	struct stack *s = self;

	lru_curve_count(s->curve, i > 0, s->u->job[i]->setup.nframes, out);
}

static const struct counting_kernel kernel = {
	.open = open,
	.pages = pages,
	.feed = feed,
	.count = count,
};

static bool
serves(const struct job *job)
{
	return (job_is_builtin(job, "lru"));
}

static uint64_t
page_bytes(not_used size_t n)
{
	return (37);
}

static void
open_unit(struct unit *u)
{
	counting_open(u, &kernel);
}

const struct way way_stack = {
	.name = "stack",
	.text = "every size in one pass, by stack distances",
	.most = 1024,
	.pages = STACK_DISTANCE_PAGES,
	.needs = WAY_COUNTS_ONLY | WAY_NO_CHANGES,
	.serves = serves,
	.page_bytes = page_bytes,
	.open = open_unit,
	.close = counting_close,
};
