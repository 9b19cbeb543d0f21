/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Laws under which two runs must have the same log.
 */
#include "base/rng.h"
#include "check/generator.h"
#include "check/law.h"

/* Judged in two processes, whose digests are compared. */
void
law_seed(struct trial *trial)
{
	struct testrun_setup how = trial_setup(trial);
	struct testrun *c = trial_run(trial, &how);

	if (!trial_ran(trial, c))
		return;
	trial->verdict_page->digest = testrun_digest(c);
	trial_holds(trial);
}

/* Another trace, and the memory to run it with. */
static frame_t
other_steps(struct trial *trial, struct testtrace *steps)
{
	frame_t nframes;

	generator_make(trial->m, trial->seed, 7, steps, &nframes);
	return (nframes);
}

void
law_fresh(struct trial *trial)
{
	struct testrun_setup how = trial_setup(trial), other = how;
	struct testtrace steps;
	struct testrun *first, *again;

	/* Both at one address: that the address changes nothing is the law
	 * 'place'. */
	how.placement = other.placement = PLACE_LOW;
	first = trial_run(trial, &how);
	if (!trial_ran(trial, first))
		return;
	other.nframes = other_steps(trial, &steps);
	testrun_run(trial->m, &steps, &other);
	again = trial_run(trial, &how);
	if (trial_same(trial, first, again, "after another run"))
		trial_holds(trial);
}

/* Two runs, advanced alternately by random numbers of steps: each must do what
 * it did alone. */
void
law_turns(struct trial *trial)
{
	struct testrun_setup how = trial_setup(trial), other = how;
	struct rng rng = { trial->seed };
	struct testtrace steps;
	struct testrun *alone, *other_alone, *a, *b;
	bool on = true;

	other.nframes = other_steps(trial, &steps);
	alone = trial_run(trial, &how);
	other_alone = testrun_run(trial->m, &steps, &other);
	if (!trial_ran(trial, alone) || !trial_ran(trial, other_alone))
		return;
	a = testrun_open(trial->m, trial->steps, &how);
	b = testrun_open(trial->m, &steps, &other);
	while (on) {
		on = testrun_advance(a, 1 + rng_below(&rng, 30));
		on |= testrun_advance(b, 1 + rng_below(&rng, 30));
	}
	testrun_close(a);
	testrun_close(b);
	if (trial_same(trial, alone, a, "alternating with another run") &&
	    trial_same(trial, other_alone, b, "alternating with another run"))
		trial_holds(trial);
}

void
law_batches(struct trial *trial)
{
	struct testrun_setup how = trial_setup(trial);
	struct testrun *whole = trial_run(trial, &how), *cut;

	if (!trial_ran(trial, whole))
		return;
	how.cut = rng_at(trial->seed, 0) | 1;
	cut = trial_run(trial, &how);
	if (trial_same(trial, whole, cut, "cut at other places"))
		trial_holds(trial);
}

/* Without an observer there is no log; the counts are compared. */
static bool
same_counts(struct trial *trial, const struct testrun *a,
    const struct testrun *b, const char *what)
{
	const struct outcome *x = &a->outcome, *y = &b->outcome;

	if (outcome_same(x, y))
		return (true);
	trial_broken(trial, 0,
	    "differs: faults %ju, evictions %ju, writes %ju; %s %ju, %ju, %ju",
	    (uintmax_t)outcome_faults(x), (uintmax_t)x->evictions,
	    (uintmax_t)x->swap_writes, what, (uintmax_t)outcome_faults(y),
	    (uintmax_t)y->evictions, (uintmax_t)y->swap_writes);
	return (false);
}

void
law_bound(struct trial *trial)
{
	struct testrun_setup how = trial_setup(trial);
	struct testrun *interposed = trial_run(trial, &how);
	struct testrun *bound, *unbound, *unobserved, *unobserved_unbound;

	if (!trial_ran(trial, interposed))
		return;
	how.direct = true;
	bound = trial_run(trial, &how);
	how.unbound = true;
	unbound = trial_run(trial, &how);
	how.unobserved = true;
	unobserved_unbound = trial_run(trial, &how);
	how.unbound = false;
	unobserved = trial_run(trial, &how);
	if (trial_same(trial, unbound, bound, "bound into the loop") &&
	    trial_same(trial, interposed, unbound, "called directly") &&
	    same_counts(trial, bound, unobserved, "without an observer") &&
	    same_counts(
		trial, unbound, unobserved_unbound, "without an observer"))
		trial_holds(trial);
}
