/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The runs of a gate in earlier baselines, found by their keys.  They are shown
 * and not judged: a document of other traces or settings has none of the runs.
 */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "result/gate.h"

struct keyed {
	struct run_key key;
	struct gate_run run;
};

static int
compare_keys(const void *a, const void *b)
{
	const struct keyed *x = a, *y = b;

	return (run_key_compare(&x->key, &y->key));
}

/* All runs of a document by key; runs with the same key have the same outcome.
 */
static struct keyed *
sorted_runs(struct mem *m, const struct document *d, size_t *n)
{
	struct keyed *list, *end;

	*n = 0;
	for (size_t i = 0; i < d->nstudy; i++)
		*n += d->study[i]->nrun;
	list = end = mem_array(m, *n, sizeof(*list));
	for (size_t i = 0; i < d->nstudy; i++) {
		const struct study *s = d->study[i];
		const struct run_key *key = run_keys_make(m, s);

		for (size_t k = 0; k < s->nrun; k++)
			*end++ = (struct keyed){ key[k], { s, &s->run[k] } };
	}
	if (*n > 0)
		qsort(list, *n, sizeof(*list), compare_keys);
	return (list);
}

void
gate_history(struct gate *g, const struct document *earlier, size_t n)
{
	g->nearlier = n;
	g->found = mem_array(g->m, n, sizeof(*g->found));
	for (size_t k = 0; k < g->nrow; k++)
		g->row[k].earlier =
		    mem_array(g->m, n, sizeof(*g->row[k].earlier));
	for (size_t i = 0; i < n; i++) {
		size_t runs;
		const struct keyed *list =
		    sorted_runs(g->m, &earlier[i], &runs);

		for (size_t k = 0; runs > 0 && k < g->nrow; k++) {
			const struct keyed wanted = { .key = g->row[k].key };
			const struct keyed *at = bsearch(
			    &wanted, list, runs, sizeof(*list), compare_keys);

			if (at == NULL)
				continue;
			g->row[k].earlier[i] = at->run;
			g->found[i]++;
		}
	}
}

bool
gate_past_value(
    const struct gate_row *row, size_t metric, size_t i, uint64_t *value)
{
	const struct gate_run *r = &row->earlier[i];
	struct metric_value v;

	if (r->run == NULL)
		return (false);
	metric_get(gate_metric(metric), r->study, r->run, &v);
	*value = v.n;
	return (v.known);
}

bool
gate_row_moved(const struct gate *g, const struct gate_row *row, size_t metric)
{
	uint64_t old, new, then;

	if (!gate_row_compared(row) ||
	    !gate_row_values(row, metric, &old, &new))
		return (false);
	for (size_t i = 0; i < g->nearlier; i++)
		if (gate_past_value(row, metric, i, &then) && then != new)
			return (true);
	return (old != new);
}
