/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a kernel counts, for a policy that reclaims as one does: the rows of the
 * metric table whose names begin with "kernel.".
 */
#include <stdio.h>
#include <string.h>

#include "report/view.h"
#include "result/metric.h"
#include "result/ratio.h"

static const char prefix[] = "kernel.";

void
kernel_view_level(struct sheet *out, const struct run *r)
{
	if (r->outcome.kernel.level == 0)
		return;
	if (r->outcome.kernel.level == KERNEL_REAL)
		sheet_item(out, STYLE_PLAIN,
		    "a real kernel counted: the memory is the limit of a "
		    "group; times are not known");
	else
		sheet_item(out, STYLE_PLAIN,
		    "level 3 of the model: the memory is the limit of a group, "
		    "reclaim is in batches, swap is synchronous unless the "
		    "policy says swap=async; without file pages and huge "
		    "pages");
}

void
kernel_view_write(struct sheet *out, const struct study *s, const struct run *r)
{
	const struct kernel_counts *k = &r->outcome.kernel;
	struct table *t;
	char ratio[40], note[80];

	if (k->level == 0)
		return;
	t = table_facts(out->m);
	for (const struct metric *m = metrics; m->name != NULL; m++) {
		struct metric_value v;

		if (strncmp(m->name, prefix, sizeof(prefix) - 1) != 0 ||
		    (m->flags & METRIC_GATED) == 0)
			continue;
		metric_get(m, s, r, &v);
		note[0] = '\0';
		if (strcmp(m->name, "kernel.pgscan") == 0 && k->pgsteal > 0)
			snprintf(note, sizeof(note), "%s for each one evicted",
			    ratio_print(ratio, sizeof(ratio), k->pgscan,
				k->pgsteal, 1, 2));
		if (v.known)
			table_fact(t, STYLE_PLAIN, m->name + sizeof(prefix) - 1,
			    v.n, note);
	}
	sheet_table(out, t);
}
