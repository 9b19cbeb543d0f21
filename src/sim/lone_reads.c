/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * All reads are cut where those of a run begin or end: the reads between two
 * cuts belong to the same runs.  They are a histogram for each fixed time.
 */
#include "sim/lone_reads.h"

#include <stdlib.h>
#include <string.h>

#include "base/hist.h"

/* Reads that are served before they enter histograms. */
#define SOME 512

struct pass {
	struct device *device;
	sim_ns at; /* the last read was done then */
	const struct lone_reads *reads;
	size_t n;
	sim_ns *fixed; /* the different fixed times */
	size_t nfixed;
	struct hist *hist; /* by fixed time: of reads between two cuts */
	sim_ns service[SOME], latency[SOME];
};

static int
ascending(const void *a, const void *b)
{
	const uint64_t *x = a, *y = b;

	return ((*x > *y) - (*x < *y));
}

static void
note_fixed(struct pass *p, sim_ns fixed)
{
	for (size_t i = 0; i < p->nfixed; i++)
		if (p->fixed[i] == fixed)
			return;
	p->fixed[p->nfixed++] = fixed;
}

/* Has run i the reads from this one to the next cut, with this fixed time? */
static bool
has(const struct pass *p, size_t i, uint64_t from, sim_ns fixed)
{
	return (p->reads[i].fixed == fixed && p->reads[i].from <= from &&
		from < p->reads[i].to);
}

static bool
any_has(const struct pass *p, uint64_t from, sim_ns fixed)
{
	for (size_t i = 0; i < p->n; i++)
		if (has(p, i, from, fixed))
			return (true);
	return (false);
}

/* The next n reads, of each of which the last one is done before. */
static void
serve(struct pass *p, size_t n)
{
	struct transfer t = { .pages = 1 };
	struct served s;

	for (size_t i = 0; i < n; i++) {
		t.at = p->at;
		device_serve(p->device, &t, &s);
		p->service[i] = s.done - t.at;
		p->at = s.done;
	}
}

static void
enter(struct pass *p, struct hist *h, sim_ns fixed, size_t n)
{
	for (size_t i = 0; i < n; i++)
		p->latency[i] = fixed + p->service[i];
	hist_add_all(h, p->latency, n);
}

/* What is in the histogram, reads from this one on, is of the runs that have
 * them. */
static void
give(struct pass *p, const struct hist *h, sim_ns fixed, uint64_t from)
{
	for (size_t i = 0; i < p->n; i++) {
		struct outcome *o = p->reads[i].outcome;

		if (!has(p, i, from, fixed))
			continue;
		hist_add_hist(o->latency, h);
		hist_add(o->wait, 0, h->count);
		o->stall_ns += (uint64_t)h->sum;
	}
}

/* Reads between two cuts. */
static void
account(struct pass *p, uint64_t from, uint64_t to)
{
	memset(p->hist, 0, p->nfixed * sizeof(*p->hist));
	for (uint64_t done = from; done < to;) {
		size_t some = to - done < SOME ? (size_t)(to - done) : SOME;

		serve(p, some);
		for (size_t i = 0; i < p->nfixed; i++)
			if (any_has(p, from, p->fixed[i]))
				enter(p, &p->hist[i], p->fixed[i], some);
		done += some;
	}
	for (size_t i = 0; i < p->nfixed; i++)
		give(p, &p->hist[i], p->fixed[i], from);
}

void
lone_reads_account(
    struct mem *m, struct device *d, const struct lone_reads *reads, size_t n)
{
	struct pass *p = mem_alloc(m, sizeof(*p));
	size_t ncut = 2 * n + 1;
	uint64_t *cut = mem_array(m, ncut, sizeof(*cut));

	p->device = d;
	p->reads = reads;
	p->n = n;
	p->fixed = mem_array(m, n, sizeof(*p->fixed));
	for (size_t i = 0; i < n; i++) {
		cut[1 + 2 * i] = reads[i].from;
		cut[2 + 2 * i] = reads[i].to;
		note_fixed(p, reads[i].fixed);
	}
	p->hist = mem_array(m, p->nfixed, sizeof(*p->hist));
	/* The first cut is before the first read of all. */
	qsort(cut, ncut, sizeof(*cut), ascending);
	for (size_t i = 0; i + 1 < ncut; i++)
		if (cut[i] < cut[i + 1])
			account(p, cut[i], cut[i + 1]);
}
