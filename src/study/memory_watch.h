/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Units within a bound of memory (engine_spec.memory).
 *
 * How many pages a trace has is known when it has been read.  So all units
 * begin.  Before each chunk of references what they take with its pages
 * (way_cost.h) is compared with the bound, and so is what the process has.
 * Where it is too much, the second half of the units that are left is put off:
 * their memory is freed, and another reading makes them, with as many units as
 * then fit.
 *
 *	units	0 1 2 3 4 5 6 7		|-- 4..7 put off: 1 M pages
 *		0 1 2 3			|-- 2, 3 put off: 3 M pages
 *		0 1
 *
 * Each unit reserves its arrays for the number of pages with which it will be
 * put off, so that address space is bounded, too.
 */
#ifndef STUDY_MEMORY_WATCH_H
#define STUDY_MEMORY_WATCH_H

#include <stdatomic.h>

#include "study/engine.h"
#include "study/unit_plan.h"

/* Bytes for each page that reading takes at least: columns and an entry. */
#define READ_PAGE_BYTES 24

struct memory_watch;

struct watched_unit {
	struct memory_watch *watch;
	struct unit *unit;
	page_id_t most; /* pages, with those before it and as many again */
	bool put_off;
	struct stream_facts facts; /* what it was begun with */
};

struct memory_watch {
	const struct engine_spec *spec;
	struct watched_unit *each;
	size_t n;
	struct source inner;
	bool last;         /* nothing can be put off to another reading */
	bool alone;        /* nor can a unit be divided any more */
	uint64_t most;     /* references of a chunk */
	page_id_t npages;  /* so far */
	uint64_t due;      /* pages at the next look at the memory */
	unsigned settling; /* chunks until all that are put off are closed */
	enum plan_changes changes; /* that came */
	atomic_size_t kept;        /* units from here on are put off */
};

/* Watches n units; memory is from m.  again: the trace can be read again.
 * planned: the number of pages was known to the plan. */
void memory_watch_open(struct memory_watch *w, const struct engine_spec *spec,
    struct mem *m, struct unit *unit, size_t n, const struct source *inner,
    bool again, bool planned);

/* The source that watches, and unit i as a consumer. */
struct source memory_watch_source(struct memory_watch *w);
struct consumer memory_watch_consumer(struct memory_watch *w, size_t i);

/*
 * Bytes that are left for units, beside what the process has, which is not less
 * than 'reading', and 'beside', which it is going to have; 0: there is no
 * bound.
 */
uint64_t memory_left(
    const struct engine_spec *spec, uint64_t reading, uint64_t beside);

/* What the process has, after a reading of so many pages; at least what they
 * take. */
uint64_t memory_reading(const struct engine_spec *spec, uint64_t pages);

/* The error for a plan whose largest unit does not fit. */
int memory_refuse(const struct engine_spec *spec, const struct unit *unit,
    size_t n, uint64_t pages, uint64_t reading, struct err *err);

#endif
