/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Handling a decoded record: it is counted, passed on, or an error at its
 * position.
 *
 * The position of the last record is rarely needed.  For a text it is computed
 * when it is: the lines from that record to the next one to be read are counted
 * backwards.
 */
#include "trace/record.h"

#include <inttypes.h>
#include <string.h>

#include "base/inline.h"

/* If most of the first records make no sense, the format is probably wrong. */
#define PROBATION 1000
/* Bytes of a binary record that an error shows. */
#define SHOWN 16

static struct err_where
at_byte(const struct window *w, const char *p, uint64_t number)
{
	return ((struct err_where){ w->file, WHERE_RECORD | number,
	    w->front_byte + (uint64_t)(p - w->front) });
}

/* The line that has a record at p. */
static const char *
line_of(const struct window *w, const char *p)
{
	const char *nl = memrchr(w->front, '\n', (size_t)(p - w->front));

	return (nl == NULL ? w->front : nl + 1);
}

static struct err_where
where_line(const struct window *w)
{
	struct err_where at = { w->file, w->taken + !record_within_line(w), 1 };
	const char *s = w->record, *p = s;

	for (; (p = memchr(p, '\n', (size_t)(w->p - p))) != NULL; p++)
		at.line--;
	while (*s == ' ' || *s == '\t')
		s++;
	at.column = (uint64_t)(s - line_of(w, s)) + 1;
	return (at);
}

struct err_where
record_where(const struct window *w)
{
	if (w->record == NULL)
		return (w->past);
	return (w->lines ? where_line(w) : at_byte(w, w->record, w->number));
}

struct err_where
record_next(const struct window *w, uint64_t column)
{
	if (!w->lines)
		return (at_byte(w, w->p, w->taken + 1));
	return ((struct err_where){ w->file, w->taken + 1, column });
}

/* The bytes of a record in hexadecimal, at most SHOWN. */
static void
excerpt_bytes(struct err *err, const struct record *rec)
{
	char text[3 * SHOWN + 1];
	size_t n = (size_t)(rec->end - rec->start), len = 0;

	for (size_t i = 0; i < n && i < SHOWN; i++)
		len += (size_t)snprintf(text + len, sizeof(text) - len, "%02x ",
		    (unsigned char)rec->start[i]);
	err_excerpt(err, text, len);
}

int
record_error(const struct window *w, const struct record *rec, const char *at,
    const char *why, struct err *err)
{
	const char *line = w->lines ? line_of(w, rec->start) : NULL;
	struct err_where where = w->lines ? (struct err_where){ w->file,
		w->taken, (uint64_t)(at - line) + 1 }
					  : at_byte(w, at, w->taken);

	err_at(err, ERR_TRACE, &where, "%s", why);
	if (w->lines)
		err_excerpt(err, line, (size_t)(rec->end - line));
	else
		excerpt_bytes(err, rec);
	return (-1);
}

/* Counts a malformed or strange record; an error if most of the first PROBATION
 * records are. */
static int
senseless(const struct window *w, struct sink *to, const struct record *rec,
    struct err *err)
{
	char why[160];

	if (w->taken + to->split.more > PROBATION ||
	    ++to->senseless <= PROBATION / 2)
		return (0);
	snprintf(why, sizeof(why),
	    "%s %" PRIu64 " is no %.60s record, like most before it; is the "
	    "format right?",
	    w->lines ? "line" : "record", w->taken, w->format);
	return (record_error(w, rec, rec->start, why, err));
}

bool
record_most_senseless(const struct window *w, const struct sink *to)
{
	uint64_t records = w->taken + to->split.more;

	return (records < PROBATION && to->senseless * 2 > records);
}

static void
says(struct window *w, const struct record *rec)
{
	w->record = rec->start;
	w->number = w->taken;
}

/* Returns what kind of record it is, now that its pages are known. */
static enum record_kind
put_access(struct window *w, struct sink *to, struct record *rec)
{
	uint64_t before = to->split.accesses;
	bool by_page = rec->pages > 0;
	const char *why;

	to->split.now = rec->time;
	why = by_page ? split_pages(&to->split, rec->access, rec->pages)
		      : split_access(&to->split, rec->access);

	/* Of fetches that are dropped nothing is counted. */
	if (to->split.accesses > before)
		says(w, rec);
	if (why == NULL)
		return (RECORD_ACCESS);
	return (by_page ? record_fatal(rec, rec->at, why)
			: record_malformed(rec, rec->start, why));
}

int
record_put_other(struct window *w, struct sink *to, enum record_kind kind,
    struct record *rec, struct err *err)
{
	if (kind == RECORD_ACCESS)
		kind = put_access(w, to, rec);
	switch (kind) {
	case RECORD_ACCESS:
		return (0);
	case RECORD_EVENT:
		to->event = rec->event;
		to->event.timed = rec->time != NO_TIME;
		to->event.time = rec->time;
		to->event.line = w->taken;
		says(w, rec);
		return (0);
	case RECORD_HEAD:
		return (0);
	case RECORD_OURS:
	case RECORD_BLANK:
		to->ignored++;
		return (0);
	case RECORD_STRANGE:
		to->ignored++;
		return (senseless(w, to, rec, err));
	case RECORD_MALFORMED:
		to->malformed++;
		if (to->strict)
			break;
		return (senseless(w, to, rec, err));
	case RECORD_FATAL:
		break;
	}
	return (record_error(w, rec, rec->at, rec->why, err));
}
