/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Recording a stream, and reading it again.
 *
 * The future is made from the sealed string, from its end to its beginning, so
 * that the array of next references is written in order.  A consumer would have
 * to go from front to back and write each element at the place of the previous
 * reference to the page, far behind.
 */
#include "study/refstring.h"

#include <string.h>

#include "base/scratch.h"

void
refstring_open(struct refstring *t)
{
	*t = (struct refstring){
		.references = scratch_open(),
		.changes = scratch_open(),
	};
}

void
refstring_close(struct refstring *t)
{
	scratch_close(t->references);
	scratch_close(t->changes);
	*t = (struct refstring){ 0 };
}

int
refstring_add(
    struct refstring *t, const struct reference *ref, size_t n, struct err *err)
{
	t->n += n;
	return (scratch_append(t->references, ref, n * sizeof(*ref), err));
}

int
refstring_changes(
    struct refstring *t, const struct change *c, size_t n, struct err *err)
{
	for (size_t i = 0; i < n; i++) {
		struct change placed = c[i];

		placed.at = t->n;
		if (scratch_append(t->changes, &placed, sizeof(placed), err) !=
		    0)
			return (-1);
	}
	t->nchange += n;
	return (0);
}

int
refstring_seal(struct refstring *t, struct err *err)
{
	const struct reference ahead[REPLAY_AHEAD] = { { 0 } };
	uint64_t size;

	if (scratch_append(t->references, ahead, sizeof(ahead), err) != 0)
		return (-1);
	t->reference = scratch_read(t->references, &size, err);
	t->change = scratch_read(t->changes, &size, err);
	return (t->reference == NULL || t->change == NULL ? -1 : 0);
}

/* The first change at or after this position. */
static uint64_t
first_change(const struct refstring *t, uint64_t at)
{
	uint64_t low = 0, high = t->nchange;

	while (low < high) {
		uint64_t middle = low + (high - low) / 2;

		if (t->change[middle].at < at)
			low = middle + 1;
		else
			high = middle;
	}
	return (low);
}

/* References [from, to); the last part also has the changes at its end. */
static struct chunk
chunk_of(const struct refstring *t, uint64_t from, uint64_t to)
{
	uint64_t first = first_change(t, from);
	uint64_t end = to == t->n ? t->nchange : first_change(t, to);

	return ((struct chunk){
	    .first = from,
	    .reference = t->reference + from,
	    .n = (size_t)(to - from),
	    .change = t->change + first,
	    .nchange = (size_t)(end - first),
	    .npages = t->facts.npages,
	    .end = to == t->n,
	});
}

int
refstring_feed(const struct refstring *t, uint64_t from, uint64_t to,
    const struct consumer *consumer, struct err *err)
{
	struct chunk c = chunk_of(t, from, to);

	return (chunk_feed(&c, consumer, err));
}

static int
walk_next(void *self, uint64_t most, struct chunk *c, not_used struct err *err)
{
	struct refstring_walk *w = self;
	uint64_t left = w->t->n - w->at;

	*c = chunk_of(w->t, w->at, w->at + (left < most ? left : most));
	w->at += c->n;
	return (0);
}

static void
walk_facts(void *self, struct stream_facts *facts)
{
	*facts = ((struct refstring_walk *)self)->t->facts;
}

struct source
refstring_source(struct refstring_walk *w, const struct refstring *t)
{
	*w = (struct refstring_walk){ .t = t };
	return ((struct source){
	    .next = walk_next,
	    .facts = walk_facts,
	    .self = w,
	});
}

static int
record(void *self, const struct reference *ref, size_t n, struct err *err)
{
	return (refstring_add(self, ref, n, err));
}

static int
record_changes(void *self, const struct change *c, size_t n, struct err *err)
{
	return (refstring_changes(self, c, n, err));
}

static int
record_end(void *self, const struct stream_facts *facts, struct err *err)
{
	struct refstring *t = self;

	t->facts = *facts;
	return (refstring_seal(t, err));
}

struct consumer
refstring_recorder(struct refstring *t)
{
	return ((struct consumer){
	    .feed = record,
	    .change = record_changes,
	    .end = record_end,
	    .self = t,
	});
}

static bool
has_shares(const struct refstring *t)
{
	for (uint64_t c = 0; c < t->nchange; c++)
		if (t->change[c].kind == CHANGE_SHARE)
			return (true);
	return (false);
}

int
future_open(struct future_memory *f, const struct refstring *t,
    page_id_t npages, struct err *err)
{
	uint32_t *next, *first;

	*f = (struct future_memory){ 0 };
	if (t->n >= FUTURE_NEVER)
		return (err_set(err, ERR_LIMIT,
		    "a policy that needs the future references (such as opt) "
		    "can be run over at most %ju references; this trace has "
		    "%ju",
		    (uintmax_t)FUTURE_NEVER - 1, (uintmax_t)t->n));
	f->next = scratch_open();
	f->first = scratch_open();
	next = scratch_array(f->next, t->n * sizeof(*next) + 1, err);
	first = scratch_array(f->first, npages * sizeof(*first) + 1, err);
	if (next == NULL || first == NULL) {
		future_close(f);
		return (-1);
	}
	memset(first, 0xff, npages * sizeof(*first));
	for (uint32_t i = (uint32_t)t->n; i-- > 0;) {
		page_id_t page = reference_page(t->reference[i]);

		next[i] = first[page];
		first[page] = i;
	}
	f->future = (struct future){
		.reference = t->reference,
		.next = next,
		.first = first,
		.n = (uint32_t)t->n,
		.shared = has_shares(t),
	};
	return (0);
}

void
future_close(struct future_memory *f)
{
	scratch_close(f->next);
	scratch_close(f->first);
	*f = (struct future_memory){ 0 };
}
