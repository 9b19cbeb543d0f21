/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Merging the curves of parts: each policy's once, in the order in which the
 * parts first have it.
 */
#include <string.h>

#include "base/mem.h"
#include "result/label.h"
#include "result/merge_order.h"

static bool
same_label(const struct curve *a, const struct curve *b)
{
	char x[LABEL_SIZE], y[LABEL_SIZE];

	return (strcmp(label_curve(x, sizeof(x), a),
		    label_curve(y, sizeof(y), b)) == 0);
}

static bool
same_curve(const struct curve *a, const struct curve *b)
{
	if (a->npoint != b->npoint || a->exact != b->exact ||
	    a->has_writes != b->has_writes || a->references != b->references)
		return (false);
	for (size_t i = 0; i < a->npoint; i++)
		if (a->point[i].frames != b->point[i].frames ||
		    a->point[i].faults != b->point[i].faults ||
		    a->point[i].writes != b->point[i].writes)
			return (false);
	return (true);
}

const struct curve *
merge_curves(
    struct mem *m, const struct study *a, const struct study *b, size_t *n)
{
	size_t both = a->ncurve + b->ncurve, kept = 0;
	struct curve *all = mem_array(m, both, sizeof(*all));

	for (size_t i = 0; i < both; i++) {
		const struct curve *c =
		    i < a->ncurve ? &a->curve[i] : &b->curve[i - a->ncurve];
		size_t k = 0;

		while (k < kept && !same_label(&all[k], c))
			k++;
		if (k == kept)
			all[kept++] = *c;
		else if (!same_curve(&all[k], c))
			return (NULL);
	}
	*n = kept;
	return (all);
}
