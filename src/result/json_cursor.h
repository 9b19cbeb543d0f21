/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A place in a JSON document, and what is to be found there: of the kind and
 * in the range that is asked for, or an error that names the place, as
 * "results[1].runs[3].faults.total: must be a whole number".
 */
#ifndef RESULT_JSON_CURSOR_H
#define RESULT_JSON_CURSOR_H

#include <jansson.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

struct mem;

struct json_cursor {
	const char *file;
	struct mem *m; /* texts are copied here */
	struct err *err;
	char path[128]; /* "": the document itself */
};

/* Says what is wrong with a member, "" being the place itself; -1. */
int json_cursor_fail(const struct json_cursor *p, const char *key,
    const char *fmt, ...) printf_like(3, 4);

/* One step further in. */
struct json_cursor json_cursor_inside(
    const struct json_cursor *p, const char *key);
struct json_cursor json_cursor_element(
    const struct json_cursor *p, const char *key, size_t index);

/* Members of o, which stands at p.  Texts are shown to people, so they are
 * cleaned as they come in. */
int json_cursor_text(const struct json_cursor *p, const json_t *o,
    const char *key, const char **out);
int json_cursor_count(const struct json_cursor *p, const json_t *o,
    const char *key, uint64_t least, uint64_t *out);
int json_cursor_object(const struct json_cursor *p, const json_t *o,
    const char *key, json_t **out);
int json_cursor_array(const struct json_cursor *p, const json_t *o,
    const char *key, json_t **out);
/* An object of plain values, as JSON with its keys sorted: two that say the
 * same are the same text. */
int json_cursor_values(const struct json_cursor *p, const json_t *o,
    const char *key, const char **out);

#endif
