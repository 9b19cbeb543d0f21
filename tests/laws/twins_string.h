/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Reference strings as the literature prints them: words between blanks, each
 * a page's name, read; or R or W and a name: "7 0 1 W3 Wa".  No
 * name begins with a capital R or W.  The word ~ is no reference: there
 * the accessed and dirty bits of every resident page are cleared.
 *
 * Pages are numbered in order of first touch.
 */
#ifndef LAWS_TWINS_STRING_H
#define LAWS_TWINS_STRING_H

#include "plain.h"

struct string {
	struct reference *ref;
	bool *clear; /* by reference: a ~ stands before it */
	uint32_t n;
	uint32_t room;
	char **name;   /* by page */
	uint64_t *vpn; /* by page: its name, where that is a number, or its
			* own number */
	uint32_t npages;
	uint32_t names_room;
	uint32_t *slot; /* open hash of names: page, or PLAIN_NONE */
	uint32_t nslots;
	bool clear_next;
};

/* Adds the words of a line; the line is modified. */
void string_add(struct string *s, char *line);
void string_free(struct string *s); /* it is empty after */

#endif
