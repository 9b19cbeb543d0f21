/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Transfers in flight.  Devices mostly end them in the order in which they
 * begin, so a new one is sorted in from the back.
 */
#include "machine/reclaim/inflight.h"

#include <assert.h>

void
inflight_open(struct inflight *q, struct mem *m, frame_t nframes)
{
	uint64_t size = 1;

	while (size <= nframes)
		size *= 2;
	*q = (struct inflight){ .mask = size - 1 };
	q->io = mem_reserve(m, nframes, sizeof(*q->io));
	q->flight = mem_reserve(m, size, sizeof(*q->flight));
}

void
inflight_add(struct inflight *q, frame_t f, sim_ns done)
{
	uint64_t i = q->end++;

	assert(inflight_busy(q, f) && q->end - q->begin <= q->mask);
	for (; i != q->begin && q->flight[(i - 1) & q->mask].done > done; i--)
		q->flight[i & q->mask] = q->flight[(i - 1) & q->mask];
	q->flight[i & q->mask] = (struct flight){ .done = done, .f = f };
}

frame_t
inflight_ended(struct inflight *q, sim_ns now)
{
	const struct flight *first = &q->flight[q->begin & q->mask];

	if (q->begin == q->end || first->done > now)
		return (NO_FRAME);
	q->begin++;
	q->io[first->f] &= (uint8_t) ~(FRAME_READING | FRAME_WRITING);
	return (first->f);
}

static uint64_t
place_of(const struct inflight *q, frame_t f)
{
	uint64_t i = q->begin;

	while (i != q->end && q->flight[i & q->mask].f != f)
		i++;
	return (i);
}

sim_ns
inflight_done(const struct inflight *q, frame_t f)
{
	uint64_t i = place_of(q, f);

	assert(i != q->end);
	return (q->flight[i & q->mask].done);
}

void
inflight_forget(struct inflight *q, frame_t f)
{
	uint64_t i = inflight_busy(q, f) ? place_of(q, f) : q->end;

	q->io[f] = 0;
	if (i == q->end)
		return;
	for (; i + 1 != q->end; i++)
		q->flight[i & q->mask] = q->flight[(i + 1) & q->mask];
	q->end--;
}
