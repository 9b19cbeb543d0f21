/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The contract of a trace format.
 *
 * A format turns the bytes of a trace into records.  A record is an access to
 * memory, an event (a map, a fork, a timer tick), or nothing of interest.  A
 * format opens no file and knows neither compression nor page size.
 *
 *	file -> input.h -> struct window -> format -> struct sink -> trace.h
 *
 * A text format gives a function from one line to one record, line().  The rest
 * is done by line.h: finding lines, comments, counting, positions.  Where lines
 * have several records line() is called for each.  A text format may add
 * bulk(), which takes many plain lines at once.
 *
 * A binary format gives decode(), which takes records from the window
 * (record.h) until the sink is full or the window holds no whole record; it is
 * then called again with more bytes.
 *
 * A format may have parameters (-f NAME:key=value), a state for each open
 * trace, and an encoder.  A new format is one file in formats/ and one line in
 * the list there.  tests/unit/demo_format.h is a small binary one.
 */
#ifndef TRACE_FORMAT_H
#define TRACE_FORMAT_H

#include <stdbool.h>
#include <stdio.h>

#include "base/err.h"
#include "base/isa.h"
#include "base/param.h"
#include "model/access.h"
#include "model/event.h"
#include "model/reduction.h"
#include "model/spec.h"
#include "trace/split.h"

/* No line and no binary record may be longer. */
#define RECORD_BYTES_MAX ((size_t)1 << 20)
/* No single access may touch more bytes. */
#define ACCESS_BYTES_MAX (UINT64_C(1) << 30)
/* Bytes behind the end of a window that may be loaded, though not used. */
#define WINDOW_SLACK 64
/* A probe that is certain. */
#define SCORE_MAX 100

/* The properties of accesses that traces of a format can have. */
enum format_carries {
	CARRIES_WRITES = 1,    /* reads and writes are distinguished */
	CARRIES_FETCHES = 2,   /* instruction fetches */
	CARRIES_SIZES = 4,     /* bytes of an access */
	CARRIES_PAGES = 8,     /* page numbers in place of addresses */
	CARRIES_PIDS = 16,     /* processes */
	CARRIES_EVENTS = 32,   /* areas, forks, pins, the timer */
	CARRIES_TIME = 64,     /* when an access was made */
	CARRIES_SAMPLED = 128, /* only some of the accesses */
};

/* The kind of a record after it was decoded. */
enum record_kind {
	RECORD_ACCESS,    /* access, pages */
	RECORD_EVENT,     /* event */
	RECORD_HEAD,      /* of the head that this format defines: no record */
	RECORD_OURS,      /* of this format, but does not concern memory */
	RECORD_BLANK,     /* no record in any format: empty, or a comment */
	RECORD_STRANGE,   /* not of this format, but usual in its files */
	RECORD_MALFORMED, /* at, why: counted, or an error if strict is set */
	RECORD_FATAL,     /* at, why: always an error */
};

/* A record; which members count depends on its kind. */
struct record {
	const char *start; /* its bytes in the window: [start, end) */
	const char *end;
	const char *rest; /* of a text: where the next record of the same line
			   * begins; NULL: there is none */
	struct access access;
	uint64_t pages; /* not 0: access.addr is a page number, the first of
			 * so many */
	struct event event;
	uint64_t time;   /* NO_TIME, which it is before the format is called:
			  * the record has none (model/access.h) */
	const char *at;  /* in [start, end]: the position of the error */
	const char *why; /* what would be right; static */
};

/* Bytes of a trace that have been read and not yet decoded.  For a text format
 * they are whole lines, each with its '\n'. */
struct window {
	const char *p; /* the decoder moves it on */
	const char *end;
	uint64_t taken;     /* lines or records before p in the file */
	const char *record; /* the last one that was not blank; NULL: none in
			     * this window */
	uint64_t number;    /* of that record; a binary format sets it */
	bool last;          /* nothing follows end */
	/* The rest belongs to trace.c and record.c. */
	bool lines;         /* of a text format */
	const char *file;   /* in messages */
	const char *format; /* in messages */
	const char *front;
	uint64_t front_byte;   /* bytes before front in the file */
	struct err_where past; /* of the last record before this window */
};

/* The first plain bytes of a trace. */
struct trace_head {
	const char *p;
	size_t n;
	bool whole;       /* there are no more */
	const char *file; /* in messages */
};

/* Where records go. */
struct sink {
	struct splitter split; /* accesses */
	struct event event;    /* ends the batch; EVENT_NONE: none */
	bool strict;           /* a malformed record is an error, and a batch is
				* one record */
	enum isa isa;          /* that bulk() uses */
	uint64_t ignored, malformed;
	uint64_t senseless; /* malformed or strange, of the first PROBATION */
};

/* Whether a decoder has to return. */
static inline bool
sink_full(const struct sink *to)
{
	return (to->split.n >= to->split.cap || to->event.kind != EVENT_NONE ||
		(to->strict && to->split.n > 0));
}

/* What is known of a trace before its first record is written. */
struct trace_origin {
	uint64_t page_size; /* bytes; accesses lie within one page */
	bool page_refs;     /* each is of one byte, at the address of a page */
	/* Provenance; NULL: not said. */
	const char *format;  /* the original's */
	const char *command; /* what makes this trace */
	const char *earlier; /* what made those it comes from, oldest first */
	const char *date, *note;
	const char *method;  /* how it was recorded */
	const char *partial; /* as in struct trace_facts */
	struct trace_reduction reduction;
};

/*
 * The writer of a format.  Each function returns 0 or -1 with *err set.  Errors
 * of the stream are found by the caller when it closes the stream.
 */
struct known_pages;

struct trace_encoder {
	/* Rows of the parameters of --to NAME:key=value; NULL: those of the
	 * format, so that what is written is read with the same. */
	const struct param *params;
	size_t params_size;
	/* The properties that are written with these parameters; NULL: those
	 * that the format carries. */
	unsigned (*keeps)(const void *params);
	size_t state_size; /* bytes; the state is zeroed */
	/* The first call.  params and origin live as long as the state.  NULL:
	 * the state begins as zeros. */
	int (*open)(void *state, const void *params,
	    const struct trace_origin *origin, struct err *err);
	void (*close)(void *state); /* NULL: nothing to free */
	/* NULL: nothing precedes the first record. */
	int (*begin)(void *state, FILE *to, struct err *err);
	/* time: of each access, or NO_TIME; NULL: none has one. */
	int (*accesses)(void *state, const struct access *a,
	    const uint64_t *time, size_t n, FILE *to, struct err *err);
	/* Accesses of one process as words (model/access_word.h), each within a
	 * page of 4 KiB, up to one that is not known.  *n: how many there are;
	 * then, how many were taken.  NULL: accesses() is called. */
	int (*words)(void *state, const uint64_t *word, size_t *n, uint32_t pid,
	    const struct known_pages *known, struct err *err);
	/* NULL: the format has no events. */
	int (*event)(
	    void *state, const struct event *ev, FILE *to, struct err *err);
	/* NULL: nothing follows the last record. */
	int (*end)(void *state, FILE *to, struct err *err);
};

typedef enum record_kind format_line_f(
    void *state, const char *s, const char *end, struct record *rec);

struct format_use;
struct trace_facts;
struct trace_refs;

struct trace_format {
	const char *name;
	const char *summary;
	unsigned carries; /* enum format_carries */

	/* The file begins with these bytes; 0: with anything. */
	const char *magic;
	size_t magic_size;
	bool by_name; /* a file is never taken for it */
	/* What a trace holds in place of all accesses; NULL: they are all
	 * there.  tell() may know better. */
	const char *partial;
	/* What it numbers in order of appearance, so that a number stands for
	 * something else in another file; NULL: nothing. */
	const char *numbers;
	/*
	 * How likely a file that begins with these bytes is of this format, 0
	 * to SCORE_MAX, its magic having been found.  NULL: certain by the
	 * magic; a text format without one is probed line by line.
	 */
	unsigned (*probe)(
	    const struct format_use *use, const struct trace_head *head);

	/* Bytes of a binary record at most, up to INPUT_KEEP (input.h); 0:
	 * RECORD_BYTES_MAX. */
	size_t record_max;
	/* Rows of the parameters, and the size of the struct that they fill. */
	const struct param *params; /* NULL: none */
	size_t params_size;
	size_t state_size; /* bytes for each open trace, zeroed */
	/* NULL: the state begins as zeros.  params live as long as the state.
	 */
	int (*open)(void *state, const void *params, struct err *err);
	void (*close)(void *state); /* NULL: nothing to free */
	/* Called once, before the first record.  NULL: nothing to look for. */
	void (*look)(
	    const struct format_use *use, const struct trace_head *head);
	/* Adds to the facts what could have been meant otherwise, and what the
	 * trace lacks.  shift: log2 of the page size.  NULL: nothing. */
	void (*tell)(const struct format_use *use, unsigned shift,
	    struct trace_facts *facts);

	/* Text: a line without its end and the blanks before that; not empty.
	 * What is behind rec->rest, if it sets that, is the next call's line.
	 * A probe calls it too.  NULL: the format is binary. */
	format_line_f *line;
	/* Text: takes plain lines until one is not, the window ends or the sink
	 * is full; never called if strict is set.  NULL: there is none. */
	void (*bulk)(void *state, struct window *w, struct sink *to);
	/*
	 * Binary: 0, or -1 with *err set.  Unless strict is set it may, like
	 * bulk(), fill split.out itself with accesses that lie within one page
	 * (no fetches if no_fetch is set); it then adds them to split.n and
	 * split.accesses, and updates the window: p, taken, and record and
	 * number of the last one.
	 */
	int (*decode)(
	    void *state, struct window *w, struct sink *to, struct err *err);

	/* Called when nothing follows: -1 with *err set where the trace is not
	 * complete.  NULL: every trace is. */
	int (*finish)(
	    void *state, struct window *w, struct sink *to, struct err *err);

	/*
	 * A format whose traces may hold page references: whether this one
	 * does, of pages of this size, and then, as decode(), at most so many
	 * of the next ones or an event.  *ref is valid until the next call.
	 * NULL: none does.
	 */
	bool (*has_pages)(const void *state, unsigned shift);
	int (*pages)(void *state, struct window *w, struct sink *to,
	    struct trace_refs *refs, size_t most, struct err *err);
	/* As pages(), of references that are not used: *n have been passed.
	 * NULL where has_pages is. */
	int (*pass)(void *state, struct window *w, struct sink *to,
	    uint64_t most, size_t *n, struct err *err);

	const struct trace_encoder *encoder; /* NULL: none */
};

/* Those built in, NULL-ended (formats/formats.c). */
extern const struct trace_format *const trace_formats[];

/* What a trace can have in place of all accesses, if these n characters name
 * it; or NULL. */
const char *trace_partial_named(const char *name, size_t n);

/* A format in use: its parameters and its state. */
struct format_use {
	const struct trace_format *format;
	const struct selection *given; /* NULL: detected */
	void *params;
	void *state;
};

/*
 * The format of the list that sel names, or NULL with *err set.  The error is
 * one of the command line unless sel comes from a file.
 */
const struct trace_format *format_find(const struct trace_format *const *list,
    const struct selection *sel, struct err *err);

/* Whether the list has such a format with such parameters: 0 or -1. */
int format_check(const struct trace_format *const *list,
    const struct selection *sel, struct err *err);

/* sel NULL: every parameter has its default. */
int format_open(struct format_use *use, const struct trace_format *f,
    const struct selection *sel, struct err *err);
void format_close(struct format_use *use);

/* Whether the parameter was given by name. */
bool format_given(const struct format_use *use, const char *param);

/* The name with the parameters that differ from their defaults, as for -f, into
 * buf; returns buf. */
char *format_label(const struct format_use *use, char *buf, size_t size);

/* "writes, fetches, sizes", or "addresses only"; returns buf. */
#define FORMAT_CARRIES_MAX 96
char *format_carries(
    const struct trace_format *f, char buf[FORMAT_CARRIES_MAX]);

#endif
