/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Dividing frames among processes and groups of them.  A limit in per cent is
 * rounded down, to one frame at least.  The rest is divided equally among the
 * parts without a limit; the remainder is given to the first of them, a frame
 * each.  If every part has a limit, the first gets the rest, so that all frames
 * are used.
 */
#include "sim/frame_quota.h"

#include <inttypes.h>

#include "model/process_group.h"

#define NO_PART UINT32_MAX

struct division {
	struct frame_division out;
	frame_t *frames;
	uint32_t *part;
	struct quota *limit; /* by part; of no frames and no share: none */
};

static const struct quota *
quota_of(const struct frame_quotas *by, uint32_t pid)
{
	for (size_t i = 0; i < by->n; i++)
		if (by->quota[i].pid == pid)
			return (&by->quota[i]);
	return (NULL);
}

static uint64_t
frames_of(const struct quota *q, frame_t nframes)
{
	uint64_t n;

	if (q->ppm == 0)
		return (q->frames);
	n = (uint64_t)nframes * q->ppm / 1000000;
	return (n > 0 ? n : 1);
}

/* q: the limit at which frames ran out; NULL: there is none. */
static int
too_few(const struct division *d, frame_t nframes, uint64_t given,
    const struct quota *q, bool groups, struct err *err)
{
	struct err_where at = { 0 };

	if (q != NULL)
		at = (struct err_where){ q->file, q->line, q->column };
	if (given == 0)
		return (err_at(err, ERR_LIMIT, &at,
		    "%ju frames are too few for scope=local: each of %zu %s "
		    "needs one",
		    (uintmax_t)nframes, d->out.n,
		    groups ? "groups" : "processes"));
	return (err_at(err, ERR_LIMIT, &at,
	    "%ju frames are too few for scope=local: %s take %ju of them, "
	    "and each of %zu %s needs one",
	    (uintmax_t)nframes, groups ? "limits" : "quotas", (uintmax_t)given,
	    d->out.n, groups ? "groups" : "processes"));
}

/* The first process that the group has; NO_PART: it has none. */
static uint32_t
first_of(const struct process_group *g, const struct process_fact *process,
    size_t nprocess)
{
	for (size_t i = 0; i < nprocess; i++)
		if (group_has(g, process[i].pid))
			return ((uint32_t)i);
	return (NO_PART);
}

/* By process, the first one of the group that it is in, or NO_PART. */
static int
find_groups(struct division *d, const struct process_fact *process,
    size_t nprocess, const char *text, struct quota *limit, struct err *err)
{
	struct process_group g;

	for (size_t i = 0; i < nprocess; i++)
		d->part[i] = NO_PART;
	while (groups_next(&text, &g)) {
		uint32_t first = first_of(&g, process, nprocess);

		if (first == NO_PART)
			return (err_set(err, ERR_TRACE,
			    "groups: no process of group %.*s is in the trace",
			    (int)g.length, g.processes));
		limit[first] =
		    (struct quota){ .frames = g.frames, .ppm = g.ppm };
		for (size_t i = 0; i < nprocess; i++)
			if (group_has(&g, process[i].pid))
				d->part[i] = first;
	}
	/* A parent comes before its children. */
	for (size_t i = 0; i < nprocess; i++)
		if (d->part[i] == NO_PART && process[i].parent < i)
			d->part[i] = d->part[process[i].parent];
	return (0);
}

/* Numbers the parts, and gives each its limit. */
static int
number_parts(struct division *d, const struct process_fact *process,
    size_t nprocess, const struct frame_quotas *by, const struct quota *limit,
    struct err *err)
{
	for (size_t i = 0; i < nprocess; i++) {
		const struct quota *q = quota_of(by, process[i].pid);
		const uint32_t first = d->part[i];

		if (first != NO_PART && q != NULL) {
			const struct err_where at = { q->file, q->line,
				q->column };

			return (err_at(err, ERR_CONFIG, &at,
			    "process %" PRIu32 " has a quota, and is in a "
			    "group (groups: has the limit)",
			    process[i].pid));
		}
		if (first != NO_PART && first < i) {
			d->part[i] = d->part[first];
			continue;
		}
		d->limit[d->out.n] = first != NO_PART ? limit[i]
				     : q != NULL      ? *q
						 : (struct quota){ .pid = 0 };
		d->part[i] = (uint32_t)d->out.n++;
	}
	return (0);
}

/* What the limits leave is divided among the other parts. */
static int
share_out(struct division *d, frame_t nframes, bool groups, struct err *err)
{
	const struct quota *last = NULL;
	uint64_t given = 0, left;
	size_t others = 0;

	for (size_t i = 0; i < d->out.n; i++) {
		const struct quota *q = &d->limit[i];
		bool has = q->frames != 0 || q->ppm != 0;
		uint64_t n = has ? frames_of(q, nframes) : 0;

		if (has)
			last = q;
		if (n > nframes - given)
			return (too_few(d, nframes, given + n, q, groups, err));
		d->frames[i] = (frame_t)n;
		given += n;
		others += n == 0;
	}
	left = nframes - given;
	if (left < others)
		return (too_few(d, nframes, given, last, groups, err));
	for (size_t i = 0; i < d->out.n && others > 0; i++) {
		if (d->frames[i] != 0)
			continue;
		d->frames[i] = (frame_t)((left + others - 1) / others);
		left -= d->frames[i];
		others--;
	}
	d->frames[0] += (frame_t)left;
	return (0);
}

const struct frame_division *
frame_quota_divide(struct mem *m, frame_t nframes,
    const struct process_fact *process, size_t nprocess,
    const struct frame_quotas *by, struct err *err)
{
	struct division *d = mem_alloc(m, sizeof(*d));
	struct quota *limit = mem_array(m, nprocess, sizeof(*limit));

	*d = (struct division){
		.frames = mem_array(m, nprocess, sizeof(*d->frames)),
		.part = mem_array(m, nprocess, sizeof(*d->part)),
		.limit = mem_array(m, nprocess, sizeof(*d->limit)),
	};
	d->out.frames = d->frames;
	d->out.part = d->part;
	if (find_groups(d, process, nprocess, by->groups, limit, err) != 0 ||
	    number_parts(d, process, nprocess, by, limit, err) != 0 ||
	    share_out(d, nframes, by->groups != NULL, err) != 0)
		return (NULL);
	mem_free(m, limit);
	mem_free(m, d->limit);
	return (&d->out);
}
