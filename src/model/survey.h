/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The survey of a trace: what can be counted in one pass over its references,
 * in memory that is bounded by the pages and not by the references.
 *
 * It covers the references that reach pages: denied ones and those to linear
 * memory are left out, a warm-up is not.  Time is counted in references.
 */
#ifndef MODEL_SURVEY_H
#define MODEL_SURVEY_H

#include <stdbool.h>
#include <stddef.h>

#include "base/hist.h"
#include "model/page.h"

/* Columns of time: each is as many references wide as the others, a power of
 * two.  Where more are needed, two become one. */
#define SURVEY_COLUMNS 512

/* Blocks of addresses of the map: each is as many pages long as the others, a
 * power of two.  Where more are touched, two become one. */
#define SURVEY_BLOCKS 512

/* The same of the map in the document of a study. */
#define STUDY_MAP_BLOCKS 128

/* Pages between two touched pages of a region, at most. */
#define SURVEY_GAP 64

/* Those with the most references are listed. */
#define SURVEY_REGIONS   1000
#define SURVEY_TOP_PAGES 20

/* Windows are powers of two references, from 1. */
#define SURVEY_WINDOWS 41

/* Reuse distances are exact up to so many pages by default. */
#define SURVEY_EXACT_PAGES (UINT64_C(1) << 24)

/* Touched pages of one process and one area that follow each other with no
 * more than SURVEY_GAP untouched ones between two of them. */
struct survey_region {
	uint32_t process, area; /* indices */
	vaddr_t start;
	uint64_t span;    /* pages from the first touched one to the last */
	uint64_t pages;   /* touched */
	uint64_t written; /* of these */
	uint64_t references;
};

struct survey_page {
	uint32_t process, area;
	vaddr_t start;
	uint64_t references;
};

/* The references to so many pages, those with the most references. */
struct survey_share {
	uint64_t ppm; /* of all pages; 0: one page */
	uint64_t pages, references;
};
#define SURVEY_SHARES 7

/* A window of so many references that ends at a reference. */
struct survey_window {
	uint64_t references;
	/* Pages in it, added up over all references: divided by their number it
	 * is the mean working set (Denning and Schwartz, CACM 15(3), 1972). */
	unsigned __int128 page_sum;
	/* References to a page that is not in the window before them. */
	uint64_t missing;
};

/* A block of addresses, and the references to it by column. */
struct survey_block {
	uint32_t process; /* index */
	vaddr_t start;
	const uint64_t *count;
};

struct survey {
	uint64_t references;
	uint64_t pages;   /* that are referenced */
	uint64_t written; /* of these, by a write */
	uint64_t once;    /* referenced once */

	/* Columns of time. */
	uint64_t column_references;
	size_t ncolumn;
	const uint64_t *footprint; /* pages referenced by the column's end */

	struct survey_window window[SURVEY_WINDOWS];
	size_t nwindow;

	/* Reuse distances: how many other pages were referenced since the last
	 * reference to the page; LRU with more frames has it.  A first
	 * reference has none.  distance_sample: one of so many pages is
	 * followed at the end, and counted for all; 1: exact. */
	const struct hist *distance;
	uint64_t distance_sample;
	uint64_t exact_pages; /* the limit that was set */

	/* References in a row to one page; pages in a row of which each is
	 * behind the one before. */
	const struct hist *same_page, *sequential;

	struct survey_share share[SURVEY_SHARES];
	const struct survey_page *top;
	size_t ntop;

	const struct survey_region *region; /* by process and address */
	size_t nregion;
	uint64_t other_regions, other_pages, other_references; /* not listed */

	/* The map, by process and address. */
	const struct survey_block *block;
	size_t nblock;
	uint64_t block_pages;
	bool map_in_document;
};

#endif
