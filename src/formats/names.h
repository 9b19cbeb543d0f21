/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Names in a trace, such as those of devices, numbered in order of appearance.
 */
#ifndef FORMATS_NAMES_H
#define FORMATS_NAMES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define NAMES_MAX  1024
#define NAME_BYTES 256 /* of a name; less one can be used */

/* Begins as zeros. */
struct names {
	unsigned n;
	unsigned last; /* the one that was found last by plain_name() */
	uint8_t size[NAMES_MAX];
	char name[NAMES_MAX][NAME_BYTES];
};

enum { NAME_LONG = -1, NAMES_FULL = -2 };

/* The number of the name, which is added if it is new; or one of these. */
int names_number(struct names *names, const char *name, size_t n);

#endif
