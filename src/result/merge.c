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
#include "result/map_json.h"
#include "result/merge_order.h"
#include "result/run_equal.h"

static int
refuse(const struct merge *g, const struct piece *p, const char *what)
{
	struct err_where at = { .file = p->path };
	char clean[240];

	label_clean(clean, sizeof(clean), what);
	return (err_at(g->err, ERR_RESULT, &at,
	    "cannot be merged with %.60s: %s", g->first->path, clean));
}

/* The facts of the trace without its name, as text from malloc. */
static char *
print_facts(const struct piece *p)
{
	struct trace_facts facts = p->study->trace;
	struct mem_text text;
	struct json_text t = { 0 };

	mem_text_open(&text);
	t.to = text.to;
	facts.name = "";
	json_put_trace(&t, &facts);
	return (mem_text_close(&text));
}

static bool
same_text(char *a, char *b)
{
	bool same = strcmp(a, b) == 0;

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
	char what[260];

	if (run_key_difference(&a, &b, what, sizeof(what)))
		return (refuse(g, p, what));
	if (!same_text(print_facts(g->first), print_facts(p)))
		return (refuse(g, p,
		    "the trace was read in another way: references, areas or "
		    "processes differ"));
	return (0);
}

/* Keeps one of the runs with the same key, at the place of the first: the one
 * with most values.  It is an error if their results differ. */
static int
drop_doubles(struct merge *g)
{
	size_t kept = 0;

	merge_sort_by_key(g);
	for (size_t i = 0; i < g->n; i++) {
		const struct entry *e = &g->entry[i];
		struct entry *last = kept > 0 ? &g->entry[kept - 1] : NULL;
		char policy[LABEL_SIZE], what[LABEL_SIZE + 80];
		int more;

		if (last == NULL || run_key_compare(&last->key, &e->key) != 0) {
			g->entry[kept++] = *e;
			continue;
		}
		if (run_equal(&(struct run_of){ last->piece->study, last->run },
			&(struct run_of){ e->piece->study, e->run }, &more)) {
			if (more > 0)
				last->run = e->run, last->piece = e->piece;
			continue;
		}
		snprintf(what, sizeof(what),
		    "two different results of %s with %ju frames",
		    label_policy(policy, sizeof(policy), e->run),
		    (uintmax_t)e->run->frames);
		return (refuse(g, e->piece, what));
	}
	g->n = kept;
	return (0);
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
compare_optima(const void *a, const void *b)
{
	const struct optimum *x = a, *y = b;

	return ((x->frames > y->frames) - (x->frames < y->frames));
}

/* OPT's page faults with each memory, once. */
static int
drop_optima(const struct merge *g, struct study *out)
{
	struct optimum *o = out->optimum;
	size_t kept = 0;

	if (out->noptimum > 0)
		qsort(o, out->noptimum, sizeof(*o), compare_optima);
	for (size_t i = 0; i < out->noptimum; i++) {
		if (kept == 0 || o[kept - 1].frames != o[i].frames)
			o[kept++] = o[i];
		else if (o[kept - 1].faults != o[i].faults)
			return (refuse(
			    g, g->first, "two different results of OPT"));
	}
	out->noptimum = kept;
	return (0);
}

/* If opt is not among the policies, OPT's page faults come from --optimum, and
 * then every memory has them. */
static int
check_optimum(const struct merge *g, const struct study *out)
{
	const struct piece *with = g->first, *without = NULL;

	for (size_t i = 0; i < g->n && out->noptimum > 0; i++) {
		const struct entry *e = &g->entry[i];
		const struct optimum o = { .frames = e->run->frames };

		if (strcmp(e->run->policy, "opt") == 0)
			return (0);
		if (bsearch(&o, out->optimum, out->noptimum, sizeof(o),
			compare_optima) == NULL)
			without = e->piece;
		else
			with = e->piece;
	}
	if (without == NULL)
		return (0);
	return (refuse(g, without != g->first ? without : with,
	    "one of them was made with --optimum, the other without"));
}

/* Runs of one study have the same parts, which options ask for. */
static int
check_options(const struct merge *g, const struct piece *p, const struct run *a,
    const struct run *b)
{
	if ((a->explanation != NULL) != (b->explanation != NULL))
		return (refuse(g, p,
		    "one of them was made with --explain, the other without"));
	if ((a->outcome.by_area != NULL) != (b->outcome.by_area != NULL))
		return (refuse(g, p,
		    "one of them has by_area and by_process (--parts; replay "
		    "always has them), the other not"));
	return (0);
}

/* Adds the curves of a piece. */
static int
add_curves(struct merge *g, const struct piece *p, struct study *out)
{
	const struct curve *all =
	    merge_curves(g->m, out, p->study, &out->ncurve);

	if (all == NULL)
		return (refuse(g, p, "two different curves of a policy"));
	out->curve = all;
	return (0);
}

/* The map as text from malloc. */
static char *
print_map(const struct trace_facts *facts)
{
	struct mem_text text;
	struct json_text t = { 0 };

	mem_text_open(&text);
	t.to = text.to;
	json_put_map(&t, facts);
	return (mem_text_close(&text));
}

/* Adds the map of a piece that has one. */
static int
add_map(struct merge *g, const struct piece *p, struct study *out)
{
	if (p->study->trace.survey == NULL)
		return (0);
	if (out->trace.survey != NULL &&
	    !same_text(print_map(&out->trace), print_map(&p->study->trace)))
		return (refuse(g, p, "two different maps of the trace"));
	out->trace.survey = p->study->trace.survey;
	return (0);
}

/* Adds the runs, curves and map of a piece, and what it knows of OPT. */
static int
add_piece(struct merge *g, struct piece *p, struct study *out)
{
	const struct study *s = p->study;
	const struct run_key *key = run_keys_make(g->m, s);
	const struct run *first = g->n > 0 ? g->entry[0].run : s->run;

	p->taken = true;
	for (size_t i = 0; i < s->nrun; i++, g->n++) {
		if (check_options(g, p, &s->run[i], first) != 0)
			return (-1);
		g->entry[g->n] = (struct entry){
			.key = key[i], .piece = p, .run = &s->run[i], .at = g->n
		};
	}
	for (size_t i = 0; i < s->noptimum; i++)
		out->optimum[out->noptimum++] = s->optimum[i];
	out->comparison |= s->comparison;
	out->wall_ns += s->wall_ns;
	if (out->build != NULL &&
	    (s->build == NULL || strcmp(out->build, s->build) != 0))
		out->build = NULL;
	return (add_map(g, p, out) != 0 ? -1 : add_curves(g, p, out));
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
	out->noptimum = out->ncurve = 0;
	out->wall_ns = 0;
	for (size_t i = 0; i < n; i++) {
		struct piece *p = &piece[i];

		if (p->taken || (!all && strcmp(p->study->trace.name,
					     out->trace.name) != 0))
			continue;
		if (check_piece(g, p) != 0) {
			if (all)
				return (-1);
			continue;
		}
		if (add_piece(g, p, out) != 0)
			return (-1);
	}
	if (drop_doubles(g) != 0 || drop_optima(g, out) != 0 ||
	    check_optimum(g, out) != 0)
		return (-1);
	merge_sort_by_place(g);
	if (check_equal_memory(g) != 0)
		return (-1);
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
