/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Merging.  The runs of all parts of a study are sorted by key, to find runs
 * that two parts have, and then by their place in the whole.
 */
#include "result/merge.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "model/run_key.h"
#include "result/json.h"
#include "result/label.h"

/* A study of a part. */
struct piece {
	const struct study *study;
	const char *path; /* of its document */
	bool taken;       /* it is in a study of the whole */
};

struct entry {
	struct run_key key;
	const struct piece *piece;
	const struct run *run;
	size_t at; /* among the runs of all parts */
	size_t device, policy, memory;
};

struct merge {
	struct mem *m;
	const struct piece *first; /* of the study in progress */
	struct entry *entry;
	size_t n;
	struct err *err;
};

static int
refuse(const struct merge *g, const struct piece *p, const char *what)
{
	struct err_where at = { .file = p->path };
	char clean[240];

	return (
	    err_at(g->err, ERR_RESULT, &at, "cannot be merged with %.60s: %s",
		g->first->path, label_clean(clean, sizeof(clean), what)));
}

/* A part of a document as text, from malloc; NULL: there is no memory for it.
 */
static char *
print(void (*put)(
	  struct json_text *t, const struct piece *p, const struct run *r),
    const struct piece *p, const struct run *r)
{
	char *text = NULL;
	size_t size;
	struct json_text t = { .to = open_memstream(&text, &size) };

	if (t.to == NULL)
		return (NULL);
	put(&t, p, r);
	if (fclose(t.to) != 0) {
		free(text);
		return (NULL);
	}
	return (text);
}

/* The facts of the trace, without its name. */
static void
put_facts(
    struct json_text *t, const struct piece *p, not_used const struct run *r)
{
	struct trace_facts facts = p->study->trace;

	facts.name = "";
	json_put_trace(t, &facts);
}

/* The results of the run, without the way its memory was given, and without
 * OPT's faults, which not every part has. */
static void
put_result(struct json_text *t, const struct piece *p, const struct run *r)
{
	struct study s = *p->study;
	struct run run = *r;

	s.noptimum = 0;
	run.memory = (struct memory_size){ .unit = MEMORY_FRAMES };
	json_put_run(t, &s, &run);
}

static bool
same_text(char *a, char *b)
{
	bool same = a != NULL && b != NULL && strcmp(a, b) == 0;

	free(a);
	free(b);
	return (same);
}

/* Is the study of the same trace, settings and figures as the first? */
static int
check_piece(const struct merge *g, const struct piece *p)
{
	struct run_key a = run_key_of_study(g->m, g->first->study);
	struct run_key b = run_key_of_study(g->m, p->study);
	char what[240];

	if (run_key_difference(&a, &b, what, sizeof(what)) != NULL)
		return (refuse(g, p, what));
	if (!same_text(
		print(put_facts, g->first, NULL), print(put_facts, p, NULL)))
		return (refuse(g, p,
		    "the trace was read in another way: references, areas or "
		    "processes differ"));
	return (0);
}

static int
compare_keys(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;
	int order = run_key_compare(&x->key, &y->key);

	return (order != 0 ? order : (x->at > y->at) - (x->at < y->at));
}

static int
compare_order(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;

	return ((x->at > y->at) - (x->at < y->at));
}

static int
compare_places(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;

	if (x->device != y->device)
		return (x->device < y->device ? -1 : 1);
	if (x->policy != y->policy)
		return (x->policy < y->policy ? -1 : 1);
	return (x->memory < y->memory ? -1 : 1);
}

static void
sort(struct merge *g, int (*compare)(const void *, const void *))
{
	if (g->n > 0)
		qsort(g->entry, g->n, sizeof(*g->entry), compare);
}

/* Keeps the first of the runs with the same key; an error if their results
 * differ. */
static int
drop_doubles(struct merge *g)
{
	size_t kept = 0;

	sort(g, compare_keys);
	for (size_t i = 0; i < g->n; i++) {
		const struct entry *e = &g->entry[i];
		const struct entry *last =
		    kept > 0 ? &g->entry[kept - 1] : NULL;
		char policy[LABEL_SIZE], what[LABEL_SIZE + 80];

		if (last == NULL || run_key_compare(&last->key, &e->key) != 0) {
			g->entry[kept++] = *e;
			continue;
		}
		if (same_text(print(put_result, last->piece, last->run),
			print(put_result, e->piece, e->run)))
			continue;
		snprintf(what, sizeof(what),
		    "two different results of %s with %ju frames",
		    label_policy(policy, sizeof(policy), e->run),
		    (uintmax_t)e->run->frames);
		return (refuse(g, e->piece, what));
	}
	g->n = kept;
	sort(g, compare_order);
	return (0);
}

/* Numbers policies, devices and memories in the order in which they appear. */
static void
number(struct merge *g)
{
	size_t devices = 0, policies = 0, memories = 0;

	for (size_t i = 0; i < g->n; i++) {
		struct entry *e = &g->entry[i];

		e->device = devices;
		e->policy = policies;
		e->memory = memories;
		for (size_t k = 0; k < i; k++) {
			const struct entry *o = &g->entry[k];

			if (strcmp(o->key.device, e->key.device) == 0 &&
			    strcmp(o->key.device_params,
				e->key.device_params) == 0)
				e->device = o->device;
			if (strcmp(o->key.policy, e->key.policy) == 0 &&
			    strcmp(o->key.params, e->key.params) == 0)
				e->policy = o->policy;
			if (o->key.frames == e->key.frames)
				e->memory = o->memory;
		}
		devices += e->device == devices;
		policies += e->policy == policies;
		memories += e->memory == memories;
	}
}

/* Runs that were compared at equal memory were compared with the same
 * policies. */
static int
check_equal_memory(const struct merge *g)
{
	const struct run *like = NULL;

	for (size_t i = 0; i < g->n; i++) {
		const struct run *r = g->entry[i].run;
		bool same = like == NULL || r->nequal_memory == 0 ||
			    r->nequal_memory == like->nequal_memory;

		if (r->nequal_memory > 0 && like == NULL)
			like = r;
		for (size_t k = 0; same && k < r->nequal_memory; k++)
			same = strcmp(r->equal_memory[k].policy,
				   like->equal_memory[k].policy) == 0;
		if (!same)
			return (refuse(g, g->entry[i].piece,
			    "compared at equal memory with other policies"));
	}
	return (0);
}

static int
add_optimum(const struct merge *g, const struct piece *p, struct study *out)
{
	for (size_t i = 0; i < p->study->noptimum; i++) {
		const struct optimum *o = &p->study->optimum[i];
		size_t k = 0;

		while (k < out->noptimum && out->optimum[k].frames != o->frames)
			k++;
		if (k == out->noptimum)
			out->optimum[out->noptimum++] = *o;
		else if (out->optimum[k].faults != o->faults)
			return (refuse(g, p, "two different results of OPT"));
	}
	return (0);
}

/* Makes one study of the whole from the pieces that belong to the first of
 * these; all: every piece must belong to it. */
static int
merge_study(
    struct merge *g, struct piece *piece, size_t n, bool all, struct study *out)
{
	size_t runs = 0, optima = 0;

	g->first = piece;
	*out = *piece->study;
	for (size_t i = 0; i < n; i++) {
		runs += piece[i].study->nrun;
		optima += piece[i].study->noptimum;
	}
	g->entry = mem_array(g->m, runs, sizeof(*g->entry));
	g->n = 0;
	out->optimum = mem_array(g->m, optima, sizeof(*out->optimum));
	out->noptimum = 0;
	out->wall_ns = 0;
	for (size_t i = 0; i < n; i++) {
		struct piece *p = &piece[i];
		const struct study *s = p->study;
		const struct run_key *key;

		if (p->taken ||
		    (!all && strcmp(s->trace.name, out->trace.name) != 0))
			continue;
		if (check_piece(g, p) != 0) {
			if (all)
				return (-1);
			continue;
		}
		p->taken = true;
		key = run_keys_make(g->m, s);
		for (size_t k = 0; k < s->nrun; k++, g->n++)
			g->entry[g->n] = (struct entry){ .key = key[k],
				.piece = p,
				.run = &s->run[k],
				.at = g->n };
		out->comparison |= s->comparison;
		out->wall_ns += s->wall_ns;
		if (add_optimum(g, p, out) != 0)
			return (-1);
	}
	if (drop_doubles(g) != 0 || check_equal_memory(g) != 0)
		return (-1);
	number(g);
	sort(g, compare_places);
	out->run = mem_array(g->m, g->n, sizeof(*out->run));
	out->nrun = g->n;
	for (size_t i = 0; i < g->n; i++)
		out->run[i] = *g->entry[i].run;
	out->comparison |= out->nrun > 1;
	return (0);
}

int
merge_documents(struct document *out, struct mem *m,
    const struct document *part, size_t n, struct err *err)
{
	struct merge g = { .m = m, .err = err };
	struct piece *piece;
	size_t npiece = 0;

	*out = (struct document){ .path = "the whole" };
	for (size_t i = 0; i < n; i++) {
		npiece += part[i].nstudy;
		out->suite |= part[i].suite;
	}
	piece = mem_array(m, npiece, sizeof(*piece));
	out->study = mem_array(m, npiece, sizeof(*out->study));
	npiece = 0;
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < part[i].nstudy; k++)
			piece[npiece++] = (struct piece){ part[i].study[k],
				part[i].path, false };
	for (size_t i = 0; i < npiece; i++) {
		struct study *s;

		if (piece[i].taken)
			continue;
		s = mem_alloc(m, sizeof(*s));
		if (merge_study(&g, &piece[i], npiece - i, !out->suite, s) != 0)
			return (-1);
		out->study[out->nstudy++] = s;
	}
	return (0);
}
