/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Putting the accesses of rows into the batch.
 */
#ifndef FORMATS_PLAIN_PUT_H
#define FORMATS_PLAIN_PUT_H

#include "formats/plain_lines.h"
#include "formats/plain_tables.h"

/* Until one is not valid or the batch is full; returns how many rows have been
 * taken.  r->last becomes the last of them that made an access. */
unsigned plain_put_rows(struct plain_run *r, enum isa isa,
    const struct plain_accesses *a, unsigned rows);

/* The rows from the first on that need nothing but to be stored, four at a
 * time, for ISA_AVX2: without times and numbers of pages, and fetches are
 * wanted; with a->spread they are of bytes, and all pages are wanted.  At most
 * as many rows as the batch has room for.  Returns how many have been taken. */
unsigned plain_put_avx2(
    struct plain_run *r, const struct plain_accesses *a, unsigned rows);

/* As plain_put_rows(), of the rows of a table, whose numbers are kept (n may be
 * NULL). */
unsigned plain_put_table(struct numbers *n, struct plain_run *r, enum isa isa,
    const struct plain_table *t, const struct plain_accesses *a);

/* Of one byte or page each, without times. */
void plain_accesses_begin(struct plain_accesses *a, const struct numbers *n);

/* The bytes to search next, where of so many bytes so many rows were taken,
 * which were in the first 'taken' bytes: more rows than a table has would be
 * searched twice. */
static inline size_t
plain_next_block(size_t block, unsigned rows, size_t taken)
{
	if (rows == PLAIN_ROWS)
		return (taken);
	if (rows >= PLAIN_ROWS / 8 * 7)
		return (block);
	return (block < PLAIN_BLOCK / 2 ? 2 * block : PLAIN_BLOCK);
}

#endif
