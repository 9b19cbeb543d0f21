/* SPDX-License-Identifier: BSD-2-Clause */
#include "study/peek.h"

/* A chunk stays valid until the next call but one of the inner source, so the
 * one that is held is still there when it is taken. */
static int
next(void *self, uint64_t most, struct chunk *c, struct err *err)
{
	struct peek *p = self;

	if (!p->held)
		return (p->inner.next(p->inner.self, most, c, err));
	p->held = false;
	*c = p->chunk;
	if (p->failed != 0)
		*err = p->err;
	return (p->failed);
}

static void
facts(void *self, struct stream_facts *out)
{
	struct peek *p = self;

	if (p->held)
		*out = p->facts;
	else
		p->inner.facts(p->inner.self, out);
}

static void
progress(void *self, uint64_t *done, uint64_t *total)
{
	struct peek *p = self;

	p->inner.progress(p->inner.self, done, total);
}

struct source
peek_open(struct peek *p, const struct source *inner, uint64_t most)
{
	*p = (struct peek){ .inner = *inner, .held = true };
	inner->facts(inner->self, &p->facts);
	p->failed = inner->next(inner->self, most, &p->chunk, &p->err);
	if (p->failed != 0)
		p->chunk = (struct chunk){ .end = true };
	return ((struct source){
	    .next = next,
	    .facts = facts,
	    .progress = inner->progress != NULL ? progress : NULL,
	    .self = p,
	});
}
