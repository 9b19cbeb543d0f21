/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Reading the frames of a packed trace, in their order.
 */
#ifndef TRACE_PACKED_READ_H
#define TRACE_PACKED_READ_H

#include "trace/packed_frame.h"
#include "trace/packed_refs.h"

struct packed_reader;

enum packed_step {
	STEP_BLOCK, /* a block, which is not empty */
	STEP_OTHER, /* nothing that is a part of the trace */
	STEP_END,   /* the last frame of a complete file */
	STEP_WRONG, /* *why */
};

struct packed_reader *packed_reader_open(void);
void packed_reader_close(struct packed_reader *r); /* NULL is allowed */

/*
 * Takes one frame, whose bytes are all there, and its block apart; what is
 * wrong with it is a static text.  A file without HEAD or that goes on behind
 * TAIL is wrong, too.
 */
enum packed_step packed_read_frame(
    struct packed_reader *r, const struct packed_frame *f, const char **why);

/*
 * Of blocks of page references with at most so many, which are not used, only
 * the events and the pages are decoded from now on; their checksums are
 * compared as ever.
 */
void packed_reader_skim(struct packed_reader *r, uint64_t most);

/* Of the frames so far.  The head is NULL before its frame. */
const struct packed_head *packed_reader_head(const struct packed_reader *r);
struct packed_block *packed_reader_block(struct packed_reader *r);
const struct page_list *packed_reader_pages(const struct packed_reader *r);
const struct packed_tail *packed_reader_sums(const struct packed_reader *r);
bool packed_reader_ended(const struct packed_reader *r);

#endif
