/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Pairing runs and comparing their metrics.  Both sides are sorted by key and
 * merged; runs with the same key are paired in the order of the documents.
 *
 * Before runs without a pair are reported as missing or new, they are compared
 * with each other: if both sides have the same policy, parameters, frames and
 * device, and only the trace, the page size, the model or the figures differ,
 * the two documents do not measure the same thing, and the error names what
 * differs.
 */
#include "result/gate.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "result/label.h"

/* Runs without a pair for which the nearest run is searched for. */
#define NEAREST_MAX 100

struct keyed {
	struct run_key key;
	struct gate_run run;
	size_t at;                /* in the document */
	const struct keyed *pair; /* NULL: has none */
};

/* A side of the comparison. */
struct side {
	struct keyed *item;
	size_t n;
};

const char *
gate_verdict_name(enum gate_verdict v)
{
	static const char *const name[] = { "equal", "better", "tolerated",
		"new", "regression", "missing", "unexpected" };

	return (name[v]);
}

const struct gate_run *
gate_row_run(const struct gate_row *row)
{
	return (row->new.run != NULL ? &row->new : &row->old);
}

bool
gate_row_values(
    const struct gate_row *row, size_t metric, uint64_t *old, uint64_t *new)
{
	const struct metric *m = gate_metric(metric);
	struct metric_value a, b;

	metric_get(m, row->old.study, row->old.run, &a);
	metric_get(m, row->new.study, row->new.run, &b);
	*old = a.n;
	*new = b.n;
	return (a.known && b.known);
}

bool
gate_row_compared(const struct gate_row *row)
{
	return (row->old.run != NULL && row->new.run != NULL);
}

bool
gate_row_changed(
    const struct gate_row *row, size_t metric, uint64_t *old, uint64_t *new)
{
	return (gate_row_compared(row) &&
		gate_row_values(row, metric, old, new) && *old != *new);
}

static int
compare_keys(const void *a, const void *b)
{
	const struct keyed *x = a, *y = b;
	int order = run_key_compare(&x->key, &y->key);

	return (order != 0 ? order : (x->at > y->at) - (x->at < y->at));
}

static int
compare_places(const void *a, const void *b)
{
	const struct keyed *x = a, *y = b;

	return ((x->at > y->at) - (x->at < y->at));
}

static struct side
open_side(struct mem *m, const struct document *d)
{
	struct side side = { .n = 0 };

	for (size_t i = 0; i < d->nstudy; i++)
		side.n += d->study[i]->nrun;
	side.item = mem_array(m, side.n, sizeof(*side.item));
	side.n = 0;
	for (size_t i = 0; i < d->nstudy; i++) {
		const struct study *s = d->study[i];
		const struct run_key *key = run_keys_make(m, s);

		for (size_t k = 0; k < s->nrun; k++, side.n++)
			side.item[side.n] = (struct keyed){ .key = key[k],
				.run = { s, &s->run[k] },
				.at = side.n };
	}
	return (side);
}

static void
sort(const struct side *s, int (*compare)(const void *, const void *))
{
	if (s->n > 0)
		qsort(s->item, s->n, sizeof(*s->item), compare);
}

/* Pairs runs with equal keys and leaves both sides in the order of the
 * documents.  The pointer to a pair is to its place in that order, because
 * sorting moves the elements. */
static void
pair(const struct side *old, const struct side *new)
{
	sort(old, compare_keys);
	sort(new, compare_keys);
	for (size_t i = 0, j = 0; i < old->n && j < new->n;) {
		struct keyed *a = &old->item[i], *b = &new->item[j];
		int order = run_key_compare(&a->key, &b->key);

		if (order == 0) {
			a->pair = new->item + b->at;
			b->pair = old->item + a->at;
		}
		i += order <= 0;
		j += order >= 0;
	}
	sort(old, compare_places);
	sort(new, compare_places);
}

/* Have the runs the same policy, frames, device and trace name or digest? */
static bool
same_experiment(const struct keyed *a, const struct keyed *b)
{
	return (
	    a->key.frames == b->key.frames &&
	    strcmp(a->key.policy, b->key.policy) == 0 &&
	    strcmp(a->key.params, b->key.params) == 0 &&
	    strcmp(a->key.device, b->key.device) == 0 &&
	    (strcmp(a->run.study->trace.name, b->run.study->trace.name) == 0 ||
		strcmp(a->key.digest, b->key.digest) == 0));
}

static bool
share_trace(const struct document *old, const struct document *new)
{
	for (size_t i = 0; i < old->nstudy; i++)
		for (size_t j = 0; j < new->nstudy; j++)
			if (strcmp(old->study[i]->trace.digest,
				new->study[j]->trace.digest) == 0)
				return (true);
	return (false);
}

/* "page size 4096 there, 8192 here"; of a trace also its name. */
static void
print_difference(
    const struct keyed *there, const struct keyed *here, char *buf, size_t size)
{
	struct run_key_difference d;
	char found[400];

	if (run_key_differ(&there->key, &here->key, &d) == 0)
		snprintf(found, sizeof(found), "run twice there or here");
	else if (strcmp(d.name, "trace") == 0)
		snprintf(found, sizeof(found),
		    "trace %.60s: digest %s there, %s here",
		    here->run.study->trace.name, d.a, d.b);
	else
		snprintf(found, sizeof(found), "%s %s there, %s here", d.name,
		    d.a, d.b);
	label_clean(buf, size, found);
}

static int
refuse(const struct gate *g, const struct keyed *old, const struct keyed *new,
    struct err *err)
{
	struct err_where at = { .file = g->new->path };
	char what[260], label[LABEL_SIZE];

	print_difference(old, new, what, sizeof(what));
	return (err_at(err, ERR_RESULT, &at,
	    "cannot be compared with %.60s: %s (%.40s)", g->old->path, what,
	    label_policy(label, sizeof(label), new->run.run)));
}

/* Refuses where runs without a pair on both sides are the same experiment. */
static int
check_unpaired(const struct gate *g, const struct side *old,
    const struct side *new, struct err *err)
{
	const struct keyed *first = NULL;

	for (size_t j = 0; j < new->n; j++) {
		if (new->item[j].pair != NULL)
			continue;
		for (size_t i = 0; i < old->n; i++) {
			if (old->item[i].pair != NULL)
				continue;
			if (first == NULL)
				first = &old->item[i];
			if (same_experiment(&old->item[i], &new->item[j]))
				return (refuse(
				    g, &old->item[i], &new->item[j], err));
		}
		if (first != NULL && ((old->n == 1 && new->n == 1) ||
					 !share_trace(g->old, g->new)))
			return (refuse(g, first, &new->item[j], err));
	}
	return (0);
}

/*
 * How a run without a pair differs from the run of the other side that is
 * nearest: the one with fewest parts of the key that differ; among equals the
 * first one that has no pair either.
 */
static const char *
nearest_difference(
    const struct gate *g, const struct keyed *run, const struct side *other)
{
	const struct keyed *best = NULL;
	unsigned least = 0;
	char text[260];

	for (size_t i = 0; i < other->n; i++) {
		const struct keyed *k = &other->item[i];
		unsigned n = 2 * run_key_differ(&k->key, &run->key, NULL) +
			     (k->pair != NULL);

		if (best == NULL || n < least) {
			best = k;
			least = n;
		}
	}
	if (best == NULL)
		return (NULL);
	print_difference(best, run, text, sizeof(text));
	return (mem_strdup(g->m, text));
}

static enum gate_verdict
compare_values(const struct gate *g, size_t metric, uint64_t old, uint64_t new)
{
	if (new == old)
		return (GATE_EQUAL);
	if (new < old)
		return (GATE_BETTER);
	return (new - old <= amount_of(gate_allowed(&g->spec, metric), old)
		    ? GATE_TOLERATED
		    : GATE_REGRESSION);
}

static void
judge(struct gate *g, struct gate_row *r)
{
	uint64_t then, now;
	bool changed = false;

	for (size_t i = 0; i < gate_metrics(); i++) {
		if (!gate_row_values(r, i, &then, &now))
			continue;
		g->measured[i] = true;
		if (then == now)
			continue;
		changed = true;
		if (!gate_judges(&g->spec, i))
			continue;
		r->metric[i] = compare_values(g, i, then, now);
		if (r->metric[i] > r->verdict)
			r->verdict = r->metric[i];
	}
	g->nchanged += changed;
}

static struct gate_row *
add(struct gate *g, const struct keyed *old, const struct keyed *new)
{
	struct gate_row *r = &g->row[g->nrow++];

	if (old != NULL) {
		r->key = old->key;
		r->old = old->run;
	}
	if (new != NULL) {
		r->key = new->key;
		r->new = new->run;
	}
	if (old == NULL)
		r->verdict = g->spec.allow_new ? GATE_NEW : GATE_UNEXPECTED;
	else if (new == NULL)
		r->verdict = GATE_MISSING;
	else
		judge(g, r);
	g->count[r->verdict]++;
	if (r->verdict >= GATE_REGRESSION)
		g->passed = false;
	return (r);
}

bool
gate_judged(const struct gate *g, size_t metric)
{
	return (gate_judges(&g->spec, metric) &&
		(g->measured[metric] ||
		    (gate_metric(metric)->flags & METRIC_REQUIRED) != 0));
}

/* Refuses what would pass because there is nothing to judge: no runs, or no
 * values of a metric that was asked for by its name. */
static int
check_measured(const struct gate *g, struct err *err)
{
	const struct gate_spec *spec = &g->spec;
	struct err_where at = { .file = g->new->path };
	size_t single = g->count[GATE_NEW] + g->count[GATE_MISSING] +
			g->count[GATE_UNEXPECTED];

	if (g->nrow == 0)
		return (err_at(err, ERR_RESULT, &at,
		    "nothing to compare: neither this nor %.200s has a run",
		    g->old->path));
	for (size_t i = 0; i < gate_metrics() && single < g->nrow; i++)
		if (gate_judges(spec, i) && !gate_judged(g, i) &&
		    (spec->named[i] || spec->limit[i].given))
			return (err_at(err, ERR_RESULT, &at,
			    "%s is to be judged, and no run has it here and in "
			    "%.200s (name other metrics with --gate, or "
			    "--limit %s=inf)",
			    gate_metric(i)->name, g->old->path,
			    gate_metric(i)->name));
	return (0);
}

int
gate_compare(struct gate *g, const struct document *old,
    const struct document *new, const struct gate_spec *spec, struct err *err)
{
	struct side then, now;
	size_t nearest = 0;

	*g = (struct gate){
		.old = old, .new = new, .spec = *spec, .passed = true
	};
	g->m = mem_open();
	then = open_side(g->m, old);
	now = open_side(g->m, new);
	pair(&then, &now);
	if (check_unpaired(g, &then, &now, err) != 0) {
		gate_close(g);
		return (-1);
	}
	g->row = mem_array(g->m, then.n + now.n, sizeof(*g->row));
	for (size_t i = 0; i < now.n; i++) {
		const struct keyed *k = &now.item[i];
		struct gate_row *r = add(g, k->pair, k);

		if (k->pair == NULL && nearest++ < NEAREST_MAX)
			r->differs = nearest_difference(g, k, &then);
	}
	for (size_t i = 0; i < then.n; i++)
		if (then.item[i].pair == NULL)
			add(g, &then.item[i], NULL);
	if (check_measured(g, err) == 0)
		return (0);
	gate_close(g);
	return (-1);
}

void
gate_close(struct gate *g)
{
	mem_close(g->m);
	g->m = NULL;
}
