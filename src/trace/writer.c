/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * An encoder in use.
 */
#include "trace/writer.h"

#include <stdlib.h>

#include "model/access_word.h"
#include "trace/format.h"
#include "trace/known_pages.h"

struct trace_writer {
	const struct trace_format *format;
	const struct trace_encoder *encoder;
	bool opened; /* close() has to be called */
	void *params;
	void *state;
	FILE *to;
};

/* A format without an encoder: names those that have one. */
static int
refuse_reader(
    const struct trace_format *f, const struct selection *sel, struct err *err)
{
	char known[160] = "";
	size_t len = 0;

	for (size_t i = 0; trace_formats[i] != NULL; i++)
		if (trace_formats[i]->encoder != NULL && len < sizeof(known))
			len += (size_t)snprintf(known + len,
			    sizeof(known) - len, "%s%s", len > 0 ? ", " : "",
			    trace_formats[i]->name);
	return (err_at(err, err_kind_at(&sel->at), &sel->at,
	    "format %s is only read (there are to write: %s)", f->name, known));
}

static int
open_encoder(struct trace_writer *w, const struct selection *sel,
    const struct trace_origin *origin, struct err *err)
{
	const struct trace_encoder *e = w->encoder;
	const struct param *rows = e->params;
	size_t size = e->params_size;
	char what[80];

	if (rows == NULL) {
		rows = w->format->params;
		size = w->format->params_size;
	}
	/* At least one byte, so that NULL always means a failure. */
	w->params = calloc(1, size + 1);
	w->state = calloc(1, e->state_size + 1);
	if (w->params == NULL || w->state == NULL)
		return (err_sys(err, "writing a trace"));
	param_defaults(rows, w->params);
	snprintf(what, sizeof(what), "trace format %.60s", w->format->name);
	for (size_t i = 0; i < sel->nvalue; i++)
		if (param_set(rows, what, w->params, &sel->value[i],
			err_kind_at(&sel->value[i].at), err) != 0)
			return (-1);
	if (e->open != NULL && e->open(w->state, w->params, origin, err) != 0)
		return (-1);
	w->opened = true;
	return (0);
}

int
trace_writer_open(struct trace_writer **out, const struct selection *sel,
    const struct trace_origin *origin, struct err *err)
{
	const struct trace_format *f = format_find(trace_formats, sel, err);
	struct trace_writer *w;

	*out = NULL;
	if (f == NULL)
		return (-1);
	if (f->encoder == NULL)
		return (refuse_reader(f, sel, err));
	w = calloc(1, sizeof(*w));
	if (w == NULL)
		return (err_sys(err, "writing a trace"));
	w->format = f;
	w->encoder = f->encoder;
	if (open_encoder(w, sel, origin, err) != 0) {
		trace_writer_close(w);
		return (-1);
	}
	*out = w;
	return (0);
}

unsigned
trace_writer_keeps(const struct trace_writer *w)
{
	return (w->encoder->keeps != NULL ? w->encoder->keeps(w->params)
					  : w->format->carries);
}

const char *
trace_writer_format(const struct trace_writer *w)
{
	return (w->format->name);
}

int
trace_writer_begin(struct trace_writer *w, FILE *to, struct err *err)
{
	w->to = to;
	return (w->encoder->begin == NULL
		    ? 0
		    : w->encoder->begin(w->state, to, err));
}

int
trace_writer_accesses(struct trace_writer *w, const struct access *a,
    const uint64_t *time, size_t n, struct err *err)
{
	return (w->encoder->accesses(w->state, a, time, n, w->to, err));
}

bool
trace_writer_takes_words(const struct trace_writer *w)
{
	return (w->encoder->words != NULL);
}

int
trace_writer_words(struct trace_writer *w, const uint64_t *word, size_t *n,
    uint32_t pid, const struct known_pages *known, struct err *err)
{
	struct access access[512];
	const size_t most = sizeof(access) / sizeof(access[0]);
	size_t left;

	if (w->encoder->words != NULL)
		return (w->encoder->words(w->state, word, n, pid, known, err));
	*n = left = known_words(known, word, *n);
	for (size_t part; left > 0; left -= part, word += part) {
		part = left < most ? left : most;
		for (size_t i = 0; i < part; i++)
			access[i] =
			    (struct access){ .addr = access_word_addr(word[i]),
				    .size = access_word_size(word[i]),
				    .pid = pid & PID_MAX,
				    .op = access_word_kind(word[i]) & 7 };
		if (trace_writer_accesses(w, access, NULL, part, err) != 0)
			return (-1);
	}
	return (0);
}

int
trace_writer_event(
    struct trace_writer *w, const struct event *ev, struct err *err)
{
	if (w->encoder->event == NULL)
		return (err_set(err, ERR_TRACE,
		    "format %s holds accesses only, and the trace has events",
		    w->format->name));
	return (w->encoder->event(w->state, ev, w->to, err));
}

int
trace_writer_end(struct trace_writer *w, struct err *err)
{
	return (w->encoder->end == NULL
		    ? 0
		    : w->encoder->end(w->state, w->to, err));
}

void
trace_writer_close(struct trace_writer *w)
{
	if (w == NULL)
		return;
	if (w->opened && w->encoder->close != NULL)
		w->encoder->close(w->state);
	free(w->state);
	free(w->params);
	free(w);
}
