/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Recording a trace once, and leading it past machines.
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

int
refstring_lead(const struct refstring *t, uint64_t from, uint64_t to,
    struct replay *r, struct err *err)
{
	uint64_t c = first_change(t, from);
	uint64_t end = first_change(t, to == t->n ? to + 1 : to);

	while (from < to || c < end) {
		uint64_t stop = c < end ? t->change[c].at : to, some;

		if (replay_feed(r, t->reference + from, stop - from, err) != 0)
			return (-1);
		from = stop;
		for (some = c; some < end && t->change[some].at == from;)
			some++;
		if (replay_change(r, t->change + c, some - c, err) != 0)
			return (-1);
		c = some;
	}
	return (0);
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
		    "a policy that sees the future takes at most %ju "
		    "references, this trace has %ju",
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
