/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Faults that have a time of their own, on their way into the histograms.
 *
 * A bucket is seldom in a near cache where several runs are made at once.  So
 * latencies are noted, and entered many at a time: then the processor waits for
 * several buckets together.
 */
#ifndef SIM_COSTS_H
#define SIM_COSTS_H

#include "base/hist.h"
#include "model/outcome.h"

#define COSTS_MOST 128

struct costs {
	size_t n, nwait;
	uint64_t latency[COSTS_MOST]; /* ns */
	uint64_t wait[COSTS_MOST];    /* ns, those that are not 0 */
};

/* Enters what was noted. */
static inline void
costs_enter(struct costs *c, struct outcome *o)
{
	hist_add_all(o->latency, c->latency, c->n);
	hist_add_all(o->wait, c->wait, c->nwait);
	hist_add(o->wait, 0, c->n - c->nwait);
	c->n = c->nwait = 0;
}

/* One fault. */
static inline void
costs_note(struct costs *c, struct outcome *o, uint64_t latency, uint64_t wait)
{
	o->stall_ns += latency;
	c->latency[c->n++] = latency;
	if (wait != 0)
		c->wait[c->nwait++] = wait;
	if (c->n == COSTS_MOST)
		costs_enter(c, o);
}

#endif
