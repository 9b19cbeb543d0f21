/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The survey of a trace as a part of its document; doc/RESULT.md describes each
 * key.  All numbers are counts, but for means.
 */
#include "base/hist.h"
#include "model/survey.h"
#include "result/json.h"
#include "result/json_parts.h"
#include "result/map_json.h"
#include "result/ratio.h"

/* part / whole with three decimals; 0 of nothing. */
static void
put_mean(struct json_text *t, const char *key, unsigned __int128 part,
    uint64_t whole)
{
	json_put_real(t, key,
	    whole == 0 ? 0 : (double)ratio_of(part, whole, 1000) / 1000);
}

static void
put_hist(struct json_text *t, const struct hist *h)
{
	json_put_count(t, "count", h->count);
	put_mean(t, "mean", h->sum, h->count);
	json_put_count(t, "p50", hist_quantile(h, 500000));
	json_put_count(t, "p90", hist_quantile(h, 900000));
	json_put_count(t, "p99", hist_quantile(h, 990000));
	json_put_count(t, "max", h->max);
	json_put_buckets(t, "buckets", h);
}

static void
put_runs(struct json_text *t, const char *key, const struct hist *h)
{
	json_open(t, key, '{');
	put_hist(t, h);
	json_close(t, '}');
}

static void
put_processes(struct json_text *t, const struct trace_facts *facts)
{
	json_open(t, "processes", '[');
	for (size_t i = 0; i < facts->nprocess; i++) {
		const struct process_fact *p = &facts->process[i];

		json_open(t, NULL, '{');
		json_put_count(t, "reads", p->reads);
		json_put_count(t, "writes", p->writes);
		json_put_count(t, "fetches", p->fetches);
		json_close(t, '}');
	}
	json_close(t, ']');
}

static void
put_footprint(struct json_text *t, const struct survey *s)
{
	json_open(t, "footprint", '{');
	json_put_count(t, "column_references", s->column_references);
	json_put_counts(t, "pages", s->footprint, s->ncolumn);
	json_close(t, '}');
}

static void
put_windows(struct json_text *t, const struct survey *s)
{
	json_open(t, "working_set", '[');
	for (size_t i = 0; i < s->nwindow; i++) {
		const struct survey_window *w = &s->window[i];

		json_open(t, NULL, '{');
		json_put_count(t, "window", w->references);
		put_mean(t, "mean_pages", w->page_sum, s->references);
		json_put_count(t, "missing", w->missing);
		json_close(t, '}');
	}
	json_close(t, ']');
}

static void
put_distance(struct json_text *t, const struct survey *s)
{
	json_open(t, "reuse_distance", '{');
	json_put_bool(t, "exact", s->distance_sample == 1);
	json_put_count(t, "pages_per_sample", s->distance_sample);
	json_put_count(t, "first", s->pages);
	put_hist(t, s->distance);
	json_close(t, '}');
}

static void
put_popularity(struct json_text *t, const struct survey *s)
{
	json_open(t, "popularity", '{');
	json_put_count(t, "referenced_once", s->once);
	json_open(t, "top", '[');
	for (size_t i = 0; i < SURVEY_SHARES; i++) {
		json_open(t, NULL, '{');
		json_put_count(t, "pages_ppm", s->share[i].ppm);
		json_put_count(t, "pages", s->share[i].pages);
		json_put_count(t, "references", s->share[i].references);
		json_close(t, '}');
	}
	json_close(t, ']');
	json_open(t, "pages", '[');
	for (size_t i = 0; i < s->ntop; i++) {
		json_open(t, NULL, '{');
		json_put_address(t, s->top[i].process, s->top[i].start);
		json_put_count(t, "area", s->top[i].area);
		json_put_count(t, "references", s->top[i].references);
		json_close(t, '}');
	}
	json_close(t, ']');
	json_close(t, '}');
}

static void
put_regions(struct json_text *t, const struct survey *s)
{
	json_open(t, "regions", '{');
	json_put_count(t, "gap_pages", SURVEY_GAP);
	json_put_count(t, "found", s->nregion + s->other_regions);
	json_open(t, "list", '[');
	for (size_t i = 0; i < s->nregion; i++) {
		const struct survey_region *r = &s->region[i];

		json_open(t, NULL, '{');
		json_put_address(t, r->process, r->start);
		json_put_count(t, "area", r->area);
		json_put_count(t, "span", r->span);
		json_put_count(t, "pages", r->pages);
		json_put_count(t, "written", r->written);
		json_put_count(t, "references", r->references);
		json_close(t, '}');
	}
	json_close(t, ']');
	json_open(t, "others", '{');
	json_put_count(t, "regions", s->other_regions);
	json_put_count(t, "pages", s->other_pages);
	json_put_count(t, "references", s->other_references);
	json_close(t, '}');
	json_close(t, '}');
}

void
json_put_survey(struct json_text *t, const struct trace_facts *facts,
    const struct survey *s)
{
	json_open(t, "survey", '{');
	json_put_count(t, "references", s->references);
	json_put_count(t, "pages", s->pages);
	json_put_count(t, "pages_written", s->written);
	put_processes(t, facts);
	put_footprint(t, s);
	put_windows(t, s);
	put_distance(t, s);
	put_runs(t, "same_page_runs", s->same_page);
	put_runs(t, "sequential_runs", s->sequential);
	put_popularity(t, s);
	put_regions(t, s);
	if (s->map_in_document)
		json_put_grid(t, s);
	json_close(t, '}');
}
