/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A cursor is a place in a JSON document.  Its functions read a member of a
 * given type and range, or fail with an error that names the place, as
 * "results[1].runs[3].faults.total: must be a whole number".
 *
 * A member is named by a path, as "faults.total".
 */
#ifndef RESULT_JSON_CURSOR_H
#define RESULT_JSON_CURSOR_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

struct mem;
struct param;

struct json_cursor {
	const char *file;
	struct mem *m; /* texts are copied here */
	struct err *err;
	const json_t *at;
	char path[128]; /* "": the document itself */
};

/* Reports what is wrong with a member, "" being the place itself; -1. */
int json_cursor_fail(const struct json_cursor *c, const char *path,
    const char *fmt, ...) printf_like(3, 4);

/* Is there such a member, of any type? */
bool json_cursor_has(const struct json_cursor *c, const char *path);

/* The place itself must be an object. */
int json_cursor_object(const struct json_cursor *c);
/* A member that must be an object. */
int json_cursor_enter(
    const struct json_cursor *c, const char *path, struct json_cursor *in);
/* A member that must be a list, and an element of it, of any type. */
int json_cursor_list(const struct json_cursor *c, const char *path,
    struct json_cursor *list, size_t *n);
struct json_cursor json_cursor_element(
    const struct json_cursor *list, size_t index);

/* A text without control characters: they become '?'. */
int json_cursor_text(
    const struct json_cursor *c, const char *path, const char **out);
/* The same unchanged; the caller has to clean it before it is printed. */
int json_cursor_raw(
    const struct json_cursor *c, const char *path, const char **out);
int json_cursor_bool(const struct json_cursor *c, const char *path, bool *out);
int json_cursor_count(const struct json_cursor *c, const char *path,
    uint64_t least, uint64_t most, uint64_t *out);
/* A number that is not negative. */
int json_cursor_real(
    const struct json_cursor *c, const char *path, double *out);
/* A list of so many counts; "" is the place itself. */
int json_cursor_counts(
    const struct json_cursor *c, const char *path, uint64_t *out, size_t n);

/* An object of plain values as a table of parameters and their values; both are
 * NULL for an empty object. */
int json_cursor_values(const struct json_cursor *c, const char *path,
    const struct param **table, const void **values);

#endif
