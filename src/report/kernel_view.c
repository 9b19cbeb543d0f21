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

/* A textbook policy has no shadows and is at a level that was asked for. */
bool
kernel_view_is_kernels(const struct run *r)
{
	return (r->outcome.kernel.level == KERNEL_REAL ||
		(r->outcome.kernel.level == 3 &&
		    (strcmp(r->policy, "linux") == 0 ||
			strcmp(r->policy, "mglru") == 0)));
}

void
kernel_view_level(struct sheet *out, const struct run *r)
{
	switch (r->outcome.kernel.level) {
	case 0:
		return;
	case KERNEL_REAL:
		sheet_item(out, STYLE_PLAIN,
		    "a real kernel counted: the memory is the limit of a "
		    "group; times are not known");
		return;
	case 1:
		sheet_item(out, STYLE_PLAIN,
		    "level 1 of the model: a page read back keeps its slot "
		    "until it is written to");
		return;
	case 2:
		sheet_item(out, STYLE_PLAIN,
		    "level 2 of the model: a swap cache, slots in clusters, "
		    "and a swap-in reads neighbours");
		return;
	}
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
