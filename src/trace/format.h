/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a format of lines is: a function from one line to what it says.
 *
 * Such a function is pure.  It keeps no state, knows neither the page size nor
 * the settings, counts nothing and never fails; it says what kind of line this
 * is, and the caller (trace.c) counts, cuts, and decides what is an error.  The
 * same function recognises the format (sniff.c).
 *
 * A format whose traces are long may also take many lines at once, those that
 * are plain; it stops at the first that is not, and that one goes the slow way.
 */
#ifndef TRACE_FORMAT_H
#define TRACE_FORMAT_H

#include "model/access.h"
#include "model/event.h"

/* No line may be longer. */
#define LINE_BYTES_MAX ((size_t)1 << 20)
/* No single access may touch more bytes. */
#define ACCESS_BYTES_MAX (UINT64_C(1) << 30)
/* That many bytes may be read, though not used, behind the end of a text. */
#define TEXT_SLACK 64

/* What a line turned out to be. */
enum line_kind {
	LINE_ACCESS,    /* record->access, record->pages */
	LINE_EVENT,     /* record->event */
	LINE_OURS,      /* of this format, but says nothing of memory */
	LINE_BLANK,     /* says nothing in any format: empty, or a comment */
	LINE_STRANGE,   /* not of this format, yet to be expected in it */
	LINE_MALFORMED, /* record->at and why: counted, or strict */
	LINE_FATAL,     /* record->at and why: never passed over */
};

/* What a line says; which members count depends on its kind. */
struct record {
	struct access access;
	uint64_t pages; /* not 0: access.addr is a page number, the first of
			 * so many */
	struct event event;
	const char *at;  /* within the line: where it goes wrong */
	const char *why; /* what would be right; static */
};

/* Whole lines, each with its '\n'. */
struct text {
	const char *p;
	const char *end;
	uint64_t line;      /* lines before p, from the front of the file */
	const char *record; /* the last line that said something, or NULL */
};

struct splitter;

struct trace_format {
	const char *name;
	const char *summary;
	/* The file begins so; NULL: it is known by its lines. */
	const char *magic;
	/* A line without its end and blanks before that; not empty. */
	enum line_kind (*line)(
	    const char *s, const char *end, struct record *rec);
	/*
	 * Takes plain lines until one is not, the text ends or the batch is
	 * full.  NULL: there is no such way.
	 */
	void (*lines)(struct text *t, struct splitter *c);
};

/* The formats by name, one per file of formats/; formats/formats.c is the list
 * of them, trace_formats[] (trace/trace.h). */
extern const struct trace_format trace_format_text;
extern const struct trace_format trace_format_lackey;
extern const struct trace_format trace_format_hexrw;
extern const struct trace_format trace_format_ls;
extern const struct trace_format trace_format_iref;
extern const struct trace_format trace_format_lirs;
extern const struct trace_format trace_format_arc;

/* What the line [s, end) says in this format. */
static inline enum line_kind
format_line(const struct trace_format *f, const char *s, const char *end,
    struct record *rec)
{
	while (
	    end > s && (end[-1] == '\r' || end[-1] == ' ' || end[-1] == '\t'))
		end--;
	if (s == end || *s == '#')
		return (LINE_BLANK);
	return (f->line(s, end, rec));
}

#endif
