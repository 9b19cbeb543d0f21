/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Writing JSON.  The layout is made here; strings and real numbers are written
 * by jansson, which escapes them.
 */
#include "result/json_text.h"

#include <errno.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "result/label.h"

static void *
or_die(size_t size)
{
	void *p = malloc(size);

	if (p == NULL)
		mem_die("out of memory (a JSON document)");
	return (p);
}

void
json_use_memory(void)
{
	json_set_alloc_funcs(or_die, free);
}

/* jansson does not always set errno. */
static void
fail(struct json_text *t, int sys)
{
	if (t->bad == 0)
		t->bad = sys != 0 ? sys : EIO;
}

/* As json_dumpf(), but DEL is escaped, which JSON allows as it is. */
static int
dump(const json_t *value, FILE *to, size_t flags)
{
	char *text = json_dumps(value, JSON_ENCODE_ANY | flags);

	if (text == NULL)
		return (-1);
	for (const char *c = text; *c != '\0'; c++)
		if (*c == '\177')
			fputs("\\u007f", to);
		else
			fputc(*c, to);
	free(text);
	return (0);
}

/* Writes the value and frees it; NULL: there was no memory for it. */
static void
put_leaf(struct json_text *t, json_t *value, size_t flags)
{
	errno = 0;
	if (value == NULL)
		fail(t, ENOMEM);
	else if ((flags == JSON_ENSURE_ASCII
			 ? dump(value, t->to, flags)
			 : json_dumpf(value, t->to, JSON_ENCODE_ANY | flags)) !=
		 0)
		fail(t, errno);
	json_decref(value);
}

/* Text with controls that JSON allows as they are, such as those that change
 * the direction of text, is written in ASCII: a document may be printed on a
 * terminal.  What is not UTF-8 becomes '?'. */
static void
put_string(struct json_text *t, const char *text)
{
	char clean[4096];
	json_t *value = json_string(text);
	bool plain = strcmp(label_clean(clean, sizeof(clean), text), text) == 0;

	if (value == NULL)
		value = json_string(clean);
	put_leaf(t, value, plain ? 0 : JSON_ENSURE_ASCII);
}

/* Before a member (comma: after another), and before the bracket that ends
 * one. */
static void
newline(const struct json_text *t, bool comma)
{
	if (t->flat != 0 && t->depth >= t->flat) {
		if (comma)
			fputc(' ', t->to);
		return;
	}
	fputc('\n', t->to);
	for (unsigned i = 0; i < t->depth; i++)
		fputs("  ", t->to);
}

static void
put_key(struct json_text *t, const char *key)
{
	bool comma = t->begun;

	if (comma)
		fputc(',', t->to);
	t->begun = true;
	if (t->depth > 0)
		newline(t, comma);
	if (key == NULL)
		return;
	put_string(t, key);
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
	bool within = t->flat != 0 && t->depth >= t->flat;

	t->depth--;
	if (t->begun && !within)
		newline(t, false);
	fputc(bracket, t->to);
	t->begun = true;
}

void
json_put_text(struct json_text *t, const char *key, const char *text)
{
	put_key(t, key);
	put_string(t, text);
}

void
json_put_integer(struct json_text *t, const char *key, int64_t n)
{
	put_key(t, key);
	fprintf(t->to, "%jd", (intmax_t)n);
}

static int64_t
clamp(unsigned __int128 n)
{
	return (n > INT64_MAX ? INT64_MAX : (int64_t)n);
}

void
json_put_count(struct json_text *t, const char *key, unsigned __int128 n)
{
	json_put_integer(t, key, clamp(n));
}

void
json_put_bool(struct json_text *t, const char *key, bool b)
{
	put_key(t, key);
	fputs(b ? "true" : "false", t->to);
}

void
json_put_real(struct json_text *t, const char *key, double x)
{
	char digits[32];

	/* With 15 digits a decimal number of up to 15 digits is printed as it
	 * was written; 17 digits are enough for every double. */
	snprintf(digits, sizeof(digits), "%.15g", x);
	put_key(t, key);
	put_leaf(t, json_real(x),
	    strtod(digits, NULL) == x ? JSON_REAL_PRECISION(15)
				      : JSON_REAL_PRECISION(17));
}

void
json_put_counts(
    struct json_text *t, const char *key, const uint64_t *n, size_t count)
{
	put_key(t, key);
	fputc('[', t->to);
	for (size_t i = 0; i < count; i++)
		fprintf(
		    t->to, "%s%jd", i == 0 ? "" : ", ", (intmax_t)clamp(n[i]));
	fputc(']', t->to);
}

void
json_put_head(struct json_text *t, const char *schema)
{
	json_use_memory();
	json_put_text(t, "schema", schema);
	json_open(t, "tool", '{');
	json_put_text(t, "name", "pagerace");
	json_put_text(t, "version", VERSION_TEXT);
	json_close(t, '}');
}

int
json_end(struct json_text *t, struct err *err)
{
	fputc('\n', t->to);
	/* Whether a reader that has gone matters is not known here
	 * (base/save.h).
	 */
	if (t->bad == 0 || t->bad == EPIPE)
		return (0);
	errno = t->bad;
	return (err_sys(err, "cannot write a JSON document"));
}
