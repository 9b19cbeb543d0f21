/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Runs that are counted and not made: where only counts are wanted and no event
 * changes pages, much of an outcome is the same for every policy, and a way
 * (unit.h) has to count only faults and writes.
 *
 *	while no page is unmapped, memory fills with the first n pages that are
 *	touched, so these have no victim; every other fault has one
 *	a page is new once, with any number of frames; every other fault reads
 *	it from swap
 *	a page keeps its slot, so as many slots are in use as pages were ever
 *	written
 *	a fault takes a fixed time by its kind, and a read that of the device
 *	(counting_reads.h)
 *
 * What a setting counts as a write to a page is decided here, too:
 * always_write makes one of every reference, unwritten=write of the first.
 */
#ifndef STUDY_COUNTING_H
#define STUDY_COUNTING_H

#include "base/hist.h"
#include "base/inline.h"
#include "sim/fault_times.h"
#include "study/unit.h"

/* What is counted of a run, since the beginning. */
struct counted {
	uint64_t faults;
	uint64_t writes;  /* of pages to swap, cleaned ones included */
	uint64_t cleaned; /* of these, before they were evicted */
	uint64_t slots;   /* in use: of pages that were written at least once */

	/* Of a kernel that knows free() alone, which counts it: for others it
	 * follows from how memory fills. */
	uint64_t slots_peak;    /* before 'slots' last became less; and since
				 * a restart */
	uint64_t without[2];    /* faults without a victim: FAULT_ZERO,
				 * FAULT_SWAP_IN */
	uint64_t resident;      /* pages, now */
	uint64_t resident_peak; /* since a restart */
	uint128 resident_sum;   /* over the references so far */
};

/* A page comes into a free frame, after so many references. */
static inline void
counted_load(struct counted *c, bool first, uint64_t at)
{
	c->without[first ? FAULT_ZERO : FAULT_SWAP_IN]++;
	c->resident++;
	if (c->resident > c->resident_peak)
		c->resident_peak = c->resident;
	c->resident_sum -= at;
}

/* And leaves it. */
static inline void
counted_free(struct counted *c, uint64_t at)
{
	c->resident--;
	c->resident_sum += at;
}

static inline void
counted_free_slot(struct counted *c)
{
	if (c->slots > c->slots_peak)
		c->slots_peak = c->slots;
	c->slots--;
}

/* How memory fills. */
struct fill {
	uint64_t touched; /* pages, so far */
	uint128 sum;      /* of the references before each of them */
	uint64_t due;     /* the next size that is full */
	size_t n, next;
	uint64_t *size; /* numbers of frames, ascending */
	uint128 *full;  /* by size: 'sum' when it was full */
};

/* A page is touched for the first time, after so many references. */
static inline void
fill_touch(struct fill *f, uint64_t at)
{
	f->touched++;
	f->sum += at;
	for (; unlikely(f->touched == f->due); f->next++) {
		f->full[f->next] = f->sum;
		f->due = f->next + 1 < f->n ? f->size[f->next + 1] : 0;
	}
}

/* A kernel: the counting loop of a way.  'self' is what open() returned. */
struct counting_kernel {
	void *(*open)(struct unit *u, struct fill *fill, page_id_t npages);
	/* Page numbers in what follows are below npages; or NULL. */
	void (*pages)(void *self, page_id_t npages);
	/* at: references before the first.  REPLAY_AHEAD more are readable. */
	void (*feed)(
	    void *self, const struct reference *ref, size_t n, uint64_t at);
	/* The page, of which there was a reference, is unmapped after so many
	 * references; NULL: that is not possible. */
	void (*free)(void *self, page_id_t page, uint64_t at);
	/* What was counted of run i, up to now.  With free(), 'resident_sum' is
	 * without the references that the resident pages are there for. */
	void (*count)(void *self, size_t i, struct counted *out);
	/* Peaks begin anew; NULL without free(). */
	void (*restart)(void *self);
};

/* Bytes that the times of a run take, where its faults are noted. */
#define COUNTING_TIMED_BYTES                                                   \
	(sizeof(struct fault_times) + 2 * sizeof(struct hist))

/* For a way's open(): a consumer around this kernel. */
void counting_open(struct unit *u, const struct counting_kernel *k);
void counting_close(struct unit *u);

/* Is every reference a write, or the first one to a page? */
static inline bool
counting_writes_all(const struct unit *u)
{
	return (u->job[0]->setup.settings->always_write);
}

static inline bool
counting_writes_first(const struct unit *u)
{
	return (u->job[0]->setup.settings->unwritten == UNWRITTEN_WRITE);
}

#endif
