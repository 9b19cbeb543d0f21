/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Faults and evictions by area and by process.
 *
 * A fault notes its two pages.  The notes are counted when the buffer is full,
 * so that what is known of the pages can be prefetched: with a million pages it
 * is in no near cache.
 *
 * Pages of one area and one process are a class.  A page has the number of its
 * class, one byte, which is found when the page is counted for the first time;
 * faults are counted by class, and classes are added up at the end.  Pages of
 * further classes than fit a byte are counted at once.
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
/* Pages whose classes are prefetched ahead of the one that is counted. */
#define PARTS_AHEAD 16
/* Numbers of classes are from 1 to this. */
#define PARTS_CLASSES 254

struct parts {
	const struct page_facts *facts;
	/* What is told apart.  The outcome of a warm-up has no tallies, but the
	 * classes of its pages are those of the outcome that counts. */
	bool by_area, by_process;
	uint8_t *class; /* by page; 0: not known yet */
	size_t nclass;
	struct parts_class {
		uint32_t area, process;
		struct tally tally;
	} classes[PARTS_CLASSES + 1]; /* by number */
	size_t n;
	struct parts_note {
		page_id_t page, victim; /* NO_PAGE: none */
		uint32_t kind;          /* enum fault_kind */
	} note[PARTS_NOTES + PARTS_AHEAD];
};

/* Reserves the tallies of the outcome, in memory from keep, for so many areas
 * and processes; page numbers are below npages.  NULL: there are none, or no
 * facts. */
struct parts *parts_open(struct outcome *o, size_t narea, size_t nprocess,
    const struct page_facts *facts, page_id_t npages, struct mem *keep,
    struct mem *m);

/* Counts what was noted, and empties the buffer. */
void parts_count(struct parts *p, struct outcome *o);

/* The same, and the tallies of the outcome are up to date then. */
void parts_settle(struct parts *p, struct outcome *o);

/* A fault in the page, and the eviction of the victim; each may be NO_PAGE. */
static inline void
parts_note(struct parts *p, struct outcome *o, page_id_t page,
    enum fault_kind kind, page_id_t victim)
{
	p->note[p->n++] = (struct parts_note){ page, victim, kind };
	if (p->n == PARTS_NOTES)
		parts_count(p, o);
}

#endif
