/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Laws of what a policy may know: hits only as far as its sight allows, nothing
 * of the future, nothing of pages that were unmapped.
 *
 * The trace is changed in something that the policy may not know, and the run
 * must stay the same.
 */
#include <string.h>

#include "base/rng.h"
#include "check/generator.h"
#include "check/law.h"

/* The steps, and what happened at each. */
struct view {
	const struct testtrace *in;
	struct testtrace out;
	bool *miss;  /* by step: a reference that faulted */
	bool *fixed; /* by step: something else happened at it, or between it
		      * and the step before, so that it may not be moved */
};

/* An event that is not a fault is logged when the reference it belongs to has
 * begun, or between two references: neither of these may be moved. */
static void
look(struct trial *trial, struct view *v, const struct testrun *c)
{
	uint64_t at = 0, period = policy_period(trial->spec->policy,
			     trial->spec->params, trial->nframes);
	uint64_t tick = trial->spec->settings->tick;
	size_t *step = mem_array(trial->m, c->refstring.n + 1, sizeof(*step));

	*v = (struct view){
		.in = trial->steps,
		.out = *trial->steps,
		.miss = mem_array(trial->m, trial->steps->n + 2, sizeof(bool)),
		.fixed = mem_array(trial->m, trial->steps->n + 2, sizeof(bool)),
	};
	v->out.step = mem_array(trial->m, v->in->n, sizeof(*v->out.step));
	memcpy(v->out.step, v->in->step, v->in->n * sizeof(*v->out.step));
	for (size_t i = 0; i < v->in->n; i++) {
		if (!step_is_reference(&v->in->step[i])) {
			v->fixed[i] = v->fixed[i + 1] = true;
			continue;
		}
		step[at++] = i;
		if ((period != 0 && at % period == 0) ||
		    (tick != 0 && at % tick == 0))
			v->fixed[i + 1] = true;
	}
	step[at] = v->in->n;
	for (size_t e = 0; e < c->log.n; e++) {
		uint64_t began = c->log.entry[e].at;
		size_t i = step[began];

		if (c->log.entry[e].what == LOG_LOAD) {
			v->miss[i] = true;
			continue;
		}
		v->fixed[i] = v->fixed[i + 1] = true;
		if (began > 0)
			v->fixed[step[began - 1]] = true;
	}
}

/* For a policy that sees faults only: every hit becomes a hit of the page that
 * was referred to just before. */
static void
repeat_instead(struct view *v, struct rng *rng)
{
	for (size_t i = 1; i < v->out.n; i++) {
		if (v->miss[i] || v->fixed[i])
			continue;
		v->out.step[i].page = v->out.step[i - 1].page;
		v->out.step[i].kind =
		    rng_below(rng, 2) == 0 ? STEP_READ : STEP_WRITE;
	}
}

/* For a policy that sees bits: hits with nothing between them are shuffled. */
static void
shuffle_hits(struct view *v, struct rng *rng)
{
	for (size_t from = 0, to; from < v->out.n; from = to) {
		to = from + 1;
		if (v->miss[from] || !step_is_reference(&v->in->step[from]))
			continue;
		while (to < v->out.n && !v->miss[to] && !v->fixed[to])
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
law_hits(struct trial *trial)
{
	struct testrun_setup how = trial_setup(trial);
	struct rng rng = { trial->seed };
	struct testrun *c, *other;
	struct view v;

	if (trial->spec->policy->sight >= SEES_ACCESSES) {
		trial_not_judged(trial, "it may see every hit");
		return;
	}
	if (testtrace_have(trial->steps, STEP_SHARE))
		return;
	c = trial_run(trial, &how);
	if (!trial_ran(trial, c) || c->outcome.no_frame > 0)
		return;
	look(trial, &v, c);
	if (trial->spec->policy->sight == SEES_FAULTS)
		repeat_instead(&v, &rng);
	else
		shuffle_hits(&v, &rng);
	other = testrun_run(trial->m, &v.out, &how);
	if (trial_same(trial, c, other,
		trial->spec->policy->sight == SEES_FAULTS
		    ? "with other hits between the faults"
		    : "with hits in another order"))
		trial_holds(trial);
}

static bool
may_see_future(struct trial *trial)
{
	if (trial->spec->policy->sight != SEES_FUTURE)
		return (false);
	trial_not_judged(trial, "it may see the future");
	return (true);
}

void
law_future(struct trial *trial)
{
	struct testrun_setup how = trial_setup(trial);
	struct rng rng = { trial->seed };
	struct testrun *whole, *more, *part;
	struct testtrace prefix = *trial->steps;

	if (may_see_future(trial) || trial->steps->n < 2)
		return;
	whole = trial_run(trial, &how);
	if (!trial_ran(trial, whole))
		return;
	how.more_pages = 3 * trial->steps->npages + 100;
	more = trial_run(trial, &how);
	if (!trial_same(trial, whole, more, "with more pages announced"))
		return;
	prefix.n = 1 + rng_below(&rng, trial->steps->n - 1);
	part = testrun_run(trial->m, &prefix, &how);
	/* Entries after the prefix are not compared. */
	while (whole->log.n > part->log.n &&
	       whole->log.entry[whole->log.n - 1].at >= part->refstring.n)
		whole->log.n--;
	if (trial_same(trial, whole, part, "without the rest of the trace"))
		trial_holds(trial);
}

/*
 * The same steps with other page numbers; 'other' is the number from before.
 * Without recycle they are in reverse order, so that a policy that decides
 * between equals by the lowest number is found to use them.
 * recycle: a number is used again after its page was unmapped, but not that of
 * a page which was pinned then: its policy gave it up when it was pinned, and
 * forget() is not called.
 */
static void
renumber(struct trial *trial, const struct testtrace *in, struct testtrace *out,
    bool recycle)
{
	page_id_t n = in->npages, nfree = 0, fresh = 0;
	page_id_t *number = mem_array(trial->m, n, sizeof(*number));
	page_id_t *freed = mem_array(trial->m, n, sizeof(*freed));
	bool *pinned = mem_array(trial->m, n, sizeof(*pinned));

	*out = (struct testtrace){ .npages = 2 * n };
	for (size_t i = 0; i < in->n; i++) {
		struct step t = in->step[i];

		if (t.kind == STEP_TICK) {
			testtrace_add(trial->m, out, t);
			continue;
		}
		t.other = t.page;
		if (number[t.page] == 0)
			number[t.page] = !recycle    ? 2 * (n - t.page)
					 : nfree > 0 ? freed[--nfree]
						     : ++fresh;
		if (t.kind == STEP_PIN || t.kind == STEP_UNPIN)
			pinned[t.page] = t.kind == STEP_PIN;
		if (t.kind == STEP_UNMAP && !pinned[t.page])
			freed[nfree++] = number[t.page];
		t.page = number[t.page] - 1;
		testtrace_add(trial->m, out, t);
	}
}

/* Does the run change when pages only have other numbers? */
static bool
uses_numbers(
    struct trial *trial, const struct testtrace *steps, frame_t nframes)
{
	struct testrun_setup how = trial_setup(trial);
	struct testtrace other;
	struct testrun *c, *renamed;

	how.nframes = nframes;
	how.more_pages = steps->npages;
	c = testrun_run(trial->m, steps, &how);
	if (!trial_ran(trial, c))
		return (true);
	how.more_pages = 0;
	how.renumbered = true;
	renumber(trial, steps, &other, false);
	renamed = testrun_run(trial->m, &other, &how);
	return (testrun_difference(c, renamed) != SIZE_MAX);
}

/* The same on traces that do not depend on the one given: shrinking finds
 * traces so short that no two numbers collide in a hash.  In these, too, pages
 * are unmapped. */
static bool
uses_numbers_anywhere(struct trial *trial)
{
	for (unsigned i = GENERATOR_KINDS; i < GENERATOR_KINDS + 4; i++) {
		struct testtrace steps;
		frame_t nframes;

		generator_make(
		    trial->m, trial->spec->settings->seed, i, &steps, &nframes);
		if (uses_numbers(trial, &steps, nframes))
			return (true);
	}
	return (false);
}

/*
 * In a real run a page number is used once, so that a ghost which was left
 * behind has little effect: it only takes the place of another.  When the
 * number is used again, the ghost is found.
 *
 * A policy may use the number itself, for a hash or to decide between equals.
 * Then this law cannot be judged.
 */
void
law_ghost(struct trial *trial)
{
	struct testrun_setup how = trial_setup(trial);
	struct testrun *c, *renumbered;
	struct testtrace steps;

	if (may_see_future(trial) ||
	    !testtrace_have(trial->steps, STEP_UNMAP) ||
	    testtrace_have(trial->steps, STEP_SHARE))
		return;
	if (uses_numbers(trial, trial->steps, trial->nframes) ||
	    uses_numbers_anywhere(trial)) {
		trial_not_judged(trial, "it uses the numbers of pages");
		return;
	}
	how.more_pages = trial->steps->npages;
	c = trial_run(trial, &how);
	if (!trial_ran(trial, c))
		return;
	how.more_pages = 0;
	how.renumbered = true;
	renumber(trial, trial->steps, &steps, true);
	renumbered = testrun_run(trial->m, &steps, &how);
	if (trial_same(
		trial, c, renumbered, "where numbers are given a second time"))
		trial_holds(trial);
}
