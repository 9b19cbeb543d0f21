/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Why pages faulted: cold, capacity or the policy; by phase of the trace, by
 * area, and the pages that suffered most.
 */
#include <inttypes.h>
#include <stdlib.h>

#include "base/num.h"
#include "model/explanation.h"
#include "report/sheet.h"
#include "report/view.h"
#include "result/label.h"
#include "result/ratio.h"

/* Areas shown, those with most of the policy's faults first. */
#define AREAS_SHOWN 5

static const char *const causes[CAUSES] = { "cold", "capacity", "policy" };
static const char *const meanings[CAUSES] = {
	"first touches, which no policy avoids",
	"OPT faults there, too, with this memory",
	"OPT would have hit",
};

static void
count(struct sheet *t, uint64_t n)
{
	char buf[40];

	sheet_cell(t, SHEET_PLAIN, "%s", num_print_count(buf, sizeof(buf), n));
}

static uint64_t
sum(const uint64_t cause[CAUSES])
{
	return (
	    cause[CAUSE_COLD] + cause[CAUSE_CAPACITY] + cause[CAUSE_POLICY]);
}

static void
write_causes(const struct explanation *x, struct mem *m,
    const struct report_view *view, FILE *to)
{
	struct sheet *t = sheet_open(m, 4);
	uint64_t all = sum(x->cause), regret;
	char buf[40], text[200];

	sheet_left(t, 3);
	sheet_spare(t);
	for (int i = 0; i < CAUSES; i++) {
		sheet_row(t);
		sheet_cell(t, SHEET_PLAIN, "%s", causes[i]);
		count(t, x->cause[i]);
		sheet_cell(t, SHEET_PLAIN, "%s %%",
		    ratio_print(buf, sizeof(buf), x->cause[i], all, 100, 1));
		sheet_cell(t, SHEET_DIM, "%s", meanings[i]);
	}
	sheet_text(view, 2, 4, to, "Where the page faults came from");
	sheet_write(t, view, 4, to);
	regret = all > x->optimum ? all - x->optimum : 0;
	snprintf(text, sizeof(text),
	    "regret: %s page faults more than OPT, which hits at some of these "
	    "and faults at others",
	    num_print_count(buf, sizeof(buf), regret));
	sheet_text(view, 4, 6, to, text);
	fputc('\n', to);
}

static void
write_phases(const struct explanation *x, struct mem *m,
    const struct report_view *view, FILE *to)
{
	struct sheet *t = sheet_open(m, 1 + CAUSES);

	sheet_row(t);
	sheet_cell(t, SHEET_DIM, "%s", "of the trace");
	for (int i = 0; i < CAUSES; i++)
		sheet_cell(t, SHEET_DIM, "%s", causes[i]);
	for (int p = 0; p < PHASES; p++) {
		sheet_row(t);
		sheet_cell(t, SHEET_PLAIN, "%d to %d %%", p * 100 / PHASES,
		    (p + 1) * 100 / PHASES);
		for (int i = 0; i < CAUSES; i++)
			count(t, x->phase[p][i]);
	}
	sheet_write(t, view, 4, to);
	fputc('\n', to);
}

/* An area and where it stands, to be put in order. */
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

static const char *
area_name(const struct study *s, size_t i, char *buf, size_t size)
{
	const struct area_fact *a = &s->trace.area[i];

	if (a->name[0] != '\0')
		return (label_clean(buf, size, a->name));
	snprintf(buf, size, "0x%" PRIx64, a->start);
	return (buf);
}

static void
write_areas(const struct study *s, const struct explanation *x, struct mem *m,
    const struct report_view *view, FILE *to)
{
	size_t n = s->trace.narea;
	struct ranked *rank = mem_array(m, n, sizeof(*rank));
	struct sheet *t = sheet_open(m, 1 + CAUSES);
	char name[LABEL_SIZE];

	for (size_t i = 0; i < n; i++)
		rank[i] = (struct ranked){ x->area[i], i };
	qsort(rank, n, sizeof(*rank), worst_first);
	sheet_row(t);
	sheet_cell(t, SHEET_DIM, "%s", "area");
	for (int i = 0; i < CAUSES; i++)
		sheet_cell(t, SHEET_DIM, "%s", causes[i]);
	for (size_t i = 0; i < n && i < AREAS_SHOWN; i++) {
		sheet_row(t);
		sheet_cell(t, SHEET_PLAIN, "%s",
		    area_name(s, rank[i].area, name, sizeof(name)));
		for (int k = 0; k < CAUSES; k++)
			count(t, rank[i].cause[k]);
	}
	sheet_write(t, view, 4, to);
	fputc('\n', to);
}

static void
write_worst(const struct study *s, const struct explanation *x, struct mem *m,
    const struct report_view *view, FILE *to)
{
	static const char *const head[] = { "page", "faults", "evicted",
		"back after", "gone at", "for page", "area" };
	struct sheet *t = sheet_open(m, 7);
	char name[LABEL_SIZE];

	if (x->nworst == 0)
		return;
	sheet_left(t, 6);
	sheet_spare(t);
	sheet_row(t);
	for (size_t i = 0; i < 7; i++)
		sheet_cell(t, SHEET_DIM, "%s", head[i]);
	for (unsigned i = 0; i < x->nworst; i++) {
		const struct worst_page *w = &x->worst[i];

		sheet_row(t);
		sheet_cell(t, SHEET_PLAIN, "0x%" PRIx64, w->number);
		count(t, w->faults);
		count(t, w->evictions);
		count(t, w->wanted_after);
		count(t, w->evicted_at);
		sheet_cell(t, SHEET_PLAIN, "0x%" PRIx64, w->evicted_for);
		sheet_cell(t, SHEET_PLAIN, "%s",
		    area_name(s, w->area, name, sizeof(name)));
	}
	sheet_text(view, 2, 4, to,
	    "The pages that suffered most from the policy, and of their "
	    "evictions the one regretted soonest: after how many references "
	    "the "
	    "page was back, at which it went, for which page");
	sheet_write(t, view, 4, to);
	fputc('\n', to);
}

void
explain_view_write(const struct study *s, const struct run *r, struct mem *m,
    const struct report_view *view, FILE *to)
{
	const struct explanation *x = r->explanation;

	if (x == NULL)
		return;
	write_causes(x, m, view, to);
	write_phases(x, m, view, to);
	if (s->trace.narea > 1)
		write_areas(s, x, m, view, to);
	write_worst(s, x, m, view, to);
}

void
explain_view_table(const struct study *s, struct mem *m,
    const struct report_view *view, FILE *to)
{
	static const char *const head[] = { "policy", "frames", "cold",
		"capacity", "its own", "regret" };
	struct sheet *t = sheet_open(m, 6);
	char name[LABEL_SIZE];
	bool any = false;

	sheet_row(t);
	for (size_t i = 0; i < 6; i++)
		sheet_cell(t, SHEET_DIM, "%s", head[i]);
	for (size_t i = 0; i < s->nrun; i++) {
		const struct run *r = &s->run[i];
		const struct explanation *x = r->explanation;

		if (x == NULL)
			continue;
		any = true;
		sheet_row(t);
		sheet_cell(
		    t, SHEET_PLAIN, "%s", label_policy(name, sizeof(name), r));
		count(t, r->frames);
		for (int k = 0; k < CAUSES; k++)
			count(t, x->cause[k]);
		count(t, sum(x->cause) > x->optimum ? sum(x->cause) - x->optimum
						    : 0);
	}
	if (!any)
		return;
	sheet_text(view, 0, 2, to,
	    "Where the page faults came from: first touches, those OPT takes "
	    "too, those it would have hit; and how many more than OPT's");
	sheet_write(t, view, 2, to);
	fputc('\n', to);
}
