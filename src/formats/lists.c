/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Looking at the columns of the first lines.
 */
#include "formats/lists.h"

#include <string.h>

#include "trace/fields.h"
#include "trace/line.h"

/* Lines and columns that are looked at; a request has so many numbers. */
#define LINES   64
#define COLUMNS 8
#define REQUEST 4

/* A column of small numbers may be an operation or a process, and one of
 * numbers that are so much larger an address. */
#define SMALL 7
#define LARGE 64
/* Over so many lines it is no chance that one column stays that small and
 * another goes twice as high, or that one of up to three is less than a
 * thousandth of another. */
#define MANY 16
#define FEW  3
/* So many rising numbers may be times. */
#define RISING 8

struct column {
	uint64_t last;
	uint64_t highest;
	uint64_t sum;
	bool zero;   /* one is 0 */
	bool rises;  /* from line to line */
	bool counts; /* by one */
};

/* What was seen of the lines so far. */
struct lines {
	struct column column[COLUMNS];
	unsigned n;      /* lines of numbers */
	unsigned single; /* of one number alone */
	unsigned width;  /* numbers of the shortest line, up to COLUMNS */
	bool even;       /* all lines have so many */
	bool plain;      /* numbers and blanks, and nothing else */
	bool hex;        /* there is an x, as in 0x */
	bool grouped;    /* all may have commas between thousands */
	unsigned first;  /* numbers of the first line */
	uint64_t length; /* the last of them */
	unsigned rest;   /* numbers of the other lines */
	unsigned most;   /* of one line */
};

/* "12,345,678", or a number of up to three digits. */
static bool
is_grouped(const char *s, const char *end)
{
	const char *p = s;
	uint64_t v;

	while (end > s && (end[-1] == ' ' || end[-1] == '\r'))
		end--;
	if (field_decimal(&p, end, &v) == FIELD_NONE || p - s > 3)
		return (false);
	while (p < end && *p == ',') {
		s = ++p;
		if (field_decimal(&p, end, &v) == FIELD_NONE || p - s != 3)
			return (false);
	}
	return (p == end);
}

/* Counts the numbers of a line, the first COLUMNS of them in value[]; *plain:
 * there are blanks and nothing else between them. */
static unsigned
numbers_of(struct lines *l, const char *s, const char *end,
    uint64_t value[COLUMNS], bool *plain)
{
	unsigned n = 0;

	*plain = true;
	while (s < end && *s != '#') {
		uint64_t v;

		if (field_decimal(&s, end, &v) == FIELD_NONE) {
			*plain &= *s == ' ' || *s == '\t' || *s == '\r';
			l->hex |= (*s++ | 0x20) == 'x';
			continue;
		}
		if (n < COLUMNS)
			value[n] = v;
		n++;
	}
	return (n);
}

static void
add_line(struct lines *l, const char *s, const char *end)
{
	uint64_t value[COLUMNS];
	bool plain;
	unsigned n = numbers_of(l, s, end, value, &plain);

	if (n == 0)
		return;
	l->plain &= plain;
	l->grouped &= is_grouped(s, end);
	l->single += n == 1;
	if (l->n == 0) {
		l->width = n < COLUMNS ? n : COLUMNS;
		l->even = true;
		l->first = n;
		l->length = value[n <= COLUMNS ? n - 1 : 0];
	} else {
		l->rest += n;
	}
	l->most = n > l->most ? n : l->most;
	l->even &= n == l->width;
	l->width = n < l->width ? n : l->width;
	for (unsigned i = 0; i < l->width; i++) {
		struct column *c = &l->column[i];

		c->rises = l->n == 0 || (c->rises && value[i] > c->last);
		c->counts = l->n == 0 || (c->counts && value[i] == c->last + 1);
		c->zero |= value[i] == 0;
		c->last = value[i];
		c->sum += value[i] >> 6; /* of LINES values: cannot wrap */
		if (value[i] > c->highest)
			c->highest = value[i];
	}
	l->n++;
}

static void
read_lines(struct lines *l, const struct trace_head *head)
{
	const char *p = head->p, *line, *end;

	*l = (struct lines){ .plain = true, .grouped = true };
	while (l->n < LINES && line_next(head, &p, &line, &end))
		add_line(l, line, end);
}

/* Lines that are requests if their numbers fit.  A request is of a page at
 * least. */
static bool
may_be_requests(const struct lines *l)
{
	return (l->even && l->width == REQUEST && l->plain && l->n > 1 &&
		!l->column[1].zero);
}

static enum list_kind
kind_of(const struct lines *l)
{
	if (l->single == l->n && l->plain)
		return (LIST_SINGLE);
	if (may_be_requests(l) &&
	    (l->column[3].counts ||
		(l->column[2].highest == 0 && l->column[3].highest == 0)))
		return (LIST_REQUESTS);
	return (LIST_REFS);
}

/* Whether one column is so much smaller than another that they cannot both be
 * page numbers, or rises where another does not. */
static bool
is_table(const struct lines *l)
{
	bool small = false, large = false, rising = false, other = false;
	uint64_t least = UINT64_MAX, mean = 0; /* the highest mean, / 1024 */

	if (l->width < 2 || l->n < 3)
		return (false);
	if (!l->even && (l->n < MANY || l->most > FEW))
		return (false);
	for (unsigned i = 0; i < l->width; i++) {
		uint64_t part = l->column[i].sum / l->n >> 4;

		least =
		    l->column[i].highest < least ? l->column[i].highest : least;
		mean = part > mean ? part : mean;
		small |= l->column[i].highest <= SMALL;
		large |= l->column[i].sum >= l->n * (uint64_t)LARGE >> 6 ||
			 (l->n >= MANY && l->column[i].highest > 2 * SMALL);
		rising |= l->n >= RISING && l->column[i].rises;
		other |= !l->column[i].rises;
	}
	return ((small && large) || (rising && other) ||
		(l->n >= MANY && l->most <= FEW && least < mean));
}

/* Whether the first line may say how many frames or references there are, as
 * exercises for programs do. */
static bool
is_counted(const struct lines *l)
{
	return (l->most >= REQUEST &&
		(l->first == 1 || (l->first == 2 && l->length == l->rest)));
}

unsigned
list_probe(const struct format_use *use, const struct trace_head *head,
    enum list_kind kind)
{
	struct lines l;

	read_lines(&l, head);
	return (kind_of(&l) == kind && !l.hex ? line_probe(use, head) : 0);
}

bool
list_doubtful(const struct trace_head *head, enum list_kind kind)
{
	struct lines l;

	read_lines(&l, head);
	if (kind == LIST_REQUESTS)
		return (l.column[2].highest > 0);
	return ((may_be_requests(&l) && l.column[3].rises) || is_table(&l) ||
		l.grouped || is_counted(&l));
}
