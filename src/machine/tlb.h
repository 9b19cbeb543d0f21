/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A translation lookaside buffer: the pages whose translations the processor
 * has at hand.
 *
 * It has sets of 'ways' entries; a page may be in any entry of the set that its
 * page number selects.  Entries are tagged with the page, so those of several
 * processes do not meet.  The entries of a set are a list in the order in which
 * they are replaced: empty ones first, the one emptied last at the very front,
 * then by load (FIFO) or by last use (LRU).  With random replacement an empty
 * entry is filled in that order too, and otherwise any is replaced.
 *
 *	set	 next to be replaced ──▶ [ . | 7 | 3 | 12 ] ◀── newest
 */
#ifndef MACHINE_TLB_H
#define MACHINE_TLB_H

#include <stdbool.h>

#include "base/mem.h"
#include "base/rng.h"
#include "model/page.h"
#include "model/spec.h"

#define TLB_NONE UINT32_MAX

struct tlb {
	uint32_t entries, ways, sets;
	enum tlb_replacement replacement;
	struct rng rng;
	page_id_t *page; /* by entry; NO_PAGE: empty */
	uint32_t *next;  /* by entry, and behind the entries by set: the ring of
			  * its list */
	uint32_t *before;
	uint32_t *bucket; /* by hash of the page: an entry or TLB_NONE */
	uint32_t *chain;  /* by entry: the next of its bucket */
	uint32_t mask;
};

void tlb_init(struct tlb *t, struct mem *m, const struct settings *s);

/* A reference to the page: false, if it is not there. */
bool tlb_use(struct tlb *t, page_id_t page);
/* Enters a page that is not there; number: of the page in its address space. */
void tlb_fill(struct tlb *t, page_id_t page, uint64_t number);
/* Removes the page, if it is there. */
void tlb_drop(struct tlb *t, page_id_t page);
void tlb_flush(struct tlb *t);

#endif
