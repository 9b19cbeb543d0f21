/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The causes of page faults: cold, capacity or the policy; by phase of the
 * trace, by area, and for the pages with most faults of the policy's own.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "model/explanation.h"
#include "report/view.h"
#include "result/label.h"
#include "result/ratio.h"

/* Areas shown, those with most of the policy's faults first. */
#define AREAS_SHOWN 5

static const char *const causes[CAUSES] = { "cold", "capacity", "policy" };
static const char *const meanings[CAUSES] = {
	"first touches, which no policy avoids",
	"OPT has these faults, too",
	"OPT has hits there",
};

static uint64_t
sum(const uint64_t cause[CAUSES])
{
	return (
	    cause[CAUSE_COLD] + cause[CAUSE_CAPACITY] + cause[CAUSE_POLICY]);
}

/* Page faults more than OPT's. */
static uint64_t
regret(const struct explanation *x)
{
	uint64_t all = sum(x->cause);

	return (all > x->optimum ? all - x->optimum : 0);
}

static void
put_causes(struct table *t, const uint64_t cause[CAUSES])
{
	for (int i = 0; i < CAUSES; i++)
		table_count(t, STYLE_PLAIN, cause[i]);
}

/* A table with a column for each cause behind the first. */
static struct table *
open_table(struct mem *m, const char *first)
{
	const char *const head[1 + CAUSES] = { first, causes[CAUSE_COLD],
		causes[CAUSE_CAPACITY], causes[CAUSE_POLICY] };

	return (table_headed(m, head, 1 + CAUSES));
}

static void
write_causes(struct sheet *out, const struct explanation *x)
{
	struct table *t = table_facts(out->m);
	char share[40], remark[200];

	for (int i = 0; i < CAUSES; i++) {
		snprintf(remark, sizeof(remark), "%s %%: %s",
		    ratio_print(share, sizeof(share), x->cause[i],
			sum(x->cause), 100, 1),
		    meanings[i]);
		table_fact(t, STYLE_PLAIN, causes[i], x->cause[i], remark);
	}
	table_fact(
	    t, STYLE_PLAIN, "regret", regret(x), "page faults more than OPT's");
	sheet_table(out, t);
}

static void
write_phases(struct sheet *out, const struct explanation *x)
{
	struct table *t = open_table(out->m, "of the trace");

	for (int i = 0; i < PHASES; i++) {
		table_row(t);
		table_cell(t, STYLE_PLAIN, "%d to %d %%", i * 100 / PHASES,
		    (i + 1) * 100 / PHASES);
		put_causes(t, x->phase[i]);
	}
	sheet_table(out, t);
}

/* An area, for sorting. */
struct ranked {
	const uint64_t *cause;
	size_t area;
};

static int
worst_first(const void *a, const void *b)
{
	const struct ranked *x = a, *y = b;
	uint64_t fx = x->cause[CAUSE_POLICY], fy = y->cause[CAUSE_POLICY];

	if (fx != fy)
		return (fx < fy ? 1 : -1);
	return (x->area < y->area ? -1 : 1);
}

static void
write_areas(
    struct sheet *out, const struct study *s, const struct explanation *x)
{
	size_t n = s->trace.narea;
	struct ranked *rank = mem_array(out->m, n, sizeof(*rank));
	struct table *t = open_table(out->m, "area");
	char name[LABEL_SIZE];

	for (size_t i = 0; i < n; i++)
		rank[i] = (struct ranked){ x->area[i], i };
	qsort(rank, n, sizeof(*rank), worst_first);
	for (size_t i = 0; i < n && i < AREAS_SHOWN; i++) {
		table_row(t);
		table_cell(t, STYLE_PLAIN, "%s",
		    view_area(name, sizeof(name), s, rank[i].area));
		put_causes(t, rank[i].cause);
	}
	sheet_table(out, t);
}

static void
write_worst(
    struct sheet *out, const struct study *s, const struct explanation *x)
{
	static const char *const head[] = { "page", "faults", "evicted",
		"back after", "at reference", "for page", "area" };
	struct table *t = table_headed(out->m, head, 7);
	char name[LABEL_SIZE];

	if (x->nworst == 0)
		return;
	t->left[6] = true;
	t->spare = true;
	for (unsigned i = 0; i < x->nworst; i++) {
		const struct worst_page *w = &x->worst[i];

		table_row(t);
		table_cell(t, STYLE_PLAIN, "0x%" PRIx64, w->number);
		table_count(t, STYLE_PLAIN, w->faults);
		table_count(t, STYLE_PLAIN, w->evictions);
		table_count(t, STYLE_PLAIN, w->wanted_after);
		table_count(t, STYLE_PLAIN, w->evicted_at);
		table_cell(t, STYLE_PLAIN, "0x%" PRIx64, w->evicted_for);
		table_cell(t, STYLE_PLAIN, "%s",
		    view_area(name, sizeof(name), s, w->area));
	}
	sheet_heading(
	    out, 3, "Pages with most faults of the policy's own", NULL);
	sheet_table(out, t);
	sheet_item(out, STYLE_PLAIN,
	    "of a page's evictions the one with the soonest next use is shown: "
	    "after how many references that was, at which reference the page "
	    "was evicted, and for which page");
}

void
explain_view_write(
    struct sheet *out, const struct study *s, const struct run *r)
{
	const struct explanation *x = r->explanation;

	if (x == NULL)
		return;
	sheet_heading(out, 3, "Where the page faults came from", NULL);
	write_causes(out, x);
	write_phases(out, x);
	if (s->trace.narea > 1)
		write_areas(out, s, x);
	write_worst(out, s, x);
}

static bool
same_on_other_device(const struct run *a, const struct run *b)
{
	char x[LABEL_SIZE], y[LABEL_SIZE];

	return (a->explanation != NULL && a->frames == b->frames &&
		memcmp(a->explanation->cause, b->explanation->cause,
		    sizeof(a->explanation->cause)) == 0 &&
		strcmp(label_policy(x, sizeof(x), a),
		    label_policy(y, sizeof(y), b)) == 0 &&
		strcmp(label_device(x, sizeof(x), a),
		    label_device(y, sizeof(y), b)) != 0);
}

bool
explain_view_shows(const struct study *s, size_t run)
{
	if (s->run[run].explanation == NULL)
		return (false);
	for (size_t i = 0; i < run; i++)
		if (same_on_other_device(&s->run[i], &s->run[run]))
			return (false);
	return (true);
}

char *
explain_view_label(char *buf, size_t size, const struct study *s, size_t run)
{
	char first[LABEL_SIZE], device[LABEL_SIZE], policy[LABEL_SIZE];

	label_policy(policy, sizeof(policy), &s->run[run]);
	label_device(first, sizeof(first), &s->run[0]);
	label_device(device, sizeof(device), &s->run[run]);
	if (strcmp(first, device) == 0)
		snprintf(buf, size, "%s", policy);
	else
		snprintf(buf, size, "%s, on %s", policy, device);
	return (buf);
}

void
explain_view_table(struct sheet *out, const struct study *s)
{
	static const char *const head[] = { "policy", "frames", "cold",
		"capacity", "its own", "regret" };
	struct table *t = table_headed(out->m, head, 6);
	char name[2 * LABEL_SIZE + 8];

	for (size_t i = 0; i < s->nrun; i++) {
		const struct run *r = &s->run[i];

		if (!explain_view_shows(s, i))
			continue;
		table_row(t);
		table_cell(t, STYLE_PLAIN, "%s",
		    explain_view_label(name, sizeof(name), s, i));
		table_count(t, STYLE_PLAIN, r->frames);
		put_causes(t, r->explanation->cause);
		table_count(t, STYLE_PLAIN, regret(r->explanation));
	}
	if (t->nrow == 1)
		return;
	sheet_heading(out, 2, "Where the page faults came from", NULL);
	sheet_table(out, t);
	sheet_item(out, STYLE_PLAIN,
	    "cold: %s; capacity: %s; its own: %s; regret: page faults more "
	    "than OPT's",
	    meanings[CAUSE_COLD], meanings[CAUSE_CAPACITY],
	    meanings[CAUSE_POLICY]);
}
