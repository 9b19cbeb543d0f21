/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The survey of a trace: regions, reuse, working sets, popularity, runs, and
 * the map.
 */
#include <stdlib.h>

#include "base/num.h"
#include "model/survey.h"
#include "report/view.h"
#include "result/label.h"
#include "result/ratio.h"

#define REGIONS_SHOWN 20
#define PAGES_SHOWN   10

/* A share in per cent with so many decimals. */
static void
put_places(struct table *t, uint64_t part, uint64_t whole, unsigned places)
{
	char buf[40];

	table_cell(t, STYLE_PLAIN, "%s %%",
	    ratio_print(buf, sizeof(buf), part, whole, 100, places));
}

static void
put_share(struct table *t, uint64_t part, uint64_t whole)
{
	put_places(t, part, whole, 1);
}

static void
put_pid(struct table *t, const struct trace_facts *f, uint32_t process)
{
	table_cell(t, STYLE_PLAIN, "%ju",
	    process < f->nprocess ? (uintmax_t)f->process[process].pid
				  : (uintmax_t)process);
}

static void
put_area(struct table *t, const struct trace_facts *f, uint32_t area)
{
	char buf[64];

	if (area < f->narea && f->area[area].name[0] != '\0')
		table_cell(t, STYLE_PLAIN, "%s",
		    label_clean(buf, sizeof(buf), f->area[area].name));
	else
		table_cell(t, STYLE_PLAIN, "%s", "-");
}

static void
write_kinds(struct sheet *out, const struct trace_facts *f)
{
	static const char *const head[] = { "process", "references", "share",
		"reads", "writes", "fetches" };
	struct table *t = table_headed(out->m, head, 6);
	size_t shown =
	    f->nprocess < REGIONS_SHOWN ? f->nprocess : REGIONS_SHOWN;

	if (f->nprocess < 2)
		return;
	sheet_heading(out, 2, "Processes", NULL);
	for (size_t i = 0; i < shown; i++) {
		const struct process_fact *p = &f->process[i];

		table_row(t);
		table_cell(t, STYLE_PLAIN, "%ju", (uintmax_t)p->pid);
		table_count(t, STYLE_PLAIN, p->references);
		put_share(t, p->references, f->references);
		table_count(t, STYLE_PLAIN, p->reads);
		table_count(t, STYLE_PLAIN, p->writes);
		table_count(t, STYLE_PLAIN, p->fetches);
	}
	if (shown < f->nprocess)
		table_span(t, "and %zu more; --json has them all",
		    f->nprocess - shown);
	sheet_table(out, t);
}

static int
by_references(const void *a, const void *b)
{
	const struct survey_region *const *x = a, *const *y = b;

	if ((*x)->references != (*y)->references)
		return ((*x)->references < (*y)->references ? 1 : -1);
	return (*x < *y ? -1 : 1); /* elements of one list */
}

static void
put_region(
    struct table *t, const struct trace_facts *f, const struct survey_region *r)
{
	char buf[40];

	table_row(t);
	table_cell(t, STYLE_PLAIN, "0x%jx", (uintmax_t)r->start);
	put_pid(t, f, r->process);
	table_cell(t, STYLE_PLAIN, "%s",
	    num_print_size(
		buf, sizeof(buf), view_bytes(r->span, f->page_size)));
	table_count(t, STYLE_PLAIN, r->pages);
	table_count(t, STYLE_PLAIN, r->written);
	table_count(t, STYLE_PLAIN, r->references);
	put_share(t, r->references, f->survey->references);
	put_area(t, f, r->area);
}

static void
write_regions(struct sheet *out, const struct trace_facts *f)
{
	static const char *const head[] = { "region", "process", "span",
		"pages", "written", "references", "share", "area" };
	const struct survey *s = f->survey;
	struct table *t = table_headed(out->m, head, 8);
	const struct survey_region **list =
	    mem_array(out->m, s->nregion, sizeof(*list));
	uint64_t more = s->nregion + s->other_regions;
	char a[40];

	sheet_heading(out, 2, "Regions", NULL);
	sheet_item(out, STYLE_PLAIN,
	    "%s: touched pages of one area with at most %d untouched ones "
	    "between two of them; those with most references first",
	    num_print_things(a, sizeof(a), more, "region"), SURVEY_GAP);
	t->left[7] = true;
	for (size_t i = 0; i < s->nregion; i++)
		list[i] = &s->region[i];
	qsort(list, s->nregion, sizeof(*list), by_references);
	for (size_t i = 0; i < s->nregion && i < REGIONS_SHOWN; i++, more--)
		put_region(t, f, list[i]);
	if (more > 0)
		table_span(t, "and %s more; --json has the first %d",
		    num_print_count(a, sizeof(a), more), SURVEY_REGIONS);
	sheet_table(out, t);
}

/* References whose reuse distance is below a power of two. */
static uint64_t
nearer(const struct hist *h, unsigned power)
{
	uint64_t n = 0;

	for (unsigned i = 0; hist_next(h, &i) && hist_low(i) >> power == 0; i++)
		n += h->bucket[i];
	return (n);
}

static void
put_exactness(struct sheet *out, const struct survey *s)
{
	char a[40], b[40];

	if (s->distance_sample == 1)
		sheet_item(out, STYLE_PLAIN,
		    "the frames with which LRU just has the page, exact");
	else
		sheet_item(out, STYLE_PLAIN,
		    "the frames with which LRU just has the page, estimated "
		    "from one of %s pages; exact up to %s pages "
		    "(--exact-pages)",
		    num_print_count(a, sizeof(a), s->distance_sample),
		    num_print_count(b, sizeof(b), s->exact_pages));
}

static void
write_distances(struct sheet *out, const struct trace_facts *f)
{
	static const char *const head[] = { "frames", "in bytes", "references",
		"share", "LRU hits", "" };
	const struct survey *s = f->survey;
	const struct hist *h = s->distance;
	struct table *t = table_headed(out->m, head, 6);
	uint64_t value[65], whole = h->count + s->pages, below = 0, upto = 0;
	unsigned power = 0;
	char a[40];

	sheet_heading(out, 2, "Reuse distances", NULL);
	put_exactness(out, s);
	t->left[5] = true;
	for (; upto < h->count && power < 64; power++, below = upto) {
		upto = nearer(h, power);
		value[power] = upto - below;
		table_row(t);
		table_cell(t, STYLE_PLAIN, "%s",
		    num_print_count(a, sizeof(a), UINT64_C(1) << power));
		table_cell(t, STYLE_PLAIN, "%s",
		    num_print_size(a, sizeof(a),
			view_bytes(UINT64_C(1) << power, f->page_size)));
		table_count(t, STYLE_PLAIN, upto - below);
		put_share(t, upto - below, whole);
		put_places(t, upto, whole, 3);
	}
	value[power] = s->pages;
	table_row(t);
	table_cell(t, STYLE_PLAIN, "%s", "first");
	table_cell(t, STYLE_PLAIN, "%s", "");
	table_count(t, STYLE_PLAIN, s->pages);
	put_share(t, s->pages, whole);
	sheet_bars(out, t, value);
}

static void
write_windows(struct sheet *out, const struct trace_facts *f)
{
	static const char *const head[] = { "window", "mean working set",
		"in bytes", "not in it" };
	const struct survey *s = f->survey;
	struct table *t = table_headed(out->m, head, 4);
	char a[40];

	sheet_heading(out, 2, "Working sets", NULL);
	sheet_item(out, STYLE_PLAIN,
	    "pages in the last references, on average, exact; the last column "
	    "is the share of references to a page that is not among them");
	/* Each second power of two, and the last. */
	for (size_t i = (s->nwindow + 1) % 2; i < s->nwindow; i += 2) {
		const struct survey_window *w = &s->window[i];

		table_row(t);
		table_count(t, STYLE_PLAIN, w->references);
		table_cell(t, STYLE_PLAIN, "%s",
		    ratio_print(
			a, sizeof(a), w->page_sum, s->references, 1, 1));
		table_cell(t, STYLE_PLAIN, "%s",
		    num_print_size(a, sizeof(a),
			ratio_of(w->page_sum, s->references, f->page_size)));
		put_places(t, w->missing, s->references, 3);
	}
	sheet_table(out, t);
}

static void
write_popularity(struct sheet *out, const struct trace_facts *f)
{
	static const char *const head[] = { "pages with most references",
		"pages", "references", "share" };
	const struct survey *s = f->survey;
	struct table *t = table_headed(out->m, head, 4);
	char a[40];

	sheet_heading(out, 2, "Popularity", NULL);
	for (size_t i = 0; i < SURVEY_SHARES; i++) {
		const struct survey_share *x = &s->share[i];

		/* The same pages as the row before. */
		if (i > 0 && x->pages <= s->share[i - 1].pages)
			continue;
		table_row(t);
		table_cell(t, STYLE_PLAIN, "%s",
		    x->ppm == 0 ? "one page"
				: num_print_share(a, sizeof(a), x->ppm));
		table_count(t, STYLE_PLAIN, x->pages);
		table_count(t, STYLE_PLAIN, x->references);
		put_share(t, x->references, s->references);
	}
	sheet_table(out, t);
}

static void
write_top(struct sheet *out, const struct trace_facts *f)
{
	static const char *const head[] = { "page", "process", "references",
		"share", "area" };
	const struct survey *s = f->survey;
	struct table *t = table_headed(out->m, head, 5);

	t->left[4] = true;
	for (size_t i = 0; i < s->ntop && i < PAGES_SHOWN; i++) {
		const struct survey_page *p = &s->top[i];

		table_row(t);
		table_cell(t, STYLE_PLAIN, "0x%jx", (uintmax_t)p->start);
		put_pid(t, f, p->process);
		table_count(t, STYLE_PLAIN, p->references);
		put_share(t, p->references, s->references);
		put_area(t, f, p->area);
	}
	sheet_table(out, t);
}

static void
put_run(struct sheet *out, const char *what, const struct hist *h)
{
	char a[40], b[40], c[40], d[40];

	sheet_item(out, STYLE_PLAIN,
	    "%s: %s; mean %s, 90 %% at most %s, longest %s", what,
	    num_print_things(a, sizeof(a), h->count, "run"),
	    ratio_print(b, sizeof(b), h->sum, h->count, 1, 2),
	    num_print_count(c, sizeof(c), hist_quantile(h, 900000)),
	    num_print_count(d, sizeof(d), h->max));
}

/* References until so much of the footprint was touched. */
static uint64_t
touched_by(const struct survey *s, uint64_t pages)
{
	size_t i = 0;

	while (i + 1 < s->ncolumn && s->footprint[i] < pages)
		i++;
	return (i + 1 < s->ncolumn ? (i + 1) * s->column_references
				   : s->references);
}

static void
write_pages(struct sheet *out, const struct trace_facts *f)
{
	const struct survey *s = f->survey;
	char a[40], b[40], c[40];

	sheet_heading(out, 2, "Pages", NULL);
	sheet_item(out, STYLE_PLAIN,
	    "%s referenced: %s by a write, %s once only",
	    num_print_things(a, sizeof(a), s->pages, "page"),
	    num_print_count(b, sizeof(b), s->written),
	    num_print_count(c, sizeof(c), s->once));
	sheet_item(out, STYLE_PLAIN,
	    "half of them are touched in the first %s, 90 %% in %s, 99 %% in "
	    "%s",
	    num_print_things(
		a, sizeof(a), touched_by(s, (s->pages + 1) / 2), "reference"),
	    num_print_count(
		b, sizeof(b), touched_by(s, s->pages - s->pages / 10)),
	    num_print_count(
		c, sizeof(c), touched_by(s, s->pages - s->pages / 100)));
	put_run(out, "references in a row to one page", s->same_page);
	put_run(
	    out, "pages in a row, each behind the one before", s->sequential);
}

void
survey_view_map(struct sheet *out, const struct trace_facts *f)
{
	const struct survey *s = f->survey;
	char a[40], b[40];

	if (s == NULL || s->references == 0)
		return;
	sheet_heading(out, 2, "References over time and address", NULL);
	sheet_item(out, STYLE_PLAIN,
	    "addresses rise; those that are not touched are left out; %s "
	    "blocks of %s; the shade is the logarithm of the references",
	    num_print_count(a, sizeof(a), s->nblock),
	    num_print_size(
		b, sizeof(b), view_bytes(s->block_pages, f->page_size)));
	sheet_map(out, f);
}

void
survey_view_write(struct sheet *out, const struct trace_facts *t)
{
	if (t->survey == NULL || t->survey->references == 0)
		return;
	write_kinds(out, t);
	write_pages(out, t);
	write_regions(out, t);
	write_popularity(out, t);
	write_top(out, t);
	write_windows(out, t);
	write_distances(out, t);
	survey_view_map(out, t);
}
