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

sim_ns
queue_start(struct queue *q, sim_ns at)
{
	while (q->busy > 0 && q->free[0] <= at)
		if (--q->busy > 0)
			sink(q, q->free[q->busy]);
	return (q->busy < q->n ? at : q->free[0]);
}

sim_ns
queue_move(struct queue *q, sim_ns ready, uint64_t bytes)
{
	sim_ns from = ready > q->link_free ? ready : q->link_free;
	unsigned __int128 scaled = (unsigned __int128)bytes * 1000000000;

	if (q->bandwidth == 0)
		return (ready);
	/* Rounded up: a link is never faster than its bandwidth. */
	if (bytes != q->bytes) {
		q->bytes = bytes;
		q->bytes_ns =
		    ns_clamp((scaled + q->bandwidth - 1) / q->bandwidth);
	}
	q->link_free = ns_add(from, q->bytes_ns);
	return (q->link_free);
}

void
queue_busy(struct queue *q, sim_ns until)
{
	if (q->busy < q->n)
		rise(q, until);
	else
		sink(q, until);
}

uint64_t
percentile_draw(const struct percentile_table *t, uint64_t random)
{
	/* The share in ppm, with 32 bits behind the point. */
	uint64_t share =
	    (uint64_t)(((unsigned __int128)random * 1000000) >> 32);
	const struct percentile *p = t->point, *end = p + t->n;
	uint64_t past;

	if (t->n == 0)
		return (0);
	while (p < end && p->ppm << 32 <= share)
		p++;
	if (p == t->point || p == end)
		return (p == end ? end[-1].ns : p->ns);
	past = share - (p[-1].ppm << 32);
	return (p[-1].ns + (uint64_t)((unsigned __int128)(p->ns - p[-1].ns) *
				      past / ((p->ppm - p[-1].ppm) << 32)));
}
