/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * OPT's curve from its stack.
 */
#include "study/opt_curve.h"

#include <string.h>

#include "base/inline.h"
#include "study/opt_stack.h"

/* References ahead of which the block of a page is prefetched. */
#define AHEAD 16

struct opt_curve {
	struct mem *m;
	const struct future *future;
	const char *refused;
	struct opt_stack stack;
	uint64_t now; /* references so far */
	page_id_t npages;
	bool *used;      /* by page: it was in memory before */
	uint64_t *count; /* by distance: references */
	uint64_t first;  /* references to pages that are in no frame */
};

struct opt_curve *
opt_curve_open(
    struct mem *m, const struct settings *s, const struct future *future)
{
	struct opt_curve *c = mem_alloc(m, sizeof(*c));

	c->m = m;
	c->future = future;
	c->refused = curve_model_refusal(s);
	return (c);
}

static int
begin(void *self, const struct stream_facts *facts, not_used struct err *err)
{
	struct opt_curve *c = self;

	c->npages = facts->npages;
	opt_stack_init(&c->stack, c->m, facts->npages);
	c->used = mem_array(c->m, facts->npages, sizeof(*c->used));
	c->count =
	    mem_array(c->m, facts->npages + UINT64_C(1), sizeof(*c->count));
	return (0);
}

/* When a page is used next, by its position. */
static inline uint32_t
use_at(uint32_t position)
{
	return (position == FUTURE_NEVER ? OPT_STACK_NEVER : position + 1);
}

static int
feed(
    void *self, const struct reference *ref, size_t n, not_used struct err *err)
{
	struct opt_curve *c = self;
	const uint32_t *next = c->future->next + c->now;

	for (size_t i = 0; i < n; i++) {
		page_id_t page = reference_page(ref[i]);
		uint64_t distance;

		__builtin_prefetch(
		    &c->stack.where[reference_page(ref[i + AHEAD])]);
		distance = opt_stack_next(&c->stack, page,
		    use_at((uint32_t)(c->now + i)), use_at(next[i]));
		if (distance > 0) {
			c->count[distance]++;
			continue;
		}
		c->used[page] = true;
		c->first++;
	}
	c->now += n;
	return (0);
}

/* A populated page was not used before. */
static void
fill(struct opt_curve *c, page_id_t page)
{
	c->used[page] = true;
	opt_stack_next(&c->stack, page, 0, use_at(c->future->first[page]));
}

static int
change(void *self, const struct change *ch, size_t n, not_used struct err *err)
{
	struct opt_curve *c = self;

	for (size_t i = 0; i < n && c->refused == NULL; i++) {
		page_id_t page = ch[i].page;

		c->refused = curve_change_refusal(
		    &ch[i], ch[i].kind == CHANGE_FILL && c->used[page], false);
		if (c->refused != NULL)
			break;
		if (ch[i].kind == CHANGE_FREE || ch[i].kind == CHANGE_PAGEOUT)
			opt_stack_leave(&c->stack, page);
		if (ch[i].kind == CHANGE_FILL)
			fill(c, page);
		if (ch[i].kind != CHANGE_COUNT)
			continue;
		c->first = 0;
		memset(
		    c->count, 0, (c->npages + (size_t)1) * sizeof(*c->count));
	}
	return (c->refused != NULL ? CONSUMER_DONE : 0);
}

struct consumer
opt_curve_consumer(struct opt_curve *c)
{
	return ((struct consumer){
	    .begin = begin,
	    .feed = feed,
	    .change = change,
	    .self = c,
	    .needs = NEEDS_FACTS | NEEDS_FUTURE,
	});
}

const char *
opt_curve_refused(const struct opt_curve *c)
{
	return (c->refused);
}

void
opt_curve_fill(const struct opt_curve *c, uint64_t least, struct mem *keep,
    struct curve *out)
{
	const struct curve_counts counts = { c->count, NULL, c->first, least,
		c->npages };

	curve_fill(&counts, keep, out);
}
