/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Results for dashboards: github-action-benchmark ("customSmallerIsBetter"),
 * the Bencher Metric Format, the JSON of Google Benchmark (schema version 1),
 * and OpenMetrics text.  Each has the runs by name, with metrics that a gate
 * can judge; smaller is better for all of them.
 */
#include <stdio.h>
#include <string.h>

#include "report/ci_name.h"
#include "report/report.h"
#include "result/json_text.h"
#include "result/label.h"
#include "result/ratio.h"

/* github-action-benchmark divides by the value before: these two are never 0,
 * unless a trace has no reference. */
static const char *const never_zero[] = { "faults.total", "time_ns.total" };

static void
put_gha(struct json_text *t, const char *name, const struct study *s,
    const struct metric *m, uint64_t value)
{
	char text[CI_NAME_SIZE + 80];

	json_open(t, NULL, '{');
	snprintf(text, sizeof(text), "%s %s", name, m->name);
	json_put_text(t, "name", text);
	json_put_text(t, "unit",
	    m->kind == METRIC_TIME ? "ns"
	    : m->unit[0] != '\0'   ? m->unit
				   : "faults");
	json_put_count(t, "value", value);
	snprintf(text, sizeof(text), "trace %s", s->trace.digest);
	json_put_text(t, "extra", text);
	json_close(t, '}');
}

static int
write_gha(const struct study *const *s, size_t n,
    not_used const struct report_view *view, FILE *to, struct err *err)
{
	struct json_text t = { .to = to };
	char name[CI_NAME_SIZE];

	json_open(&t, NULL, '[');
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < s[i]->nrun; k++) {
			const struct run *r = &s[i]->run[k];

			ci_name(name, s, n, i, r);
			for (size_t x = 0; x < 2; x++) {
				const struct metric *m =
				    metric_find(never_zero[x]);
				struct metric_value v;

				metric_get(m, s[i], r, &v);
				put_gha(&t, name, s[i], m, v.n);
			}
		}
	json_close(&t, ']');
	return (json_end(&t, err));
}

const struct report_format gha_format = {
	.name = "gha",
	.summary = "for github-action-benchmark (customSmallerIsBetter)",
	.write = write_gha,
};

static int
write_bmf(const struct study *const *s, size_t n,
    not_used const struct report_view *view, FILE *to, struct err *err)
{
	struct json_text t = { .to = to };
	char name[CI_NAME_SIZE];
	uint64_t value;

	json_open(&t, NULL, '{');
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < s[i]->nrun; k++) {
			const struct run *r = &s[i]->run[k];
			const struct metric *m = NULL;

			json_open(&t, ci_name(name, s, n, i, r), '{');
			while ((m = ci_metric(m, s[i], r, &value)) != NULL) {
				json_open(&t, m->name, '{');
				json_put_count(&t, "value", value);
				json_close(&t, '}');
			}
			json_close(&t, '}');
		}
	json_close(&t, '}');
	return (json_end(&t, err));
}

const struct report_format bmf_format = {
	.name = "bmf",
	.summary = "Bencher Metric Format, for bencher.dev",
	.write = write_bmf,
};

/* What compare.py and most dashboards expect.  There is neither a date nor a
 * host in results that are the same everywhere. */
static void
put_context(struct json_text *t)
{
	json_open(t, "context", '{');
	json_put_text(t, "date", "1970-01-01T00:00:00+00:00");
	json_put_text(t, "host_name", "");
	json_put_text(t, "executable", "pagerace");
	json_put_count(t, "num_cpus", 1);
	json_put_count(t, "mhz_per_cpu", 0);
	json_put_bool(t, "cpu_scaling_enabled", false);
	json_open(t, "caches", '[');
	json_close(t, ']');
	json_open(t, "load_avg", '[');
	json_close(t, ']');
	json_put_text(t, "library_build_type", "release");
	json_put_count(t, "json_schema_version", 1);
	json_close(t, '}');
}

/* Modelled time of one reference. */
static double
each(uint64_t ns, uint64_t references)
{
	return (references == 0 ? 0 : (double)ns / (double)references);
}

/* An iteration is a reference; its time is modelled: "real" with the waiting
 * for faults, "cpu" without. */
static void
put_benchmark(struct json_text *t, const char *name, size_t family,
    size_t instance, const struct study *s, const struct run *r)
{
	const struct outcome *o = &r->outcome;
	const struct metric *m = NULL;
	char column[128];
	uint64_t value;

	json_open(t, NULL, '{');
	json_put_text(t, "name", name);
	json_put_count(t, "family_index", family);
	json_put_count(t, "per_family_instance_index", instance);
	json_put_text(t, "run_name", name);
	json_put_text(t, "run_type", "iteration");
	json_put_count(t, "repetitions", 1);
	json_put_count(t, "repetition_index", 0);
	json_put_count(t, "threads", 1);
	json_put_count(t, "iterations", o->references);
	json_put_real(t, "real_time", each(o->total_ns, o->references));
	json_put_real(
	    t, "cpu_time", each(o->total_ns - o->stall_ns, o->references));
	json_put_text(t, "time_unit", "ns");
	while ((m = ci_metric(m, s, r, &value)) != NULL)
		json_put_count(
		    t, metric_column(m, column, sizeof(column)), value);
	json_close(t, '}');
}

static int
write_gbench(const struct study *const *s, size_t n,
    not_used const struct report_view *view, FILE *to, struct err *err)
{
	struct json_text t = { .to = to };
	char name[CI_NAME_SIZE];

	json_open(&t, NULL, '{');
	put_context(&t);
	json_open(&t, "benchmarks", '[');
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < s[i]->nrun; k++)
			put_benchmark(&t, ci_name(name, s, n, i, &s[i]->run[k]),
			    i, k, s[i], &s[i]->run[k]);
	json_close(&t, ']');
	json_close(&t, '}');
	return (json_end(&t, err));
}

const struct report_format gbench_format = {
	.name = "gbench",
	.summary = "Google Benchmark's JSON, for its compare.py",
	.write = write_gbench,
};

/* A label's value: backslash, quote and line end are escaped. */
static void
put_label(FILE *to, const char *name, const char *value)
{
	char clean[LABEL_SIZE];

	fprintf(to, "%s=\"", name);
	label_clean(clean, sizeof(clean), value);
	for (const char *c = clean; *c != '\0'; c++) {
		if (*c == '\\' || *c == '"')
			fputc('\\', to);
		fputc(*c, to);
	}
	fputc('"', to);
}

/* The name of the family: "pagerace_faults" of faults.total, because a name
 * that ends in _total is a counter's. */
static char *
family(char *buf, size_t size, const struct metric *m)
{
	static const char total[] = "_total";
	char column[128];
	size_t len, cut = sizeof(total) - 1;

	metric_column(m, column, sizeof(column));
	len = strlen(column);
	if (len > cut && strcmp(column + len - cut, total) == 0)
		column[len - cut] = '\0';
	snprintf(buf, size, "pagerace_%s", column);
	return (buf);
}

static void
put_sample(FILE *to, const char *name, const struct study *s,
    const struct run *r, uint64_t value)
{
	char text[LABEL_SIZE];

	fprintf(to, "%s{", name);
	put_label(to, "trace", s->trace.name);
	fputc(',', to);
	put_label(to, "digest", s->trace.digest);
	fputc(',', to);
	put_label(to, "policy", label_policy(text, sizeof(text), r));
	fputc(',', to);
	put_label(to, "device", label_device(text, sizeof(text), r));
	fputc(',', to);
	put_label(to, "model", label_settings(text, sizeof(text), s));
	fprintf(to, ",frames=\"%ju\"} %ju\n", (uintmax_t)r->frames,
	    (uintmax_t)value);
}

static void
put_family(
    const struct study *const *s, size_t n, const struct metric *m, FILE *to)
{
	char name[160];
	bool begun = false;

	family(name, sizeof(name), m);
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < s[i]->nrun; k++) {
			struct metric_value v;

			metric_get(m, s[i], &s[i]->run[k], &v);
			if (!v.known || v.n == METRIC_UNKNOWN)
				continue;
			if (!begun)
				fprintf(to, "# TYPE %s gauge\n# HELP %s %s.\n",
				    name, name, m->text);
			begun = true;
			put_sample(to, name, s[i], &s[i]->run[k], v.n);
		}
}

static int
write_openmetrics(const struct study *const *s, size_t n,
    not_used const struct report_view *view, FILE *to, not_used struct err *err)
{
	for (const struct metric *m = metrics; m->name != NULL; m++)
		if ((m->flags & METRIC_GATED) != 0)
			put_family(s, n, m, to);
	fputs("# EOF\n", to);
	return (0);
}

const struct report_format openmetrics_format = {
	.name = "openmetrics",
	.summary = "OpenMetrics text, for Prometheus and others",
	.write = write_openmetrics,
};
