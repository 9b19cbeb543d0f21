/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The way of a trace: bytes (input.h), whole lines, records (format.h),
 * accesses (cut.h).
 *
 * Lines are counted as they are consumed.  Where the last record stands is
 * asked rarely, so it is worked out when asked, from the few lines between that
 * record and the one to be read next; only when the window moves on is it
 * written down.
 */
#include "trace/trace.h"

#include <assert.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/choice.h"
#include "base/inline.h"
#include "trace/detect.h"
#include "trace/format.h"
#include "trace/input.h"
#include "trace/split.h"

/* If most of so many lines make no sense, the format is wrong. */
#define PROBATION 1000

struct trace {
	const char *path;
	const char *name; /* in messages */
	const struct trace_format *format;
	struct input *input;
	struct text text; /* whole lines of the input's window */
	struct splitter cut;
	struct record record;
	size_t searched; /* bytes behind text.end: no newline in them */
	uint64_t last_line, last_column; /* of the last record, once the window
					  * has moved on */
	uint64_t ignored, malformed;
	uint64_t senseless; /* malformed or strange, while on probation */
	bool strict;
};

/* Where the line s stands that says something, p being read next. */
static struct err_where
where_record(const struct trace *t)
{
	struct err_where at = { t->name, t->last_line, t->last_column };
	const char *s = t->text.record, *p = s;

	if (s == NULL)
		return (at);
	at.line = t->text.line + 1;
	for (; (p = memchr(p, '\n', (size_t)(t->text.p - p))) != NULL; p++)
		at.line--;
	at.column = 1;
	while (s[at.column - 1] == ' ' || s[at.column - 1] == '\t')
		at.column++;
	return (at);
}

/* An error in the line [s, end), which is the last one consumed. */
static int
line_error(const struct trace *t, const char *s, const char *end,
    const char *at, const char *why, struct err *err)
{
	struct err_where where = { t->name, t->text.line,
		(uint64_t)(at - s) + 1 };

	err_at(err, ERR_TRACE, &where, "%s", why);
	err_excerpt(err, s, (size_t)(end - s));
	return (-1);
}

/* A line of which no sense can be made: it is counted, unless too many are. */
static int
senseless(struct trace *t, const char *s, const char *end, struct err *err)
{
	struct err_where where = { t->name, t->text.line, 1 };

	if (t->text.line > PROBATION || ++t->senseless <= PROBATION / 2)
		return (0);
	err_at(err, ERR_TRACE, &where,
	    "line %" PRIu64 " is no %s record, like most before it; is the "
	    "format right?",
	    t->text.line, t->format->name);
	err_excerpt(err, s, (size_t)(end - s));
	return (-1);
}

/* A line consumed, and what came of it. */
static int
one_line(struct trace *t, struct event *ev, struct err *err)
{
	const char *s = t->text.p, *why = NULL;
	const char *end = memchr(s, '\n', (size_t)(t->text.end - s));
	uint64_t accesses = t->cut.accesses;
	struct record *rec = &t->record;
	enum line_kind kind;

	t->text.p = end + 1;
	t->text.line++;
	if (unlikely((size_t)(end - s) > LINE_BYTES_MAX))
		return (
		    line_error(t, s, end, s, "a line of more than 1 MiB", err));
	kind = format_line(t->format, s, end, rec);
	if (kind == LINE_ACCESS && rec->pages > 0) {
		why = split_pages(&t->cut, rec->access, rec->pages);
		if (why != NULL)
			return (line_error(t, s, end, rec->at, why, err));
	} else if (kind == LINE_ACCESS) {
		why = split_access(&t->cut, rec->access);
		if (why != NULL) {
			kind = LINE_MALFORMED;
			rec->at = s;
			rec->why = why;
		}
	}
	switch (kind) {
	case LINE_EVENT:
		*ev = rec->event;
		ev->line = t->text.line;
		t->text.record = s;
		return (0);
	case LINE_ACCESS:
		/* It may have been a fetch that nobody wants. */
		if (t->cut.accesses > accesses)
			t->text.record = s;
		return (0);
	case LINE_OURS:
	case LINE_BLANK:
		t->ignored++;
		return (0);
	case LINE_STRANGE:
		t->ignored++;
		return (senseless(t, s, end, err));
	case LINE_MALFORMED:
		t->malformed++;
		if (t->strict)
			return (line_error(t, s, end, rec->at, rec->why, err));
		return (senseless(t, s, end, err));
	case LINE_FATAL:
		break;
	}
	return (line_error(t, s, end, rec->at, rec->why, err));
}

/* A line that the window cannot hold, so that its end is not in sight. */
static int
endless(const struct trace *t, struct err *err)
{
	struct err_where where = { t->name, t->text.line + 1, 1 };

	err_at(err, ERR_TRACE, &where,
	    "a line of more than 1 MiB (is this a text?)");
	err_excerpt(err, t->input->p, t->searched);
	return (-1);
}

/* Moves the window on: 1 when there is another whole line, 0 at the end. */
static int
more_lines(struct trace *t, struct err *err)
{
	struct input *in = t->input;
	struct err_where at = where_record(t);
	char *nl;

	t->last_line = at.line;
	t->last_column = at.column;
	t->text.record = NULL;
	in->p += t->text.end - in->p;
	for (;;) {
		t->text.p = t->text.end = in->p;
		nl = memrchr(in->p + t->searched, '\n',
		    (size_t)(in->end - in->p) - t->searched);
		if (nl != NULL)
			break;
		t->searched = (size_t)(in->end - in->p);
		if (in->eof && t->searched == 0)
			return (0);
		if (t->searched > LINE_BYTES_MAX)
			return (endless(t, err));
		if (in->eof) {
			/* The last line may do without its newline. */
			nl = in->end++;
			*nl = '\n';
			break;
		}
		if (input_more(in, err) != 0) {
			t->text.p = t->text.end = in->p;
			if (err->where.file == NULL)
				err->where = (struct err_where){ t->name,
					t->text.line + 1, 0 };
			return (-1);
		}
	}
	t->searched = (size_t)(in->end - (nl + 1));
	t->text.end = nl + 1;
	return (1);
}

/*
 * An error in a line of a compressed file is more likely damage that the
 * compression will find than what it seems to be, so the rest is unpacked
 * first.  Not that of a pipe: it may have no end.
 */
static int
blame_damage(struct trace *t, struct err *err)
{
	struct input *in = t->input;
	struct err damage;

	while (in->unpack != NULL && in->total > 0 && !in->eof) {
		in->p = in->end;
		if (input_more(in, &damage) != 0) {
			damage.where = err->where;
			damage.where.column = 0;
			*err = damage;
			break;
		}
	}
	t->text.p = t->text.end = in->p = in->end;
	t->text.record = NULL;
	return (-1);
}

/* Nothing follows: has anything been? */
static int
at_end(const struct trace *t, struct err *err)
{
	struct err_where at = { .file = t->name };

	if (t->text.line < PROBATION && t->senseless * 2 > t->text.line)
		return (err_at(err, ERR_TRACE, &at,
		    "%" PRIu64 " of %" PRIu64
		    " lines are no %s record; is the format right?",
		    t->senseless, t->text.line, t->format->name));
	if (t->cut.accesses == 0 && t->cut.dropped)
		return (err_at(err, ERR_TRACE, &at,
		    "holds no memory access but fetches, and ifetch is no"));
	if (t->cut.accesses == 0)
		return (err_at(err, ERR_TRACE, &at,
		    "holds no memory access (%" PRIu64 " lines of %s read)",
		    t->text.line, t->format->name));
	return (0);
}

static int
begin(struct trace *t, struct err *err)
{
	struct input *in = t->input;
	struct err_where at = { .file = t->name };
	const char *magic;

	if (detect_format(&t->format, in->p, (size_t)(in->end - in->p), in->eof,
		&at, err) != 0)
		return (-1);
	magic = t->format->magic;
	if (magic != NULL && ((size_t)(in->end - in->p) < strlen(magic) ||
				 memcmp(in->p, magic, strlen(magic)) != 0)) {
		at.line = at.column = 1;
		return (err_at(err, ERR_TRACE, &at,
		    "a trace in format %s begins with '%s'", t->format->name,
		    magic));
	}
	t->text.p = t->text.end = in->p;
	return (0);
}

int
trace_open(struct trace **out, const struct trace_spec *spec, struct err *err)
{
	const struct trace_format *format = NULL;
	struct trace *t;

	*out = NULL;
	if (spec->format != NULL) {
		format = choice_find((const void *const *)trace_formats,
		    "trace format", spec->format, ERR_USAGE, NULL, err);
		if (format == NULL)
			return (-1);
	}
	t = calloc(1, sizeof(*t));
	if (t == NULL)
		return (err_sys(err, "opening a trace"));
	t->path = spec->path;
	t->name = input_name(spec->path);
	t->format = format;
	t->strict = spec->settings->strict;
	split_init(&t->cut, spec->settings);
	if (input_open(&t->input, spec->path, err) != 0 || begin(t, err) != 0) {
		trace_close(t);
		return (-1);
	}
	*out = t;
	return (0);
}

void
trace_close(struct trace *t)
{
	if (t == NULL)
		return;
	input_close(t->input);
	free(t);
}

int
trace_next(struct trace *t, struct access *a, size_t cap, size_t *n,
    struct event *ev, struct err *err)
{
	struct splitter *c = &t->cut;
	struct text *text = &t->text;

	*n = 0;
	ev->kind = EVENT_NONE;
	split_batch(c, a, cap);
	/* Strictly, a batch is a line: who refuses it can say which it was. */
	while (
	    c->n < cap && ev->kind == EVENT_NONE && !(t->strict && c->n > 0)) {
		if (text->p == text->end) {
			int more = more_lines(t, err);

			if (more < 0)
				return (-1);
			if (more == 0)
				break;
		}
		if (t->format->lines != NULL && !t->strict)
			t->format->lines(text, c);
		if (text->p < text->end && c->n < cap &&
		    one_line(t, ev, err) != 0)
			return (blame_damage(t, err));
	}
	if (c->n == 0 && ev->kind == EVENT_NONE)
		return (at_end(t, err));
	*n = c->n;
	return (0);
}

struct err_where
trace_where(const struct trace *t)
{
	return (where_record(t));
}

void
trace_progress(const struct trace *t, uint64_t *done, uint64_t *total)
{
	*done = t->input->done;
	*total = t->input->total;
}

void
trace_tell(const struct trace *t, struct trace_facts *facts)
{
	const char *slash = strrchr(t->path, '/');

	facts->name = slash == NULL ? t->path : slash + 1;
	facts->format = t->format->name;
	input_digest(t->input, facts->digest);
	facts->accesses = t->cut.accesses;
	facts->straddles = t->cut.straddles;
	facts->ignored = t->ignored;
	facts->malformed = t->malformed;
}
