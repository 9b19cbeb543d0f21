/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * drmemview: the text that DynamoRIO's tool view prints of a drmemtrace.
 *
 *	  10    2: W0.T3256418 write  8 byte(s) @ 0x00007fff9a9e3528 by PC ...
 *	   8    1: W0.T3256418 ifetch 3 byte(s) @ 0x00007fc205a61940 48 89 e7
 *... 6    0: W0.T3256418 <marker: timestamp 13312410768080478>
 *
 * Source: DynamoRIO, clients/drcachesim/tools/view.cpp.  Older releases print
 * no workload (W0.), or the number of the thread alone, or not the numbers
 * before the colon.  The workload is the process.  Markers, prefetches,
 *flushes, iterations of an instruction that are not fetched, the bytes of a
 *long instruction that are on a line of their own, and what is printed before
 *and behind the records are ignored.
 *
 * Release 9.0 prints of an instruction its address and its bytes, or words, and
 * not how many there are:
 *
 *	  7: T3551528   0x00007f86ef03d107  48 89 e7             mov    %rsp
 *
 * Release 8.0 prints the same without the thread, and no access to data: that
 * is not read.
 */
#include "formats/hexaddr.h"
#include "formats/plain_values.h"

#define BYTES_AT  "byte(s) @ "
#define TIMESTAMP "<marker: timestamp "

#define LINE_DIGITS 14 /* of the bytes of an instruction in a line */

struct drmemview {
	struct numbers numbers;
	uint64_t time;
	struct plain_same thread; /* read in bulk, "W0.T3256418 " */
	uint64_t workload;        /* of it */
};

/* The numbers of the record and the instruction, and a colon. */
static void
skip_numbers(const char **p, const char *end)
{
	while (*p < end && (field_ends(*p, end) || **p == ':' ||
			       (**p >= '0' && **p <= '9')))
		(*p)++;
}

/* Whether a record of this type, or what is left of an instruction's bytes, is
 * no access. */
static bool
is_passed(const char *word, const char *end)
{
	const char *p = word;

	return (*word == '<' || field_is(word, end, "non-fetched") ||
		field_is(word, end, "iflush") ||
		field_is(word, end, "dflush") ||
		field_prefix(&p, end, "pref") ||
		(end - word == 2 && field_digit[(unsigned char)word[0]] != 0 &&
		    field_digit[(unsigned char)word[1]] != 0));
}

/* Whether the tool prints this before or behind the records. */
static bool
is_frame(const char *p, const char *end)
{
	static const char *const frames[] = { "Output format:", "<--record#->",
		"<record#>", "-----",
		"View tool results:", "total instructions" };

	for (size_t i = 0; i < sizeof(frames) / sizeof(frames[0]); i++)
		if (field_prefix(&p, end, frames[i]))
			return (true);
	return (false);
}

/* "W0.T3256418"; false: it is something else. */
static bool
read_thread(const char **p, const char *end, uint64_t *workload)
{
	uint64_t thread;

	*workload = 0;
	if (*p < end && **p == 'W') {
		(*p)++;
		if (field_decimal(p, end, workload) != FIELD_OK || *p == end ||
		    *(*p)++ != '.')
			return (false);
	}
	if (*p == end || *(*p)++ != 'T')
		return (false);
	*p += *p < end && **p == '-';
	return (
	    field_decimal(p, end, &thread) == FIELD_OK && field_ends(*p, end));
}

/* Microseconds since 1601. */
static void
read_timestamp(struct drmemview *d, const char *p, const char *end)
{
	uint64_t us;

	if (field_prefix(&p, end, TIMESTAMP) &&
	    field_decimal(&p, end, &us) == FIELD_OK)
		d->time = time_ns(us, US_NS);
}

/* The bytes of an instruction, in words of as many digits as the first. */
static uint64_t
instruction_bytes(const char *p, const char *end)
{
	size_t digits = 0, n = 0, all = 0;

	for (;; all += n) {
		field_blanks(&p, end);
		n = (size_t)(field_end(p, end) - p);
		if ((n != 2 && n != 4 && n != 8) ||
		    (digits != 0 && n != digits) || all + n > LINE_DIGITS)
			break;
		digits = n;
		for (const char *stop = p + n; p < stop; p++)
			if (field_digit[(unsigned char)*p] == 0)
				return (all / 2);
	}
	return (all / 2);
}

/* Of release 9.0. */
static enum record_kind
read_instruction(
    struct drmemview *d, const char *p, const char *end, struct record *rec)
{
	enum record_kind kind =
	    hexaddr_read(&d->numbers, rec, &p, end, ' ', ACCESS_FETCH);
	uint64_t size = instruction_bytes(p, end);

	if (kind == RECORD_ACCESS && size == 0)
		return (record_malformed(
		    rec, p, "the bytes of an instruction belong here"));
	if (kind == RECORD_ACCESS && d->time > 0)
		rec->time = d->time;
	return (kind == RECORD_ACCESS ? record_size(rec, p, size) : kind);
}

static enum record_kind
drmemview_line(void *state, const char *s, const char *end, struct record *rec)
{
	struct drmemview *d = state;
	const char *p = s, *word, *size_at;
	uint64_t workload = 0, size;
	enum record_kind kind;
	enum access_op op;
	bool thread;

	skip_numbers(&p, end);
	if (is_frame(p, end))
		return (RECORD_OURS);
	thread = p < end && (*p == 'W' || *p == 'T');
	if (thread && !read_thread(&p, end, &workload))
		return (RECORD_STRANGE);
	field_blanks(&p, end);
	read_timestamp(d, p, end);
	word = p;
	p = field_end(p, end);
	if (word < p && is_passed(word, p))
		return (thread || field_is(word, p, "<marker:") ||
				memmem(p, (size_t)(end - p), BYTES_AT,
				    sizeof(BYTES_AT) - 1) != NULL
			    ? RECORD_OURS
			    : RECORD_STRANGE);
	if (thread && word + 2 < p && word[0] == '0' && word[1] == 'x')
		return (read_instruction(d, word, end, rec));
	if (field_is(word, p, "read"))
		op = ACCESS_READ;
	else if (field_is(word, p, "write"))
		op = ACCESS_WRITE;
	else if (field_is(word, p, "ifetch"))
		op = ACCESS_FETCH;
	else if (!thread)
		return (RECORD_STRANGE);
	else
		return (record_malformed(rec, word,
		    "read, write, ifetch, non-fetched or a marker belongs "
		    "here"));
	field_blanks(&p, end);
	size_at = p;
	if (field_decimal(&p, end, &size) != FIELD_OK)
		return (record_malformed(rec, p, "a size belongs here"));
	field_blanks(&p, end);
	if (!field_prefix(&p, end, BYTES_AT))
		return (record_malformed(
		    rec, p, "'byte(s) @' and an address belong here"));
	kind = hexaddr_read(state, rec, &p, end, ' ', op);
	if (kind != RECORD_ACCESS)
		return (kind);
	if (workload > PID_MAX)
		return (record_malformed(rec, s, WHY_PID));
	rec->access.pid = (uint32_t)workload & PID_MAX;
	if (d->time > 0)
		rec->time = d->time;
	return (record_size(rec, size_at, size));
}

/* "W0.T3256418 " or "T3256418 ", the thread of the line before or another. */
static always_inline bool
plain_thread(struct drmemview *d, struct plain_fields *f)
{
	const char *s = f->p, *p = s, *end;
	uint64_t workload = 0, thread;

	if (likely(plain_again(f, &d->thread)))
		return (true);
	while (*s == 'W' && *p > '.')
		p++;
	if (*s == 'W' &&
	    (*p++ != '.' || !plain_value(f, s + 1, p - 1, &workload)))
		return (false);
	if (*p != 'T' || !plain_cut(f, &end) ||
	    !plain_value(f, p + 1, end, &thread) || !plain_done(f) ||
	    workload > PID_MAX)
		return (false);
	d->workload = workload;
	plain_see(&d->thread, s, f->p);
	return (true);
}

static always_inline bool
plain_type(struct plain_fields *f, unsigned *op)
{
	*op = 1 + ACCESS_READ;
	if (*f->p == 'r')
		return (plain_word(f, "read"));
	*op = 1 + ACCESS_WRITE;
	if (*f->p == 'w')
		return (plain_word(f, "write"));
	*op = 1 + ACCESS_FETCH;
	return (plain_word(f, "ifetch"));
}

/* "byte(s) @ 0x00007fff9a9e3528" */
static always_inline bool
plain_at(struct plain_fields *f, bool hex, struct plain_line *l)
{
	const char *s, *end;

	if (unlikely(!plain_text(f, BYTES_AT "0x")))
		return (plain_text(f, BYTES_AT) && plain_address(f, hex, l));
	l->letter = true;
	s = f->p;
	return (plain_cut(f, &end) && plain_hex_value(f, s, end, &l->addr));
}

static always_inline struct plain_line
drmemview_read(void *how, bool hex, const struct plain_place *at)
{
	struct drmemview *d = how;
	struct plain_fields f = plain_fields(at, ' ');
	struct plain_line l = PLAIN_LINE(at->p);

	/* As skip_numbers(), which takes the thread too if it is a number. */
	plain_pass_numbers(&f);
	l.good = true;
	if (*f.p == 'W' || *f.p == 'T') {
		l.good = plain_thread(d, &f) && plain_blanks(&f);
		l.pid = d->workload & PID_MAX;
	}
	l.good = l.good && plain_type(&f, &l.op) && plain_blanks(&f) &&
		 plain_digit(&f, &l.size) && plain_at(&f, hex, &l) &&
		 plain_rest(&f) && plain_done(&f);
	l.time = d->time > 0 ? d->time : NO_TIME;
	l.p = f.p;
	return (l);
}

PLAIN_BULK(drmemview_bulk, drmemview_read, ' ', how)

const struct trace_format trace_format_drmemview = {
	.name = "drmemview",
	.summary = "a drmemtrace as DynamoRIO's tool view prints it",
	.carries = CARRIES_WRITES | CARRIES_FETCHES | CARRIES_SIZES |
		   CARRIES_PIDS | CARRIES_TIME,
	.params = numbers_hex,
	.params_size = sizeof(struct number_spec),
	.state_size = sizeof(struct drmemview),
	.open = numbers_open,
	.line = drmemview_line,
	.bulk = drmemview_bulk,
};
