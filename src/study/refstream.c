/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Reads a trace and applies it to its address spaces.  The changes of pages
 * that follow from an event are placed between the references before and after
 * it.
 *
 * References are resolved into two buffers in turn, so that one chunk can be
 * used while the next one is made.
 */
#include "study/refstream.h"

#include <sys/stat.h>

#include <string.h>

#include "sim/replay.h"
#include "space/numbered.h"
#include "study/owntime.h"
#include "study/ref_buffer.h"
#include "study/strict.h"
#include "trace/format.h"

/* A chunk ends after so many pieces without a reference, such as those outside
 * the window: the progress is told between chunks. */
#define IDLE_MAX 1024

struct refstream {
	struct readahead *trace;
	struct window *window;
	struct spaces *spaces;
	struct numbered *numbered; /* the trace numbers its pages; or NULL */
	struct mem *m;
	struct ref_buffer buffer[2];
	unsigned turn;                /* the buffer of the chunk made last */
	uint64_t references, changes; /* in the chunks so far */
	struct own_time time;         /* think=trace */
	struct strict *strict; /* NULL: it is not, or each record is checked */
	bool begun, ended, failed;
	struct err err; /* failed: returned after the chunk before it */
	const struct read_watch *watch; /* NULL: none */
	struct trace_facts facts;
	uint64_t warmup_fed, warmup_denied;
};

static void
tell_watch(const struct read_watch *watch, bool begins)
{
	if (watch != NULL)
		watch->reads(watch->self, begins);
}

/* With think=trace the format must have times. */
static int
check_times(
    const struct refstream *w, const struct trace_spec *spec, struct err *err)
{
	const struct err_where at = { .file = spec->path };
	struct trace_facts facts = { 0 };

	if (spec->settings->think != THINK_TRACE ||
	    (readahead_carries(w->trace) & CARRIES_TIME) != 0)
		return (0);
	readahead_tell(w->trace, &facts);
	return (err_at(err, ERR_TRACE, &at,
	    "the format %s does not carry the property 'time', which "
	    "think=trace needs ('list formats' names the formats that do)",
	    facts.format));
}

int
refstream_open(struct refstream **out, struct mem *m,
    const struct trace_spec *trace, const struct area_spec *declared,
    size_t ndeclared, struct err *err)
{
	struct strict *strict = strict_open(m, trace, declared, ndeclared);
	int failed;

	tell_watch(trace->watch, true);
	failed = refstream_open_exact(out, m,
	    strict != NULL ? &strict->relaxed : trace, declared, ndeclared,
	    err);
	tell_watch(trace->watch, false);
	if (failed != 0)
		return (-1);
	(*out)->strict = strict;
	(*out)->watch = trace->watch;
	return (0);
}

int
refstream_open_exact(struct refstream **out, struct mem *m,
    const struct trace_spec *trace, const struct area_spec *declared,
    size_t ndeclared, struct err *err)
{
	struct refstream *w = mem_alloc(m, sizeof(*w));
	bool timed = trace->settings->think == THINK_TRACE;

	w->m = m;
	if (readahead_open(&w->trace, trace, timed, err) != 0)
		return (-1);
	if (check_times(w, trace, err) != 0 ||
	    spaces_open(&w->spaces, m, trace->settings, declared, ndeclared,
		err) != 0) {
		readahead_close(w->trace);
		return (-1);
	}
	w->window = window_open(m, w->trace, trace->settings, timed);
	if (!timed && readahead_has_refs(w->trace) &&
	    window_is_whole(w->window) && ndeclared == 0)
		w->numbered = numbered_open(m, w->spaces);
	for (int i = 0; i < 2; i++)
		ref_buffer_open(&w->buffer[i], m, timed);
	*out = w;
	return (0);
}

bool
refstream_can_reopen(const struct trace_spec *t)
{
	struct stat st;

	if (t->source != NULL)
		return (t->source->begin != NULL);
	return (t->text != NULL ||
		(stat(t->path, &st) == 0 && S_ISREG(st.st_mode)));
}

bool
refstream_has_events(const struct refstream *w)
{
	return ((readahead_carries(w->trace) & CARRIES_EVENTS) != 0);
}

void
refstream_watch_times(struct refstream *w, const struct settings *settings)
{
	if (w->numbered != NULL || w->buffer[0].time != NULL ||
	    (readahead_carries(w->trace) & CARRIES_TIME) == 0)
		return;
	readahead_want_times(w->trace);
	window_close(w->window);
	w->window = window_open(w->m, w->trace, settings, true);
}

void
refstream_close(struct refstream *w)
{
	if (w == NULL)
		return;
	tell_watch(w->watch, true);
	window_close(w->window);
	readahead_close(w->trace);
	tell_watch(w->watch, false);
}

/* Appends the changes of the spaces. */
static void
take_changes(struct refstream *w, struct ref_buffer *b)
{
	size_t n;
	const struct change *c = spaces_changes(w->spaces, &n);

	ref_buffer_take(b, w->m, w->references, c, n);
	for (size_t i = 0; i < n; i++)
		w->changes += c[i].kind != CHANGE_PROTECT;
}

/* The warm-up is over. */
static void
begin_counting(struct refstream *w, struct ref_buffer *b)
{
	const struct change count = {
		.kind = CHANGE_COUNT, .page = NO_PAGE, .other = NO_PAGE
	};
	struct trace_facts t;

	spaces_tell(w->spaces, &t);
	w->warmup_denied = t.denied_area + t.denied_permission;
	w->warmup_fed = w->references;
	ref_buffer_add(b, w->m, w->references, count);
}

/* Applies an event, if there is one. */
static int
apply_event(struct refstream *w, struct ref_buffer *b, const struct event *ev,
    const struct err_where *at, struct err *err)
{
	if (ev->kind == EVENT_NONE)
		return (0);
	if (spaces_event(w->spaces, ev, at, err) != 0)
		return (-1);
	take_changes(w, b);
	return (0);
}

/* References of accesses, each with the program's own time.  An access that is
 * denied gives none, so only accesses of one time are resolved at once. */
static int
resolve_timed(struct refstream *w, struct ref_buffer *b, struct reference *to,
    const struct window_piece *p, size_t *n, struct err *err)
{
	uint64_t *time = b->time + (to - b->reference) + 1;
	size_t i = 0, some, made;
	int failed;

	for (*n = 0; i < p->n; i += some) {
		for (some = 1; i + some < p->n; some++)
			if (p->time[i + some] != p->time[i])
				break;
		if (own_time_advance(&w->time, p->time[i], some, &p->at, err) !=
		    0)
			return (-1);
		failed = spaces_resolve(w->spaces, p->access + i, some, to + *n,
		    &made, &p->at, err);
		if (failed == 0)
			take_changes(w, b);
		for (; made > 0; made--, w->references++)
			time[(*n)++] = w->time.own;
		if (failed != 0)
			return (-1);
	}
	return (0);
}

/* Reads up to an event, at most so many accesses; *n: references made. */
static int
read_some(struct refstream *w, struct ref_buffer *b, struct reference *to,
    size_t most, size_t *n, struct err *err)
{
	struct window_piece p;

	if (window_next(w->window, most, &p, err) != 0)
		return (-1);
	if (b->time != NULL) {
		if (resolve_timed(w, b, to, &p, n, err) != 0)
			return (-1);
	} else {
		if (p.time != NULL)
			own_time_watch(&w->time, &p);
		if (spaces_resolve(
			w->spaces, p.access, p.n, to, n, &p.at, err) != 0)
			return (-1);
		take_changes(w, b);
		w->references += *n;
	}
	w->ended = p.end;
	if (p.counts)
		begin_counting(w, b);
	return (apply_event(w, b, &p.event, &p.at, err));
}

/* The same of a trace that numbers its pages. */
static int
read_refs(struct refstream *w, struct ref_buffer *b, struct reference *to,
    size_t most, size_t *n, struct err *err)
{
	struct trace_refs r;
	struct batch p;

	if (readahead_refs(w->trace, &r, most, &p, err) != 0)
		return (-1);
	if (numbered_resolve(w->numbered, r.ref, r.n, r.page, r.npage, to, n,
		&p.at, err) != 0)
		return (-1);
	take_changes(w, b);
	w->references += *n;
	w->ended = r.n == 0 && p.event.kind == EVENT_NONE;
	if (p.event.kind != EVENT_NONE)
		numbered_forget(w->numbered);
	return (apply_event(w, b, &p.event, &p.at, err));
}

/* At the end: looks for what strict makes an error, if there may be something.
 */
static int
check_strict(struct refstream *w)
{
	struct trace_facts t = { 0 };

	if (w->strict == NULL || (!w->failed && !w->ended))
		return (0);
	readahead_tell(w->trace, &t);
	spaces_tell(w->spaces, &t);
	if (!w->failed &&
	    t.malformed + t.denied_area + t.denied_permission == 0)
		return (0);
	return (strict_read(w->strict, &w->err));
}

static int
read_chunk(struct refstream *w, uint64_t most, struct chunk *c, struct err *err)
{
	struct ref_buffer *b = &w->buffer[w->turn ^= 1];
	size_t n = 0, some;
	unsigned idle = 0; /* empty pieces */

	if (most > CHUNK_MAX)
		most = CHUNK_MAX;
	w->begun = true;
	b->nchange = 0;
	if (b->time != NULL)
		b->time[0] = w->time.own;
	*c = (struct chunk){ .first = w->references };
	/* The last eighth is not filled: reading few accesses at a time costs
	 * more per access. */
	while (!w->failed && !w->ended && b->nchange < CHANGES_MAX &&
	       n + most / 8 < most && idle < IDLE_MAX) {
		some = 0;
		w->failed = (w->numbered != NULL ? read_refs : read_some)(w, b,
				b->reference + n, (size_t)most - n, &some,
				&w->err) != 0;
		n += some;
		idle += some == 0;
	}
	if (check_strict(w) != 0 || (w->failed && n == 0 && b->nchange == 0)) {
		*err = w->err;
		return (-1);
	}
	memset(b->reference + n, 0, REPLAY_AHEAD * sizeof(*b->reference));
	c->reference = b->reference;
	c->n = n;
	c->time = b->time;
	c->change = b->change;
	c->nchange = b->nchange;
	c->npages = spaces_pages(w->spaces);
	c->end = w->ended;
	return (0);
}

static int
next(void *self, uint64_t most, struct chunk *c, struct err *err)
{
	struct refstream *w = self;
	int failed;

	tell_watch(w->watch, true);
	failed = read_chunk(w, most, c, err);
	tell_watch(w->watch, false);
	return (failed);
}

static void
facts(void *self, struct stream_facts *out)
{
	struct refstream *w = self;
	struct trace_facts *t = &w->facts;

	*out = (struct stream_facts){
		.page = spaces_page_facts(w->spaces),
		.npages = PAGES_MAX,
		.narea = AREAS_MAX,
		.nprocess = PROCESSES_MAX,
	};
	if (!w->begun)
		return;
	*t = (struct trace_facts){ .changes = w->changes };
	readahead_tell(w->trace, t);
	t->format = mem_strdup(w->m, t->format);
	if (t->provenance != NULL)
		t->provenance = mem_strdup(w->m, t->provenance);
	spaces_tell(w->spaces, t);
	window_tell(w->window, t);
	t->backward += w->time.backward;
	t->window.warmup_fed = w->warmup_fed;
	t->window.warmup_denied = w->warmup_denied;
	out->npages = t->pages == 0 ? 1 : (page_id_t)t->pages;
	out->narea = t->narea;
	out->nprocess = t->nprocess;
	out->trace = t;
}

static void
progress(void *self, uint64_t *done, uint64_t *total)
{
	readahead_progress(((struct refstream *)self)->trace, done, total);
}

struct source
refstream_source(struct refstream *w)
{
	return ((struct source){
	    .next = next,
	    .facts = facts,
	    .progress = progress,
	    .self = w,
	});
}
