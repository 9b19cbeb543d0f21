/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Every run in a row of one table, with the figures that are asked for most;
 * then what makes the study repeatable.
 */
#include <string.h>

#include "base/num.h"
#include "report/view.h"
#include "result/label.h"
#include "result/metric.h"
#include "result/ratio.h"

/* A column: a metric of the table, and what it is called here. */
static const struct run_column {
	const char *head, *metric;
} columns[] = {
	{ "page faults", "faults.page_faults" },
	{ "first touches", "faults.zero_fill" },
	{ "swap-ins", "faults.swap_in" },
	{ "copies", "faults.cow" },
	{ "evictions", "evictions" },
	{ "swap reads", "swap.reads" },
	{ "swap writes", "swap.writes" },
	{ "time lost", "time_ns.stall" },
	{ "p50", "latency_ns.p50" },
	{ "p99", "latency_ns.p99" },
	{ "p99.9", "latency_ns.p999" },
	{ "max", "latency_ns.max" },
};
#define COLUMNS (sizeof(columns) / sizeof(columns[0]))
#define NAMES   3 /* columns before them */

static void
put_metric(struct table *t, const struct study *s, const struct run *r,
    const char *name)
{
	const struct metric *m = metric_find(name);
	struct metric_value v = { .known = false };
	char buf[512];

	if (m != NULL)
		metric_get(m, s, r, &v);
	if (!v.known)
		table_cell(t, STYLE_PLAIN, "%s", "");
	else if (m->kind == METRIC_TIME)
		table_cell(t, STYLE_PLAIN, "%s",
		    num_print_time(buf, sizeof(buf), v.n));
	else
		table_cell(t, STYLE_PLAIN, "%s",
		    metric_print(m, s, r, true, buf, sizeof(buf)));
}

static void
put_run(struct table *t, const struct study *s, const struct run *r)
{
	char label[LABEL_SIZE], base[40];
	uint64_t optimum;

	table_row(t);
	table_cell(t, STYLE_PLAIN, "%s", label_policy(label, sizeof(label), r));
	table_count(t, STYLE_PLAIN, r->frames);
	table_cell(t, STYLE_PLAIN, "%s", label_device(label, sizeof(label), r));
	for (size_t i = 0; i < COLUMNS; i++)
		put_metric(t, s, r, columns[i].metric);
	if (s->noptimum == 0)
		return;
	base[0] = '\0';
	if (metric_optimum(s, r->frames, &optimum) && optimum > 0)
		ratio_print(base, sizeof(base),
		    outcome_page_faults(&r->outcome), optimum, 1, 2);
	table_cell(t, STYLE_PLAIN, "%s", base);
}

static void
write_settings(struct sheet *out, const struct study *s)
{
	char text[LABEL_SIZE];

	sheet_heading(out, 2, "Settings", NULL);
	sheet_item(
	    out, STYLE_PLAIN, "digest of the trace: %s", s->trace.digest);
	label_settings(text, sizeof(text), s);
	sheet_item(out, STYLE_PLAIN, "settings of the model: %s",
	    text[0] != '\0' ? text : "the defaults");
	if (s->nrun > 0 && s->run[0].figures != NULL &&
	    s->run[0].figures[0] != '\0')
		sheet_item(out, STYLE_PLAIN,
		    "digest of the figures of devices and kernel: %s",
		    s->run[0].figures);
}

void
run_table_write(struct sheet *out, const struct study *s)
{
	const char *head[NAMES + COLUMNS + 1] = { "policy", "frames",
		"device" };
	struct table *t;

	for (size_t i = 0; i < COLUMNS; i++)
		head[NAMES + i] = columns[i].head;
	head[NAMES + COLUMNS] = "times OPT's";
	if (s->nrun > 0) {
		t = table_headed(
		    out->m, head, NAMES + COLUMNS + (s->noptimum > 0));
		t->left[2] = true;
		for (size_t i = 0; i < s->nrun; i++)
			put_run(t, s, &s->run[i]);
		sheet_heading(out, 2, "All runs", NULL);
		sheet_table(out, t);
	}
	write_settings(out, s);
}
