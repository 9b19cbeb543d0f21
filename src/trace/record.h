/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Passing records from a window to a sink, for text and binary formats.
 *
 * A binary decoder is a loop of two calls:
 *
 *	while (!sink_full(to) && record_take(w, SIZE, &rec))
 *		if (record_put(w, to, kind_of(state, &rec), &rec, err) != 0)
 *			return (-1);
 *	return (0);
 *
 * where kind_of() fills the record and returns its kind, with the functions
 * below.
 */
#ifndef TRACE_RECORD_H
#define TRACE_RECORD_H

#include "base/inline.h"
#include "trace/format.h"

#define WHY_WRAPS   "an access that runs past the end of 64-bit addresses"
#define WHY_NO_SIZE "an access touches at least one byte"
#define WHY_HUGE    "an access of more than 1 GiB"
#define WHY_PID     "a process number of at most 536870911 belongs here"

static inline enum record_kind
record_malformed(struct record *rec, const char *at, const char *why)
{
	rec->at = at;
	rec->why = why;
	return (RECORD_MALFORMED);
}

static inline enum record_kind
record_fatal(struct record *rec, const char *at, const char *why)
{
	rec->at = at;
	rec->why = why;
	return (RECORD_FATAL);
}

/* An access without a size and a process. */
static inline enum record_kind
record_access(struct record *rec, vaddr_t addr, enum access_op op)
{
	rec->access = (struct access){ .addr = addr, .size = 1, .op = op };
	rec->pages = 0;
	return (RECORD_ACCESS);
}

/* Sets the size of an access in bytes; at: its position in the record. */
static inline enum record_kind
record_size(struct record *rec, const char *at, uint64_t size)
{
	if (size == 0)
		return (record_malformed(rec, at, WHY_NO_SIZE));
	if (size > ACCESS_BYTES_MAX)
		return (record_fatal(rec, at, WHY_HUGE));
	rec->access.size = (uint32_t)size;
	return (RECORD_ACCESS);
}

/* The next n bytes of the window as a record; false: it holds fewer. */
static inline bool
record_take(struct window *w, size_t n, struct record *rec)
{
	if ((size_t)(w->end - w->p) < n)
		return (false);
	rec->start = w->p;
	rec->end = w->p += n;
	rec->time = NO_TIME;
	w->taken++;
	return (true);
}

/* Whether the window begins behind a record of a line that has several. */
static inline bool
record_within_line(const struct window *w)
{
	return (w->lines && w->p > w->front && w->p[-1] != '\n');
}

/* Gives back the record that was taken last: one of many accesses that do not
 * all fit the batch is taken again for the next one. */
static inline void
record_give_back(struct window *w, const struct record *rec)
{
	w->p = rec->start;
	w->taken--;
}

/* Nearly every access lies within one page and is wanted: it is passed on here.
 * False: it is not such an access, and nothing has changed. */
static inline bool
record_put_plain(struct window *w, struct sink *to, const struct record *rec)
{
	struct splitter *c = &to->split;
	struct access a = rec->access;

	if (c->no_fetch && a.op == ACCESS_FETCH)
		return (false);
	if (rec->pages == 0) {
		vaddr_t last = a.addr + a.size - 1;

		if (last < a.addr || (a.addr ^ last) >> c->shift != 0)
			return (false);
	} else {
		if (rec->pages != 1 || a.addr > UINT64_MAX >> c->shift)
			return (false);
		a.addr <<= c->shift;
		a.size = 1;
	}
	if (unlikely(c->time != NULL))
		c->time[c->n] = rec->time;
	c->out[c->n++] = a;
	c->accesses++;
	w->record = rec->start;
	w->number = w->taken;
	return (true);
}

/* record_put() without the usual case. */
int record_put_other(struct window *w, struct sink *to, enum record_kind kind,
    struct record *rec, struct err *err);

/* Passes on the record that was taken last; -1: it ends the run. */
static inline int
record_put(struct window *w, struct sink *to, enum record_kind kind,
    struct record *rec, struct err *err)
{
	if (likely(kind == RECORD_ACCESS) && record_put_plain(w, to, rec))
		return (0);
	return (record_put_other(w, to, kind, rec, err));
}

/* An error in the record that was taken last; returns -1. */
int record_error(const struct window *w, const struct record *rec,
    const char *at, const char *why, struct err *err);

/* The position of the last record that was not blank. */
struct err_where record_where(const struct window *w);
/* The next one to be taken; column: of a text, 0 where it is not known. */
struct err_where record_next(const struct window *w, uint64_t column);

/* At the end: whether most records of a short trace made no sense. */
bool record_most_senseless(const struct window *w, const struct sink *to);

#endif
