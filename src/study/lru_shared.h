/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * LRU's page faults and swap writes at every memory size, in one pass, where a
 * fork makes processes share pages.
 *
 * Pages that are copies of each other share a frame with those sizes only with
 * which the frame has stayed in memory since the fork: an eviction parts them,
 * each is read back alone.  So what a reference does depends on the size: where
 * the page shares a frame, all that share it become recent; where it does not,
 * the others stay where they are.  A write to a shared page takes a frame more,
 * and the frame of the others stays, though with a smaller size it was empty
 * long ago: LRU is no stack algorithm then, and there may be more page faults
 * with more memory.  doc/CURVES.md has the reasons in full.
 *
 * lru_sizes.h has the oldest frame of each size, lru_cells.h which pages share
 * frames with which sizes.  A page that shares its frame with none is in no
 * cell; it costs little more than in lru_curve.h.
 */
#ifndef STUDY_LRU_SHARED_H
#define STUDY_LRU_SHARED_H

#include "model/change.h"
#include "model/reference.h"
#include "study/lru_sizes.h"
#include "study/stack_distance.h"

/* What is counted, as in lru_curve.c. */
struct lru_tally {
	uint64_t *count, *writes;
	uint64_t first;
	uint32_t *dirty; /* by page, while it is in no cell; 0: it is new */
	bool always_write, write_first;
};

struct lru_piece {
	uint32_t lo, hi;
	uint32_t stamp; /* that is vacated; 0: of the oldest frame */
	uint32_t cell;
};

struct lru_pieces {
	struct lru_piece *at;
	size_t n, cap;
};

struct lru_shared {
	struct mem *m;
	struct lru_tally *tally;
	struct lru_sizes sizes;
	struct lru_cells cells;
	uint32_t *stamp; /* by page; see lru_shared_part.h */
	uint32_t *to;    /* new numbers of stamps, from the first frame's on */
	page_id_t npages;
	uint64_t budget; /* of sizes.steps */
	uint32_t top;    /* no hole is newer */
	uint32_t common; /* all sizes are to have the frames from this stamp on
			  */
	uint32_t *hole;  /* cells that are */
	size_t nhole, hole_cap;
	/* Of one reference. */
	struct lru_pieces own, need, rest, vacated, back;
	uint32_t *touched; /* items */
	size_t ntouched, touched_cap;
};

/* Why one pass is given up, as a clause about the trace; NULL: it is not.  l
 * may be NULL: it has not begun. */
const char *lru_shared_refusal(const struct lru_shared *l, page_id_t npages);

/* Bytes of memory that it takes of so many pages, beside what lru_curve.h has:
 * 12 of each page and a cell or two, and those of stamps. */
uint64_t lru_shared_bytes(uint64_t pages);

/* Goes on from the stack that has been made of the pages below npages.  Stamps
 * are renumbered after 'fresh' (lru_sizes.h). */
struct lru_shared *lru_shared_open(struct mem *m, struct lru_tally *tally,
    const struct stack_distance *stack, page_id_t npages, uint64_t cap,
    uint32_t fresh);

/* Page numbers are below npages from now on. */
void lru_shared_pages(struct lru_shared *l, page_id_t npages);

void lru_shared_feed(
    struct lru_shared *l, const struct reference *ref, size_t n);

/* Not a pin, and a page that is filled is new. */
void lru_shared_change(struct lru_shared *l, const struct change *c);

/* Counts the writes of pages that have been evicted up to now. */
void lru_shared_settle(struct lru_shared *l);

#endif
