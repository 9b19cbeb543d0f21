/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A slim baseline, "pagerace.baseline/1": of each run what identifies it and
 * what a gate can judge.  doc/baseline.schema.json is the schema.
 *
 * The complete document of a run has two histograms and the settings of its
 * study; without them a run takes a thirtieth of the bytes.
 */
#include "result/json.h"
#include "result/json_parts.h"
#include "result/metric.h"

static bool
of_trace(const struct metric *m)
{
	return (
	    (m->flags & METRIC_OF_TRACE) != 0 && (m->flags & METRIC_KEY) != 0);
}

static bool
of_run(const struct metric *m)
{
	return ((m->flags & METRIC_OF_TRACE) == 0 &&
		(m->flags & (METRIC_KEY | METRIC_GATED)) != 0);
}

/* A run is one line, so that version control shows which runs changed. */
static void
put_study(struct json_text *t, const struct study *s)
{
	json_open(t, NULL, '{');
	t->flat = t->depth + 1;
	json_open(t, "trace", '{');
	json_put_metrics(t, s, NULL, of_trace);
	json_close(t, '}');
	json_put_values(
	    t, "model", s->settings_table, study_settings(s), false);
	t->flat = 0;
	json_open(t, "runs", '[');
	t->flat = t->depth + 1;
	for (size_t i = 0; i < s->nrun; i++) {
		json_open(t, NULL, '{');
		json_put_metrics(t, s, &s->run[i], of_run);
		json_close(t, '}');
	}
	t->flat = 0;
	json_close(t, ']');
	json_close(t, '}');
}

int
json_write_slim(
    const struct study *const *s, size_t n, FILE *to, struct err *err)
{
	struct json_text t = { .to = to };

	json_open(&t, NULL, '{');
	json_put_head(&t, "pagerace.baseline/1");
	json_open(&t, "results", '[');
	for (size_t i = 0; i < n; i++)
		put_study(&t, s[i]);
	json_close(&t, ']');
	json_close(&t, '}');
	return (json_end(&t, err));
}
