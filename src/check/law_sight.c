/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Laws of what a policy may know: hits only within its sight, nothing of the
 * future, nothing of pages that are gone.
 *
 * The trace is changed where the policy may not see it, and it must answer as
 * before.
 */
#include <string.h>

#include "base/rng.h"
#include "check/generator.h"
#include "check/lawlist.h"

/* The trace in hand, step by step, with what happened at each. */
struct view {
	const struct testtrace *in;
	struct testtrace out;
	bool *miss;  /* by step: a reference that faulted */
	bool *apart; /* by step: something happened between it and the one
		      * before, or during it */
};

/* What is not a fault is told when the reference it belongs to has begun, or
 * between two: neither of them is left where it is. */
static void
look(struct trial *h, struct view *v, const struct testrun *c)
{
	uint64_t at = 0, period = policy_period(
			     h->spec->policy, h->spec->params, h->nframes);
	uint64_t tick = h->spec->settings->tick;
	size_t *step = mem_array(h->m, c->refstring.n + 1, sizeof(*step));

	*v = (struct view){
		.in = h->steps,
		.out = *h->steps,
		.miss = mem_array(h->m, h->steps->n + 2, sizeof(bool)),
		.apart = mem_array(h->m, h->steps->n + 2, sizeof(bool)),
	};
	v->out.step = mem_array(h->m, v->in->n, sizeof(*v->out.step));
	memcpy(v->out.step, v->in->step, v->in->n * sizeof(*v->out.step));
	for (size_t i = 0; i < v->in->n; i++) {
		if (!step_is_reference(&v->in->step[i])) {
			v->apart[i] = v->apart[i + 1] = true;
			continue;
		}
		step[at++] = i;
		if ((period != 0 && at % period == 0) ||
		    (tick != 0 && at % tick == 0))
			v->apart[i + 1] = true;
	}
	step[at] = v->in->n;
	for (size_t e = 0; e < c->log.n; e++) {
		uint64_t began = c->log.entry[e].at;
		size_t i = step[began];

		if (c->log.entry[e].what == LOG_LOAD) {
			v->miss[i] = true;
			continue;
		}
		v->apart[i] = v->apart[i + 1] = true;
		if (began > 0)
			v->apart[step[began - 1]] = true;
	}
}

/* For one that sees faults only: every hit becomes another one, of the page
 * referred to just before. */
static void
repeat_instead(struct view *v, struct rng *rng)
{
	for (size_t i = 1; i < v->out.n; i++) {
		if (v->miss[i] || v->apart[i])
			continue;
		v->out.step[i].page = v->out.step[i - 1].page;
		v->out.step[i].kind =
		    rng_below(rng, 2) == 0 ? STEP_READ : STEP_WRITE;
	}
}

/* For one that sees bits: hits with nothing between them change places. */
static void
shuffle_hits(struct view *v, struct rng *rng)
{
	for (size_t from = 0, to; from < v->out.n; from = to) {
		to = from + 1;
		if (v->miss[from] || !step_is_reference(&v->in->step[from]))
			continue;
		while (to < v->out.n && !v->miss[to] && !v->apart[to])
			to++;
		for (size_t i = to - 1; i > from; i--) {
			size_t k = from + rng_below(rng, i - from + 1);
			struct step t = v->out.step[i];

			v->out.step[i] = v->out.step[k];
			v->out.step[k] = t;
		}
	}
}

void
law_hits(struct trial *h)
{
	struct testrun_how how = trial_how(h);
	struct rng rng = { h->seed };
	struct testrun *c, *other;
	struct view v;

	if (h->spec->policy->sight >= SEES_ACCESSES ||
	    testtrace_have(h->steps, STEP_SHARE))
		return;
	c = trial_run(h, &how);
	if (!trial_ran(h, c) || c->outcome.no_frame > 0)
		return;
	look(h, &v, c);
	if (h->spec->policy->sight == SEES_FAULTS)
		repeat_instead(&v, &rng);
	else
		shuffle_hits(&v, &rng);
	other = testrun_run(h->m, &v.out, &how);
	if (trial_same(h, c, other,
		h->spec->policy->sight == SEES_FAULTS
		    ? "with other hits between the faults"
		    : "with hits in another order"))
		trial_holds(h);
}

void
law_future(struct trial *h)
{
	struct testrun_how how = trial_how(h);
	struct rng rng = { h->seed };
	struct testrun *whole, *more, *part;
	struct testtrace prefix = *h->steps;

	if (h->spec->policy->sight == SEES_FUTURE || h->steps->n < 2)
		return;
	whole = trial_run(h, &how);
	if (!trial_ran(h, whole))
		return;
	how.more_pages = 3 * h->steps->npages + 100;
	more = trial_run(h, &how);
	if (!trial_same(h, whole, more, "with more pages announced"))
		return;
	prefix.n = 1 + rng_below(&rng, h->steps->n - 1);
	part = testrun_run(h->m, &prefix, &how);
	/* What came after is not to be compared. */
	while (whole->log.n > part->log.n &&
	       whole->log.entry[whole->log.n - 1].at >= part->refstring.n)
		whole->log.n--;
	if (trial_same(h, whole, part, "without the rest of the trace"))
		trial_holds(h);
}

/*
 * The same steps with pages under other numbers; other: who they are.  The
 * number of a page that was pinned when it was unmapped is not given again:
 * its policy gave it up when it was pinned, and is told nothing more.
 */
static void
renumber(struct trial *h, const struct testtrace *in, struct testtrace *out,
    bool recycle)
{
	page_id_t n = in->npages, nfree = 0, fresh = 0;
	page_id_t *number = mem_array(h->m, n, sizeof(*number));
	page_id_t *freed = mem_array(h->m, n, sizeof(*freed));
	bool *pinned = mem_array(h->m, n, sizeof(*pinned));

	*out = (struct testtrace){ .npages = 2 * n };
	for (size_t i = 0; i < in->n; i++) {
		struct step t = in->step[i];

		if (t.kind == STEP_TICK) {
			testtrace_add(h->m, out, t);
			continue;
		}
		t.other = t.page;
		if (number[t.page] == 0)
			number[t.page] = !recycle    ? 2 * t.page + 2
					 : nfree > 0 ? freed[--nfree]
						     : ++fresh;
		if (t.kind == STEP_PIN || t.kind == STEP_UNPIN)
			pinned[t.page] = t.kind == STEP_PIN;
		if (t.kind == STEP_UNMAP && !pinned[t.page])
			freed[nfree++] = number[t.page];
		t.page = number[t.page] - 1;
		testtrace_add(h->m, out, t);
	}
}

/* Does it answer otherwise when pages are merely renamed? */
static bool
minds_names(struct trial *h, const struct testtrace *steps, frame_t nframes)
{
	struct testrun_how how = trial_how(h);
	struct testtrace other;
	struct testrun *c, *renamed;

	how.nframes = nframes;
	how.more_pages = steps->npages;
	c = testrun_run(h->m, steps, &how);
	if (!trial_ran(h, c))
		return (true);
	how.more_pages = 0;
	how.recycled = true;
	renumber(h, steps, &other, false);
	renamed = testrun_run(h->m, &other, &how);
	return (testrun_difference(c, renamed) != SIZE_MAX);
}

/* The same on traces that do not hang on the one at hand, for shrinking finds
 * traces so short that no two names fall together in a hash.  These have pages
 * unmapped too. */
static bool
minds_names_anywhere(struct trial *h)
{
	for (unsigned i = GENERATOR_KINDS; i < GENERATOR_KINDS + 4; i++) {
		struct testtrace steps;
		frame_t nframes;

		generator_make(
		    h->m, h->spec->settings->seed, i, &steps, &nframes);
		if (minds_names(h, &steps, nframes))
			return (true);
	}
	return (false);
}

/*
 * Numbers are given once in any real run, so what a ghost left behind does is
 * hard to see: it takes the place of another.  Given again, they show it.
 *
 * A policy may use the number itself, as for a hash or to settle ties.  Then
 * it cannot be judged so.
 */
void
law_ghost(struct trial *h)
{
	struct testrun_how how = trial_how(h);
	struct testrun *c, *recycled;
	struct testtrace steps;

	if (h->spec->policy->sight == SEES_FUTURE ||
	    !testtrace_have(h->steps, STEP_UNMAP) ||
	    testtrace_have(h->steps, STEP_SHARE) ||
	    minds_names(h, h->steps, h->nframes) || minds_names_anywhere(h))
		return;
	how.more_pages = h->steps->npages;
	c = trial_run(h, &how);
	if (!trial_ran(h, c))
		return;
	how.more_pages = 0;
	how.recycled = true;
	renumber(h, h->steps, &steps, true);
	recycled = testrun_run(h->m, &steps, &how);
	if (trial_same(h, c, recycled, "where numbers are given a second time"))
		trial_holds(h);
}
