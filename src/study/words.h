/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the loop of way_words.c works on; it is compiled for words of 16, 32 and
 * 64 bits (words_loop.h).
 */
#ifndef STUDY_WORDS_H
#define STUDY_WORDS_H

#include "base/rng.h"
#include "study/counting.h"

/* How a run chooses its victims. */
enum lane_kind {
	LANE_FIFO,     /* ring: the page at the hand */
	LANE_CLOCK,    /* ring: the first page whose bit is clear */
	LANE_EXTENDED, /* the same, and it is clean; dirty ones are cleaned */
	LANE_RANDOM,   /* ring: a random place */
	LANE_SIEVE,    /* a queue with holes, and a hand that keeps its place */
	LANE_MRU,      /* the page of the reference before */
	LANE_KINDS,
};

/* One run. */
struct lane {
	enum lane_kind kind;
	bool stay; /* LANE_CLOCK: the hand remains on the filled frame */
	uint32_t frames;
	uint32_t used; /* frames that have been filled */
	/* By frame, or by place of the queue: a page.  NO_PAGE: a hole. */
	page_id_t *page;
	uint32_t hand;
	uint32_t oldest, end, cap; /* LANE_SIEVE: of the queue */
	struct rng rng;            /* LANE_RANDOM */
	struct counted counted;
};

#define LANES_MOST 63

struct words {
	void *page; /* by page: four words of 'bits' bits (words_loop.h) */
	unsigned bits;
	unsigned n;
	uint64_t lanes;   /* the bits of the runs */
	uint64_t marks;   /* of those that see whether a page was used */
	uint64_t loaded;  /* of those for which a page just loaded was */
	bool all, first;  /* what counts as a write (counting.h) */
	page_id_t before; /* of the reference before */
	struct fill *fill;
	unsigned nkind; /* kinds that there are: the bits of their runs */
	uint64_t kind[LANE_KINDS];
	struct lane lane[LANES_MOST];
};

typedef void words_feed_f(
    struct words *w, const struct reference *ref, size_t n, uint64_t at);
words_feed_f words_feed16, words_feed32, words_feed64;

/* Makes space in the queue at its end (LANE_SIEVE). */
void lane_compact(struct lane *l);

#endif
