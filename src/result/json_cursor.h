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

struct place {
	const char *file;
	struct mem *m; /* texts are copied here */
	struct err *err;
	char path[128]; /* "": the document itself */
};

/* Says what is wrong with a member, "" being the place itself; -1. */
int place_fail(const struct place *p, const char *key, const char *fmt, ...)
    printf_like(3, 4);

/* One step further in. */
struct place place_inside(const struct place *p, const char *key);
struct place place_element(
    const struct place *p, const char *key, size_t index);

/* Members of o, which stands at p.  Texts are shown to people, so they are
 * cleaned as they come in. */
int place_text(
    const struct place *p, const json_t *o, const char *key, const char **out);
int place_count(const struct place *p, const json_t *o, const char *key,
    uint64_t least, uint64_t *out);
int place_object(
    const struct place *p, const json_t *o, const char *key, json_t **out);
int place_array(
    const struct place *p, const json_t *o, const char *key, json_t **out);
/* An object of plain values, as JSON with its keys sorted: two that say the
 * same are the same text. */
int place_values(
    const struct place *p, const json_t *o, const char *key, const char **out);

#endif
