/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Charts of the latency of faults: by percentile, and as a histogram.  Those of
 * a comparison are of one memory size, the middle one, on the first device.
 */
#include <string.h>

#include "base/hist.h"
#include "base/num.h"
#include "report/chart.h"
#include "result/label.h"

#define TAIL_MAX 1000000 /* 99.9999 % */
#define BINS_MAX 64      /* 20 decades of three */

/* The runs whose latency is shown. */
struct shown {
	const struct run **run;
	size_t n;
	uint64_t frames; /* of all of them; 0: of a single run */
};

static void
choose(struct shown *out, struct mem *m, const struct study *s)
{
	struct grid g;
	size_t middle;

	out->run = mem_array(m, s->nrun, sizeof(*out->run));
	if (!s->comparison || s->nrun == 0) {
		for (size_t i = 0; i < s->nrun; i++)
			out->run[out->n++] = &s->run[i];
		return;
	}
	grid_make(&g, m, s);
	middle = (g.nframes - 1) / 2;
	out->frames = g.frames[middle];
	for (size_t p = 0; p < g.npolicy; p++) {
		const struct run *r = grid_at(&g, 0, p, middle);

		if (r != NULL)
			out->run[out->n++] = r;
	}
}

static const struct hist *
latency_of(const struct run *r)
{
	const struct hist *h = r->outcome.latency;

	return (h != NULL && h->count > 0 && h->max > 0 ? h : NULL);
}

static void
name_line(struct mem *m, const struct run *r, struct chart_series *out)
{
	char label[LABEL_SIZE];

	out->name = mem_strdup(m, label_policy(label, sizeof(label), r));
	out->sight = grid_sight(r->sight);
}

/* Percentiles 50, 80, 90, 95 ... up to where a fault is left above. */
static void
make_tail(struct mem *m, const struct hist *h, struct chart_series *out)
{
	static const uint64_t step[] = { 1, 2, 5 };
	struct chart_point *point = mem_array(m, 24, sizeof(*point));

	out->point = point;
	out->markers = true;
	for (uint64_t power = 1; power <= TAIL_MAX; power *= 10)
		for (size_t i = 0; i < 3; i++) {
			uint64_t n = power * step[i];

			if (n == 1)
				continue;
			if (n > TAIL_MAX || (n > 2 && n > h->count))
				return;
			point[out->n++] = (struct chart_point){ n,
				hist_quantile(h, NUM_PPM - NUM_PPM / n) };
		}
}

/* The faults from each of 1, 2, 5, 10 ... nanoseconds to the next.  A bucket is
 * counted where its highest value is, as for a quantile. */
static void
make_bins(struct mem *m, const struct hist *h, struct chart_series *out)
{
	static const uint64_t step[] = { 1, 2, 5 };
	struct chart_point *point = mem_array(m, BINS_MAX + 1, sizeof(*point));
	uint64_t power = 1, edge;
	size_t n = 0, first = BINS_MAX, last = 0;

	for (unsigned i = 0; n < BINS_MAX; i++) {
		if (__builtin_mul_overflow(power, step[i % 3], &edge))
			break;
		point[n++].x = edge;
		if (i % 3 == 2 && __builtin_mul_overflow(power, 10, &power))
			break;
	}
	for (unsigned i = 0; hist_next(h, &i); i++) {
		uint64_t v = hist_high(i) < h->max ? hist_high(i) : h->max;
		size_t at = n - 1;

		while (at > 0 && point[at].x > v)
			at--;
		point[at].y += h->bucket[i];
		first = at < first ? at : first;
		last = at;
	}
	/* A bin without faults ends it. */
	if (last + 1 < n)
		last++;
	out->point = point + first;
	out->n = last - first + 1;
}

typedef void make_f(
    struct mem *m, const struct hist *h, struct chart_series *out);

static void
make(struct charts *c, struct mem *m, const struct shown *of, make_f *points,
    const struct chart *as)
{
	struct chart_series *line = mem_array(m, of->n, sizeof(*line));
	struct chart *new;
	char title[200], frames[40];
	size_t n = 0;

	for (size_t i = 0; i < of->n; i++) {
		const struct hist *h = latency_of(of->run[i]);

		if (h == NULL)
			continue;
		name_line(m, of->run[i], &line[n]);
		points(m, h, &line[n++]);
	}
	if (n == 0)
		return;
	new = charts_add(c, m);
	*new = *as;
	new->series = line;
	new->nseries = n;
	if (of->frames == 0)
		return;
	snprintf(title, sizeof(title), "%s, with %s", as->title,
	    num_print_things(frames, sizeof(frames), of->frames, "frame"));
	new->title = mem_strdup(m, title);
}

void
charts_of_latency(struct charts *c, struct mem *m, const struct study *s)
{
	static const struct chart tail = { .id = "latency",
		.title = "Latency of faults by percentile",
		.question = "How long do the slowest faults take?",
		.kind = CHART_LINES,
		.x = { "percentile", CHART_TAIL, true },
		.y = { "latency of a fault", CHART_TIME, true } };
	static const struct chart bins = { .id = "histogram",
		.title = "Histogram of the latency of faults",
		.question = "How many faults are fast, and how many are slow?",
		.kind = CHART_STEPS,
		.x = { "latency of a fault, from", CHART_TIME, true },
		.y = { "faults", CHART_COUNT, false } };
	struct shown of = { .n = 0 };

	choose(&of, m, s);
	make(c, m, &of, make_tail, &tail);
	make(c, m, &of, make_bins, &bins);
}
