/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Exact curves beside runs.
 */
#include "study/stack_curves.h"

#include <string.h>

#include "policy/choose.h"
#include "study/lru_curve.h"
#include "study/opt_curve.h"

bool
curve_is_of(const struct engine *e, size_t i, const char *name)
{
	const struct policy *p = e->job[i].setup.policy;

	for (const struct policy *const *q = e->spec->policies; *q != NULL; q++)
		if (*q == p)
			return (strcmp(p->name, name) == 0);
	return (false);
}

/* Feeds the recorded string to the consumer. */
static int
feed_string(const struct engine *e, const struct consumer *consumer,
    const char *stage, struct err *err)
{
	struct refstring_walk walk;
	struct stream s = {
		.source = refstring_source(&walk, &e->refstring),
		.consumer = consumer,
		.n = 1,
		.stage = stage,
		.progress = &e->spec->progress,
	};

	return (stream_run(&s, err));
}

int
lru_curve_make(
    const struct engine *e, uint64_t least, struct curve *out, struct err *err)
{
	struct mem *m = mem_open();
	struct lru_curve *lru = lru_curve_open(m, e->spec->settings);
	struct consumer consumer = lru_curve_consumer(lru);
	int failed = 0;

	mem_sparse(m, true);
	if (lru_curve_refused(lru) == NULL)
		failed = feed_string(e, &consumer, "curve of lru", err);
	out->hindered = lru_curve_refused(lru);
	if (failed == 0 && out->hindered == NULL)
		lru_curve_fill(lru, least, e->keep, out);
	mem_close(m);
	return (failed);
}

int
opt_curve_make(
    const struct engine *e, uint64_t least, struct curve *out, struct err *err)
{
	struct mem *m = mem_open();
	struct opt_curve *opt =
	    opt_curve_open(m, e->spec->settings, &e->future.future);
	struct consumer consumer = opt_curve_consumer(opt);
	int failed = 0;

	if (opt_curve_refused(opt) == NULL)
		failed = feed_string(e, &consumer, "curve of opt", err);
	out->hindered = opt_curve_refused(opt);
	if (failed == 0 && out->hindered == NULL)
		opt_curve_fill(opt, least, e->keep, out);
	mem_close(m);
	return (failed);
}

void
stack_curves_open(struct stack_curves *c, struct engine *e)
{
	*c = (struct stack_curves){ .e = e };
	if (!e->spec->curve)
		return;
	c->m = mem_open();
	mem_sparse(c->m, true);
	c->lru = lru_curve_open(c->m, e->spec->settings);
}

void
stack_curves_close(struct stack_curves *c)
{
	mem_close(c->m);
	c->m = NULL;
}

void
stack_curves_feed(struct stack_curves *c, struct consumer *consumer, size_t *n)
{
	if (c->m != NULL && lru_curve_refused(c->lru) == NULL)
		consumer[(*n)++] = lru_curve_consumer(c->lru);
}

/* A curve without points of a built-in policy with its default parameters. */
static int
begin_curve(const struct stack_curves *c, const char *name,
    const struct trace_facts *t, struct curve *out, struct err *err)
{
	const struct selection sel = { .name = name };
	const struct policy *p =
	    choose_builtin(c->e->spec->policies, name, &sel.at, err);

	if (p == NULL)
		return (-1);
	*out = (struct curve){
		.policy = p->name,
		.sight = policy_sight_name(p->sight),
		.policy_params = p->params,
		.policy_values = choose_values(c->e->keep, p, &sel, err),
		.references = curve_references(t),
	};
	return (out->policy_values != NULL ? 0 : -1);
}

/* Is OPT among the policies, or are its faults asked for? */
static bool
wants_opt(const struct engine *e)
{
	for (size_t i = 0; i < e->study->nrun; i++)
		if (strcmp(e->study->run[i].policy, "opt") == 0)
			return (true);
	return (e->spec->optimum);
}

int
stack_curves_finish(
    struct stack_curves *c, bool string, struct study *s, struct err *err)
{
	struct engine *e = c->e;
	uint64_t least = trace_least_frames(&s->trace);
	struct curve *curve;
	size_t n = 0;

	if (c->m == NULL || s->trace.pages == 0)
		return (0);
	curve = mem_array(e->keep, 2, sizeof(*curve));
	if (lru_curve_refused(c->lru) == NULL) {
		if (begin_curve(c, "lru", &s->trace, &curve[n], err) != 0)
			return (-1);
		lru_curve_fill(c->lru, least, e->keep, &curve[n++]);
	}
	if (string && wants_opt(e) && opt_curve_is_cheap(s->trace.pages)) {
		if (e->future.future.next == NULL &&
		    future_open(&e->future, &e->refstring,
			e->refstring.facts.npages, err) != 0)
			return (-1);
		if (begin_curve(c, "opt", &s->trace, &curve[n], err) != 0 ||
		    opt_curve_make(e, least, &curve[n], err) != 0)
			return (-1);
		n += curve[n].npoint > 0;
	}
	s->curve = curve;
	s->ncurve = n;
	return (0);
}
