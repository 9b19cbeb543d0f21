/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * An encoder in use.
 */
#include "trace/writer.h"

#include <stdlib.h>

#include "trace/format.h"

struct trace_writer {
	const struct trace_format *format;
	void *state;
	FILE *to;
};

int
trace_writer_open(
    struct trace_writer **out, const char *format, FILE *to, struct err *err)
{
	const struct selection sel = { .name = format };
	const struct trace_format *f = format_find(trace_formats, &sel, err);
	struct trace_writer *w;

	*out = NULL;
	if (f == NULL)
		return (-1);
	if (f->encoder == NULL)
		return (err_set(err, ERR_USAGE,
		    "traces in format %s can be read, but not written",
		    f->name));
	w = calloc(1, sizeof(*w) + f->encoder->state_size);
	if (w == NULL)
		return (err_sys(err, "writing a trace"));
	*w = (struct trace_writer){ f, w + 1, to };
	if (f->encoder->begin != NULL &&
	    f->encoder->begin(w->state, to, err) != 0) {
		trace_writer_close(w);
		return (-1);
	}
	*out = w;
	return (0);
}

int
trace_writer_accesses(
    struct trace_writer *w, const struct access *a, size_t n, struct err *err)
{
	return (w->format->encoder->accesses(w->state, a, n, w->to, err));
}

int
trace_writer_event(
    struct trace_writer *w, const struct event *ev, struct err *err)
{
	if (w->format->encoder->event == NULL)
		return (err_set(err, ERR_TRACE,
		    "format %s holds accesses only, and the trace has events",
		    w->format->name));
	return (w->format->encoder->event(w->state, ev, w->to, err));
}

int
trace_writer_end(struct trace_writer *w, struct err *err)
{
	const struct trace_encoder *e = w->format->encoder;

	return (e->end == NULL ? 0 : e->end(w->state, w->to, err));
}

void
trace_writer_close(struct trace_writer *w)
{
	free(w);
}
