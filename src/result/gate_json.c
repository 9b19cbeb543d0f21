/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The verdict of a gate as a document, "pagerace.gate/1".  doc/RESULT.md
 * describes each key, doc/gate.schema.json is the schema.
 */
#include "result/gate.h"
#include "result/json.h"
#include "result/json_parts.h"
#include "result/label.h"

/* What is judged, by which limit. */
static void
put_gate(struct json_text *t, const struct gate *g)
{
	char limit[40];

	json_open(t, "gate", '[');
	for (size_t i = 0; i < gate_metrics(); i++) {
		if (!gate_judged(g, i))
			continue;
		json_open(t, NULL, '{');
		json_put_text(t, "name", gate_metric(i)->name);
		json_put_text(t, "limit",
		    gate_print_limit(&g->spec, i, limit, sizeof(limit)));
		json_close(t, '}');
	}
	json_close(t, ']');
}

static void
put_metrics(struct json_text *t, const struct gate *g, const struct gate_row *r)
{
	json_open(t, "metrics", '[');
	for (size_t i = 0; gate_row_compared(r) && i < gate_metrics(); i++) {
		uint64_t old, new;

		if (!gate_row_values(r, i, &old, &new))
			continue;
		json_open(t, NULL, '{');
		json_put_text(t, "name", gate_metric(i)->name);
		json_put_count(t, "old", old);
		json_put_count(t, "new", new);
		/* Both are below 2^63, so the difference fits. */
		json_put_integer(t, "delta", (int64_t) new - (int64_t)old);
		json_put_text(t, "verdict",
		    gate_judges(&g->spec, i) ? gate_verdict_name(r->metric[i])
					     : "not_judged");
		json_close(t, '}');
	}
	json_close(t, ']');
}

static void
put_row(struct json_text *t, const struct gate *g, const struct gate_row *row)
{
	const struct gate_run *of = gate_row_run(row);
	const struct run *r = of->run;

	json_open(t, NULL, '{');
	json_put_text(t, "trace", of->study->trace.name);
	json_put_text(t, "digest", of->study->trace.digest);
	json_put_text(t, "policy", r->policy);
	json_put_values(t, "params", r->policy_params, r->policy_values, true);
	json_put_count(t, "frames", r->frames);
	json_put_text(t, "device", r->device);
	json_put_text(t, "verdict", gate_verdict_name(row->verdict));
	if (row->differs != NULL)
		json_put_text(t, "differs", row->differs);
	put_metrics(t, g, row);
	json_close(t, '}');
}

int
gate_write_json(const struct gate *g, FILE *to, struct err *err)
{
	struct json_text t = { .to = to };

	json_open(&t, NULL, '{');
	json_put_head(&t, "pagerace.gate/1");
	json_put_bool(&t, "passed", g->passed);
	put_gate(&t, g);
	json_open(&t, "counts", '{');
	for (int v = GATE_EQUAL; v < GATE_VERDICTS; v++)
		json_put_count(
		    &t, gate_verdict_name((enum gate_verdict)v), g->count[v]);
	json_close(&t, '}');
	json_open(&t, "runs", '[');
	for (size_t i = 0; i < g->nrow; i++)
		put_row(&t, g, &g->row[i]);
	json_close(&t, ']');
	json_close(&t, '}');
	return (json_end(&t, err));
}

const char *
gate_reason(char *buf, size_t size, const struct err *why)
{
	const struct err_where *at = &why->where;
	char position[64], text[1400];

	snprintf(text, sizeof(text), "%.1000s%s%s%s%s",
	    at->file == NULL ? "" : at->file, at->file == NULL ? "" : ":",
	    err_position(at, position, sizeof(position)),
	    at->file == NULL ? "" : " ", why->msg);
	return (label_clean(buf, size, text));
}

int
gate_refuse_json(const struct err *why, FILE *to, struct err *err)
{
	struct json_text t = { .to = to };
	char reason[GATE_REASON_SIZE];

	json_open(&t, NULL, '{');
	json_put_head(&t, "pagerace.gate/1");
	json_put_bool(&t, "passed", false);
	json_put_text(&t, "refused", gate_reason(reason, sizeof(reason), why));
	json_open(&t, "counts", '{');
	json_close(&t, '}');
	json_open(&t, "runs", '[');
	json_close(&t, ']');
	json_close(&t, '}');
	return (json_end(&t, err));
}
