/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The columns of a block: what is of one kind is kept together, because it
 * compresses better so.
 *
 *	id (1)  method (1)  bytes (4)  bytes stored (4)  what is stored
 *
 * They come in ascending order of their ids.  One without bytes is left out.
 */
#ifndef TRACE_PACKED_COLUMN_H
#define TRACE_PACKED_COLUMN_H

#include "trace/packed.h"

enum column_id {
	COLUMN_EVENTS = 1,
	COLUMN_TIMES = 2,
	/* Accesses. */
	COLUMN_PROCESSES = 16,
	COLUMN_SYMBOLS = 17,
	COLUMN_SITES = 18,
	COLUMN_TARGETS = 19,
	COLUMN_SITE_LOW = 20,
	COLUMN_SITE_HIGH = 21,
	COLUMN_DATA = 22,
	/* Page references. */
	COLUMN_PAGES = 32,
	COLUMN_PAGE_PIDS = 33,
	COLUMN_CODING = 34,
	COLUMN_DICTIONARY = 35,
	COLUMN_CODES = 36,
	COLUMN_ESCAPES = 37,
	COLUMN_ID_MAX = 37,
};

enum column_method { COLUMN_RAW, COLUMN_ZSTD };

#define COLUMN_HEADER 10 /* bytes */

/* The bytes of a column that was read; zeros follow, COLUMN_SPARE of them. */
#define COLUMN_SPARE 64
struct column {
	const unsigned char *p, *end;
};

static inline size_t
column_size(const struct column *c)
{
	return ((size_t)(c->end - c->p));
}

/* ---- writing ---- */

struct column_writer;

/* level: of zstd, 1 to 19. */
struct column_writer *column_writer_open(struct mem *m, int level);
void column_writer_close(struct column_writer *w); /* NULL is allowed */

/* Writes a column at to, in its smallest form, which is at most COLUMN_HEADER +
 * size bytes; returns its end. */
unsigned char *column_put(struct column_writer *w, unsigned char *to,
    enum column_id id, const void *bytes, size_t size);

/* ---- reading ---- */

struct column_reader;

struct column_reader *column_reader_open(struct mem *m);
void column_reader_close(struct column_reader *r); /* NULL is allowed */

/* Columns by their ids. */
#define COLUMN_BIT(id) (UINT64_C(1) << (id))
#define COLUMN_ALL     UINT64_MAX

/*
 * Takes the columns apart: column[id] for each that is wanted, empty where it
 * is left out.  Of the others only the sizes are looked at.  The bytes are
 * valid until the next call.  NULL, or what is wrong.
 */
const char *columns_get(struct column_reader *r, const unsigned char *p,
    const unsigned char *end, uint64_t wanted,
    struct column column[COLUMN_ID_MAX + 1]);

#endif
