/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Curves from a sample: made as those of a trace that has the pages of the
 * sample alone, then both scales are multiplied.
 */
#include "study/curve_grid.h"
#include "study/sample.h"
#include "study/stack_curves.h"

/* Sizes at which the error is estimated, about. */
#define SIZES 32

/* The curve of run i over a string, in pages of the sample. */
static int
make_curve(const struct engine *e, size_t i, uint64_t points, struct curve *out,
    struct err *err)
{
	if (curve_is_of(e, i, "lru") && lru_curve_make(e, 1, out, err) != 0)
		return (-1);
	if (curve_is_of(e, i, "opt") && opt_curve_make(e, 1, out, err) != 0)
		return (-1);
	if (out->npoint > 0)
		return (0);
	return (curve_grid_run(e, i, 1, points, out, err));
}

/* The curves of all runs over a sample, in its pages. */
static int
make_curves(
    struct engine *e, uint64_t points, struct curve *curve, struct err *err)
{
	int failed = 0;

	for (size_t i = 0; i < e->study->nrun && failed == 0; i++) {
		if (e->job[i].setup.policy->sight == SEES_FUTURE &&
		    e->future.future.next == NULL)
			failed = future_open(&e->future, &e->refstring,
			    e->refstring.facts.npages, err);
		e->job[i].setup.future = &e->future.future;
		if (failed == 0)
			failed = make_curve(e, i, points, &curve[i], err);
	}
	future_close(&e->future);
	return (failed);
}

/* Multiplies both scales; points stay apart, because no part has more pages
 * than the trace. */
static void
scale(struct mem *keep, struct curve *c, uint64_t pages, uint64_t whole)
{
	struct curve_point *point = mem_array(keep, c->npoint, sizeof(*point));

	for (size_t i = 0; i < c->npoint; i++)
		point[i] = (struct curve_point){
			.frames = sample_up(c->point[i].frames, pages, whole),
			.faults = sample_up(c->point[i].faults, pages, whole),
			.writes = sample_up(c->point[i].writes, pages, whole),
		};
	c->point = point;
}

/* The value at a size, on the straight line between two points. */
static uint64_t
value_at(const struct curve *c, uint64_t frames)
{
	const struct curve_point *p = c->point, *end = p + c->npoint - 1;
	unsigned __int128 sum;

	while (p < end && p[1].frames <= frames)
		p++;
	if (p == end || frames <= p->frames)
		return (p->faults);
	sum = (unsigned __int128)p[0].faults * (p[1].frames - frames) +
	      (unsigned __int128)p[1].faults * (frames - p[0].frames);
	return ((uint64_t)(sum / (p[1].frames - p[0].frames)));
}

/* The error of a curve from those of n parts. */
static void
estimate(struct curve *out, const struct curve *const *part, size_t n,
    const struct trace_facts *t)
{
	size_t step = out->npoint / SIZES + 1, sizes = 0;
	uint64_t sum = 0, value[SAMPLE_PARTS];

	for (size_t i = 0; i < out->npoint; i += step, sizes++) {
		uint64_t frames = out->point[i].frames, error;
		uint64_t pages = t->sampling.pages;
		struct sample_bounds b = sample_bounds(frames, pages, t->pages);

		for (size_t k = 0; k < n; k++)
			value[k] = value_at(part[k], frames);
		error = sample_error(value, n, out->point[i].faults,
		    (const uint64_t[2]){
			value_at(out, sample_up(b.low, pages, t->pages)),
			value_at(out, sample_up(b.high, pages, t->pages)) },
		    t);
		sum += error;
		if (error > out->error_most)
			out->error_most = error;
	}
	out->error_mean = sizes > 0 ? sum / sizes : 0;
}

/* The curves of each part, and from them the errors. */
static int
estimate_all(struct engine *e, struct sample part[SAMPLE_PARTS],
    uint64_t points, struct curve *curve, struct err *err)
{
	struct study *s = e->study;
	struct refstring whole = e->refstring;
	struct curve *of[SAMPLE_PARTS];
	const struct curve *one[SAMPLE_PARTS];
	size_t n = 0;
	int failed = 0;

	for (size_t k = 0; k < SAMPLE_PARTS && failed == 0; k++) {
		if (part[k].pages == 0)
			continue;
		of[n] = mem_array(e->keep, s->nrun, sizeof(**of));
		e->refstring = part[k].string;
		failed = make_curves(e, points, of[n], err);
		for (size_t i = 0; i < s->nrun && failed == 0; i++)
			scale(
			    e->keep, &of[n][i], part[k].pages, s->trace.pages);
		n++;
	}
	e->refstring = whole;
	for (size_t i = 0; i < s->nrun && failed == 0; i++) {
		for (size_t k = 0; k < n; k++)
			one[k] = &of[k][i];
		estimate(&curve[i], one, n, &s->trace);
	}
	return (failed);
}

int
sample_curves(
    struct engine *e, uint64_t points, struct curve *curve, struct err *err)
{
	struct sample part[SAMPLE_PARTS] = { { .pages = 0 } };
	struct study *s = e->study;
	int failed = sample_record(e, part, err);

	if (failed == 0)
		failed = make_curves(e, points, curve, err);
	for (size_t i = 0; i < s->nrun && failed == 0; i++) {
		struct curve *c = &curve[i];

		scale(e->keep, c, s->trace.sampling.pages, s->trace.pages);
		c->exact = false;
		c->checked = 0;
		c->sampled = true;
	}
	if (failed == 0)
		failed = estimate_all(e, part, points, curve, err);
	sample_close(part);
	return (failed);
}
