/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Lines that have the same number of fields: the columns of numbers are read
 * for many lines at once (plain_columns.h), and their accesses are put into the
 * batch together.
 *
 *	block of text -> plain_index -> plain_table -> make() -> accesses
 *
 * A format says what the columns are, and makes addresses, sizes and operations
 * of them.  A line that differs in anything ends the rows before it, and is
 * left to the format's line(), which alone knows what is wrong.
 * tests/unit/test_plain_lines.c compares the two.
 */
#ifndef FORMATS_PLAIN_TABLES_H
#define FORMATS_PLAIN_TABLES_H

#include "formats/numbers.h"
#include "formats/plain_columns.h"

/* What the fields of a line are. */
struct plain_layout {
	char separator; /* ' ': also a tab */
	unsigned columns;
	bool timed; /* times are wanted; is set before */
	struct plain_column column[PLAIN_COLUMNS];
};

/* The accesses of rows. */
struct plain_accesses {
	const uint64_t *addr; /* or page numbers; a column, or own_addr */
	const uint64_t *size; /* NULL: each is of so many bytes: */
	uint64_t bytes;
	const uint64_t *pages; /* with by_page; NULL: each is one */
	const uint64_t *time;  /* NULL: none has one */
	uint64_t aligned;      /* bits of an address that are cleared */
	bool by_page;
	bool spread; /* it often goes beyond one page */
	/* The operation << PLAIN_OP, and the process. */
	uint32_t half[PLAIN_ROWS];
	/* For what is not as it is in a column. */
	uint64_t own_addr[PLAIN_ROWS], own_size[PLAIN_ROWS],
	    own_time[PLAIN_ROWS];
};

#define PLAIN_OP 29

struct plain_rows {
	/* What a block has whose first line is [p, end). */
	void (*layout)(
	    void *how, const char *p, const char *end, struct plain_layout *l);
	/* Makes the accesses of t->rows rows; lowers that to the first that is
	 * not plain.  timed: times are wanted. */
	void (*make)(void *how, struct plain_table *t, struct plain_accesses *a,
	    bool timed);
	/* So many rows have been taken.  NULL: that does not matter. */
	void (*took)(void *how, const struct plain_table *t, unsigned rows);
	void *how;
	struct numbers *n; /* NULL: the format has no such numbers */
};

/* As trace_format.bulk. */
void plain_take_rows(
    const struct plain_rows *by, struct window *w, struct sink *to);

/* The operations of a column of letters: op has 1 + the operation of each, or
 * 0. */
static inline void
plain_letters(struct plain_table *t, unsigned column, const uint8_t *op,
    struct plain_accesses *a)
{
	const char *base = t->base;
	const uint16_t *at = t->end + column;
	const unsigned step = t->columns, rows = t->rows;
	const unsigned length = 1 + (t->returns && column + 1 == step);

	for (unsigned i = 0; i < rows; i++, at += step) {
		unsigned start = (uint16_t)(at[0] + 1);
		unsigned v = op[(unsigned char)base[start]];

		a->half[i] = (v - 1) << PLAIN_OP;
		if (unlikely(v == 0 || at[1] != start + length)) {
			t->rows = i;
			break;
		}
	}
}

/* Notes whether a digit of the addresses, which are a column, is a letter, or
 * whether they have 0x. */
void plain_see_letters(struct numbers *n, const struct plain_table *t,
    unsigned column, unsigned rows, bool prefix);

/* Times in a column, with a fraction or without, in units of ten to the power
 * of so many digits. */
void plain_times(struct plain_table *t, unsigned column, unsigned digits,
    bool timed, struct plain_accesses *a);
/* Times in seconds, of which only the beginning matters. */
void plain_begin_times(struct plain_table *t, unsigned column, bool timed,
    struct plain_accesses *a);

#endif
