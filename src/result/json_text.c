/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * JSON as text.  jansson would either put a whole document on one line or
 * every number of a histogram on its own; here a list of plain values is one
 * line and all else is indented, so that a diff of two documents is read with
 * the eye.
 */
#include <errno.h>

#include "result/json.h"
#include "result/label.h"

/* 15 digits give back every decimal of 15 digits as it was. */
#define LEAF (JSON_ENCODE_ANY | JSON_PRESERVE_ORDER | JSON_REAL_PRECISION(15))

json_t *
json_count(unsigned __int128 n)
{
	return (json_integer(n > INT64_MAX ? INT64_MAX : (json_int_t)n));
}

json_t *
json_clean(const char *text)
{
	char clean[4096];
	json_t *plain = json_string(text);

	return (plain != NULL
		    ? plain
		    : json_string(label_clean(clean, sizeof(clean), text)));
}

json_t *
json_tool(void)
{
	return (json_pack(
	    "{s:s, s:s}", "name", "pagerace", "version", VERSION_TEXT));
}

static bool
is_leaf(const json_t *v)
{
	size_t i;
	const json_t *e;

	if (json_is_array(v)) {
		json_array_foreach(v, i, e)
		{
			if (json_is_object(e) || json_is_array(e))
				return (false);
		}
		return (true);
	}
	return (!json_is_object(v) || json_object_size(v) == 0);
}

static void
newline(unsigned depth, FILE *to)
{
	fputc('\n', to);
	for (; depth > 0; depth--)
		fputs("  ", to);
}

/* Depth is bounded by the documents made here: a handful. */
static int
write_value(json_t *v, unsigned depth, FILE *to)
{
	const char *key, *comma = "";
	json_t *e, *name;
	size_t i;
	int bad = 0;

	if (is_leaf(v))
		return (json_dumpf(v, to, LEAF));
	if (json_is_array(v)) {
		fputc('[', to);
		json_array_foreach(v, i, e)
		{
			fputs(comma, to);
			newline(depth + 1, to);
			bad |= write_value(e, depth + 1, to);
			comma = ",";
		}
		newline(depth, to);
		fputc(']', to);
		return (bad);
	}
	fputc('{', to);
	json_object_foreach(v, key, e)
	{
		fputs(comma, to);
		newline(depth + 1, to);
		name = json_string(key);
		bad |= json_dumpf(name, to, LEAF);
		json_decref(name);
		fputs(": ", to);
		bad |= write_value(e, depth + 1, to);
		comma = ",";
	}
	newline(depth, to);
	fputc('}', to);
	return (bad);
}

/* The first failure stays; jansson does not always say why. */
static void
fail(struct json_text *t, int sys)
{
	if (t->bad == 0)
		t->bad = sys != 0 ? sys : EIO;
}

static void
put_key(struct json_text *t, const char *key)
{
	json_t *name;

	if (t->begun)
		fputc(',', t->to);
	t->begun = true;
	if (t->depth > 0)
		newline(t->depth, t->to);
	if (key == NULL)
		return;
	name = json_string(key);
	if (json_dumpf(name, t->to, LEAF) != 0)
		fail(t, errno);
	json_decref(name);
	fputs(": ", t->to);
}

void
json_open(struct json_text *t, const char *key, char bracket)
{
	put_key(t, key);
	fputc(bracket, t->to);
	t->depth++;
	t->begun = false;
}

void
json_close(struct json_text *t, char bracket)
{
	t->depth--;
	if (t->begun)
		newline(t->depth, t->to);
	fputc(bracket, t->to);
	t->begun = true;
}

void
json_put(struct json_text *t, const char *key, json_t *value)
{
	put_key(t, key);
	if (value == NULL)
		fail(t, ENOMEM);
	else if (write_value(value, t->depth, t->to) != 0)
		fail(t, errno);
	json_decref(value);
}

void
json_put_members(struct json_text *t, json_t *object)
{
	const char *key;
	json_t *e;

	if (object == NULL)
		fail(t, ENOMEM);
	json_object_foreach(object, key, e)
	{
		json_put(t, key, json_incref(e));
	}
	json_decref(object);
}

void
json_put_list(struct json_text *t, const char *key, size_t n,
    json_t *(*make)(const void *from, size_t i), const void *from)
{
	json_open(t, key, '[');
	for (size_t i = 0; i < n && t->bad == 0; i++)
		json_put(t, NULL, make(from, i));
	json_close(t, ']');
}

int
json_end(struct json_text *t, struct err *err)
{
	fputc('\n', t->to);
	if (t->bad == 0)
		return (0);
	errno = t->bad;
	return (err_sys(err, "cannot write a JSON document"));
}

int
json_write(json_t *document, FILE *to, struct err *err)
{
	struct json_text t = { .to = to };

	json_put(&t, NULL, document);
	return (json_end(&t, err));
}
