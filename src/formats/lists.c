/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Counting the numbers of lines.
 */
#include "formats/lists.h"

#include <string.h>

#include "trace/fields.h"
#include "trace/line.h"

/* Lines that are looked at; a request has so many numbers. */
#define LINES  64
#define FIELDS 4

/* What was seen of the lines so far. */
struct lines {
	uint64_t last;   /* the fourth number of the line before */
	unsigned n;      /* lines of numbers */
	unsigned single; /* of one number alone */
	bool four;       /* all of four plain numbers */
	bool counts;     /* the fourth grows by one from line to line */
	bool zeros;      /* the third and the fourth are 0 */
};

/* The numbers of a line, the first FIELDS of them also in value[]; *plain: they
 * are separated by blanks, and nothing else is there. */
static unsigned
numbers(const char *s, const char *end, uint64_t value[FIELDS], bool *plain)
{
	unsigned n = 0;

	*plain = true;
	while (s < end && *s != '#') {
		uint64_t v;

		if (field_decimal(&s, end, &v) == FIELD_NONE) {
			*plain &= *s == ' ' || *s == '\t' || *s == '\r';
			s++;
			continue;
		}
		if (n < FIELDS)
			value[n] = v;
		n++;
	}
	return (n);
}

static void
add_line(struct lines *l, const char *s, const char *end)
{
	uint64_t value[FIELDS];
	bool plain;
	unsigned n = numbers(s, end, value, &plain);

	if (n == 0)
		return;
	l->single += n == 1 && plain;
	l->four &= n == FIELDS && plain;
	if (l->four) {
		l->counts &= l->n == 0 || value[3] == l->last + 1;
		l->zeros &= value[2] == 0 && value[3] == 0;
		l->last = value[3];
	}
	l->n++;
}

/* Of the first lines; those without a number do not count. */
static enum list_kind
kind_of(const char *head, size_t n, bool whole)
{
	struct lines l = { .four = true, .counts = true, .zeros = true };
	const char *p = head, *end = head + n;

	while (p < end && l.n < LINES) {
		const char *nl = memchr(p, '\n', (size_t)(end - p));

		if (nl == NULL && !whole)
			break;
		nl = nl == NULL ? end : nl;
		add_line(&l, p, nl);
		p = nl == end ? end : nl + 1;
	}
	if (l.single == l.n)
		return (LIST_SINGLE);
	if (l.four && l.n > 1 && (l.counts || l.zeros))
		return (LIST_REQUESTS);
	return (LIST_REFS);
}

unsigned
list_probe(format_line_f *line, enum list_kind kind, const char *head, size_t n,
    bool whole)
{
	const struct trace_format format = { .line = line };
	const struct format_use use = { .format = &format };

	return (kind_of(head, n, whole) == kind
		    ? line_probe(&use, head, n, whole)
		    : 0);
}
