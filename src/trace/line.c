/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Passes lines of a text format from the window to the format's line() and its
 * records to the sink; and the table of digits for the functions of fields.h.
 */
#include "trace/line.h"

#include <string.h>

#include "base/inline.h"
#include "trace/fields.h"

/* Lines that a probe looks at, and how many percent have to be right. */
#define PROBED 64
#define ENOUGH 90

/* clang-format off */
const uint8_t field_digit[256] = {
	['0'] = 0x10, ['1'] = 0x11, ['2'] = 0x12, ['3'] = 0x13, ['4'] = 0x14,
	['5'] = 0x15, ['6'] = 0x16, ['7'] = 0x17, ['8'] = 0x18, ['9'] = 0x19,
	['A'] = 0x1a, ['B'] = 0x1b, ['C'] = 0x1c,
	['D'] = 0x1d, ['E'] = 0x1e, ['F'] = 0x1f,
	['a'] = 0x1a, ['b'] = 0x1b, ['c'] = 0x1c,
	['d'] = 0x1d, ['e'] = 0x1e, ['f'] = 0x1f,
};
/* clang-format on */

/* A semicolon may also separate the columns of a line. */
static bool
is_comment(const struct format_use *use, const char *s)
{
	while (*s == ' ' || *s == '\t')
		s++;
	return (*s == '#' || (*s == ';' && !use->format->by_name));
}

enum record_kind
line_read(const struct format_use *use, const char *s, const char *end,
    struct record *rec)
{
	while (
	    end > s && (end[-1] == '\r' || end[-1] == ' ' || end[-1] == '\t'))
		end--;
	rec->rest = NULL;
	if (s == end || is_comment(use, s))
		return (RECORD_BLANK);
	return (use->format->line(use->state, s, end, rec));
}

static int
take_line(const struct format_use *use, struct window *w, struct sink *to,
    struct err *err)
{
	struct record rec;
	enum record_kind kind;
	size_t n;

	if (unlikely(record_within_line(w)))
		to->split.more++;
	else
		w->taken++;
	rec.start = w->p;
	rec.time = NO_TIME;
	rec.end = memchr(w->p, '\n', (size_t)(w->end - w->p));
	n = (size_t)(rec.end - rec.start);
	w->p = rec.end + 1;
	if (unlikely(n > RECORD_BYTES_MAX))
		return (record_error(
		    w, &rec, rec.start, "a line of more than 1 MiB", err));
	kind = line_read(use, rec.start, rec.end, &rec);
	if (unlikely(kind == RECORD_MALFORMED) &&
	    memchr(rec.start, '\r', n > 0 ? n - 1 : 0) != NULL)
		kind = record_fatal(&rec, rec.start,
		    "a carriage return within a line: some lines end with CR "
		    "alone, and some do not");
	if (rec.rest != NULL)
		w->p = rec.rest;
	return (record_put(w, to, kind, &rec, err));
}

int
line_decode(const struct format_use *use, struct window *w, struct sink *to,
    struct err *err)
{
	const struct trace_format *f = use->format;

	while (w->p < w->end && !sink_full(to)) {
		if (f->bulk != NULL && !to->strict) {
			f->bulk(use->state, w, to);
			if (w->p == w->end || sink_full(to))
				break;
		}
		if (take_line(use, w, to, err) != 0)
			return (-1);
	}
	return (0);
}

bool
line_binary(const char *head, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		unsigned char c = (unsigned char)head[i];

		if (c < 0x09 || (c >= 0x0e && c <= 0x1f))
			return (true);
	}
	return (false);
}

/* Whether all records of a line are in this format; blank: it has none. */
static bool
is_right(
    const struct format_use *use, const char *s, const char *end, bool *blank)
{
	struct record rec;

	*blank = true;
	for (;; s = rec.rest, *blank = false)
		switch (line_read(use, s, end, &rec)) {
		case RECORD_BLANK:
			return (true);
		case RECORD_STRANGE:
		case RECORD_MALFORMED:
			*blank = false;
			return (false);
		case RECORD_ACCESS:
		case RECORD_EVENT:
		case RECORD_HEAD:
		case RECORD_OURS:
		case RECORD_FATAL: /* wrong in this format, so of it */
			if (rec.rest != NULL)
				break;
			*blank = false;
			return (true);
		}
}

bool
line_next(const struct trace_head *head, const char **p, const char **line,
    const char **end)
{
	const char *stop = head->p + head->n;
	const char *nl = memchr(*p, '\n', (size_t)(stop - *p));

	*line = *p;
	*end = nl;
	*p = nl != NULL ? nl + 1 : stop;
	if (nl != NULL)
		return (true);
	*end = stop;
	if (!head->whole && *line == head->p)
		while (*end > *line && strchr(" \t,;", (*end)[-1]) == NULL)
			(*end)--;
	return (*end > *line && (head->whole || *line == head->p));
}

unsigned
line_probe(const struct format_use *use, const struct trace_head *head)
{
	const char *p = head->p, *line, *end;
	unsigned lines = 0, hits = 0, percent;

	while (lines < PROBED && line_next(head, &p, &line, &end)) {
		bool blank, right = is_right(use, line, end, &blank);

		lines += !blank;
		hits += right && !blank;
	}
	percent = lines == 0 ? 0 : hits * 100 / lines;
	return (
	    percent < ENOUGH || line_binary(head->p, head->n) ? 0 : percent);
}
