/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Comparing the results of two runs: every count, time and bucket of the metric
 * table, and the lists of a run.
 */
#include "result/run_equal.h"

#include <string.h>

#include "base/hist.h"
#include "result/metric.h"

/*
 * Is a value of two runs the same?  Labels, means and the size of the policy's
 * state are no results.  What an older document does not have is not compared;
 * *more counts what only the second has.
 */
static bool
same_value(const struct metric *m, const struct run_of *a,
    const struct run_of *b, int *more)
{
	struct metric_value x, y;

	metric_get(m, a->study, a->run, &x);
	metric_get(m, b->study, b->run, &y);
	if (m->kind == METRIC_BUCKETS)
		return (memcmp(x.hist->bucket, y.hist->bucket,
			    sizeof(x.hist->bucket)) == 0);
	if (m->kind == METRIC_FLAG)
		return (x.known == y.known);
	*more += y.known - x.known;
	return (!x.known || !y.known || x.n == y.n);
}

static bool
same_tallies(const struct tally *a, const struct tally *b, size_t n)
{
	return (a == NULL || b == NULL || memcmp(a, b, n * sizeof(*a)) == 0);
}

static bool
same_equal_memory(const struct run *a, const struct run *b)
{
	bool same = a->nequal_memory == b->nequal_memory;

	for (size_t i = 0; same && i < a->nequal_memory; i++)
		same = a->equal_memory[i].frames == b->equal_memory[i].frames &&
		       a->equal_memory[i].faults == b->equal_memory[i].faults;
	return (same);
}

bool
run_equal(const struct run_of *a, const struct run_of *b, int *more)
{
	const struct trace_facts *t = &a->study->trace;
	const struct outcome *x = &a->run->outcome, *y = &b->run->outcome;
	const struct explanation *p = a->run->explanation;
	const struct explanation *q = b->run->explanation;

	*more = 0;
	for (const struct metric *m = metrics; m->name != NULL; m++) {
		if ((m->flags & (METRIC_OF_TRACE | METRIC_DERIVED)) != 0 ||
		    m->kind == METRIC_TEXT || m->kind == METRIC_RATIO ||
		    m->kind == METRIC_VALUES ||
		    strcmp(m->name, "state_bytes") == 0)
			continue;
		if (!same_value(m, a, b, more))
			return (false);
	}
	return (same_tallies(x->by_area, y->by_area, t->narea) &&
		same_tallies(x->by_process, y->by_process, t->nprocess) &&
		same_equal_memory(a->run, b->run) &&
		(p == NULL || q == NULL ||
		    memcmp(p->phase, q->phase, sizeof(p->phase)) == 0));
}
