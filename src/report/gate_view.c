/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The verdict of a gate.  Runs that are equal are counted but have no row, so
 * that the rows show what changed.
 */
#include <string.h>

#include "base/num.h"
#include "report/gate_report.h"
#include "report/view.h"
#include "result/label.h"
#include "result/ratio.h"

bool
gate_same_trace(const struct study *a, const struct study *b)
{
	return (strcmp(a->trace.digest, b->trace.digest) == 0 &&
		a->trace.page_size == b->trace.page_size);
}

char *
gate_label(char *buf, size_t size, const struct gate_row *row)
{
	const struct run *r = gate_row_run(row)->run;
	char policy[LABEL_SIZE], device[LABEL_SIZE];

	snprintf(buf, size, "%s, %ju frames, %s",
	    label_policy(policy, sizeof(policy), r), (uintmax_t)r->frames,
	    label_device(device, sizeof(device), r));
	return (buf);
}

char *
gate_delta(char *buf, size_t size, uint64_t old, uint64_t new)
{
	char digits[40];

	snprintf(buf, size, "%s%s",
	    new < old   ? "-"
	    : new > old ? "+"
			: "",
	    num_print_count(
		digits, sizeof(digits), new < old ? old - new : new - old));
	return (buf);
}

char *
gate_percent(char *buf, size_t size, uint64_t old, uint64_t new)
{
	char digits[40];

	buf[0] = '\0';
	if (old > 0)
		snprintf(buf, size, "%s%s %%",
		    new < old   ? "-"
		    : new > old ? "+"
				: "",
		    ratio_print(digits, sizeof(digits),
			new < old ? old - new : new - old, old, 100, 2));
	return (buf);
}

char *
gate_sentence(char *buf, size_t size, const struct gate *g)
{
	size_t len = (size_t)snprintf(buf, size, "%s:",
	    !g->passed && g->count[GATE_REGRESSION] == 0 ? "refused"
	    : !g->passed                                 ? "regression"
	    : g->count[GATE_BETTER] > 0 && g->count[GATE_TOLERATED] == 0
		? "better"
	    : g->count[GATE_BETTER] + g->count[GATE_TOLERATED] > 0
		? "within limits"
		: "equal");
	const char *comma = "";

	for (int v = GATE_EQUAL; v < GATE_VERDICTS && len < size; v++) {
		if (g->count[v] == 0 && !(v == GATE_EQUAL && g->nrow == 0))
			continue;
		len +=
		    (size_t)snprintf(buf + len, size - len, "%s %zu %s", comma,
			g->count[v], gate_verdict_name((enum gate_verdict)v));
		comma = ",";
	}
	if (len < size)
		snprintf(buf + len, size - len, " of %zu run%s", g->nrow,
		    g->nrow == 1 ? "" : "s");
	return (buf);
}

static void
put_metric(
    struct table *t, const struct gate *g, const struct gate_row *r, size_t i)
{
	uint64_t old, new;
	enum style style =
	    r->metric[i] >= GATE_REGRESSION ? STYLE_BOLD : STYLE_PLAIN;
	char buf[40];

	gate_row_values(r, i, &old, &new);
	table_row(t);
	table_cell(t, STYLE_PLAIN, "  %s", gate_metric(i)->name);
	table_count(t, STYLE_PLAIN, old);
	table_count(t, STYLE_PLAIN, new);
	table_cell(t, style, "%s", gate_delta(buf, sizeof(buf), old, new));
	table_cell(t, style, "%s", gate_percent(buf, sizeof(buf), old, new));
	if (g->limit[i].ppm != 0)
		num_print_share(buf, sizeof(buf), g->limit[i].ppm);
	else
		num_print_count(buf, sizeof(buf), g->limit[i].count);
	table_cell(t, STYLE_PLAIN, "%s", buf);
	table_cell(t, style, "%s", gate_verdict_name(r->metric[i]));
}

/* A row for each metric that is not equal, below its run and its trace. */
static void
write_changes(struct sheet *out, const struct gate *g)
{
	static const char *const head[] = { "metric", "old", "new", "change",
		"percent", "limit", "verdict" };
	const struct study *study = NULL;
	struct table *t = table_headed(out->m, head, 7);
	char label[1024];

	t->left[6] = true;
	for (size_t k = 0; k < g->nrow; k++) {
		const struct gate_row *r = &g->row[k];

		if (r->verdict == GATE_EQUAL)
			continue;
		if (study == NULL ||
		    !gate_same_trace(gate_row_run(r)->study, study)) {
			study = gate_row_run(r)->study;
			table_span(t, "%s",
			    label_clean(
				label, sizeof(label), study->trace.name));
		}
		table_span(t, "%s: %s%s", gate_label(label, sizeof(label), r),
		    gate_verdict_name(r->verdict),
		    r->old.run == NULL   ? ", run but not in the baseline"
		    : r->new.run == NULL ? ", in the baseline but not run"
					 : "");
		for (size_t i = 0; i < gate_metrics(); i++)
			if (r->old.run != NULL && r->new.run != NULL &&
			    r->metric[i] != GATE_EQUAL)
				put_metric(t, g, r, i);
	}
	sheet_table(out, t);
}

void
gate_view_write(struct sheet *out, const struct gate *g)
{
	char text[400];

	sheet_summary(out, g->passed, gate_sentence(text, sizeof(text), g));
	if (g->count[GATE_EQUAL] < g->nrow)
		write_changes(out, g);
}

void
gate_view_refuse(struct sheet *out, const struct err *why)
{
	char text[GATE_REASON_SIZE];

	sheet_summary(out, false, "refused: nothing was compared");
	sheet_item(
	    out, STYLE_PLAIN, "%s", gate_reason(text, sizeof(text), why));
}
