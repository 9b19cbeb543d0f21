/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Selections: a name and the values given with it.
 *
 * The name may be the path of a plug-in, so it ends at the first colon after
 * its last slash.  The values are checked later, by the table of what the
 * name selects.
 */
#include "config/selection.h"

#include <stdbool.h>
#include <string.h>
#include <strings.h>

#define BLANKS " \t\n"

/* What every function here needs. */
struct reader {
	struct mem *m;
	const struct err_where *at;
	enum err_kind kind;
	struct err *err;
};

/* Without the blanks around it. */
static const char *
copy_text(const struct reader *r, const char *from, size_t len)
{
	char *s;

	for (; len > 0 && strchr(BLANKS, *from) != NULL; from++)
		len--;
	while (len > 0 && strchr(BLANKS, from[len - 1]) != NULL)
		len--;
	s = mem_alloc(r->m, len + 1);
	memcpy(s, from, len);
	return (s);
}

/* The end of the name: its colon, or the end of the text. */
static const char *
name_end(const char *s, const char *end)
{
	const char *equals = memchr(s, '=', (size_t)(end - s));
	const char *stop = equals != NULL ? equals : end, *from = s;
	const char *colon;

	for (const char *p = s; p < stop; p++)
		if (*p == '/')
			from = p;
	colon = memchr(from, ':', (size_t)(end - from));
	return (colon != NULL ? colon : end);
}

/* The first comma at or after s, or the end; those between a parenthesis and
 * the one that closes it belong to a value. */
static const char *
comma(const char *s, const char *end)
{
	const char *open = NULL;
	unsigned depth = 0;

	for (const char *p = s; p < end; p++) {
		if (*p == '(' && depth++ == 0)
			open = p;
		else if (*p == ')' && depth > 0)
			depth--;
		else if (*p == ',' && depth == 0)
			return (p);
	}
	/* One that nothing closes is a character like others. */
	open = depth > 0 ? memchr(open, ',', (size_t)(end - open)) : NULL;
	return (open != NULL ? open : end);
}

static int
read_value(const struct reader *r, const struct selection *s, const char *from,
    const char *end, struct setting *out)
{
	const char *equals = memchr(from, '=', (size_t)(end - from));

	if (equals == NULL || equals == from)
		return (err_at(r->err, r->kind, r->at,
		    "'%.60s': bad value '%.*s' (NAME:key=value,key=value)",
		    s->name, (int)(end - from > 60 ? 60 : end - from), from));
	*out = (struct setting){
		.name = copy_text(r, from, (size_t)(equals - from)),
		.value = copy_text(r, equals + 1, (size_t)(end - equals - 1)),
		.at = *r->at,
	};
	for (size_t i = 0; i < s->nvalue; i++)
		if (strcasecmp(s->value[i].name, out->name) == 0)
			return (err_at(r->err, r->kind, r->at,
			    "'%.60s': '%.60s' is given twice", s->name,
			    out->name));
	return (0);
}

/* The layout of a record has colons and commas of its own: it takes the rest of
 * the text, as in "struct:<QI:addr,size". */
static void
read_layout(const struct reader *r, const char *from, const char *end,
    struct selection *s)
{
	struct setting *value = mem_alloc(r->m, sizeof(*value));

	*value = (struct setting){
		.name = "layout",
		.value = copy_text(r, from, (size_t)(end - from)),
		.at = *r->at,
	};
	s->value = value;
	s->nvalue = 1;
}

/* [text, end) as one selection. */
static int
read_one(const struct reader *r, const char *text, const char *end,
    struct selection *s)
{
	const char *stop = name_end(text, end), *next;
	struct setting *values = NULL;
	size_t cap = 0;

	*s = (struct selection){
		.name = copy_text(r, text, (size_t)(stop - text)), .at = *r->at
	};
	if (s->name[0] == '\0' || strchr(s->name, '=') != NULL)
		return (err_at(r->err, r->kind, r->at,
		    "bad word '%.*s' (NAME or NAME:key=value)",
		    (int)(end - text > 60 ? 60 : end - text), text));
	if (end - stop > 1 && strchr("<>!", stop[1]) != NULL) {
		read_layout(r, stop + 1, end, s);
		return (0);
	}
	for (; stop < end; stop = next) {
		next = comma(stop + 1, end);
		if (s->nvalue == SELECTION_VALUES_MAX)
			return (err_at(r->err, r->kind, r->at,
			    "'%.60s': too many values (at most %d)", s->name,
			    SELECTION_VALUES_MAX));
		values =
		    mem_grow(r->m, values, s->nvalue, &cap, sizeof(*values));
		s->value = values;
		if (read_value(r, s, stop + 1, next, &values[s->nvalue]) != 0)
			return (-1);
		s->nvalue++;
	}
	return (0);
}

/* Is the word at s one more value of the selection before it? */
static bool
goes_on(const char *s, const char *end)
{
	while (s < end && *s != '=' && *s != ':')
		s++;
	return (s < end && *s == '=');
}

/* The end of the selection at s: a comma, or the end of the text. */
static const char *
one_end(const char *s)
{
	const char *last = s + strlen(s);

	for (;;) {
		const char *end = comma(s, last), *after;

		if (*end == '\0')
			return (end);
		after = comma(end + 1, last);
		if (!goes_on(end + 1, after))
			return (end);
		s = end + 1;
	}
}

int
selection_read(struct selection *s, struct mem *m, const char *text,
    const struct err_where *at, enum err_kind kind, struct err *err)
{
	struct reader r = { m, at, kind, err };

	return (read_one(&r, text, text + strlen(text), s));
}

int
selections_add(struct selections *list, struct mem *m,
    const struct selection *s, enum err_kind kind, struct err *err)
{
	if (list->n == SELECTIONS_MAX)
		return (err_at(err, kind, &s->at,
		    "too many in one list (at "
		    "most %d)",
		    SELECTIONS_MAX));
	list->item =
	    mem_grow(m, list->item, list->n, &list->cap, sizeof(*list->item));
	list->item[list->n++] = *s;
	return (0);
}

int
selections_read(struct selections *list, struct mem *m, const char *text,
    const struct err_where *at, enum err_kind kind, struct err *err)
{
	struct reader r = { m, at, kind, err };
	struct selection s;

	for (;; text++) {
		const char *end = one_end(text);

		if (read_one(&r, text, end, &s) != 0 ||
		    selections_add(list, m, &s, kind, err) != 0)
			return (-1);
		text = end;
		if (*text == '\0')
			return (0);
	}
}
