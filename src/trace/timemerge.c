/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Merging traces by time.
 */
#include "trace/timemerge.h"

#include <string.h>

#include "trace/format.h"

/* Accesses of a file that are read at a time; at least what trace_next()
 * requires. */
#define BATCH 4096

struct part {
	struct trace *trace;
	uint64_t thread; /* 0: not named */
	struct access access[BATCH];
	uint64_t time[BATCH];
	size_t at, n;
	struct event event; /* behind the accesses; EVENT_NONE: none */
	uint64_t now;       /* of what is next */
	uint32_t own; /* its place among the files, from 1 on; where each file
		       * is a process of its own, that process */
	uint32_t pid; /* the one it has there; UINT32_MAX: it had none yet */
	uint64_t backward; /* accesses whose time is before an earlier one's */
	bool timed;        /* at least one record had a time */
	bool ended;
};

struct trace_merge {
	struct part **part;
	size_t n;
	bool own_pids;
	struct trace_source source;
};

static bool
is_empty(const struct part *p)
{
	return (p->at == p->n && p->event.kind == EVENT_NONE);
}

/* Sets the time of what is next. */
static void
see_time(struct part *p)
{
	uint64_t time = NO_TIME;

	if (p->at < p->n)
		time = p->time[p->at];
	else if (p->event.timed)
		time = p->event.time;
	if (time == NO_TIME)
		return;
	p->timed = true;
	if (time > p->now)
		p->now = time;
}

static int
refuse_untimed(const struct part *p, struct err *err)
{
	const struct err_where at = { .file = trace_where(p->trace).file };

	return (err_at(
	    err, ERR_TRACE, &at, "has no times, and files are merged by time"));
}

/* Reads more of a file, if all of what was read is gone. */
static int
fill(struct part *p, struct err *err)
{
	if (!is_empty(p) || p->ended)
		return (0);
	p->at = 0;
	if (trace_next_timed(p->trace, p->access, p->time, BATCH, &p->n,
		&p->event, err) != 0)
		return (-1);
	p->ended = is_empty(p);
	see_time(p);
	/* Late, but what was written until now is thrown away. */
	return (p->ended && !p->timed ? refuse_untimed(p, err) : 0);
}

/* Between the references of a part others come, so that what is left of it is
 * not what is left of the whole. */
static int
refuse_reduced(const struct part *p, struct err *err)
{
	const struct err_where at = { .file = trace_where(p->trace).file };

	return (err_at(err, ERR_TRACE, &at,
	    "was reduced, and the reductions of parts are not that of the "
	    "whole (merge the traces that they were made from)"));
}

static int
refuse_numbered(const struct part *p, const char *numbers, struct err *err)
{
	const struct err_where at = { .file = trace_where(p->trace).file };

	return (err_at(err, ERR_TRACE, &at,
	    "numbers its %s in order of appearance, so those of several files "
	    "would be taken for each other (use --merge=pids: each file is a "
	    "process)",
	    numbers));
}

static int
open_part(struct part *p, const struct trace_spec *spec,
    struct trace_source *whole, bool shared, struct err *err)
{
	struct trace_facts facts;

	if (trace_open(&p->trace, spec, err) != 0)
		return (-1);
	if ((trace_carries(p->trace) & CARRIES_TIME) == 0)
		return (refuse_untimed(p, err));
	if (fill(p, err) != 0)
		return (-1);
	trace_tell(p->trace, &facts);
	p->thread = facts.thread;
	if (facts.reduction.frames > 0)
		return (refuse_reduced(p, err));
	if (shared && facts.numbers != NULL)
		return (refuse_numbered(p, facts.numbers, err));
	whole->carries |= trace_carries(p->trace);
	if (whole->partial == NULL)
		whole->partial = facts.partial;
	return (0);
}

/* Whether a comes before b: by time, then by thread, then as they were given.
 */
static bool
is_before(const struct part *a, const struct part *b)
{
	if (a->now != b->now)
		return (a->now < b->now);
	return (
	    a->thread != b->thread ? a->thread < b->thread : a->own < b->own);
}

/* The part that is next and, for how long it is, the one after it. */
static struct part *
choose(const struct trace_merge *g, const struct part **second)
{
	struct part *first = NULL;

	*second = NULL;
	for (size_t i = 0; i < g->n; i++) {
		struct part *p = g->part[i];

		if (p->ended)
			continue;
		if (first == NULL || is_before(p, first)) {
			*second = first;
			first = p;
		} else if (*second == NULL || is_before(p, *second)) {
			*second = p;
		}
	}
	return (first);
}

static int
give_own(const struct part *p, uint32_t *pid, struct err *err)
{
	struct err_where at;

	if (*pid == p->pid) {
		*pid = p->own;
		return (0);
	}
	at = trace_where(p->trace);
	return (err_at(err, ERR_TRACE, &at,
	    "the file has several processes (%u and %u): it cannot become one "
	    "(use --merge without pids)",
	    p->pid, *pid));
}

/* Gives processes of their own to what a part gave out. */
static int
own_pids(struct part *p, struct access *a, size_t n, struct event *ev,
    struct err *err)
{
	bool event = ev->kind != EVENT_NONE;

	for (size_t i = 0; i < n; i++) {
		uint32_t pid = a[i].pid;

		if (p->pid > PID_MAX)
			p->pid = pid;
		if (give_own(p, &pid, err) != 0)
			return (-1);
		a[i].pid = pid & PID_MAX;
	}
	if (event && p->pid > PID_MAX)
		p->pid = ev->pid;
	if (event && ev->kind == EVENT_FORK)
		ev->pid = ev->child; /* that is another process */
	return (event ? give_own(p, &ev->pid, err) : 0);
}

/* Moves accesses of a part into a batch, as long as it is next. */
static int
take(struct part *p, const struct part *second, struct access *a,
    uint64_t *time, size_t cap, size_t *n, struct event *ev, struct err *err)
{
	do {
		if (p->at < p->n) {
			p->backward += p->time[p->at] < p->now;
			a[*n] = p->access[p->at++];
			if (time != NULL)
				time[*n] = p->timed ? p->now : NO_TIME;
			++*n;
		} else {
			*ev = p->event;
			p->event.kind = EVENT_NONE;
		}
		if (fill(p, err) != 0)
			return (-1);
		see_time(p);
	} while (!p->ended && ev->kind == EVENT_NONE && *n < cap &&
		 (second == NULL || !is_before(second, p)));
	return (0);
}

static int
next(void *self, struct access *a, uint64_t *time, size_t cap, size_t *n,
    struct event *ev, struct err *err)
{
	struct trace_merge *g = self;

	*n = 0;
	ev->kind = EVENT_NONE;
	while (*n < cap && ev->kind == EVENT_NONE) {
		const struct part *second;
		struct part *p = choose(g, &second);
		size_t before = *n;

		if (p == NULL)
			break;
		if (take(p, second, a, time, cap, n, ev, err) != 0)
			return (-1);
		if (g->own_pids &&
		    own_pids(p, a + before, *n - before, ev, err) != 0)
			return (-1);
	}
	return (0);
}

int
trace_merge_open(struct trace_merge **out, struct mem *m,
    const struct trace_spec *spec, const char *const *path, size_t n,
    bool own_pids, struct err *err)
{
	struct trace_merge *g = mem_alloc(m, sizeof(*g));

	*out = g;
	if (n > MERGE_MAX)
		return (err_set(err, ERR_USAGE,
		    "%zu files to merge (at most %d; merge some of them first)",
		    n, MERGE_MAX));
	g->part = mem_array(m, n, sizeof(struct part *));
	g->own_pids = own_pids;
	g->source = (struct trace_source){
		.format = "merge",
		.next = next,
		.self = g,
	};
	for (size_t i = 0; i < n; i++) {
		struct trace_spec one = *spec;
		struct part *p = g->part[g->n++] = mem_alloc(m, sizeof(*p));

		one.path = path[i];
		p->own = (uint32_t)g->n;
		p->pid = UINT32_MAX;
		if (open_part(p, &one, &g->source, n > 1 && !own_pids, err) !=
		    0)
			return (-1);
	}
	if (own_pids)
		g->source.carries |= CARRIES_PIDS;
	return (0);
}

void
trace_merge_close(struct trace_merge *g)
{
	for (size_t i = 0; g != NULL && i < g->n; i++)
		trace_close(g->part[i]->trace);
}

const struct trace_source *
trace_merge_source(const struct trace_merge *g)
{
	return (&g->source);
}

void
trace_merge_tell(const struct trace_merge *g, struct trace_facts *facts)
{
	*facts = (struct trace_facts){ .name = "" };
	for (size_t i = g->n; i-- > 0;) {
		struct trace_facts one = { .name = "" };
		uint64_t ignored = facts->ignored, malformed = facts->malformed;
		uint64_t accesses = facts->accesses;
		uint64_t backward = facts->backward + g->part[i]->backward;

		trace_tell(g->part[i]->trace, &one);
		*facts = one;
		facts->ignored += ignored;
		facts->malformed += malformed;
		facts->accesses += accesses;
		facts->backward += backward;
	}
}
