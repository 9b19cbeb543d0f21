/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The formats of the group readers.
 */
#ifndef BENCH_READER_ROWS_H
#define BENCH_READER_ROWS_H

#include <stddef.h>

/*
 * A format.  Of a text, one line as printf() writes it from an operation's
 * letter, an address and a size, in the order of 'order' (o, a, s; p: the page;
 * z: the end of a region at the address), and as sscanf() reads it; 'addr' says
 * which field the address is.
 */
struct row {
	const char *name;
	const char *params; /* value of the parameter that is given, or NULL */
	const char *letters;
	const char *order, *line, *scan;
	unsigned addr;
	size_t record; /* of a binary format, in bytes; 0: it is a text */
};

extern const struct row reader_rows[];
extern const size_t nreader_rows;

#endif
