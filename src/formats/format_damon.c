/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * damon: DAMON's regions as perf script or ftrace print its tracepoint.
 *
 *	kdamond.0  4452 [000] 82877.315633: damon:damon_aggregated:
 *	    target_id=0 nr_regions=17 140731667070976-140731668037632: 0 3
 *
 * A line is a region, from its start up to its end (decimal, in bytes), how
 * often it was found accessed in an aggregation interval, and its age, which
 * the first kernels do not print.
 *
 * Source: Linux, include/trace/events/damon.h, damon_aggregated; regions.h says
 * how accesses are made of it.
 */
#include <string.h>

#include "formats/plain_values.h"
#include "formats/regions.h"
#include "formats/samples.h"

#define EVENT "damon_aggregated: "

struct damon {
	struct regions regions;
	/* Up to the time, of the line that was read last by damon_line(). */
	struct plain_same task;
};

/* "start-end: accesses"; the number of each, and where the region begins. */
static bool
read_region(const char *p, const char *end, uint64_t v[3], const char **at)
{
	static const char behind[] = { '-', ':', ' ' };

	field_blanks(&p, end);
	*at = p;
	for (int i = 0; i < 3; i++) {
		if (field_decimal(&p, end, &v[i]) != FIELD_OK)
			return (false);
		if (p == end)
			return (i == 2);
		if (*p++ != behind[i])
			return (false);
		field_blanks(&p, end);
	}
	return (true);
}

/* Behind "name=". */
static bool
read_named(const char **p, const char *end, const char *name, uint64_t *v)
{
	field_blanks(p, end);
	return (field_prefix(p, end, name) &&
		field_decimal(p, end, v) == FIELD_OK && field_ends(*p, end));
}

/* The time before the event, of whose name a part may stand before it. */
static void
read_time(struct damon *d, const char *s, const char *event)
{
	struct regions *r = &d->regions;
	const char *p = event;

	while (p > s && !field_ends(p - 1, event))
		p--;
	while (p > s && field_ends(p - 1, event))
		p--;
	event = p;
	while (p > s && !field_ends(p - 1, event))
		p--;
	if (!sample_time(p, event, 9, &r->time)) {
		r->time = NO_TIME;
		return;
	}
	field_blanks(&s, p);
	plain_see(&d->task, s, p);
}

/* The rest of a line's accesses are made at its last character that is neither
 * a blank nor taken for the beginning of a comment. */
static const char *
resumes_at(const char *end)
{
	while (strchr(" \t\r#;", end[-1]) != NULL)
		end--;
	return (end - 1);
}

static enum record_kind
damon_line(void *state, const char *s, const char *end, struct record *rec)
{
	struct damon *d = state;
	struct regions *r = &d->regions;
	const char *event, *p, *at;
	uint64_t target, regions, v[3];
	enum record_kind kind;

	if (r->left == 0) {
		event = sample_find(s, end, EVENT);
		if (event == NULL)
			return (RECORD_STRANGE);
		p = event + sizeof(EVENT) - 1;
		if (!read_named(&p, end, "target_id=", &target) ||
		    !read_named(&p, end, "nr_regions=", &regions) ||
		    !read_region(p, end, v, &at))
			return (record_malformed(rec, event,
			    "target_id=, nr_regions= and start-end: accesses "
			    "belong here"));
		kind = regions_target(r, rec, event, target);
		if (kind == RECORD_OURS)
			kind = regions_begin(r, rec, at, v[0], v[1], v[2]);
		read_time(d, s, event);
		if (kind != RECORD_OURS || r->left == 0)
			return (kind);
	}
	if (r->left > 1)
		rec->rest = resumes_at(end);
	return (regions_access(r, rec));
}

/* A plain line, whose event comes behind a task that is known. */
struct plain_region {
	struct region it;
	const char *last; /* where its accesses go on */
	bool good;
};

/* "target_id=0" */
static always_inline bool
plain_named(struct plain_fields *f, const char *name, uint64_t *v)
{
	return (plain_text(f, name) && plain_decimal(f, v));
}

/* "140731667070976-140731668037632:" */
static always_inline bool
plain_range(struct plain_fields *f, uint64_t *from, uint64_t *to)
{
	const char *s = f->p, *end, *dash;

	if (!plain_cut(f, &end) || end == s || end[-1] != ':')
		return (false);
	dash = plain_first_of(s, '-');
	return (*dash == '-' && plain_value(f, s, dash, from) &&
		plain_value(f, dash + 1, end - 1, to));
}

/* What is behind the accesses, which the first kernels do not print. */
static always_inline bool
plain_age(struct plain_fields *f, struct plain_region *g)
{
	g->last = f->p - 1;
	if (*f->p != ' ')
		return (plain_line_end(&f->p));
	plain_rest(f);
	g->last = resumes_at(f->end);
	return (true);
}

static always_inline struct plain_region
read_plain(const struct damon *d, const struct plain_place *at)
{
	const struct regions *r = &d->regions;
	struct plain_fields f = plain_fields(at, ' ');
	struct plain_region g = { .good = false };
	uint64_t target = 0, regions;
	const char *s;

	plain_blanks(&f);
	if (!plain_again(&f, &d->task) || !plain_clock(&f, &g.it.time))
		return (g);
	plain_blanks(&f);
	if (f.p[5] == ':' && !plain_text(&f, "damon:"))
		return (g);
	if (!plain_text(&f, EVENT) || !plain_named(&f, "target_id=", &target) ||
	    !plain_named(&f, "nr_regions=", &regions) ||
	    !plain_range(&f, &g.it.start, &g.it.end))
		return (g);
	s = f.p;
	g.good = plain_value(&f, s, plain_stop(&f), &g.it.accesses) &&
		 plain_age(&f, &g) && plain_done(&f) && r->pid < r->ntarget &&
		 target == r->target[r->pid] && region_good(&g.it);
	return (g);
}

static always_inline bool
take_line(void *how, struct plain_run *r, const struct plain_place *at)
{
	struct damon *d = how;
	struct plain_region g = read_plain(d, at);

	if (unlikely(!g.good || g.it.accesses > r->c->cap - r->n))
		return (false);
	regions_fill(&d->regions, r->c, r->n, &g.it);
	r->n += g.it.accesses;
	r->accesses += g.it.accesses;
	if (unlikely(g.it.accesses == 0)) {
		r->ignored++;
		return (true);
	}
	r->more += g.it.accesses - 1;
	r->record = g.it.accesses == 1 ? at->p : g.last;
	return (true);
}

static void
damon_bulk(void *state, struct window *w, struct sink *to)
{
	if (((const struct damon *)state)->regions.left == 0)
		plain_each_line(take_line, state, ' ', w, to);
}

const struct trace_format trace_format_damon = {
	.name = "damon",
	.summary = "regions of DAMON as its tracepoint prints them",
	.carries = CARRIES_PIDS | CARRIES_TIME | CARRIES_SAMPLED,
	.numbers = "targets",
	.partial = "regions",
	.params = region_params,
	.params_size = sizeof(struct region_params),
	.state_size = sizeof(struct damon),
	.open = regions_open,
	.line = damon_line,
	.bulk = damon_bulk,
};
