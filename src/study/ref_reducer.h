/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Leaves out references that change nothing for LRU and for OPT with k frames
 * and more (reduce.h does it for accesses, and keeps fewer of them; this takes
 * one or two nanoseconds a reference).
 *
 * The references are divided into blocks, each of at most k different pages.
 * Of a page's references in a block the first and the last are kept; if one
 * in between writes, the first one does from now on.  From the first to the
 * last the page stays in memory:
 *
 *   LRU	evicts a page of the block only after k others were used since
 *   OPT	has a page in memory that is not used again in the block, and
 *		so is used later than this one
 *
 * so each fault comes at the same reference and has the same victim, with the
 * same dirty bit.  A page that is shared after a fork is a frame more when it
 * is written: until then all its references are kept, and each counts as one of
 * the k pages.  Pinned pages leave fewer frames: from the first one on
 * everything is kept.  A block ends before a change.
 */
#ifndef STUDY_REF_REDUCER_H
#define STUDY_REF_REDUCER_H

#include "base/mem.h"
#include "model/change.h"
#include "model/reference.h"

struct ref_reducer;

/* References in one call at most. */
#define REF_REDUCER_MOST 65536

/* frames: k, at least 1; page numbers are below npages.  Memory is from m: 16
 * bytes a page. */
struct ref_reducer *ref_reducer_open(
    struct mem *m, page_id_t npages, uint64_t frames);

/* What is kept.  It is valid until the next call, and REPLAY_AHEAD references
 * more are readable. */
struct kept_refs {
	const struct reference *ref;
	const uint64_t *place; /* as for replay_places() */
	size_t n;
};

/* Reduces n references, 1 to REF_REDUCER_MOST, of which the last one is kept.
 * place: where they come from; NULL: place[i] is at + i. */
struct kept_refs ref_reducer_take(struct ref_reducer *r,
    const struct reference *ref, const uint64_t *place, uint64_t at, size_t n);

/* The changes that come at this point. */
void ref_reducer_change(
    struct ref_reducer *r, const struct change *c, size_t n);

#endif
