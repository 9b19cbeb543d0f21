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
#include "formats/regions.h"
#include "formats/samples.h"

#define EVENT "damon_aggregated: "

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
read_time(struct regions *r, const char *s, const char *event)
{
	const char *p = event;

	while (p > s && !field_ends(p - 1, event))
		p--;
	while (p > s && field_ends(p - 1, event))
		p--;
	event = p;
	while (p > s && !field_ends(p - 1, event))
		p--;
	if (!sample_time(p, event, 9, &r->time))
		r->time = NO_TIME;
}

static enum record_kind
damon_line(void *state, const char *s, const char *end, struct record *rec)
{
	struct regions *r = state;
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
		read_time(r, s, event);
		if (kind != RECORD_OURS || r->left == 0)
			return (kind);
	}
	/* The rest of the accesses are made at the line's last character. */
	if (r->left > 1)
		rec->rest = end - 1;
	return (regions_access(r, rec));
}

const struct trace_format trace_format_damon = {
	.name = "damon",
	.summary = "regions of DAMON as its tracepoint prints them",
	.carries = CARRIES_PIDS | CARRIES_TIME | CARRIES_SAMPLED,
	.partial = "regions",
	.params = region_params,
	.params_size = sizeof(struct region_params),
	.state_size = sizeof(struct regions),
	.open = regions_open,
	.line = damon_line,
};
