/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The result document. doc/RESULT.md describes each key, doc/result.schema.json
 * is the schema.  Nothing in it depends on the clock, the workers, the machine
 * or the path of the trace, so the same study gives the same bytes; but
 * "timing", which is written on request.  Counters are written from the metric
 * table, lists by the functions of this file.
 */
#include "result/json.h"

#include <string.h>

#include "base/param.h"
#include "result/json_parts.h"
#include "result/label.h"
#include "result/map_json.h"
#include "result/metric.h"
#include "result/provenance.h"
#include "result/warnings.h"

static void
put_metric(struct json_text *t, const char *key, const struct metric *m,
    const struct metric_value *v)
{
	double unit = 1;

	switch (m->kind) {
	case METRIC_COUNT:
	case METRIC_TIME:
		json_put_count(t, key, v->n);
		break;
	case METRIC_RATIO:
		for (unsigned i = 0; i < m->places; i++)
			unit *= 10;
		json_put_real(t, key, v->known ? (double)v->n / unit : 0);
		break;
	case METRIC_TEXT:
		json_put_text(t, key, v->word != NULL ? v->word : v->text);
		break;
	case METRIC_FLAG:
		json_put_bool(t, key, true);
		break;
	case METRIC_VALUES:
		json_put_values(t, key, v->table, v->values, !v->sparse);
		break;
	case METRIC_BUCKETS:
		json_put_buckets(t, key, v->hist);
		break;
	}
}

void
json_put_metrics(struct json_text *t, const struct study *s,
    const struct run *r, metric_pick_f *pick)
{
	const char *group = NULL; /* the name of a row in it */
	size_t len = 0;

	for (const struct metric *m = metrics; m->name != NULL; m++) {
		const char *key = m->name, *dot;
		struct metric_value v;

		if ((m->flags & METRIC_DERIVED) != 0 || !pick(m))
			continue;
		metric_get(m, s, r, &v);
		/* The mean of nothing is 0. */
		if (!v.known && (m->kind != METRIC_RATIO ||
				    (m->flags & METRIC_IF_USED) != 0))
			continue;
		if ((m->flags & METRIC_OF_TRACE) != 0)
			key += strlen("trace.");
		if (group != NULL && strncmp(group, key, len + 1) != 0) {
			json_close(t, '}');
			group = NULL;
		}
		dot = strchr(key, '.');
		if (dot != NULL && group == NULL) {
			char name[64];

			group = key;
			len = (size_t)(dot - key);
			snprintf(name, sizeof(name), "%.*s", (int)len, key);
			json_open(t, name, '{');
		}
		put_metric(t, dot != NULL ? dot + 1 : key, m, &v);
	}
	if (group != NULL)
		json_close(t, '}');
}

static bool
of_trace(const struct metric *m)
{
	return ((m->flags & METRIC_OF_TRACE) != 0);
}

static bool
of_run(const struct metric *m)
{
	return (!of_trace(m));
}

static bool
of_part(const struct metric *m)
{
	return ((m->flags & METRIC_BY_PART) != 0);
}

static void
put_area(struct json_text *t, const struct area_fact *a)
{
	static const char *const backend[] = { "lazy", "populated", "linear" };
	char flags[sizeof(MAP_LETTERS)], start[24];

	snprintf(start, sizeof(start), "0x%jx", (uintmax_t)a->start);
	json_open(t, NULL, '{');
	json_put_text(t, "name", a->name);
	json_put_count(t, "process", a->process);
	json_put_text(t, "start", start);
	json_put_count(t, "bytes", a->size);
	json_put_text(t, "flags", map_letters(flags, a->flags));
	json_put_text(t, "backend", backend[a->backend]);
	if ((a->flags & MAP_OF_FILE) != 0)
		json_put_bool(t, "file", true);
	json_put_count(t, "pages", a->pages);
	json_close(t, '}');
}

static void
put_process(struct json_text *t, const struct process_fact *p)
{
	size_t walk = 0; /* tables that the walk to a page reads */

	while (walk < PAGING_LEVELS_MAX && p->tables[walk] > 0)
		walk++;
	json_open(t, NULL, '{');
	json_put_count(t, "pid", p->pid);
	json_put_count(t, "parent", p->parent);
	json_put_count(t, "references", p->references);
	json_put_count(t, "denied", p->denied);
	json_put_count(t, "pages", p->pages);
	json_put_count(t, "table_bytes", p->table_bytes);
	json_put_counts(t, "tables", p->tables,
	    walk > PAGING_LEVELS ? walk : PAGING_LEVELS);
	json_put_count(t, "walk", walk);
	json_close(t, '}');
}

void
json_put_trace(struct json_text *t, const struct trace_facts *facts)
{
	const struct study s = { .trace = *facts };

	json_open(t, "trace", '{');
	json_put_metrics(t, &s, NULL, of_trace);
	json_open(t, "areas", '[');
	for (size_t i = 0; i < facts->narea; i++)
		put_area(t, &facts->area[i]);
	json_close(t, ']');
	json_open(t, "processes", '[');
	for (size_t i = 0; i < facts->nprocess; i++)
		put_process(t, &facts->process[i]);
	json_close(t, ']');
	json_close(t, '}');
}

/* The counts of a run by area or process, in the order of the trace. */
static void
put_tallies(struct json_text *t, const char *key, const struct study *s,
    const struct tally *tally, size_t n)
{
	if (tally == NULL)
		return;
	json_open(t, key, '[');
	for (size_t i = 0; i < n; i++) {
		struct run part = { .outcome.evictions = tally[i].evictions };

		memcpy(part.outcome.faults, tally[i].faults,
		    sizeof(part.outcome.faults));
		json_open(t, NULL, '{');
		json_put_metrics(t, s, &part, of_part);
		json_close(t, '}');
	}
	json_close(t, ']');
}

static void
put_worst_page(struct json_text *t, const struct worst_page *w)
{
	json_open(t, NULL, '{');
	json_put_count(t, "page", w->number);
	json_put_count(t, "area", w->area);
	json_put_count(t, "faults", w->faults);
	json_put_count(t, "evictions", w->evictions);
	json_put_count(t, "evicted_at", w->evicted_at);
	json_put_count(t, "evicted_for", w->evicted_for);
	json_put_count(t, "wanted_after", w->wanted_after);
	json_close(t, '}');
}

static void
put_explanation(struct json_text *t, const struct explanation *x, size_t narea)
{
	json_open(t, "explanation", '{');
	json_put_count(t, "cold", x->cause[CAUSE_COLD]);
	json_put_count(t, "capacity", x->cause[CAUSE_CAPACITY]);
	json_put_count(t, "policy", x->cause[CAUSE_POLICY]);
	json_put_count(t, "optimum", x->optimum);
	json_open(t, "phases", '[');
	for (size_t i = 0; i < PHASES; i++)
		json_put_counts(t, NULL, x->phase[i], CAUSES);
	json_close(t, ']');
	json_open(t, "areas", '[');
	for (size_t i = 0; i < narea; i++)
		json_put_counts(t, NULL, x->area[i], CAUSES);
	json_close(t, ']');
	json_open(t, "worst_pages", '[');
	for (size_t i = 0; i < x->nworst; i++)
		put_worst_page(t, &x->worst[i]);
	json_close(t, ']');
	json_close(t, '}');
}

static void
put_run(struct json_text *t, const struct study *s, const struct run *r)
{
	json_open(t, NULL, '{');
	json_put_metrics(t, s, r, of_run);
	if (r->nequal_memory > 0) {
		json_open(t, "equal_mean", '[');
		for (size_t i = 0; i < r->nequal_memory; i++) {
			json_open(t, NULL, '{');
			json_put_text(t, "policy", r->equal_memory[i].policy);
			json_put_count(t, "frames", r->equal_memory[i].frames);
			json_put_count(t, "absent", r->equal_memory[i].faults);
			json_close(t, '}');
		}
		json_close(t, ']');
	}
	put_tallies(t, "by_area", s, r->outcome.by_area, s->trace.narea);
	put_tallies(
	    t, "by_process", s, r->outcome.by_process, s->trace.nprocess);
	if (r->explanation != NULL)
		put_explanation(t, r->explanation, s->trace.narea);
	json_close(t, '}');
}

static void
put_warnings(struct json_text *t, const struct study *s)
{
	struct warnings w;

	warnings_find(&w, s);
	json_open(t, "warnings", '[');
	for (size_t i = 0; i < w.n; i++) {
		json_open(t, NULL, '{');
		json_put_text(t, "code", w.item[i].code);
		json_put_text(t, "kind", w.item[i].kind);
		json_put_text(t, "text", w.item[i].text);
		json_close(t, '}');
	}
	json_close(t, ']');
}

static void
put_study(struct json_text *t, const struct study *s)
{
	char label[LABEL_SIZE];

	json_open(t, NULL, '{');
	json_put_head(t, "pagerace.result/1");
	if (s->build != NULL)
		json_put_text(t, "build", s->build);
	json_put_trace(t, &s->trace);
	json_open(t, "runs", '[');
	for (size_t i = 0; i < s->nrun; i++)
		put_run(t, s, &s->run[i]);
	json_close(t, ']');
	json_put_curves(t, s);
	json_put_map(t, &s->trace);
	json_put_bool(t, "comparison", s->comparison);
	json_put_text(
	    t, "model_label", label_settings(label, sizeof(label), s));
	put_warnings(t, s);
	/* Depends on the computer, and so is written only on request. */
	if (s->wall_ns > 0) {
		json_open(t, "timing", '{');
		json_put_count(t, "wall_ns", s->wall_ns);
		json_put_count(t, "references_per_second",
		    (unsigned __int128)study_references(s) * 1000000000 /
			s->wall_ns);
		json_close(t, '}');
	}
	json_close(t, '}');
}

int
json_write_studies(const struct study *const *s, size_t n, bool suite, FILE *to,
    struct err *err)
{
	struct json_text t = { .to = to };

	if (!suite) {
		put_study(&t, s[0]);
		return (json_end(&t, err));
	}
	json_open(&t, NULL, '{');
	json_put_head(&t, "pagerace.suite/1");
	json_open(&t, "results", '[');
	for (size_t i = 0; i < n; i++)
		put_study(&t, s[i]);
	json_close(&t, ']');
	json_close(&t, '}');
	return (json_end(&t, err));
}

int
json_write_facts(const struct trace_facts *facts, FILE *to, struct err *err)
{
	struct json_text t = { .to = to };

	json_open(&t, NULL, '{');
	json_put_head(&t, "pagerace.facts/1");
	json_put_trace(&t, facts);
	json_open(&t, "area_lookups", '{');
	json_put_count(&t, "calls", facts->find_calls);
	json_put_count(&t, "cached", facts->find_cached);
	json_close(&t, '}');
	json_put_provenance(&t, facts->provenance);
	if (facts->survey != NULL)
		json_put_survey(&t, facts, facts->survey);
	json_close(&t, '}');
	return (json_end(&t, err));
}
