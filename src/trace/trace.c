/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The reading loop: a window of bytes (input.h) is decoded by the format
 * (format.h) into a batch of accesses (split.h) until the batch is full or an
 * event ends it, and then moves on.
 *
 * This file does not depend on a format.  It only distinguishes text and binary
 * formats, because the window of a text has whole lines.
 */
#include "trace/trace.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/num.h"
#include "trace/bytewindow.h"
#include "trace/detect.h"
#include "trace/line.h"
#include "trace/record.h"

/* Of a text in UTF-8. */
#define BYTE_ORDER_MARK "\xef\xbb\xbf"

/*
 * An error in a record of a compressed file is more likely damage that the
 * compression will find than what it seems to be, so the rest is unpacked
 * first.  Not that of a pipe: it may have no end.
 */
static int
blame_damage(struct trace *t, struct err *err)
{
	struct input *in = t->input;
	struct window *w = &t->window;
	struct err damage;

	while ((in->unpack != NULL || in->members != NULL) && in->total > 0 &&
	       !in->eof) {
		in->p = in->end;
		if (input_more(in, &damage) != 0) {
			damage.where = err->where;
			if (w->lines)
				damage.where.column = 0;
			*err = damage;
			break;
		}
	}
	w->p = w->end = w->front = in->p = in->end;
	t->searched = 0;
	w->record = NULL;
	return (-1);
}

/* Nothing follows: an error if the trace is not complete, or if nothing has
 * been. */
static int
check_end(struct trace *t, struct err *err)
{
	const struct trace_format *f = t->use.format;
	const struct window *w = &t->window;
	const struct splitter *c = &t->sink.split;
	const char *record =
	    w->lines && t->sink.split.more == 0 ? "line" : "record";
	uint64_t taken = w->taken + t->sink.split.more;
	struct err_where at = { .file = w->file };

	if (f->finish != NULL &&
	    f->finish(t->use.state, &t->window, &t->sink, err) != 0)
		return (-1);
	if (record_most_senseless(w, &t->sink))
		return (err_at(err, ERR_TRACE, &at,
		    "%" PRIu64 " of %" PRIu64
		    " %s%s %s no %s record; is the format right?",
		    t->sink.senseless, taken, record, num_plural(taken),
		    t->sink.senseless == 1 ? "is" : "are", w->format));
	if (c->accesses == 0 && c->dropped)
		return (err_at(err, ERR_TRACE, &at,
		    "holds no memory access but fetches, and ifetch is no"));
	if (c->accesses == 0)
		return (err_at(err, ERR_TRACE, &at,
		    "holds no memory access (%" PRIu64 " %s%s of %s read)",
		    taken, record, num_plural(taken), w->format));
	return (0);
}

/* As much as there is at least, so that what is found does not depend on how a
 * pipe was filled. */
static size_t
head_size(const struct input *in)
{
	size_t n = (size_t)(in->end - in->p);

	return (n < INPUT_HEAD ? n : INPUT_HEAD);
}

/* Skips a byte-order mark and finds out how lines end, unless a binary format
 * was named. */
static void
begin_text(struct trace *t)
{
	struct input *in = t->input;
	const struct trace_format *f = t->use.format;
	size_t n = head_size(in);

	if (f != NULL ? f->line == NULL : line_binary(in->p, n))
		return;
	if (n >= strlen(BYTE_ORDER_MARK) &&
	    memcmp(in->p, BYTE_ORDER_MARK, strlen(BYTE_ORDER_MARK)) == 0) {
		in->p += strlen(BYTE_ORDER_MARK);
		n -= strlen(BYTE_ORDER_MARK);
	}
	/* The last byte may be the first half of CR LF. */
	t->returns = n > 1 && memchr(in->p, '\n', n) == NULL &&
		     memchr(in->p, '\r', in->eof ? n : n - 1) != NULL;
	if (t->returns)
		window_end_lines(in->p, in->end);
}

/* The format that the first bytes are in; one that is named is checked. */
static int
check_head(
    struct trace *t, const struct trace_format *const *list, struct err *err)
{
	const struct input *in = t->input;
	const struct trace_format *f = t->use.format;
	struct trace_head head;

	begin_text(t);
	head = (struct trace_head){
		.p = in->p, .n = head_size(in), .file = t->window.file
	};
	head.whole = in->eof && in->p + head.n == in->end;
	if (detect_wrapping(&head, err) != 0)
		return (-1);
	if (f != NULL) {
		if (detect_magic(f, &head, err) != 0)
			return (-1);
	} else {
		f = detect_format(list, &head, err);
		if (f == NULL || format_open(&t->use, f, NULL, err) != 0)
			return (-1);
	}
	if (f->look != NULL)
		f->look(&t->use, &head);
	format_label(&t->use, t->label, sizeof(t->label));
	return (0);
}

static int
open_input(struct trace *t, const struct trace_spec *spec, struct err *err)
{
	const struct trace_format *const *list =
	    spec->formats != NULL ? spec->formats : trace_formats;
	const struct trace_format *f;

	if (spec->format != NULL) {
		f = format_find(list, spec->format, err);
		if (f == NULL ||
		    format_open(&t->use, f, spec->format, err) != 0)
			return (-1);
	}
	if (input_open(&t->input, spec->path, spec->text, err) != 0 ||
	    check_head(t, list, err) != 0)
		return (-1);
	t->window.lines = t->use.format->line != NULL;
	t->window.format = t->use.format->name;
	t->window.p = t->window.end = t->window.front = t->input->p;
	return (0);
}

int
trace_open(struct trace **out, const struct trace_spec *spec, struct err *err)
{
	struct trace *t = calloc(1, sizeof(*t));

	*out = NULL;
	if (t == NULL)
		return (err_sys(err, "opening a trace"));
	t->path = spec->path;
	t->source = spec->source;
	t->window.file = t->window.past.file = input_name(spec->path);
	t->sink.strict = spec->settings->strict || spec->text != NULL;
	t->sink.isa = isa_chosen();
	split_init(&t->sink.split, spec->settings);
	if (t->source == NULL
		? open_input(t, spec, err) != 0
		: t->source->begin != NULL &&
		      t->source->begin(t->source->self, err) != 0) {
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
	if (t->source == NULL) {
		format_close(&t->use);
		input_close(t->input);
	}
	free(t);
}

static int
decode(struct trace *t, struct err *err)
{
	const struct trace_format *f = t->use.format;

	if (f->line != NULL)
		return (line_decode(&t->use, &t->window, &t->sink, err));
	return (f->decode(t->use.state, &t->window, &t->sink, err));
}

unsigned
trace_carries(const struct trace *t)
{
	return (
	    t->source != NULL ? t->source->carries : t->use.format->carries);
}

/* Without times in the format none was filled in. */
static void
clear_times(const struct trace *t, uint64_t *time, size_t n)
{
	if (time != NULL && (trace_carries(t) & CARRIES_TIME) == 0)
		memset(time, 0xff, n * sizeof(*time));
}

/* A batch of a source.  A strict one is a single access, so that its number is
 * known. */
static int
compute(struct trace *t, struct access *a, uint64_t *time, size_t cap,
    size_t *n, struct event *ev, struct err *err)
{
	if (t->source->next(t->source->self, a, time, t->sink.strict ? 1 : cap,
		n, ev, err) != 0)
		return (-1);
	if ((t->source->carries & CARRIES_TIME) == 0)
		ev->timed = false;
	clear_times(t, time, *n);
	t->window.taken += *n;
	t->sink.split.accesses += *n;
	t->window.past.line = WHERE_RECORD | t->window.taken;
	return (0);
}

int
trace_next(struct trace *t, struct access *a, size_t cap, size_t *n,
    struct event *ev, struct err *err)
{
	return (trace_next_timed(t, a, NULL, cap, n, ev, err));
}

int
trace_next_timed(struct trace *t, struct access *a, uint64_t *time, size_t cap,
    size_t *n, struct event *ev, struct err *err)
{
	struct sink *to = &t->sink;

	if (t->source != NULL)
		return (compute(t, a, time, cap, n, ev, err));
	*n = 0;
	to->event.kind = ev->kind = EVENT_NONE;
	split_batch(&to->split, a, time, cap);
	while (!sink_full(to)) {
		int more = 1;

		if (t->window.p < t->window.end && decode(t, err) != 0)
			return (blame_damage(t, err));
		if (!sink_full(to))
			more = window_move(t, err);
		if (more < 0)
			return (-1);
		if (more == 0)
			break;
	}
	if (to->split.n == 0 && to->event.kind == EVENT_NONE)
		return (check_end(t, err));
	*n = to->split.n;
	*ev = to->event;
	clear_times(t, time, *n);
	return (0);
}

bool
trace_has_refs(const struct trace *t)
{
	const struct trace_format *f = t->use.format;

	return (t->source == NULL && f->has_pages != NULL && !t->sink.strict &&
		!t->sink.split.no_fetch &&
		f->has_pages(t->use.state, t->sink.split.shift));
}

/* The next references, or with pass only their number. */
static int
next_refs(struct trace *t, struct trace_refs *refs, uint64_t most, bool pass,
    struct event *ev, struct err *err)
{
	const struct trace_format *f = t->use.format;
	void *state = t->use.state;
	struct window *w = &t->window;
	struct sink *to = &t->sink;
	int more = 1;

	*refs = (struct trace_refs){ .n = 0 };
	to->event.kind = ev->kind = EVENT_NONE;
	while (more == 1 && refs->n == 0 && to->event.kind == EVENT_NONE) {
		if (w->p < w->end &&
		    (pass ? f->pass(state, w, to, most, &refs->n, err)
			  : f->pages(state, w, to, refs, most, err)) != 0)
			return (blame_damage(t, err));
		if (refs->n == 0 && to->event.kind == EVENT_NONE)
			more = window_move(t, err);
	}
	*ev = to->event;
	if (more == 0)
		return (check_end(t, err));
	return (more < 0 ? -1 : 0);
}

int
trace_next_refs(struct trace *t, struct trace_refs *refs, size_t most,
    struct event *ev, struct err *err)
{
	return (next_refs(t, refs, most, false, ev, err));
}

int
trace_pass(struct trace *t, uint64_t most, size_t *n, struct event *ev,
    struct err *err)
{
	struct trace_refs refs;
	int failed = next_refs(t, &refs, most, true, ev, err);

	*n = refs.n;
	return (failed);
}

struct err_where
trace_where(const struct trace *t)
{
	return (record_where(&t->window));
}

void
trace_progress(const struct trace *t, uint64_t *done, uint64_t *total)
{
	if (t->source != NULL) {
		*done = t->window.taken;
		*total = t->source->total;
		return;
	}
	*done = t->input->done;
	*total = t->input->total;
}

void
trace_tell(const struct trace *t, struct trace_facts *facts)
{
	const char *member = input_member(t->path);
	const char *slash = memrchr(t->path, '/',
	    member != NULL ? (size_t)(member - t->path) : strlen(t->path));
	const struct trace_format *f = t->use.format;

	/* The option in place of a path is no name. */
	facts->name = strcmp(t->path, "--refs") == 0 ? "refs"
		      : slash == NULL                ? t->path
						     : slash + 1;
	if (t->source != NULL) {
		facts->format = t->source->format;
		memcpy(facts->digest, t->source->digest, sizeof(facts->digest));
	} else {
		facts->format =
		    f->params == NULL || strcmp(t->label, f->name) == 0
			? f->name
			: t->label;
		input_digest(t->input, facts->digest);
	}
	facts->accesses = t->sink.split.accesses;
	facts->straddles = t->sink.split.straddles;
	facts->ignored = t->sink.ignored;
	facts->malformed = t->sink.malformed;
	facts->backward = facts->thread = 0;
	facts->assumed_base = facts->assumed_unit = facts->assumed_third = NULL;
	facts->assumed_list = facts->assumed_label = facts->assumed_size = NULL;
	facts->assumed_process = facts->recorded = facts->declared = NULL;
	facts->reduced = false;
	facts->reduction = (struct trace_reduction){ 0 };
	facts->provenance = NULL;
	facts->numbers = f != NULL ? f->numbers : NULL;
	facts->partial = f != NULL ? f->partial : t->source->partial;
	if (f != NULL && f->tell != NULL)
		f->tell(&t->use, t->sink.split.shift, facts);
}
