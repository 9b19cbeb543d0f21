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

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/choice.h"
#include "base/mem.h"
#include "result/label.h"

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

const struct metric *
gate_metric(size_t i)
{
	for (const struct metric *m = metrics; m->name != NULL; m++)
		if ((m->flags & METRIC_GATED) != 0 && i-- == 0)
			return (m);
	return (NULL);
}

size_t
gate_metrics(void)
{
	size_t n = 0;

	while (gate_metric(n) != NULL)
		n++;
	assert(n <= GATE_METRICS_MAX);
	return (n);
}

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

static int
refuse(const struct gate *g, const struct keyed *old, const struct keyed *new,
    struct err *err)
{
	struct err_where at = { .file = g->new->path };
	char found[240] = "", what[240], label[LABEL_SIZE];

	run_key_difference(&old->key, &new->key, found, sizeof(found));
	label_clean(what, sizeof(what), found);
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

static enum gate_verdict
compare_values(const struct gate *g, size_t metric, uint64_t old, uint64_t new)
{
	if (new == old)
		return (GATE_EQUAL);
	if (new < old)
		return (GATE_BETTER);
	return (new - old <= amount_of(g->limit[metric], old)
		    ? GATE_TOLERATED
		    : GATE_REGRESSION);
}

static void
add(struct gate *g, const struct keyed *old, const struct keyed *new,
    bool allow_new)
{
	struct gate_row *r = &g->row[g->nrow++];
	uint64_t then, now;

	if (old != NULL)
		r->old = old->run;
	if (new != NULL)
		r->new = new->run;
	if (old == NULL)
		r->verdict = allow_new ? GATE_NEW : GATE_UNEXPECTED;
	else if (new == NULL)
		r->verdict = GATE_MISSING;
	else
		for (size_t i = 0; i < gate_metrics(); i++) {
			if (!gate_row_values(r, i, &then, &now))
				continue;
			r->metric[i] = compare_values(g, i, then, now);
			if (r->metric[i] > r->verdict)
				r->verdict = r->metric[i];
		}
	g->count[r->verdict]++;
	if (r->verdict >= GATE_REGRESSION)
		g->passed = false;
}

int
gate_limit_read(struct gate_limit *limit, const struct setting *s,
    enum err_kind kind, struct err *err)
{
	static const struct param row[] = {
		{ .name = "limit", .type = PARAM_AMOUNT },
		{ .name = NULL },
	};
	const char *names[GATE_METRICS_MAX + 1] = { NULL }, *near;
	struct setting value = *s;

	for (size_t i = 0; i < gate_metrics(); i++) {
		names[i] = gate_metric(i)->name;
		if (strcmp(names[i], s->name) != 0)
			continue;
		limit->metric = i;
		limit->allow = (struct amount){ 0, 0 };
		/* "0%" is not a valid amount, but means the same as "0". */
		if (strcmp(s->value, "0%") == 0)
			return (0);
		value.name = "limit";
		return (
		    param_set(row, "gate", &limit->allow, &value, kind, err));
	}
	near = choice_near(names, s->name);
	if (near != NULL)
		return (err_at(err, kind, &s->at,
		    "unknown metric '%.60s'; did you mean '%s'?", s->name,
		    near));
	return (err_at(err, kind, &s->at,
	    "unknown metric '%.60s' (such as faults.total, evictions, "
	    "swap.writes, time_ns.stall)",
	    s->name));
}

int
gate_compare(struct gate *g, const struct document *old,
    const struct document *new, const struct gate_spec *spec, struct err *err)
{
	struct side then, now;

	*g = (struct gate){ .old = old, .new = new, .passed = true };
	g->m = mem_open();
	for (size_t i = 0; i < spec->nlimit; i++)
		g->limit[spec->limit[i].metric] = spec->limit[i].allow;
	then = open_side(g->m, old);
	now = open_side(g->m, new);
	pair(&then, &now);
	if (check_unpaired(g, &then, &now, err) != 0) {
		gate_close(g);
		return (-1);
	}
	g->row = mem_array(g->m, then.n + now.n, sizeof(*g->row));
	for (size_t i = 0; i < now.n; i++)
		add(g, now.item[i].pair, &now.item[i], spec->allow_new);
	for (size_t i = 0; i < then.n; i++)
		if (then.item[i].pair == NULL)
			add(g, &then.item[i], NULL, spec->allow_new);
	return (0);
}

void
gate_close(struct gate *g)
{
	mem_close(g->m);
	g->m = NULL;
}
