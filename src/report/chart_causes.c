/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Charts of the causes of page faults, where they were asked for: by run, and
 * of a single run by phase of the trace and by area.
 */
#include <inttypes.h>
#include <stdlib.h>

#include "model/explanation.h"
#include "report/chart.h"
#include "report/view.h"
#include "result/label.h"

/* Bars of a chart; those with most faults are kept. */
#define BARS_MAX 40

static const char *const cause_names[CAUSES] = { "cold: first touches",
	"capacity: OPT has them, too", "policy: OPT has hits there" };

struct bar {
	const char *name;
	const uint64_t *cause;
};

static uint64_t
whole(const struct bar *b)
{
	return (b->cause[CAUSE_COLD] + b->cause[CAUSE_CAPACITY] +
		b->cause[CAUSE_POLICY]);
}

static int
most_first(const void *a, const void *b)
{
	uint64_t x = whole(a), y = whole(b);

	if (x != y)
		return (x < y ? 1 : -1);
	return (((const struct bar *)a)->cause < ((const struct bar *)b)->cause
		    ? -1
		    : 1);
}

static void
make(struct charts *c, struct mem *m, const char *id, const char *title,
    const char *question, struct bar *bar, size_t n)
{
	struct chart_series *part = mem_array(m, CAUSES, sizeof(*part));
	const char **name = mem_array(m, n, sizeof(*name));
	struct chart *new;

	if (n == 0)
		return;
	for (size_t i = 0; i < n; i++)
		name[i] = bar[i].name;
	for (int k = 0; k < CAUSES; k++) {
		struct chart_point *point = mem_array(m, n, sizeof(*point));

		for (size_t i = 0; i < n; i++)
			point[i] = (struct chart_point){ i, bar[i].cause[k] };
		part[k] = (struct chart_series){
			.name = cause_names[k], .point = point, .n = n
		};
	}
	new = charts_add(c, m);
	*new = (struct chart){ .id = id,
		.title = title,
		.question = question,
		.kind = CHART_STACKS,
		.x = { "", CHART_COUNT, false },
		.y = { "page faults", CHART_COUNT, false },
		.series = part,
		.nseries = CAUSES,
		.category = name,
		.ncategory = n };
}

/* A bar for each run, or for those on all devices where these are equal. */
static void
make_runs(struct charts *c, struct mem *m, const struct study *s)
{
	struct bar *bar = mem_array(m, s->nrun, sizeof(*bar));
	char label[2 * LABEL_SIZE + 8], text[sizeof(label) + 40];
	size_t n = 0;

	for (size_t i = 0; i < s->nrun; i++) {
		const struct run *r = &s->run[i];

		if (!explain_view_shows(s, i))
			continue;
		snprintf(text, sizeof(text), "%s, %ju",
		    explain_view_label(label, sizeof(label), s, i),
		    (uintmax_t)r->frames);
		bar[n++] =
		    (struct bar){ mem_strdup(m, text), r->explanation->cause };
	}
	if (n > BARS_MAX) {
		qsort(bar, n, sizeof(*bar), most_first);
		n = BARS_MAX;
	}
	make(c, m, "causes",
	    n == BARS_MAX ? "Where the page faults came from: runs with most"
			  : "Where the page faults came from",
	    "Which page faults could a better policy avoid? (policy, frames)",
	    bar, n);
}

static void
make_phases(struct charts *c, struct mem *m, const struct explanation *x)
{
	struct bar *bar = mem_array(m, PHASES, sizeof(*bar));
	char text[40];

	for (int i = 0; i < PHASES; i++) {
		snprintf(text, sizeof(text), "%d to %d %%", i * 100 / PHASES,
		    (i + 1) * 100 / PHASES);
		bar[i] = (struct bar){ mem_strdup(m, text), x->phase[i] };
	}
	make(c, m, "phases", "Causes of page faults by part of the trace",
	    "When does the policy lose to OPT?", bar, PHASES);
}

static void
make_areas(struct charts *c, struct mem *m, const struct study *s,
    const struct explanation *x)
{
	size_t n = s->trace.narea, kept = 0;
	struct bar *bar = mem_array(m, n, sizeof(*bar));
	char name[LABEL_SIZE];

	for (size_t i = 0; i < n; i++)
		bar[i].cause = x->area[i];
	if (n > 0)
		qsort(bar, n, sizeof(*bar), most_first);
	for (; kept < n && kept < BARS_MAX / 2 && whole(&bar[kept]) > 0; kept++)
		bar[kept].name = mem_strdup(
		    m, view_area(name, sizeof(name), s,
			   (size_t)((const uint64_t(*)[CAUSES])bar[kept].cause -
				    (const uint64_t(*)[CAUSES])x->area)));
	if (n > 1)
		make(c, m, "areas", "Causes of page faults by area",
		    "In which areas does the policy lose to OPT?", bar, kept);
}

void
charts_of_causes(struct charts *c, struct mem *m, const struct study *s)
{
	make_runs(c, m, s);
	if (s->nrun != 1 || s->run[0].explanation == NULL)
		return;
	make_phases(c, m, s->run[0].explanation);
	make_areas(c, m, s, s->run[0].explanation);
}
