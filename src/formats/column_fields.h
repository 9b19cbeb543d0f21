/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Cutting a line into the fields of format columns, whose head says how.
 */
#ifndef FORMATS_COLUMN_FIELDS_H
#define FORMATS_COLUMN_FIELDS_H

#include <stdbool.h>

/* A field without quotes and the blanks around it. */
struct column_field {
	const char *p, *end;
};

/* What the parameter delim means: ' ': blanks alone; '\0': the parameter is not
 * given; else this character.  -1: it means nothing. */
int column_delim(const char *word, char *out);

/* Takes the field at *p and the separator behind it; false: the line has ended
 * within quotes. */
bool column_take(
    char delim, const char **p, const char *end, struct column_field *f);

/* Whether the line ended before the field, or it is empty. */
static inline bool
column_absent(const struct column_field *f)
{
	return (f->p == f->end);
}

#endif
