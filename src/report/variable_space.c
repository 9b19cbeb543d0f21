/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Policies that vary their memory.  The comparison shows them at their limit;
 * this table shows the memory that they used, and the page faults of policies
 * with a fixed memory of that size.
 */
#include <string.h>

#include "report/view.h"
#include "result/label.h"
#include "result/ratio.h"

bool
variable_space_any(const struct study *s)
{
	for (size_t i = 0; i < s->nrun; i++)
		if (s->run[i].varies)
			return (true);
	return (false);
}

/* The first run from *i on that was compared at equal memory; NULL: none. */
static const struct run *
next(const struct study *s, size_t *i)
{
	for (; *i < s->nrun; (*i)++)
		if (s->run[*i].nequal_memory > 0)
			return (&s->run[(*i)++]);
	return (NULL);
}

/* Page faults do not depend on the device as a rule: runs on the first one are
 * shown. */
static bool
repeated(const struct study *s, const struct run *r)
{
	char a[LABEL_SIZE], b[LABEL_SIZE];

	label_device(a, sizeof(a), &s->run[0]);
	return (strcmp(a, label_device(b, sizeof(b), r)) != 0);
}

static struct table *
open_table(struct mem *m, const struct run *r)
{
	static const char *const head[] = { "policy", "may use", "peak", "mean",
		"page faults" };
	struct table *t = table_open(m, 5 + r->nequal_memory);

	table_row(t);
	for (size_t i = 0; i < 5; i++)
		table_cell(t, STYLE_DIM, "%s", head[i]);
	for (size_t i = 0; i < r->nequal_memory; i++)
		table_cell(t, STYLE_DIM, "%s", r->equal_memory[i].policy);
	return (t);
}

void
variable_space_write(struct sheet *out, const struct study *s)
{
	struct table *t = NULL;
	const struct run *r;
	char name[LABEL_SIZE], mean[40];

	for (size_t i = 0; (r = next(s, &i)) != NULL;) {
		const struct outcome *o = &r->outcome;

		if (repeated(s, r))
			continue;
		if (t == NULL)
			t = open_table(out->m, r);
		table_row(t);
		table_cell(
		    t, STYLE_PLAIN, "%s", label_policy(name, sizeof(name), r));
		table_count(t, STYLE_DIM, r->frames);
		table_count(t, STYLE_PLAIN, o->resident_peak);
		table_cell(t, STYLE_PLAIN, "%s",
		    ratio_print(mean, sizeof(mean), o->resident_sum,
			o->references, 1, 1));
		table_count(t, STYLE_BOLD, outcome_page_faults(o));
		for (size_t k = 0; k < r->nequal_memory; k++)
			table_count(t, STYLE_PLAIN, r->equal_memory[k].faults);
	}
	if (t == NULL)
		return;
	sheet_heading(out, 2, "Page faults at equal mean memory", NULL);
	sheet_table(out, t);
	sheet_item(out, STYLE_PLAIN,
	    "policies marked ~ above, and others with as many frames as these "
	    "used on average");
}
