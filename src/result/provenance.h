/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Where a trace comes from, as the header of a packed file says: lines of
 * "key: value".  They are whatever wrote the file, so a value is made safe
 * where it is shown.
 */
#ifndef RESULT_PROVENANCE_H
#define RESULT_PROVENANCE_H

#include <stddef.h>

#include "result/json_text.h"

/* The keys that are known, in the order in which they are shown; the last has
 * no name. */
struct provenance_key {
	const char *name;
	const char *label; /* for a report */
};
extern const struct provenance_key provenance_keys[];

/* The value of the first line with this key, *size bytes; NULL: there is none.
 * lines: NULL is allowed. */
const char *provenance_find(const char *lines, const char *key, size_t *size);

/* The object "provenance", if there is any. */
void json_put_provenance(struct json_text *t, const char *lines);

#endif
