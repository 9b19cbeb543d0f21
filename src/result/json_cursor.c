/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Reading and checking members of a JSON document.
 */
#include "result/json_cursor.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "base/param.h"
#include "result/label.h"

#define TEXT_MAX 4096

int
json_cursor_fail(
    const struct json_cursor *c, const char *path, const char *fmt, ...)
{
	struct err_where at = { .file = c->file };
	char what[160];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(what, sizeof(what), fmt, ap);
	va_end(ap);
	return (err_at(c->err, ERR_RESULT, &at, "%s%s%s%s%s", c->path,
	    c->path[0] != '\0' && path[0] != '\0' ? "." : "", path,
	    c->path[0] != '\0' || path[0] != '\0' ? ": " : "", what));
}

/* The member at a path, "" being the place itself; NULL: there is none.
 * *broken: the length of the part of the path whose value exists but is not an
 * object; 0: there is no such part. */
static const json_t *
find(const struct json_cursor *c, const char *path, size_t *broken)
{
	const json_t *at = c->at;
	const char *key = path;
	char part[64];

	*broken = 0;
	while (*key != '\0') {
		size_t len = strcspn(key, ".");

		if (!json_is_object(at)) {
			*broken = key > path ? (size_t)(key - path) - 1 : 0;
			return (NULL);
		}
		snprintf(part, sizeof(part), "%.*s", (int)len, key);
		at = json_object_get(at, part);
		if (at == NULL)
			return (NULL);
		key += len + (key[len] == '.');
	}
	return (at);
}

/* The same for a member that must exist; expected: its type, for the message.
 */
static const json_t *
need(const struct json_cursor *c, const char *path, const char *expected)
{
	char part[64];
	size_t broken;
	const json_t *v = find(c, path, &broken);

	if (v == NULL && broken > 0) {
		snprintf(part, sizeof(part), "%.*s", (int)broken, path);
		(void)json_cursor_fail(c, part, "must be an object");
	} else if (v == NULL)
		(void)json_cursor_fail(c, path, "is missing (%s)", expected);
	return (v);
}

bool
json_cursor_has(const struct json_cursor *c, const char *path)
{
	size_t broken;

	return (find(c, path, &broken) != NULL || broken > 0);
}

int
json_cursor_object(const struct json_cursor *c)
{
	return (json_is_object(c->at)
		    ? 0
		    : json_cursor_fail(c, "", "must be an object"));
}

/* The cursor at a member that exists. */
static struct json_cursor
inside(const struct json_cursor *c, const char *path, const json_t *at)
{
	struct json_cursor in = *c;

	snprintf(in.path, sizeof(in.path), "%.100s%s%s", c->path,
	    c->path[0] == '\0' || path[0] == '\0' ? "" : ".", path);
	in.at = at;
	return (in);
}

int
json_cursor_enter(
    const struct json_cursor *c, const char *path, struct json_cursor *in)
{
	const json_t *v = need(c, path, "an object");

	if (v == NULL)
		return (-1);
	*in = inside(c, path, v);
	return (json_cursor_object(in));
}

int
json_cursor_list(const struct json_cursor *c, const char *path,
    struct json_cursor *list, size_t *n)
{
	const json_t *v = need(c, path, "a list");

	if (v == NULL)
		return (-1);
	if (!json_is_array(v))
		return (json_cursor_fail(c, path, "must be a list"));
	*list = inside(c, path, v);
	*n = json_array_size(v);
	return (0);
}

struct json_cursor
json_cursor_element(const struct json_cursor *list, size_t index)
{
	struct json_cursor in = *list;

	snprintf(in.path, sizeof(in.path), "%.100s[%zu]", list->path, index);
	in.at = json_array_get(list->at, index);
	return (in);
}

int
json_cursor_raw(const struct json_cursor *c, const char *path, const char **out)
{
	const json_t *v = need(c, path, "a text");

	if (v == NULL)
		return (-1);
	if (!json_is_string(v))
		return (json_cursor_fail(c, path, "must be a text"));
	if (json_string_length(v) >= TEXT_MAX)
		return (json_cursor_fail(
		    c, path, "must be a text below %d bytes", TEXT_MAX));
	*out = mem_strdup(c->m, json_string_value(v));
	return (0);
}

int
json_cursor_text(
    const struct json_cursor *c, const char *path, const char **out)
{
	char clean[TEXT_MAX];

	if (json_cursor_raw(c, path, out) != 0)
		return (-1);
	label_clean(clean, sizeof(clean), *out);
	if (strcmp(clean, *out) != 0)
		*out = mem_strdup(c->m, clean);
	return (0);
}

int
json_cursor_bool(const struct json_cursor *c, const char *path, bool *out)
{
	const json_t *v = need(c, path, "true or false");

	if (v == NULL)
		return (-1);
	if (!json_is_boolean(v))
		return (json_cursor_fail(c, path, "must be true or false"));
	*out = json_is_true(v);
	return (0);
}

/* Reads a count from a value that exists. */
static int
count(const struct json_cursor *c, const char *path, const json_t *v,
    uint64_t least, uint64_t most, uint64_t *out)
{
	if (!json_is_integer(v) || json_integer_value(v) < (json_int_t)least)
		return (json_cursor_fail(c, path,
		    "must be a whole number, at least %ju", (uintmax_t)least));
	*out = (uint64_t)json_integer_value(v);
	if (*out > most)
		return (json_cursor_fail(
		    c, path, "must be at most %ju", (uintmax_t)most));
	return (0);
}

int
json_cursor_count(const struct json_cursor *c, const char *path, uint64_t least,
    uint64_t most, uint64_t *out)
{
	const json_t *v = need(c, path, "a whole number");

	return (v == NULL ? -1 : count(c, path, v, least, most, out));
}

int
json_cursor_real(const struct json_cursor *c, const char *path, double *out)
{
	const json_t *v = need(c, path, "a number");

	if (v == NULL)
		return (-1);
	if (!json_is_number(v) || json_number_value(v) < 0)
		return (
		    json_cursor_fail(c, path, "must be a number, at least 0"));
	*out = json_number_value(v);
	return (0);
}

int
json_cursor_counts(
    const struct json_cursor *c, const char *path, uint64_t *out, size_t n)
{
	struct json_cursor list;
	size_t given;

	if (json_cursor_list(c, path, &list, &given) != 0)
		return (-1);
	if (given != n)
		return (json_cursor_fail(
		    c, path, "must be a list of %zu whole numbers", n));
	for (size_t i = 0; i < n; i++) {
		struct json_cursor at = json_cursor_element(&list, i);

		if (count(&at, "", at.at, 0, INT64_MAX, &out[i]) != 0)
			return (-1);
	}
	return (0);
}

/* One value of a table made by json_cursor_values(). */
union value {
	bool truth;
	uint64_t n;
	double real;
	const char *text;
};

static int
read_value(const struct json_cursor *c, const char *name, const json_t *v,
    struct param *row, union value *out)
{
	struct json_cursor here = inside(c, "", c->at);

	if (json_is_boolean(v)) {
		row->type = PARAM_BOOL;
		out->truth = json_is_true(v);
		return (0);
	}
	if (json_is_real(v)) {
		row->type = PARAM_REAL;
		out->real = json_real_value(v);
		return (0);
	}
	if (json_is_integer(v)) {
		row->type = PARAM_COUNT;
		return (count(&here, name, v, 0, INT64_MAX, &out->n));
	}
	if (json_is_string(v)) {
		row->type = PARAM_TEXT;
		out->text = mem_strdup(c->m, json_string_value(v));
		return (0);
	}
	return (json_cursor_fail(
	    &here, name, "must be a number, a text, true or false"));
}

int
json_cursor_values(const struct json_cursor *c, const char *path,
    const struct param **table, const void **values)
{
	struct json_cursor in;
	struct param *row;
	union value *value;
	const char *name;
	size_t i = 0, n;
	json_t *v;

	*table = NULL;
	*values = NULL;
	if (json_cursor_enter(c, path, &in) != 0)
		return (-1);
	n = json_object_size(in.at);
	if (n == 0)
		return (0);
	row = mem_array(c->m, n + 1, sizeof(*row));
	value = mem_array(c->m, n, sizeof(*value));
	json_object_foreach((json_t *)(uintptr_t)in.at, name, v)
	{
		row[i].name = mem_strdup(c->m, name);
		row[i].dflt = "0"; /* what a document has is used */
		row[i].offset = i * sizeof(*value);
		if (read_value(&in, name, v, &row[i], &value[i]) != 0)
			return (-1);
		i++;
	}
	*table = row;
	*values = value;
	return (0);
}
