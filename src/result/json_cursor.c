/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Getting at the members of a JSON document.
 */
#include "result/json_cursor.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"
#include "result/label.h"

#define TEXT_MAX 4096

int
json_cursor_fail(
    const struct json_cursor *p, const char *key, const char *fmt, ...)
{
	struct err_where at = { .file = p->file };
	char what[160];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(what, sizeof(what), fmt, ap);
	va_end(ap);
	return (err_at(p->err, ERR_RESULT, &at, "%s%s%s%s%s", p->path,
	    p->path[0] != '\0' && key[0] != '\0' ? "." : "", key,
	    p->path[0] != '\0' || key[0] != '\0' ? ": " : "", what));
}

struct json_cursor
json_cursor_inside(const struct json_cursor *p, const char *key)
{
	struct json_cursor in = *p;

	snprintf(in.path, sizeof(in.path), "%.100s%s%s", p->path,
	    p->path[0] == '\0' ? "" : ".", key);
	return (in);
}

struct json_cursor
json_cursor_element(const struct json_cursor *p, const char *key, size_t index)
{
	char step[48];

	snprintf(step, sizeof(step), "%.20s[%zu]", key, index);
	return (json_cursor_inside(p, step));
}

int
json_cursor_text(const struct json_cursor *p, const json_t *o, const char *key,
    const char **out)
{
	const json_t *v = json_object_get(o, key);
	char clean[TEXT_MAX];

	if (v == NULL)
		return (json_cursor_fail(p, key, "is missing (a text)"));
	if (!json_is_string(v))
		return (json_cursor_fail(p, key, "must be a text"));
	if (json_string_length(v) >= sizeof(clean))
		return (json_cursor_fail(
		    p, key, "must be a text below %d bytes", TEXT_MAX));
	*out = mem_strdup(
	    p->m, label_clean(clean, sizeof(clean), json_string_value(v)));
	return (0);
}

int
json_cursor_count(const struct json_cursor *p, const json_t *o, const char *key,
    uint64_t least, uint64_t *out)
{
	const json_t *v = json_object_get(o, key);

	if (v == NULL)
		return (
		    json_cursor_fail(p, key, "is missing (a whole number)"));
	if (!json_is_integer(v) || json_integer_value(v) < (json_int_t)least)
		return (json_cursor_fail(p, key,
		    "must be a whole number, at least %ju", (uintmax_t)least));
	*out = (uint64_t)json_integer_value(v);
	return (0);
}

int
json_cursor_object(
    const struct json_cursor *p, const json_t *o, const char *key, json_t **out)
{
	*out = json_object_get(o, key);
	if (*out == NULL)
		return (json_cursor_fail(p, key, "is missing (an object)"));
	return (json_is_object(*out)
		    ? 0
		    : json_cursor_fail(p, key, "must be an object"));
}

int
json_cursor_array(
    const struct json_cursor *p, const json_t *o, const char *key, json_t **out)
{
	*out = json_object_get(o, key);
	if (*out == NULL)
		return (json_cursor_fail(p, key, "is missing (a list)"));
	return (json_is_array(*out)
		    ? 0
		    : json_cursor_fail(p, key, "must be a list"));
}

/* jansson's text, in the document's own memory. */
static const char *
keep(struct mem *m, char *text)
{
	const char *kept = mem_strdup(m, text != NULL ? text : "");

	free(text);
	return (kept);
}

int
json_cursor_values(const struct json_cursor *p, const json_t *o,
    const char *key, const char **out)
{
	struct json_cursor in = json_cursor_inside(p, key);
	json_t *values, *v;
	const char *name;

	if (json_cursor_object(p, o, key, &values) != 0)
		return (-1);
	json_object_foreach(
	    values, name, v) if (json_is_object(v) || json_is_array(v) ||
				 json_is_null(v)) return (json_cursor_fail(&in,
	    name, "must be a number, a text, true or false"));
	*out = keep(p->m, json_dumps(values, JSON_SORT_KEYS | JSON_COMPACT));
	return (0);
}
