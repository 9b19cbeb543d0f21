/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Faults and evictions by area and by process.
 *
 * A fault notes its two pages.  The notes are counted when the buffer is full,
 * many at once: with a million pages what is known of a page is in no near
 * cache, and the processor then reads it for several pages at a time.
 *
 * Pages of one area and one process are a class.  A page has the number of its
 * class, one byte, which is found when the page becomes known; faults are
 * counted by class, and classes are added up at the end.  Pages of further
 * classes than fit a byte are counted at once.
 *
 * As long as no change of the trace brings pages in or takes them out, nothing
 * notes which pages are evicted: of a class as many were as came in, less those
 * that are there now and were not before.  Then who owns the frames counts what
 * is there (parts_balance()).
 *
 * As long as there is one class, which is so for many traces, the fast path of
 * faults notes nothing: its faults are of that class.
 */
#ifndef SIM_PARTS_H
#define SIM_PARTS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/inline.h"
#include "base/mem.h"
#include "model/area.h"
#include "model/fault.h"
#include "model/outcome.h"

#define PARTS_NOTES 1024
/* Notes of the fast path, whose classes are fetched when they are made. */
#define PARTS_FAST 128
/* Pages whose classes are prefetched ahead of the one that is counted. */
#define PARTS_AHEAD 16
/* Numbers of classes are from 1 to this. */
#define PARTS_CLASSES 254
/* Classes that are found without a search, a power of two. */
#define PARTS_FOUND 256

struct parts {
	const struct page_facts *facts;
	/* What is told apart.  The outcome of a warm-up has no tallies, but the
	 * classes of its pages are those of the outcome that counts. */
	bool by_area, by_process;
	uint8_t *class;  /* by page; 0: not known yet */
	page_id_t known; /* pages below this have one */
	size_t nclass;
	uint8_t found[PARTS_FOUND]; /* of the pages that became known last */
	struct parts_class {
		uint32_t area, process;
		struct tally tally;
	} classes[PARTS_CLASSES + 1]; /* by number */
	size_t n;
	struct parts_note {
		page_id_t page, victim; /* NO_PAGE: none */
		uint32_t kind;          /* enum fault_kind */
	} note[PARTS_NOTES + PARTS_AHEAD];
	bool balanced; /* evictions are not noted */
	uint64_t
	    resident[PARTS_CLASSES + 1]; /* by class, at the last balance */
	/* Of the fast path, where each fault has a victim: page << 1 |
	 * FAULT_SWAP_IN, and the victim unless it is balanced. */
	size_t nfast;
	uint32_t in[PARTS_FAST], out[PARTS_FAST];
};

_Static_assert(FAULT_ZERO == 0 && FAULT_SWAP_IN == 1, "one bit has the kind");

/* Reserves the tallies of the outcome, in memory from keep, for so many areas
 * and processes; page numbers are below npages.  NULL: there are none, or no
 * facts. */
struct parts *parts_open(struct outcome *o, size_t narea, size_t nprocess,
    const struct page_facts *facts, page_id_t npages, struct mem *keep,
    struct mem *m);

/* The facts of pages below npages are known.  To be called before a page is in
 * parts_note_fast(). */
void parts_note_pages(struct parts *p, page_id_t npages);

/* Does the fast path note faults?  If not, parts_add() counts them. */
static inline bool
parts_has_notes(const struct parts *p)
{
	return (p->nclass != 1);
}

/* Faults of the fast path that were not noted. */
static inline void
parts_add(struct parts *p, enum fault_kind kind, uint64_t faults)
{
	p->classes[1].tally.faults[kind] += faults;
	p->classes[1].tally.evictions += p->balanced ? 0 : faults;
}

/* Counts what was noted, and empties the buffers. */
void parts_count(struct parts *p, struct outcome *o);

/* Has a page no class of its own? */
static inline bool
parts_are_too_many(const struct parts *p)
{
	return (p->nclass == PARTS_CLASSES);
}

/* While it is balanced: counts the evictions so far.  page[]: of all frames,
 * with NO_PAGE in those that are free; once for each run of them. */
void parts_balance_begin(struct parts *p, struct outcome *o);
void parts_balance(struct parts *p, const page_id_t *page, size_t n);

/* parts_count(), and the tallies of the outcome are up to date then; evictions
 * if parts_balance() was called before. */
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

/* The same in the fast path. */
static inline void
parts_note_fast(struct parts *p, struct outcome *o, page_id_t page,
    bool swapped, page_id_t victim)
{
	__builtin_prefetch(&p->class[page]);
	p->in[p->nfast] = page << 1 | (swapped ? FAULT_SWAP_IN : FAULT_ZERO);
	if (unlikely(!p->balanced)) {
		__builtin_prefetch(&p->class[victim]);
		p->out[p->nfast] = victim;
	}
	p->nfast++;
	if (p->nfast == PARTS_FAST)
		parts_count(p, o);
}

#endif
