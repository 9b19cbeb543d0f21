/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Curves as CSV: a row for each point.
 */
#include "report/csv.h"
#include "report/csv_field.h"
#include "report/view.h"
#include "result/label.h"
#include "result/ratio.h"

static void
write_curve(const struct study *s, const struct curve *c, FILE *to)
{
	char label[LABEL_SIZE], share[40];

	for (size_t i = 0; i < c->npoint; i++) {
		const struct curve_point *p = &c->point[i];

		csv_field(s->trace.name, to);
		fputc(',', to);
		csv_field(label_curve(label, sizeof(label), c), to);
		fprintf(to, ",%ju,%ju,%ju,%ju,%s,", (uintmax_t)p->frames,
		    (uintmax_t)view_bytes(p->frames, s->trace.page_size),
		    (uintmax_t)c->references, (uintmax_t)p->faults,
		    c->references == 0 ? ""
				       : ratio_print(share, sizeof(share),
					     p->faults, c->references, 1, 9));
		if (c->has_writes)
			fprintf(to, "%ju", (uintmax_t)p->writes);
		fprintf(to, ",%s\n", c->exact ? "step" : "point");
	}
}

void
csv_write_curves(const struct study *const *s, size_t n, FILE *to)
{
	fputs("trace,policy,frames,memory_bytes,references,page_faults,"
	      "miss_ratio,swap_writes,kind\n",
	    to);
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < s[i]->ncurve; k++)
			write_curve(s[i], &s[i]->curve[k], to);
}
