/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Faults and evictions by area and by process.
 *
 * The fast path of faults notes the two pages of a fault.  The notes are
 * counted when the buffer is full, so that the areas and processes of the pages
 * can be prefetched: with a million pages they are in no near cache.
 */
#ifndef SIM_PARTS_H
#define SIM_PARTS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/mem.h"
#include "model/area.h"
#include "model/fault.h"
#include "model/outcome.h"

#define PARTS_NOTES 1024
/* Pages whose areas are prefetched ahead of the one that is counted. */
#define PARTS_AHEAD 16

struct parts {
	const struct page_facts *facts;
	size_t n;
	struct parts_note {
		page_id_t page, victim;
		uint32_t kind; /* enum fault_kind */
	} note[PARTS_NOTES + PARTS_AHEAD];
};

/* Reserves the tallies of the outcome, in memory from keep, for so many areas
 * and processes.  NULL: there are none, or no facts. */
struct parts *parts_open(struct outcome *o, size_t narea, size_t nprocess,
    const struct page_facts *facts, struct mem *keep, struct mem *m);

/* A fault, and the eviction of its victim if it has one. */
void parts_fault(
    const struct parts *p, struct outcome *o, const struct fault *fault);
void parts_eviction(const struct parts *p, struct outcome *o, page_id_t victim);

/* Counts what was noted. */
void parts_count(struct parts *p, struct outcome *o);

static inline bool
parts_full(const struct parts *p)
{
	return (p->n == PARTS_NOTES);
}

static inline void
parts_note(
    struct parts *p, page_id_t page, enum fault_kind kind, page_id_t victim)
{
	p->note[p->n++] = (struct parts_note){ page, victim, kind };
}

#endif
