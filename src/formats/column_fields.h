/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Cutting a line into fields at separators.
 */
#ifndef FORMATS_COLUMN_FIELDS_H
#define FORMATS_COLUMN_FIELDS_H

#include <stdbool.h>

/* A field without quotes and the blanks around it. */
struct column_field {
	const char *p, *end;
	bool more; /* a separator is behind it */
};

/* How a line is cut. */
struct column_rule {
	char delim;  /* between fields; ' ': any blanks; '\0': blanks, a comma,
		      * a semicolon or a colon */
	bool quotes; /* a field in them may contain separators */
};

/* What the parameter delim means, as in struct column_rule; '\0': it is not
 * given.  -1: it means nothing. */
int column_delim(const char *word, char *out);

/* Takes the field at *p and the separator behind it; false: the line has ended
 * within quotes. */
bool column_take(struct column_rule rule, const char **p, const char *end,
    struct column_field *f);

/* Whether the line ended before the field, or it is empty. */
static inline bool
column_absent(const struct column_field *f)
{
	return (f->p == f->end);
}

#endif
