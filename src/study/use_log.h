/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The order in which pages were last used, for LRU with any numbers of frames
 * at the same time.
 *
 * Each use is appended to a log.  A bit for each place says whether the page
 * there was not used again: then the place is live.  The pages in n frames are
 * those of the n newest live places, so a run is no more than a place: the
 * oldest of its memory.
 *
 *	log    A B C A D B	live places: C A D B
 *	live   - - * * * *	oldest with 3 frames: A
 *
 * Pages that are in no memory leave the log when it is compacted.
 */
#ifndef STUDY_USE_LOG_H
#define STUDY_USE_LOG_H

#include "base/inline.h"
#include "base/mem.h"
#include "model/page.h"

/* Of a page that is not in the log: a place that is never live. */
#define USE_LOG_NONE 0

struct use_log {
	page_id_t *page; /* by place */
	uint64_t *live;  /* bits, by place */
	uint32_t *last;  /* by page: its live place, or one that is not live */
	uint32_t end;    /* the place of the next use */
	uint32_t cap;
};

/* The log of pages below npages in memories of at most so many frames. */
void use_log_open(
    struct use_log *l, struct mem *m, page_id_t npages, uint64_t frames);

/* Bytes for each frame of the largest memory, and for each page. */
#define USE_LOG_FRAME_BYTES 17
#define USE_LOG_PAGE_BYTES  4

/* The log is full (end == cap): makes space.  oldest: the places of n runs,
 * which are changed to what they are then. */
void use_log_compact(struct use_log *l, uint32_t *const *oldest, size_t n);

static inline void
use_log_forget(struct use_log *l, page_id_t page)
{
	uint32_t at = l->last[page];

	l->live[at / 64] &= ~(UINT64_C(1) << at % 64);
	l->last[page] = USE_LOG_NONE;
}

/* The page is used; the log is not full. */
static inline void
use_log_add(struct use_log *l, page_id_t page)
{
	uint32_t at = l->last[page], to = l->end;

	l->live[at / 64] &= ~(UINT64_C(1) << at % 64);
	l->live[to / 64] |= UINT64_C(1) << to % 64;
	l->page[to] = page;
	l->last[page] = to;
	l->end = to + 1;
}

/* Is this place the page's last use? */
static inline bool
use_log_is_newest(const struct use_log *l, page_id_t page)
{
	return (l->last[page] + 1 == l->end);
}

/* The first live place from this one on; there has to be one. */
static inline uint32_t
use_log_live(const struct use_log *l, uint32_t at)
{
	uint32_t word = at / 64;
	uint64_t bits = l->live[word] >> at % 64 << at % 64;

	while (bits == 0)
		bits = l->live[++word];
	return (word * 64 + (uint32_t)__builtin_ctzll(bits));
}

#endif
