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

	snprintf(buf, size, "%s, %ju frame%s, %s",
	    label_policy(policy, sizeof(policy), r), (uintmax_t)r->frames,
	    num_plural(r->frames), label_device(device, sizeof(device), r));
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

struct sentence {
	char *text;
	size_t size, len;
	const char *comma;
};

/* Adds "3 equal" after what is there, where there are any. */
static void
put_part(struct sentence *s, size_t n, const char *word)
{
	if (n == 0 || s->len >= s->size)
		return;
	s->len += (size_t)snprintf(
	    s->text + s->len, s->size - s->len, "%s %zu %s", s->comma, n, word);
	s->comma = ",";
}

/* What an update does to the baseline. */
static void
put_update(struct sentence *s, const struct gate *g)
{
	s->comma = "updated:";
	put_part(s, g->nchanged, "changed");
	put_part(s, g->count[GATE_NEW], "added");
	put_part(s, g->count[GATE_MISSING], "removed");
	if (g->old->nstudy == 0 && g->replaced == NULL)
		s->len = (size_t)snprintf(s->text, s->size, "written: all");
	else if (s->len == 0)
		s->len = (size_t)snprintf(s->text, s->size, "unchanged: all");
}

static void
put_verdict(struct sentence *s, const struct gate *g)
{
	s->comma = !g->passed && g->count[GATE_REGRESSION] == 0 ? "refused:"
		   : !g->passed                                 ? "regression:"
		   : g->count[GATE_BETTER] > 0 && g->count[GATE_TOLERATED] == 0
		       ? "better:"
		   : g->count[GATE_BETTER] + g->count[GATE_TOLERATED] > 0
		       ? "within limits:"
		       : "equal:";
	for (int v = GATE_EQUAL; v < GATE_VERDICTS; v++)
		put_part(
		    s, g->count[v], gate_verdict_name((enum gate_verdict)v));
	if (g->nrow == 0)
		s->len = (size_t)snprintf(s->text, s->size, "equal: 0 equal");
}

char *
gate_sentence(char *buf, size_t size, const struct gate *g)
{
	struct sentence s = { buf, size, 0, "" };

	(g->update ? put_update : put_verdict)(&s, g);
	if (s.len < size)
		snprintf(buf + s.len, size - s.len, " of %zu run%s", g->nrow,
		    g->nrow == 1 ? "" : "s");
	return (buf);
}

/* "judged: faults.total (limit 1%), time_ns.stall (limit 0)". */
static void
write_judged(struct sheet *out, const struct gate *g)
{
	char text[600], limit[40];
	size_t len = (size_t)snprintf(text, sizeof(text), "judged");
	const char *comma = ":";

	for (size_t i = 0; i < gate_metrics() && len < sizeof(text); i++) {
		if (!gate_judged(g, i))
			continue;
		len += (size_t)snprintf(text + len, sizeof(text) - len,
		    "%s %s (limit %s)", comma, gate_metric(i)->name,
		    gate_print_limit(&g->spec, i, limit, sizeof(limit)));
		comma = ",";
	}
	sheet_item(out, STYLE_PLAIN, "%s", text);
}

/* Which metrics of a run have a row: those that changed, and judged ones that
 * changed since an earlier baseline. */
static bool
has_row(const struct gate *g, const struct gate_row *r, size_t i)
{
	uint64_t old, new;

	return (gate_row_changed(r, i, &old, &new) ||
		(gate_judges(&g->spec, i) && gate_row_moved(g, r, i)));
}

/* The values in all baselines, and the new one. */
static void
put_history(struct sheet *out, struct table *t, const struct gate *g,
    const struct gate_row *r, size_t metric)
{
	size_t n = g->nearlier + 2;
	uint64_t *value = mem_array(out->m, n, sizeof(*value));
	bool *known = mem_array(out->m, n, sizeof(*known));

	for (size_t i = 0; i < g->nearlier; i++)
		known[i] = gate_past_value(r, metric, i, &value[i]);
	known[n - 2] = known[n - 1] =
	    gate_row_values(r, metric, &value[n - 2], &value[n - 1]);
	table_sparkline(
	    t, &(struct sparkline){ n, value, known }, out->view->utf8);
}

static void
put_metric(struct sheet *out, struct table *t, const struct gate *g,
    const struct gate_row *r, size_t i)
{
	bool judged = gate_judges(&g->spec, i);
	enum style style = judged && r->metric[i] >= GATE_REGRESSION
			       ? STYLE_BOLD
			       : STYLE_PLAIN;
	uint64_t old, new;
	char buf[40];

	if (!has_row(g, r, i) || !gate_row_values(r, i, &old, &new))
		return;
	table_row(t);
	table_cell(t, STYLE_PLAIN, "  %s", gate_metric(i)->name);
	table_count(t, STYLE_PLAIN, old);
	table_count(t, STYLE_PLAIN, new);
	table_cell(t, style, "%s", gate_delta(buf, sizeof(buf), old, new));
	table_cell(t, style, "%s", gate_percent(buf, sizeof(buf), old, new));
	if (g->update)
		return;
	table_cell(t, STYLE_PLAIN, "%s",
	    gate_print_limit(&g->spec, i, buf, sizeof(buf)));
	table_cell(t, style, "%s",
	    judged ? gate_verdict_name(r->metric[i]) : "not judged");
	if (g->nearlier > 0)
		put_history(out, t, g, r, i);
}

static bool
any_row(const struct gate *g, const struct gate_row *r)
{
	for (size_t i = 0; i < gate_metrics(); i++)
		if (has_row(g, r, i))
			return (true);
	return (!gate_row_compared(r));
}

static void
put_run(struct sheet *out, struct table *t, const struct gate *g,
    const struct gate_row *r)
{
	char label[1024];
	const char *verdict = !g->update && r->verdict == GATE_EQUAL
				  ? "equal in what is judged"
			      : !g->update ? gate_verdict_name(r->verdict)
			      : r->old.run == NULL ? "added"
			      : r->new.run == NULL ? "removed"
						   : "changed";

	gate_label(label, sizeof(label), r);
	if (g->update || gate_row_compared(r))
		table_span(t, "%s: %s", label, verdict);
	else if (r->new.run == NULL)
		table_span(
		    t, "%s: %s, in the baseline but not run", label, verdict);
	else
		table_span(t, "%s: %s, run but not in the baseline%s%s", label,
		    verdict, r->differs != NULL ? ": " : "",
		    r->differs != NULL ? r->differs : "");
	for (size_t i = 0; i < gate_metrics(); i++)
		put_metric(out, t, g, r, i);
}

/* A row for each metric that is not equal, below its run and its trace;
 * nothing where there is none. */
static void
write_changes(struct sheet *out, const struct gate *g)
{
	static const char *const head[] = { "metric", "old", "new", "change",
		"percent", "limit", "verdict", "history" };
	const struct study *study = NULL;
	size_t columns = g->update ? 5 : g->nearlier > 0 ? 8 : 7;
	struct table *t = table_headed(out->m, head, columns);
	char label[1024];

	for (size_t c = 6; c < columns; c++)
		t->left[c] = true;
	for (size_t k = 0; k < g->nrow; k++) {
		const struct gate_row *r = &g->row[k];

		if (!any_row(g, r))
			continue;
		if (study == NULL ||
		    !gate_same_trace(gate_row_run(r)->study, study)) {
			study = gate_row_run(r)->study;
			table_span(t, "%s",
			    label_clean(
				label, sizeof(label), study->trace.name));
		}
		put_run(out, t, g, r);
	}
	if (t->nrow > 1)
		sheet_table(out, t);
}

/* What the history is of, and which baselines have no part in it. */
static void
write_history(struct sheet *out, const struct gate *g)
{
	if (g->nearlier == 0)
		return;
	sheet_item(out, STYLE_PLAIN,
	    "history: %zu baselines, oldest first, then the new results; the "
	    "last baseline decides",
	    g->nearlier + 1);
	for (size_t i = 0; i < g->nearlier; i++)
		if (g->found[i] == 0)
			sheet_item(out, STYLE_PLAIN,
			    "baseline %zu of %zu has none of these runs", i + 1,
			    g->nearlier + 1);
}

/* The commands of the new results, where the format can hide them. */
static void
write_commands(struct sheet *out, const struct gate *g)
{
	char name[LABEL_SIZE];

	if (g->update || g->new->nstudy == 0 || !sheet_fold(out, "To repeat"))
		return;
	for (size_t i = 0; i < g->new->nstudy; i++) {
		const struct study *s = g->new->study[i];

		sheet_item(out, STYLE_PLAIN, "%s",
		    label_clean(name, sizeof(name), s->trace.name));
		command_view_write(out, s);
	}
	sheet_unfold(out);
}

void
gate_view_write(struct sheet *out, const struct gate *g)
{
	char text[400];

	sheet_summary(out, g->passed, gate_sentence(text, sizeof(text), g));
	if (!g->update)
		write_judged(out, g);
	if (g->replaced != NULL)
		sheet_item(out, STYLE_PLAIN, "%s", g->replaced);
	/* A baseline written for the first time has no rows that changed. */
	if (g->update && g->old->nstudy == 0)
		return;
	write_history(out, g);
	write_changes(out, g);
	write_commands(out, g);
}

void
gate_view_refuse(struct sheet *out, const struct err *why)
{
	char text[GATE_REASON_SIZE];

	sheet_summary(out, false, "refused: nothing was compared");
	sheet_item(
	    out, STYLE_PLAIN, "%s", gate_reason(text, sizeof(text), why));
}
