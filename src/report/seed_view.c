/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The page faults of runs that were repeated: of policies that draw random
 * numbers, with other seeds; of a real kernel that does not repeat itself, as
 * they are.
 */
#include "report/view.h"
#include "result/label.h"
#include "result/ratio.h"

static struct table *
open_table(struct mem *m)
{
	static const char *const head[] = { "policy", "frames", "device",
		"runs", "min", "mean", "max" };

	return (table_headed(m, head, 7));
}

void
seed_view_write(struct sheet *out, const struct study *s)
{
	struct table *t = NULL;
	char name[LABEL_SIZE], mean[40];

	for (size_t i = 0; i < s->nrun; i++) {
		const struct run *r = &s->run[i];
		const struct seed_spread *spread = &r->spread;

		if (spread->seeds == 0)
			continue;
		if (t == NULL)
			t = open_table(out->m);
		table_row(t);
		table_cell(
		    t, STYLE_PLAIN, "%s", label_policy(name, sizeof(name), r));
		table_count(t, STYLE_PLAIN, r->frames);
		table_cell(
		    t, STYLE_DIM, "%s", label_device(name, sizeof(name), r));
		table_count(t, STYLE_DIM, spread->seeds);
		table_count(t, STYLE_PLAIN, spread->min);
		table_cell(t, STYLE_BOLD, "%s",
		    ratio_print(
			mean, sizeof(mean), spread->sum, spread->seeds, 1, 1));
		table_count(t, STYLE_PLAIN, spread->max);
	}
	if (t == NULL)
		return;
	sheet_heading(out, 2, "Page faults in repeated runs", NULL);
	sheet_table(out, t);
}
