/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Curves: for each policy a picture, its knees and what is known of it; then
 * page faults of all of them at some sizes.
 */
#include <stdlib.h>

#include "base/num.h"
#include "report/view.h"
#include "result/knee.h"
#include "result/label.h"
#include "result/ratio.h"

/* The last point at or before so many frames; before the first, that one. */
static const struct curve_point *
point_at(const struct curve *c, uint64_t frames)
{
	size_t low = 0, high = c->npoint;

	while (high - low > 1) {
		size_t middle = low + (high - low) / 2;

		if (c->point[middle].frames <= frames)
			low = middle;
		else
			high = middle;
	}
	return (&c->point[low]);
}

/* "129 frames (516 KiB, 12.9 % of the footprint)". */
static const char *
print_frames(
    char *buf, size_t size, const struct trace_facts *t, uint64_t frames)
{
	char a[40], b[40], c[40];

	snprintf(buf, size, "%s (%s, %s %% of the footprint)",
	    num_print_things(a, sizeof(a), frames, "frame"),
	    num_print_size(b, sizeof(b), view_bytes(frames, t->page_size)),
	    ratio_print(c, sizeof(c), frames, t->pages, 100, 1));
	return (buf);
}

/* Page faults that each frame more saves from a to b, on average. */
static const char *
print_slope(char *buf, size_t size, const struct curve_point *a,
    const struct curve_point *b)
{
	uint64_t saved = a->faults > b->faults ? a->faults - b->faults : 0;
	uint64_t frames = b->frames - a->frames;

	if (frames > 0 && saved / frames >= 10)
		return (num_print_count(buf, size, saved / frames));
	return (ratio_print(buf, size, saved, frames, 1, 1));
}

static void
write_knee(struct sheet *out, const struct trace_facts *t,
    const struct curve_point *before, const struct curve_point *p,
    const struct curve_point *after)
{
	char where[160], faults[40], a[40], b[40], to[40];

	num_print_things(faults, sizeof(faults), p->faults, "page fault");
	print_frames(where, sizeof(where), t, p->frames);
	if (p == after) {
		sheet_item(out, STYLE_PLAIN,
		    "Knee at %s: %s. The last frame saves %s.", where, faults,
		    num_print_things(
			a, sizeof(a), p[-1].faults - p->faults, "page fault"));
		return;
	}
	sheet_item(out, STYLE_PLAIN,
	    "Knee at %s: %s. Up to there each frame saves %s page faults on "
	    "average, from there to %s frames %s.",
	    where, faults, print_slope(a, sizeof(a), before, p),
	    num_print_count(to, sizeof(to), after->frames),
	    print_slope(b, sizeof(b), p, after));
}

static void
write_knees(
    struct sheet *out, const struct trace_facts *t, const struct curve *c)
{
	size_t knee[KNEES_MAX + 2], n = knees_find(c, knee + 1);

	knee[0] = 0;
	knee[n + 1] = c->npoint - 1;
	for (size_t i = 1; i <= n; i++)
		write_knee(out, t, &c->point[knee[i - 1]], &c->point[knee[i]],
		    &c->point[knee[i + 1]]);
	if (n == 0)
		sheet_item(out, STYLE_PLAIN,
		    "No knee: nowhere does more memory begin to save far "
		    "fewer page faults than before.");
}

/* Does no size have other page faults than the first? */
static bool
is_flat(const struct curve *c)
{
	for (size_t i = 1; i < c->npoint; i++)
		if (c->point[i].faults != c->point[0].faults)
			return (false);
	return (true);
}

/* The picture, and knees; a curve that has one value is a sentence. */
static void
write_shape(
    struct sheet *out, const struct trace_facts *t, const struct curve *c)
{
	char n[40];

	if (!is_flat(c)) {
		sheet_plot(out, c);
		write_knees(out, t, c);
		return;
	}
	sheet_item(out, STYLE_PLAIN, "%s with every number of frames%s.",
	    num_print_things(n, sizeof(n), c->point[0].faults, "page fault"),
	    c->sampled  ? ", by the estimates"
	    : !c->exact ? " that was run"
			: "");
}

/* The least memory with few page faults. */
static void
write_enough(struct sheet *out, const struct study *s, const struct curve *c)
{
	const struct trace_facts *t = &s->trace;
	struct enough e =
	    enough_find(enough_fewest(s), c->point, c->npoint, c->exact);
	char where[160], n[40], less[48], fewer[120];

	if (!e.found || t->pages == 0 ||
	    sampling_tells_nothing(&t->sampling, t->pages))
		return;
	num_print_things(n, sizeof(n), e.at.faults, "page fault");
	print_frames(where, sizeof(where), t, e.at.frames);
	num_print_things(less, sizeof(less), e.less, "frame");
	/* Where the first point is enough, nothing is known of fewer frames. */
	if (e.less == 0)
		snprintf(fewer, sizeof(fewer), "%s", "");
	else if (e.exact)
		snprintf(fewer, sizeof(fewer), "%s",
		    ", and with fewer frames they are not");
	else
		snprintf(fewer, sizeof(fewer),
		    "; with %s they are not, and sizes between were not run",
		    less);
	sheet_item(out, STYLE_PLAIN,
	    "Enough%s: %s. Its %s %s within %d %% of the number of pages%s.",
	    c->sampled ? ", by the estimates" : "", where, n,
	    e.at.faults == 1 ? "is" : "are", ENOUGH_PERCENT, fewer);
}

/* How far the values can be relied on. */
static void
write_doubt(struct sheet *out, const struct study *s, const struct curve *c)
{
	char a[40], b[40], share[40];

	if (c->sampled) {
		sheet_item(out, STYLE_PLAIN,
		    "Estimated from a sample: with 95 %% confidence within "
		    "%s of the value, on average over the sizes, and %s at "
		    "most (%s %% of references).",
		    num_print_things(a, sizeof(a), c->error_mean, "page fault"),
		    num_print_count(b, sizeof(b), c->error_most),
		    ratio_print(share, sizeof(share), c->error_most,
			c->references, 100, 2));
		return;
	}
	if (c->hindered != NULL)
		sheet_item(out, STYLE_PLAIN, "Made from runs, because %s.",
		    c->hindered);
	if (c->point[0].frames > trace_least_frames(&s->trace))
		sheet_item(out, STYLE_PLAIN,
		    "It begins with %s: with fewer not every reference can be "
		    "made, because pinned pages take all frames, or swap is "
		    "full.",
		    num_print_things(
			a, sizeof(a), c->point[0].frames, "frame"));
	if (c->exact) {
		sheet_item(
		    out, STYLE_PLAIN, "Exact at every number of frames.");
		return;
	}
	sheet_item(out, STYLE_PLAIN,
	    "Exact at the %s listed in --json and --csv. Between two of them "
	    "no bound is known, because this policy may have more page faults "
	    "with more memory.",
	    num_print_things(a, sizeof(a), c->npoint, "size"));
	if (c->checked == 0)
		return;
	ratio_print(share, sizeof(share), c->off, c->references, 100, 2);
	sheet_item(out, STYLE_PLAIN,
	    "At the last %s added, the straight line between the neighbours "
	    "was off by at most %s (%s %% of references).",
	    num_print_things(a, sizeof(a), c->checked, "size"),
	    num_print_things(b, sizeof(b), c->off, "page fault"), share);
}

static int
ascending(const void *a, const void *b)
{
	const uint64_t *x = a, *y = b;

	return ((*x > *y) - (*x < *y));
}

/* Powers of two, the ends and the knees, once each. */
static size_t
list_sizes(struct mem *m, const struct study *s, uint64_t **out)
{
	const struct curve *first = &s->curve[0];
	uint64_t from = first->point[0].frames;
	uint64_t to = first->point[first->npoint - 1].frames;
	uint64_t *size =
	    mem_array(m, 66 + s->ncurve * KNEES_MAX, sizeof(*size));
	size_t n = 0, kept = 0;

	size[n++] = from;
	/* Of a sample only some sizes are estimated. */
	for (uint64_t f = 1; f < to; f *= 2)
		if (f > from)
			size[n++] =
			    first->sampled ? point_at(first, f)->frames : f;
	size[n++] = to;
	for (size_t i = 0; i < s->ncurve; i++) {
		size_t knee[KNEES_MAX], k = knees_find(&s->curve[i], knee);

		while (k-- > 0)
			size[n++] = s->curve[i].point[knee[k]].frames;
	}
	qsort(size, n, sizeof(*size), ascending);
	for (size_t i = 0; i < n; i++)
		if (kept == 0 || size[kept - 1] != size[i])
			size[kept++] = size[i];
	*out = size;
	return (kept);
}

/* Page faults and their share; nothing where the size was not run. */
static void
put_value(struct table *t, const struct curve *c, uint64_t frames)
{
	const struct curve_point *p = point_at(c, frames);
	char a[40], b[40];

	if (!c->exact && p->frames != frames) {
		table_cell(t, STYLE_DIM, "%s", "");
		return;
	}
	table_cell(t, STYLE_PLAIN, "%s %8s %%",
	    num_print_count(a, sizeof(a), p->faults),
	    ratio_print(b, sizeof(b), p->faults, c->references, 100, 3));
}

static void
write_table(struct sheet *out, const struct study *s)
{
	struct table *t = table_open(out->m, 2 + s->ncurve);
	char buf[LABEL_SIZE];
	uint64_t *size;
	size_t n = list_sizes(out->m, s, &size);

	sheet_heading(
	    out, 2, "Page faults, and their share of the references", NULL);
	table_row(t);
	table_cell(t, STYLE_PLAIN, "%s", "frames");
	table_cell(t, STYLE_PLAIN, "%s", "memory");
	for (size_t i = 0; i < s->ncurve; i++)
		table_cell(t, STYLE_BOLD, "%s",
		    label_curve(buf, sizeof(buf), &s->curve[i]));
	for (size_t i = 0; i < n; i++) {
		table_row(t);
		table_count(t, STYLE_PLAIN, size[i]);
		table_cell(t, STYLE_PLAIN, "%s",
		    num_print_size(buf, sizeof(buf),
			view_bytes(size[i], s->trace.page_size)));
		for (size_t k = 0; k < s->ncurve; k++)
			put_value(t, &s->curve[k], size[i]);
	}
	sheet_table(out, t);
}

void
curve_view_brief(struct sheet *out, const struct study *s)
{
	char label[LABEL_SIZE], faults[40], frames[40], text[300];

	for (size_t i = 0; i < s->ncurve; i++) {
		const struct curve *c = &s->curve[i];
		size_t knee[KNEES_MAX], n = knees_find(c, knee), len = 0;

		for (size_t k = 0; k < n; k++)
			len += (size_t)snprintf(text + len, sizeof(text) - len,
			    "%s%s (%s)", k == 0 ? "" : ", ",
			    num_print_things(frames, sizeof(frames),
				c->point[knee[k]].frames, "frame"),
			    num_print_things(faults, sizeof(faults),
				c->point[knee[k]].faults, "page fault"));
		sheet_item(out, STYLE_PLAIN,
		    n > 0 ? "curve of %s: knees at %s" : "curve of %s: %s",
		    label_curve(label, sizeof(label), c),
		    n > 0 ? text : "no knee");
	}
}

void
curve_view_write(struct sheet *out, const struct study *s)
{
	char label[LABEL_SIZE];

	for (size_t i = 0; i < s->ncurve; i++) {
		const struct curve *c = &s->curve[i];

		sheet_heading(
		    out, 2, label_curve(label, sizeof(label), c), NULL);
		write_shape(out, &s->trace, c);
		write_enough(out, s, c);
		write_doubt(out, s, c);
	}
	if (s->ncurve > 0)
		write_table(out, s);
}
