/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the loop of way_words.c works on; it is compiled for words of 16, 32 and
 * 64 bits (words_loop.h).
 */
#ifndef STUDY_WORDS_H
#define STUDY_WORDS_H

#include "base/bitset.h"
#include "base/rng.h"
#include "study/counting.h"
#include "study/use_log.h"

/* How a run chooses its victims. */
enum lane_kind {
	LANE_FIFO,     /* ring: the page at the hand */
	LANE_CLOCK,    /* ring: the first page whose bit is clear */
	LANE_EXTENDED, /* the same, and it is clean; dirty ones are cleaned */
	LANE_RANDOM,   /* ring: a random place */
	LANE_SIEVE,    /* a queue with holes, and a hand that keeps its place */
	LANE_MRU,      /* the page of the reference before */
	LANE_LRU,      /* the oldest of a log */
	LANE_QUEUE,    /* a queue with holes: its oldest page */
	LANE_SECOND,   /* the same; a page whose bit is set goes to its end */
	LANE_KINDS,
};

/* Has it an array of pages? */
static inline bool
lane_has_pages(enum lane_kind kind)
{
	return (kind != LANE_MRU && kind != LANE_LRU);
}

/* Before the first page is unmapped LANE_QUEUE is a LANE_FIFO, and LANE_SECOND
 * a LANE_CLOCK. */
static inline bool
lane_is_queue(enum lane_kind kind)
{
	return (
	    kind == LANE_SIEVE || kind == LANE_QUEUE || kind == LANE_SECOND);
}

/* One run. */
struct lane {
	enum lane_kind kind;
	enum lane_kind unmapped; /* what that becomes once a page is unmapped */
	bool stay; /* LANE_CLOCK: the hand remains on the filled frame */
	uint32_t frames;
	uint32_t used;  /* frames that have a page */
	uint32_t begun; /* of a ring: those that have had one */
	/* By frame, or by place of the queue: a page.  A hole of a queue is
	 * NO_PAGE, or a page that was unmapped. */
	page_id_t *page;
	uint32_t hand;             /* LANE_LRU: the oldest place of the log */
	uint32_t oldest, end, cap; /* of the queue */
	struct rng rng;            /* LANE_RANDOM */
	struct counted counted;
	struct fault_times *times; /* NULL: they are not noted */
	/* Of a ring, once a page is unmapped: the frames that are free again,
	 * and by page the frame; else NULL. */
	struct bitset freed;
	frame_t *frame_of;
};

#define LANES_MOST 63

struct words {
	struct mem *m;
	page_id_t npages;
	void *page; /* by page: four words of 'bits' bits (words_loop.h) */
	unsigned bits;
	unsigned n;
	bool unmaps;      /* a page was unmapped */
	uint64_t lanes;   /* the bits of the runs */
	uint64_t marks;   /* of those that see whether a page was used */
	uint64_t loaded;  /* of those for which a page just loaded was */
	bool all, first;  /* what counts as a write (counting.h) */
	page_id_t before; /* of the reference before */
	struct fill *fill;
	struct use_log log;
	uint32_t *oldest[LANES_MOST]; /* of each LANE_LRU */
	size_t noldest;
	unsigned nkind; /* kinds that there are: the bits of their runs */
	uint64_t kind[LANE_KINDS];
	struct lane lane[LANES_MOST];
};

typedef void words_feed_f(
    struct words *w, const struct reference *ref, size_t n, uint64_t at);
words_feed_f words_feed16, words_feed32, words_feed64;

/* The page is unmapped, after so many references.  The lanes are prepared for
 * it. */
typedef void words_free_f(struct words *w, page_id_t page, uint64_t at);
words_free_f words_free16, words_free32, words_free64;

#endif
