/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Pairing runs and weighing them.  Every run gets a key that spells out all it
 * was; both sides are sorted by key and walked together, the same key twice
 * being paired in the order of the documents.
 *
 * What is left over on both sides is looked at before it is called missing and
 * new: where a policy with its parameters and frames on a device is there in
 * both and only the trace, its pages, the model or the figures differ, the two
 * documents do not measure the same thing, and that is said by name.
 */
#include "result/gate.h"

#include <stdlib.h>
#include <string.h>

#include "base/choice.h"
#include "base/mem.h"
#include "result/label.h"

struct keyed {
	const char *key;
	const struct document_run *run;
	const struct document_run *pair; /* NULL: left over */
};

static const char *
make_key(struct mem *m, const struct document_run *r)
{
	char numbers[64];
	const char *const part[] = { r->trace->digest, numbers, r->policy,
		r->params, r->device, r->device_params, r->model, r->figures };
	size_t size = 1;
	char *key, *end;

	snprintf(numbers, sizeof(numbers), "%ju %ju",
	    (uintmax_t)r->trace->page_size, (uintmax_t)r->frames);
	for (size_t i = 0; i < sizeof(part) / sizeof(part[0]); i++)
		size += strlen(part[i]) + 1;
	end = key = mem_alloc(m, size);
	/* No part holds a newline: texts are cleaned, JSON escapes it. */
	for (size_t i = 0; i < sizeof(part) / sizeof(part[0]); i++) {
		end = stpcpy(end, part[i]);
		*end++ = '\n';
	}
	*end = '\0';
	return (key);
}

static int
compare_keys(const void *a, const void *b)
{
	const struct keyed *x = a, *y = b;
	int order = strcmp(x->key, y->key);

	if (order != 0)
		return (order);
	return ((x->run > y->run) - (x->run < y->run));
}

static int
compare_runs(const void *a, const void *b)
{
	const struct keyed *x = a, *y = b;

	return ((x->run > y->run) - (x->run < y->run));
}

static struct keyed *
make_keys(struct mem *m, const struct document *d)
{
	struct keyed *k = mem_array(m, d->nrun, sizeof(*k));

	for (size_t i = 0; i < d->nrun; i++)
		k[i] =
		    (struct keyed){ make_key(m, &d->run[i]), &d->run[i], NULL };
	if (d->nrun > 0)
		qsort(k, d->nrun, sizeof(*k), compare_keys);
	return (k);
}

/* Pairs what is equal and leaves both sides in the order of the documents. */
static void
pair(struct keyed *old, size_t nold, struct keyed *new, size_t nnew)
{
	for (size_t i = 0, j = 0; i < nold && j < nnew;) {
		int order = strcmp(old[i].key, new[j].key);

		if (order == 0) {
			old[i].pair = new[j].run;
			new[j].pair = old[i].run;
		}
		i += order <= 0;
		j += order >= 0;
	}
	if (nold > 0)
		qsort(old, nold, sizeof(*old), compare_runs);
	if (nnew > 0)
		qsort(new, nnew, sizeof(*new), compare_runs);
}

/* A word of JSON, up to the next; a long one is cut. */
static int
word_length(const char *text)
{
	size_t n = strcspn(text, ",}");

	return (n < 80 ? (int)n : 80);
}

/* What two runs differ in, as far as comparing goes; NULL: in nothing. */
static const char *
difference(const struct document_run *a, const struct document_run *b,
    char *buf, size_t size)
{
	const struct {
		const char *what, *old, *new;
	} text[] = {
		{ "trace", a->trace->digest, b->trace->digest },
		{ "model", a->model, b->model },
		{ "device figures", a->figures, b->figures },
		{ "device_params", a->device_params, b->device_params },
		{ "device", a->device, b->device },
		{ "policy", a->policy, b->policy },
		{ "params", a->params, b->params },
	};

	if (a->trace->page_size != b->trace->page_size) {
		snprintf(buf, size, "page size %ju against %ju",
		    (uintmax_t)a->trace->page_size,
		    (uintmax_t)b->trace->page_size);
		return (buf);
	}
	if (a->frames != b->frames) {
		snprintf(buf, size, "frames %ju against %ju",
		    (uintmax_t)a->frames, (uintmax_t)b->frames);
		return (buf);
	}
	for (size_t i = 0; i < sizeof(text) / sizeof(text[0]); i++)
		if (strcmp(text[i].old, text[i].new) != 0) {
			const char *x = text[i].old, *y = text[i].new;
			size_t same = 0;

			/* Of long ones the first word in which they part. */
			while (x[same] != '\0' && x[same] == y[same])
				same++;
			while (same > 0 && strchr(",{", x[same - 1]) == NULL)
				same--;
			snprintf(buf, size, "%s %.*s against %.*s",
			    text[i].what, word_length(x + same), x + same,
			    word_length(y + same), y + same);
			return (buf);
		}
	return (NULL);
}

/* The same experiment, whatever it was made under. */
static bool
same_question(const struct document_run *a, const struct document_run *b)
{
	return (a->frames == b->frames && strcmp(a->policy, b->policy) == 0 &&
		strcmp(a->params, b->params) == 0 &&
		strcmp(a->device, b->device) == 0 &&
		(strcmp(a->trace->name, b->trace->name) == 0 ||
		    strcmp(a->trace->digest, b->trace->digest) == 0));
}

static bool
shares_trace(const struct document *old, const struct document *new)
{
	for (size_t i = 0; i < old->ntrace; i++)
		for (size_t j = 0; j < new->ntrace; j++)
			if (strcmp(old->trace[i].digest,
				new->trace[j].digest) == 0)
				return (true);
	return (false);
}

static int
refuse(const struct gate *g, const struct document_run *old,
    const struct document_run *new, struct err *err)
{
	struct err_where at = { .file = g->new->path };
	char found[240] = "", what[240];

	difference(old, new, found, sizeof(found));
	label_clean(what, sizeof(what), found);
	return (err_at(err, ERR_RESULT, &at,
	    "cannot be compared with %.60s: %s (%.40s)", g->old->path, what,
	    new->label));
}

/* Refuses where the leftovers of both sides are the same question. */
static int
look_closer(const struct gate *g, const struct keyed *old,
    const struct keyed *new, struct err *err)
{
	const struct document_run *first = NULL;
	size_t nold = g->old->nrun, nnew = g->new->nrun;

	for (size_t j = 0; j < nnew; j++) {
		if (new[j].pair != NULL)
			continue;
		for (size_t i = 0; i < nold; i++) {
			if (old[i].pair != NULL)
				continue;
			if (first == NULL)
				first = old[i].run;
			if (same_question(old[i].run, new[j].run))
				return (refuse(g, old[i].run, new[j].run, err));
		}
		if (first != NULL &&
		    ((nold == 1 && nnew == 1) || !shares_trace(g->old, g->new)))
			return (refuse(g, first, new[j].run, err));
	}
	return (0);
}

static enum gate_verdict
weigh(const struct gate *g, size_t metric, uint64_t old, uint64_t new)
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
add(struct gate *g, const struct document_run *old,
    const struct document_run *new, bool allow_new)
{
	struct gate_row *r = &g->row[g->nrow++];

	*r = (struct gate_row){ .old = old, .new = new };
	if (old == NULL)
		r->verdict = allow_new ? GATE_NEW : GATE_UNEXPECTED;
	else if (new == NULL)
		r->verdict = GATE_MISSING;
	else
		for (size_t i = 0; i < METRICS; i++) {
			r->metric[i] =
			    weigh(g, i, old->value[i], new->value[i]);
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
	struct setting value = *s;
	const char *near;

	for (size_t i = 0; i < METRICS; i++) {
		if (strcmp(document_metrics[i], s->name) != 0)
			continue;
		limit->metric = (enum document_metric)i;
		limit->allow = (struct amount){ 0, 0 };
		/* No growth at all may be written as a share, too. */
		if (strcmp(s->value, "0%") == 0)
			return (0);
		value.name = "limit";
		return (
		    param_set(row, "gate", &limit->allow, &value, kind, err));
	}
	near = choice_near(document_metrics, s->name);
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
	struct keyed *then, *now;

	*g = (struct gate){ .old = old, .new = new, .passed = true };
	g->m = mem_open();
	for (size_t i = 0; i < spec->nlimit; i++)
		g->limit[spec->limit[i].metric] = spec->limit[i].allow;
	then = make_keys(g->m, old);
	now = make_keys(g->m, new);
	pair(then, old->nrun, now, new->nrun);
	if (look_closer(g, then, now, err) != 0) {
		gate_close(g);
		return (-1);
	}
	g->row = mem_array(g->m, old->nrun + new->nrun, sizeof(*g->row));
	for (size_t i = 0; i < new->nrun; i++)
		add(g, now[i].pair, now[i].run, spec->allow_new);
	for (size_t i = 0; i < old->nrun; i++)
		if (then[i].pair == NULL)
			add(g, then[i].run, NULL, spec->allow_new);
	return (0);
}

void
gate_close(struct gate *g)
{
	mem_close(g->m);
	g->m = NULL;
}
