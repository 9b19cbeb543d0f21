/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Runs with a grid of memory sizes, refined.
 */
#include "study/curve_grid.h"

#include <string.h>

#include "study/unit_plan.h"

/* Sizes that are added at a time: the next ones depend on what they show. */
#define ROUND 8

struct grid {
	const struct engine *e;
	const struct job *like;
	struct curve_point *point; /* ascending */
	size_t n, most;
	uint64_t last; /* frames of the largest */
	/* Of the last round: sizes, and the largest difference to the line. */
	uint64_t checked, off;
};

/* References that found every frame pinned were not made: such a point is none
 * of the curve. */
static int
check_frames(const struct job *job, struct err *err)
{
	if (job->outcome->no_frame == 0)
		return (0);
	return (err_set(err, ERR_LIMIT,
	    "%ju references found every one of %ju frames of %s pinned (use "
	    "more memory)",
	    (uintmax_t)job->outcome->no_frame, (uintmax_t)job->setup.nframes,
	    job->setup.policy->name));
}

/* Runs the points [0, n) of a list, which have frames. */
static int
run_points(
    const struct grid *g, struct curve_point *point, size_t n, struct err *err)
{
	struct mem *m = mem_open();
	struct job *job = mem_array(m, n, sizeof(*job));
	int failed;

	for (size_t i = 0; i < n; i++) {
		job[i] = *g->like;
		job[i].setup.nframes = (frame_t)point[i].frames;
		job[i].keep = m;
		job[i].outcome = mem_alloc(m, sizeof(*job[i].outcome));
	}
	failed = jobs_run(g->e->spec, job, n, &g->e->refstring, NULL, 0, err);
	for (size_t i = 0; failed == 0 && i < n; i++)
		failed = check_frames(&job[i], err);
	for (size_t i = 0; failed == 0 && i < n; i++) {
		point[i].faults = outcome_page_faults(job[i].outcome);
		point[i].writes = job[i].outcome->swap_writes;
	}
	mem_close(m);
	return (failed);
}

/* The next size of the first grid: all of them, where there are few; else 1, 2,
 * 3, 4, 6, 8, 12, 16 ... */
static uint64_t
next_size(const struct grid *g, uint64_t frames, uint64_t least)
{
	uint64_t power = UINT64_C(1) << (63 - __builtin_clzll(frames));
	uint64_t next = frames + 1;

	if (g->last - least >= g->most && power >= 2)
		next =
		    frames < power + power / 2 ? power + power / 2 : 2 * power;
	return (next < g->last ? next : g->last);
}

/* The page faults on the straight line from a to b. */
static uint64_t
line(const struct curve_point *a, const struct curve_point *b, uint64_t frames)
{
	unsigned __int128 width = b->frames - a->frames;
	unsigned __int128 sum =
	    (unsigned __int128)a->faults * (b->frames - frames) +
	    (unsigned __int128)b->faults * (frames - a->frames);

	return ((uint64_t)((sum + width / 2) / width));
}

static uint64_t
distance(uint64_t a, uint64_t b)
{
	return (a > b ? a - b : b - a);
}

/* How far a point is from the line between its neighbours. */
static uint64_t
bend(const struct grid *g, size_t i)
{
	const struct curve_point *p = &g->point[i];

	if (i == 0 || i + 1 == g->n)
		return (0);
	return (distance(p->faults, line(p - 1, p + 1, p->frames)));
}

/* What speaks for a size between points i and i + 1; 0: there is none. */
static uint64_t
worth(const struct grid *g, size_t i)
{
	uint64_t a = bend(g, i), b = bend(g, i + 1);

	if (g->point[i + 1].frames - g->point[i].frames < 2)
		return (0);
	return (1 + (a > b ? a : b));
}

/* A size between two points. */
static uint64_t
between(const struct curve_point *a, const struct curve_point *b)
{
	/* Far apart, the middle of a doubling and not of the frames. */
	if (b->frames > 3 * a->frames)
		return (2 * a->frames);
	return (a->frames + (b->frames - a->frames) / 2);
}

/* Chooses up to ROUND sizes, each between two other points; at[]: behind which.
 */
static size_t
choose(const struct grid *g, struct curve_point *fresh, size_t *at)
{
	size_t n = 0;

	while (n < ROUND && g->n + n < g->most) {
		uint64_t best = 0;

		for (size_t i = 0; i + 1 < g->n; i++) {
			bool taken = false;

			for (size_t k = 0; k < n; k++)
				taken |= at[k] == i;
			if (taken || worth(g, i) <= best)
				continue;
			best = worth(g, i);
			at[n] = i;
		}
		if (best == 0)
			break;
		fresh[n] =
		    (struct curve_point){ .frames = between(&g->point[at[n]],
					      &g->point[at[n] + 1]) };
		n++;
	}
	return (n);
}

/* Enters a point at its place. */
static void
insert(struct grid *g, const struct curve_point *p)
{
	size_t i = g->n++;

	for (; i > 0 && g->point[i - 1].frames > p->frames; i--)
		g->point[i] = g->point[i - 1];
	g->point[i] = *p;
}

/* One round; *more: sizes were added. */
static int
refine(struct grid *g, bool *more, struct err *err)
{
	struct curve_point fresh[ROUND];
	size_t at[ROUND], n = choose(g, fresh, at);

	*more = n > 0;
	if (n == 0)
		return (0);
	if (run_points(g, fresh, n, err) != 0)
		return (-1);
	g->checked = n;
	g->off = 0;
	for (size_t i = 0; i < n; i++) {
		uint64_t off = distance(fresh[i].faults,
		    line(&g->point[at[i]], &g->point[at[i] + 1],
			fresh[i].frames));

		if (off > g->off)
			g->off = off;
	}
	for (size_t i = 0; i < n; i++)
		insert(g, &fresh[i]);
	return (0);
}

/* The sizes of the first grid. */
static void
lay_out(struct grid *g, uint64_t least)
{
	uint64_t frames = least;

	g->n = 0;
	for (;; frames = next_size(g, frames, least)) {
		g->point[g->n++].frames = frames;
		if (frames >= g->last)
			break;
	}
}

size_t
curve_grid_sizes(uint64_t least, uint64_t last, uint64_t most_points,
    struct curve_point *point, size_t *all)
{
	struct grid g = {
		.point = point, .most = (size_t)most_points, .last = last
	};

	lay_out(&g, least);
	*all = last - least < g.most ? (size_t)(last - least + 1) : g.most;
	if (*all < g.n)
		*all = g.n;
	return (g.n);
}

/*
 * After the first grid ended with an error of a run: the least size with which
 * a run makes all references.  More frames than that are enough, too: what
 * keeps a run from going on are pages that are pinned, and those that must be
 * written where swap is limited.  -1: there is none, or the error is another
 * one.
 */
static int
find_least(const struct grid *g, uint64_t *least, struct err *err)
{
	uint64_t low = *least, high = g->last; /* low is not enough */
	struct curve_point probe = { .frames = high };
	struct err unused;

	if (err->kind != ERR_LIMIT || low >= high ||
	    run_points(g, &probe, 1, err) != 0)
		return (-1);
	while (high - low > 1) {
		probe.frames = low + (high - low) / 2;
		if (run_points(g, &probe, 1, &unused) == 0)
			high = probe.frames;
		else if (unused.kind == ERR_LIMIT)
			low = probe.frames;
		else
			return (*err = unused, -1);
	}
	*least = high;
	return (0);
}

int
curve_grid_run(const struct engine *e, size_t i, uint64_t least,
    uint64_t most_points, struct curve *out, struct err *err)
{
	struct grid g = {
		.e = e,
		.like = &e->job[i],
		.most = (size_t)most_points,
		.last = e->refstring.facts.npages,
	};
	bool more = true;

	/* Two for each doubling of 2^31 frames. */
	g.point = mem_array(e->keep, g.most + 64, sizeof(*g.point));
	lay_out(&g, least);
	if (run_points(&g, g.point, g.n, err) != 0) {
		if (find_least(&g, &least, err) != 0)
			return (-1);
		lay_out(&g, least);
		if (run_points(&g, g.point, g.n, err) != 0)
			return (-1);
	}
	while (more)
		if (refine(&g, &more, err) != 0)
			return (-1);
	out->exact = g.n == g.last - least + 1;
	out->has_writes = true;
	out->point = g.point;
	out->npoint = g.n;
	out->checked = g.checked;
	out->off = g.off;
	return (0);
}
