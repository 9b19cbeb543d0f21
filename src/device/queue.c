/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The queue of a device and the draw of a service time.
 *
 * A request takes the first free server; its data is then transferred over one
 * link, after the data of earlier requests:
 *
 *	start = max(at, earliest free server)
 *	end   = max(start + service, link free) + bytes / bandwidth
 *
 * Requests stay in order on the link; without a limit on the bandwidth there
 * is no such order.
 */
#include "device/kind.h"

/* The time of the earliest server becomes 'until'. */
static void
sink(struct queue *q, sim_ns until)
{
	size_t i = 0, child;

	while ((child = 2 * i + 1) < q->busy) {
		if (child + 1 < q->busy && q->free[child + 1] < q->free[child])
			child++;
		if (until <= q->free[child])
			break;
		q->free[i] = q->free[child];
		i = child;
	}
	q->free[i] = until;
}

static void
rise(struct queue *q, sim_ns until)
{
	size_t i = q->busy++;

	for (; i > 0 && q->free[(i - 1) / 2] > until; i = (i - 1) / 2)
		q->free[i] = q->free[(i - 1) / 2];
	q->free[i] = until;
}

void
queue_idle(struct queue *q)
{
	if (--q->busy > 0)
		sink(q, q->free[q->busy]);
}

/* Rounded up: a link is never faster than its bandwidth. */
sim_ns
queue_link_ns(struct queue *q, uint64_t bytes)
{
	unsigned __int128 scaled = (unsigned __int128)bytes * 1000000000;

	q->bytes = bytes;
	q->bytes_ns = ns_clamp((scaled + q->bandwidth - 1) / q->bandwidth);
	return (q->bytes_ns);
}

void
queue_occupy(struct queue *q, sim_ns until)
{
	if (q->busy < q->n)
		rise(q, until);
	else
		sink(q, until);
}

/* rise * past / (width << 32), rounded down.  Nearly always what is left of the
 * product after the shift fits 64 bits, whose division is far cheaper. */
static uint64_t
part_of_rise(uint64_t rise, uint64_t past, uint64_t width)
{
	unsigned __int128 product = ((unsigned __int128)rise * past) >> 32;

	if ((product >> 64) == 0)
		return ((uint64_t)product / width);
	return ((uint64_t)(product / width));
}

uint64_t
percentile_draw(const struct percentile_table *t, uint64_t random)
{
	/* The share in ppm, with 32 bits behind the point. */
	uint64_t share =
	    (uint64_t)(((unsigned __int128)random * 1000000) >> 32);
	const struct percentile *p = t->point;
	size_t n = t->n, below = 0;

	if (n == 0)
		return (0);
	/* All of them, since a branch at the first that is above cannot be
	 * predicted. */
	for (size_t i = 0; i < n; i++)
		below += p[i].ppm << 32 <= share;
	if (below == 0 || below == n)
		return (p[below == 0 ? 0 : n - 1].ns);
	p += below;
	return (p[-1].ns + part_of_rise(p->ns - p[-1].ns,
			       share - (p[-1].ppm << 32), p->ppm - p[-1].ppm));
}
