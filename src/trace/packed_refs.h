/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Page references as columns, and back.
 *
 * A reference is a number: its page << 2 | operation.  A block of a real trace
 * has few different ones, so it has a dictionary, and a byte a reference, which
 * zstd makes small.  Where there are too many, the most frequent 255 have a
 * byte and the others a byte and two more; or references are differences; or
 * they are packed into as many bits as they need.  What is smallest is taken.
 *
 * A page is numbered when it is first referred to, and its block says which
 * page it is: process and address.
 */
#ifndef TRACE_PACKED_REFS_H
#define TRACE_PACKED_REFS_H

#include "trace/packed_column.h"

/* How references are coded; the first byte of its column. */
enum coding {
	CODING_BYTES,  /* dictionary of at most 256 */
	CODING_ESCAPE, /* 255, and the rest behind an escape */
	CODING_DELTA,  /* differences */
	CODING_BITS,   /* bits */
};

#define CODING_ESCAPED 255
#define CODING_SIZE    7 /* bytes of the column; of the first three: 1 */

/* Pages by number. */
struct page_list {
	struct mem *m;
	struct trace_page *page;
	size_t n, cap;
};

struct refs_writer;
struct refs_reader;

struct refs_writer *refs_writer_open(struct mem *m);
/* Appends the columns of a block; returns their end.  pages: those that the
 * block refers to first, first_page and on, are its last ones. */
unsigned char *refs_put(struct refs_writer *x, struct column_writer *w,
    unsigned char *to, const struct packed_block *b,
    const struct page_list *pages, unsigned shift);

struct refs_reader *refs_reader_open(struct mem *m);
/* Fills the references of a block, whose n is set, and adds its pages to the
 * list; with skim it does only this.  NULL, or what is wrong. */
const char *refs_get(struct refs_reader *x, const struct column *column,
    struct packed_block *b, struct page_list *pages, unsigned shift, bool skim);

/* The references of the block from one on, which is none before that of the
 * last call; *n: how many, which may become fewer.  Valid until the next call.
 */
#define REFS_AT_ONCE 4096
const uint32_t *refs_codes(struct packed_block *b, uint32_t from, uint32_t *n);

#endif
