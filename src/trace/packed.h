/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The packed format: what a file of it is made of.  doc/TRACE.md specifies it,
 * field by field.
 *
 *	magic, version
 *	frame HEAD	what the trace is, and where it comes from
 *	frame BLCK	accesses and events, at most so many
 *	frame INDX	where the blocks begin
 *	frame TAIL	counts, digest, where the index begins
 *
 * There is any number of BLCK frames, and of INDX frames.
 *
 * Nothing before a block depends on what follows it, so a trace is written as
 * it comes, to a pipe too.  A frame has a checksum of what it holds, which is
 * compared before anything else of the frame is looked at.
 *
 * A block can be decoded without any other.  It is either of accesses, or of
 * page references, whose pages are numbered in the file; the list of a page's
 * numbers then grows from block to block.
 *
 *	packed_frame.c		frames
 *	packed_column.c		the columns of a block, compressed
 *	packed_exact.c		accesses as columns
 *	packed_words.c		and recorded ones, which are words
 *	packed_keys.h		what accesses of a block have been before
 *	packed_pages.c		numbers of pages
 *	packed_refs.c		page references as columns
 *	packed_expand.c		references of their bytes, with vectors
 *	packed_event.c		events as a column
 *	packed_write.c		a trace as a file
 *	packed_read.c		the frames of a file as a trace
 */
#ifndef TRACE_PACKED_H
#define TRACE_PACKED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/mem.h"
#include "model/access.h"
#include "model/event.h"
#include "trace/trace.h"

#define PACKED_MAGIC      "\x89PRT\r\n\x1a\n"
#define PACKED_MAGIC_SIZE 8
#define PACKED_START      12 /* bytes of magic and version */
#define PACKED_VERSION    1
#define PACKED_END        "PRT-end\n" /* the last bytes of a file */
#define PACKED_END_SIZE   8

/* Accesses and events in a block at most. */
#define PACKED_BLOCK_MAX  65536
#define PACKED_EVENTS_MAX 4096
/* Bytes of a frame at most, which bounds what a reader keeps.  A block takes at
 * most 2.6 MiB: 35 bytes for each access, and 88 for each event. */
#define PACKED_FRAME_MAX ((size_t)4 << 20)
/* Bytes of a text in a file at most. */
#define PACKED_TEXT_MAX 65536

#define PACKED_ID(a, b, c, d)                                                  \
	((uint32_t)(a) | (uint32_t)(b) << 8 | (uint32_t)(c) << 16 |            \
	    (uint32_t)(d) << 24)

enum packed_frame_kind {
	FRAME_HEAD = PACKED_ID('H', 'E', 'A', 'D'),
	FRAME_BLOCK = PACKED_ID('B', 'L', 'C', 'K'),
	FRAME_INDEX = PACKED_ID('I', 'N', 'D', 'X'),
	FRAME_TAIL = PACKED_ID('T', 'A', 'I', 'L'),
};

enum packed_flavour {
	PACKED_EXACT = 1, /* addresses and sizes as they were */
	PACKED_REFS = 2,  /* pages only */
};

/* What precedes the blocks. */
struct packed_head {
	enum packed_flavour flavour;
	unsigned shift; /* log2 of the page size that pages are counted in */
	uint32_t block; /* accesses in a block at most */
	/* Of a trace that was reduced; all 0: it is whole. */
	uint64_t reduced_frames, reduced_page_size, reduced_references;
	const char *text; /* "key: value" lines; no NUL */
	size_t text_size;
};

/* What follows them. */
struct packed_tail {
	uint64_t accesses, by_op[4], events;
	uint64_t pages;     /* the footprint */
	uint64_t processes; /* that make accesses */
	uint64_t blocks;
	uint64_t digest; /* of the checksums of the blocks, in order */
	uint64_t index;  /* where the first INDX frame begins */
	uint64_t place;  /* where the TAIL frame begins */
};

/* A page reference: the number of its page << 2 | enum access_op. */
#define PACKED_OP_BITS 2

static inline uint32_t
packed_page(uint32_t code)
{
	return (code >> PACKED_OP_BITS);
}

static inline unsigned
packed_op(uint32_t code)
{
	return (code & 3);
}

/* An event and its place among the accesses of a block. */
struct packed_event {
	uint32_t after; /* accesses of the block before it */
	struct event event;
};

struct code_table; /* packed_expand.h */

/* A reference that is not in the dictionary of one byte. */
struct escape {
	uint32_t at; /* in the block */
	uint32_t code;
};

/*
 * A block as it is used: plain.  The arrays are for PACKED_BLOCK_MAX accesses,
 * and code for 64 more, which a decoder may write to.
 */
struct packed_block {
	uint64_t first; /* accesses of the trace before it */
	uint32_t n, nevent;
	struct access *access; /* exact; NULL otherwise */
	uint32_t *code;        /* page references; NULL otherwise */
	/* Not NULL: the references are these bytes, as numbers of the table,
	 * so that they are made in pieces that stay in the first-level cache
	 * (refs_codes()). */
	const unsigned char *byte;
	const struct code_table *table;
	/* Which of these bytes stand for other numbers, in ascending order, and
	 * the first of them that has not been passed. */
	const struct escape *escape;
	uint32_t nescape, escaped;
	/* Something in it has a time; of a block that was read, an access. */
	bool timed;
	uint64_t *time; /* without a time of an access it is not filled */
	struct packed_event *event;
	uint32_t first_page; /* page numbers before it */
};

/* The arrays of a block. */
void packed_block_init(
    struct packed_block *b, struct mem *m, enum packed_flavour f);

#endif
