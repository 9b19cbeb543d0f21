/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The window of a trace: which bytes of the input the decoder sees.  That of a
 * text has whole lines.
 */
#include "trace/bytewindow.h"

#include <string.h>

#include "trace/record.h"

static size_t
record_max(const struct trace *t)
{
	size_t own = t->use.format->record_max;

	return (own != 0 ? own : RECORD_BYTES_MAX);
}

/* A record that the window cannot hold, so that its end has not been found. */
static int
endless(const struct trace *t, struct err *err)
{
	const struct window *w = &t->window;
	struct err_where where = record_next(w, 1);

	if (!w->lines)
		return (err_at(err, ERR_TRACE, &where,
		    "a record of more than %zu MiB", record_max(t) >> 20));
	err_at(err, ERR_TRACE, &where,
	    "a line of more than 1 MiB (is this a text?)");
	err_excerpt(err, w->p, t->searched);
	return (-1);
}

/* The file ends within a binary record: its bytes are taken as one that is
 * malformed. */
static int
take_rest(struct trace *t, struct err *err)
{
	struct window *w = &t->window;
	struct record rec;

	record_take(w, (size_t)(w->end - w->p), &rec);
	return (record_put(w, &t->sink,
	    record_malformed(
		&rec, rec.start, "the file ends within this record"),
	    &rec, err));
}

/* A text whose lines end with CR alone gets LF in its place; the digest is of
 * the bytes of the file. */
void
window_end_lines(char *p, const char *end)
{
	while ((p = memchr(p, '\r', (size_t)(end - p))) != NULL)
		*p = '\n';
}

/* Extends the window to the bytes that were read since; false: there are none.
 */
static bool
show(struct trace *t)
{
	struct input *in = t->input;
	struct window *w = &t->window;
	size_t n = (size_t)(in->end - in->p) - t->searched;
	const char *end = in->end;

	if (t->returns)
		window_end_lines(in->p + t->searched, in->end);
	if (w->lines && n > 0) {
		end = memrchr(in->p + t->searched, '\n', n);
		end = end == NULL ? in->p : end + 1;
	}
	t->searched += n;
	w->p = w->end = w->front = in->p;
	if (n == 0 || end == in->p)
		return (false);
	w->end = end;
	w->last = in->eof;
	return (true);
}

/* Nothing more can be read, and what is left is the last record. */
static int
show_rest(struct trace *t, struct err *err)
{
	struct input *in = t->input;
	struct window *w = &t->window;
	bool known = w->last;

	if (in->p == in->end)
		return (0);
	if (w->lines) { /* whose last line may lack its newline */
		*in->end++ = '\n';
		t->searched++;
	}
	w->end = in->end;
	w->last = true;
	/* The decoder was called with 'last' set and left a part of a record.
	 */
	if (!w->lines && known && take_rest(t, err) != 0)
		return (-1);
	return (1);
}

/* Moves the window on: 1: there is more in it; 0: the end of the file. */
int
window_move(struct trace *t, struct err *err)
{
	struct input *in = t->input;
	struct window *w = &t->window;
	size_t decoded = (size_t)(w->p - in->p);

	w->past = record_where(w);
	w->record = NULL;
	w->front_byte += decoded;
	in->p += decoded;
	t->searched -= decoded;
	while (!show(t)) {
		if (t->searched > record_max(t))
			return (endless(t, err));
		if (in->eof)
			return (show_rest(t, err));
		if (input_more(in, err) != 0) {
			w->p = w->end = w->front = in->p;
			if (err->where.file == NULL)
				err->where = record_next(w, 0);
			return (-1);
		}
	}
	return (1);
}
