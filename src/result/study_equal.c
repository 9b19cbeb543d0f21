/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Comparing studies: the trace, the runs and the curves, each value by name.
 */
#include "result/study_equal.h"

#include <stdarg.h>
#include <string.h>

#include "model/run_key.h"
#include "result/label.h"
#include "result/metric.h"
#include "result/run_equal.h"

struct differences {
	struct mem *m;
	const struct study *there, *here;
	size_t n, most;
	FILE *to;
};

static void tell(struct differences *d, const char *fmt, ...) printf_like(2, 3);

static void
tell(struct differences *d, const char *fmt, ...)
{
	char text[2 * LABEL_SIZE], clean[2 * LABEL_SIZE];
	va_list ap;

	if (d->n++ >= d->most)
		return;
	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	fprintf(d->to, "  %s\n", label_clean(clean, sizeof(clean), text));
}

/* Is it a result, and not a label, a quotient or the size of a policy's state?
 */
static bool
is_result(const struct metric *m)
{
	return ((m->flags & METRIC_DERIVED) == 0 &&
		(m->kind == METRIC_COUNT || m->kind == METRIC_TIME ||
		    m->kind == METRIC_FLAG) &&
		strcmp(m->name, "state_bytes") != 0);
}

/* Every count of a run, or of the trace where a is NULL. */
static void
compare_counts(struct differences *d, const char *what, const struct run *a,
    const struct run *b)
{
	unsigned of = a == NULL ? METRIC_OF_TRACE : 0;
	char x[512], y[512];

	for (const struct metric *m = metrics; m->name != NULL; m++) {
		if (!is_result(m) || (m->flags & METRIC_OF_TRACE) != of)
			continue;
		metric_print(m, d->there, a, false, x, sizeof(x));
		metric_print(m, d->here, b, false, y, sizeof(y));
		if (m->kind != METRIC_FLAG && (x[0] == '\0' || y[0] == '\0'))
			continue;
		if (strcmp(x, y) != 0)
			tell(d, "%s%s %s there, %s here", what, m->name,
			    x[0] != '\0' ? x : "no", y[0] != '\0' ? y : "no");
	}
}

static void
compare_run(struct differences *d, const struct run *a, const struct run *b)
{
	struct run_of x = { d->there, a }, y = { d->here, b };
	char policy[LABEL_SIZE], device[LABEL_SIZE], what[3 * LABEL_SIZE];
	size_t before = d->n;
	int more;

	snprintf(what, sizeof(what),
	    "%s, %ju frames, %s: ", label_policy(policy, sizeof(policy), a),
	    (uintmax_t)a->frames, label_device(device, sizeof(device), a));
	compare_counts(d, what, a, b);
	if (d->n == before && !run_equal(&x, &y, &more))
		tell(d, "%sbuckets, or what is kept by area and process", what);
}

static void
compare_runs(struct differences *d)
{
	const struct study *a = d->there, *b = d->here;
	const struct run_key *x = run_keys_make(d->m, a);
	const struct run_key *y = run_keys_make(d->m, b);
	char what[260];

	if (a->nrun != b->nrun) {
		tell(d, "%zu runs there, %zu here", a->nrun, b->nrun);
		return;
	}
	for (size_t i = 0; i < a->nrun; i++)
		if (run_key_difference(&x[i], &y[i], what, sizeof(what)))
			tell(d, "run %zu: %s", i + 1, what);
		else
			compare_run(d, &a->run[i], &b->run[i]);
}

/* A curve that is gone through size by size. */
struct walk {
	const struct curve *c;
	size_t next; /* point */
	struct curve_point now;
};

/* Takes the point of this size; false: there is none. */
static bool
take_point(struct walk *w, uint64_t frames)
{
	if (w->next == w->c->npoint || w->c->point[w->next].frames != frames)
		return (false);
	w->now = w->c->point[w->next++];
	return (true);
}

static uint64_t
next_frames(const struct walk *w)
{
	return (
	    w->next < w->c->npoint ? w->c->point[w->next].frames : UINT64_MAX);
}

/* Between two points of an exact curve the value is that of the lower one; of
 * others the sizes must be the same. */
static void
compare_curve(
    struct differences *d, const struct curve *a, const struct curve *b)
{
	struct walk x = { .c = a }, y = { .c = b };
	bool writes = a->has_writes && b->has_writes;
	char label[LABEL_SIZE];

	label_curve(label, sizeof(label), a);
	if (a->exact != b->exact)
		tell(d, "curve of %s: exact in one of them alone", label);
	while (x.next < a->npoint || y.next < b->npoint) {
		uint64_t p = next_frames(&x), q = next_frames(&y);
		uint64_t frames = p < q ? p : q;
		bool there = take_point(&x, frames);
		bool here = take_point(&y, frames);

		if (there != here &&
		    (!a->exact || x.next == 0 || y.next == 0)) {
			tell(d, "curve of %s: other sizes", label);
			return;
		}
		if (x.now.faults == y.now.faults &&
		    (!writes || x.now.writes == y.now.writes))
			continue;
		tell(d,
		    "curve of %s, %ju frames: %ju page faults and %ju writes "
		    "there, %ju and %ju here",
		    label, (uintmax_t)frames, (uintmax_t)x.now.faults,
		    (uintmax_t)x.now.writes, (uintmax_t)y.now.faults,
		    (uintmax_t)y.now.writes);
		return;
	}
}

static void
compare_curves(struct differences *d)
{
	const struct study *a = d->there, *b = d->here;

	if (a->ncurve != b->ncurve) {
		tell(d, "%zu curves there, %zu here", a->ncurve, b->ncurve);
		return;
	}
	for (size_t i = 0; i < a->ncurve; i++)
		compare_curve(d, &a->curve[i], &b->curve[i]);
}

size_t
study_differences(struct mem *m, const struct study *there,
    const struct study *here, size_t most, FILE *to)
{
	struct differences d = {
		.m = m, .there = there, .here = here, .most = most, .to = to
	};

	compare_counts(&d, "", NULL, NULL);
	compare_runs(&d);
	compare_curves(&d);
	if (d.n > most)
		fprintf(to, "  and %zu more\n", d.n - most);
	return (d.n);
}
