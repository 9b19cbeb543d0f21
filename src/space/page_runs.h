/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Accesses to pages that follow each other in the address space, eight at a
 * time, for page_lookup.c.
 */
#ifndef SPACE_PAGE_RUNS_H
#define SPACE_PAGE_RUNS_H

#include "base/isa.h"
#include "model/access.h"
#include "model/reference.h"
#include "space/leaf_cache.h"

#define RUN 8

/* What makes a loop over them one of a process. */
struct run_of {
	unsigned shift; /* log2 of the page size */
	uint32_t pid;
	uint64_t tag; /* of the process, in the leaf cache */
};

/*
 * Both take the first of n accesses, which are at least RUN, while they are to
 * pages that follow each other, and return how many.  They make as many
 * references, and count them in *counts as lookup_known() does.
 */
struct page_runs {
	/* To pages that have entries which allow them.  a[0] is to a page
	 * whose address >> shift is a multiple of RUN. */
	size_t (*known)(const struct leaf_cache *c, const struct run_of *r,
	    const struct access *a, size_t n, struct reference *out,
	    uint64_t *counts);
	/* To new pages of the leaf of a[0], by operations that have no bit in
	 * 'denied'.  e: the entry of the first one.  address[0] and so on
	 * become address >> shift of the pages.  NULL: no better way than one
	 * at a time. */
	size_t (*new)(uint64_t *leaf, uint64_t e, unsigned denied,
	    const struct run_of *r, const struct access *a, size_t n,
	    uint64_t *address, struct reference *out, uint64_t *counts);
};

const struct page_runs *page_runs(enum isa isa);

/* Whether a run may begin here; n: accesses that there are. */
static inline bool
run_begins(const struct access *a, size_t n, unsigned shift)
{
	return (n >= RUN &&
		(a[RUN - 1].addr >> shift) - (a->addr >> shift) == RUN - 1);
}

#endif
