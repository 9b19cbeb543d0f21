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
		.times = scratch_open(),
	};
}

void
refstring_close(struct refstring *t)
{
	scratch_close(t->references);
	scratch_close(t->changes);
	scratch_close(t->times);
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
	if (t->reference == NULL || t->change == NULL)
		return (-1);
	if (t->n == 0)
		t->time = NULL;
	if (t->time == NULL)
		return (0);
	t->time = scratch_read(t->times, &size, err);
	return (t->time == NULL ? -1 : 0);
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
	    .time = t->time == NULL ? NULL : t->time + from,
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

static void
walk_progress(void *self, uint64_t *done, uint64_t *total)
{
	const struct refstring_walk *w = self;

	*done = w->at;
	*total = w->t->n;
}

struct source
refstring_source(struct refstring_walk *w, const struct refstring *t)
{
	*w = (struct refstring_walk){ .t = t };
	return ((struct source){
	    .next = walk_next,
	    .facts = walk_facts,
	    .progress = walk_progress,
	    .self = w,
	});
}

/* While it is recorded, 'time' is at the last reference in the chunk. */
static void
record_times(void *self, const uint64_t *time)
{
	((struct refstring *)self)->time = time;
}

static int
record(void *self, const struct reference *ref, size_t n, struct err *err)
{
	struct refstring *t = self;

	if (t->time != NULL) {
		/* The one before the first reference, too. */
		const uint64_t *from = t->time + (t->n > 0);

		t->time += n;
		if (scratch_append(t->times, from,
			(size_t)(t->time + 1 - from) * sizeof(*from), err) != 0)
			return (-1);
	}
	return (refstring_add(t, ref, n, err));
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
	    .times = record_times,
	    .feed = record,
	    .change = record_changes,
	    .end = record_end,
	    .self = t,
	});
}

/* How many changes are of this kind. */
static uint64_t
count_changes(const struct refstring *t, enum change_kind kind)
{
	uint64_t n = 0;

	for (uint64_t c = 0; c < t->nchange; c++)
		n += t->change[c].kind == kind;
	return (n);
}

bool
refstring_shares(const struct refstring *t)
{
	return (count_changes(t, CHANGE_SHARE) > 0);
}

/* The arrays while they are filled, from the end of the string on. */
struct filling {
	const struct refstring *t;
	uint32_t *next, *first;
	uint64_t change; /* those from here on come later */
	uint32_t *out;   /* by page: where it is paged out before first[page];
			  * 0: nowhere */
	struct future_cut *cut; /* the last are filled; NULL: none is made */
	uint64_t left;          /* of cut[], not filled */
};

/* Notes the pages that are paged out after this position. */
static void
note_pageouts(struct filling *f, uint64_t at)
{
	for (; f->change > 0; f->change--) {
		const struct change *c = &f->t->change[f->change - 1];

		if (c->at <= at)
			return;
		if (c->kind == CHANGE_PAGEOUT)
			f->out[c->page] = (uint32_t)c->at;
	}
}

static void
fill_one(struct filling *f, uint32_t i)
{
	page_id_t page = reference_page(f->t->reference[i]);

	f->next[i] = f->first[page];
	f->first[page] = i;
	if (f->cut == NULL)
		return;
	note_pageouts(f, i);
	if (f->out[page] != 0 && f->next[i] != FUTURE_NEVER) {
		f->cut[--f->left] =
		    (struct future_cut){ i, f->out[page], f->next[i] };
		f->next[i] = FUTURE_NEVER;
	}
	f->out[page] = 0;
}

/* Space for the cuts; none are made where pages share frames, because then it
 * depends on the policy whether a page goes.  -1 with *err set. */
static int
open_cuts(struct future_memory *m, struct filling *f, page_id_t npages,
    struct err *err)
{
	uint64_t n = count_changes(f->t, CHANGE_PAGEOUT);
	size_t cuts = n * sizeof(*f->cut), outs = npages * sizeof(*f->out);

	if (n == 0 || m->future.shared)
		return (0);
	m->cuts = scratch_open();
	f->cut = scratch_array(m->cuts, cuts + outs, err);
	if (f->cut == NULL)
		return (-1);
	f->out = (uint32_t *)(f->cut + n);
	f->left = n;
	m->future.ncut = n;
	return (0);
}

int
future_check(const struct refstring *t, struct err *err)
{
	if (t->n < FUTURE_NEVER)
		return (0);
	return (err_set(err, ERR_LIMIT,
	    "a policy that needs the future references (such as opt) can be "
	    "run over at most %ju references; this trace has %ju",
	    (uintmax_t)FUTURE_NEVER - 1, (uintmax_t)t->n));
}

int
future_open(struct future_memory *f, const struct refstring *t,
    page_id_t npages, struct err *err)
{
	struct filling fill = { .t = t, .change = t->nchange };

	*f = (struct future_memory){ 0 };
	if (future_check(t, err) != 0)
		return (-1);
	f->future.shared = refstring_shares(t);
	f->next = scratch_open();
	f->first = scratch_open();
	fill.next = scratch_array(f->next, t->n * sizeof(*fill.next) + 1, err);
	fill.first =
	    scratch_array(f->first, npages * sizeof(*fill.first) + 1, err);
	if (fill.next == NULL || fill.first == NULL ||
	    open_cuts(f, &fill, npages, err) != 0) {
		future_close(f);
		return (-1);
	}
	memset(fill.first, 0xff, npages * sizeof(*fill.first));
	for (uint32_t i = (uint32_t)t->n; i-- > 0;)
		fill_one(&fill, i);
	f->future.reference = t->reference;
	f->future.next = fill.next;
	f->future.first = fill.first;
	f->future.n = (uint32_t)t->n;
	if (fill.cut != NULL)
		f->future.cut = fill.cut + fill.left;
	f->future.ncut -= fill.left;
	return (0);
}

void
future_close(struct future_memory *f)
{
	scratch_close(f->next);
	scratch_close(f->first);
	scratch_close(f->cuts);
	*f = (struct future_memory){ 0 };
}
