/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Laws that two runs must be the same.
 */
#include "base/rng.h"
#include "check/generator.h"
#include "check/lawlist.h"

/* Judged in two processes, whose digests are compared. */
void
law_seed(struct trial *h)
{
	struct testrun_how how = trial_how(h);
	struct testrun *c = trial_run(h, &how);

	if (!trial_ran(h, c))
		return;
	h->verdict_page->digest = testrun_digest(c);
	trial_holds(h);
}

/* Another trace and another memory, to run in between or in turns. */
static frame_t
other_steps(struct trial *h, struct testtrace *steps)
{
	frame_t nframes;

	generator_make(h->m, h->seed, 7, steps, &nframes);
	return (nframes);
}

void
law_fresh(struct trial *h)
{
	struct testrun_how how = trial_how(h), other = how;
	struct testtrace steps;
	struct testrun *first, *again;

	/* In one place, for places are the affair of another law. */
	how.placement = other.placement = PLACE_LOW;
	first = trial_run(h, &how);
	if (!trial_ran(h, first))
		return;
	other.nframes = other_steps(h, &steps);
	testrun_run(h->m, &steps, &other);
	again = trial_run(h, &how);
	if (trial_same(h, first, again, "after another run"))
		trial_holds(h);
}

/* Both in turns of random length; each must do what it did alone. */
void
law_turns(struct trial *h)
{
	struct testrun_how how = trial_how(h), other = how;
	struct rng rng = { h->seed };
	struct testtrace steps;
	struct testrun *alone, *other_alone, *a, *b;
	bool on = true;

	other.nframes = other_steps(h, &steps);
	alone = trial_run(h, &how);
	other_alone = testrun_run(h->m, &steps, &other);
	if (!trial_ran(h, alone) || !trial_ran(h, other_alone))
		return;
	a = testrun_open(h->m, h->steps, &how);
	b = testrun_open(h->m, &steps, &other);
	while (on) {
		on = testrun_advance(a, 1 + rng_below(&rng, 30));
		on |= testrun_advance(b, 1 + rng_below(&rng, 30));
	}
	testrun_close(a);
	testrun_close(b);
	if (trial_same(h, alone, a, "with another run in turns") &&
	    trial_same(h, other_alone, b, "with another run in turns"))
		trial_holds(h);
}

void
law_batches(struct trial *h)
{
	struct testrun_how how = trial_how(h);
	struct testrun *whole = trial_run(h, &how), *cut;

	if (!trial_ran(h, whole))
		return;
	how.cut = rng_at(h->seed, 0) | 1;
	cut = trial_run(h, &how);
	if (trial_same(h, whole, cut, "cut at other places"))
		trial_holds(h);
}

/* What is counted where nobody watches. */
static bool
same_counts(struct trial *h, const struct testrun *a, const struct testrun *b,
    const char *what)
{
	const struct outcome *x = &a->outcome, *y = &b->outcome;

	if (outcome_page_faults(x) == outcome_page_faults(y) &&
	    outcome_cow(x) == outcome_cow(y) && x->hits == y->hits &&
	    x->evictions == y->evictions && x->cleaned == y->cleaned &&
	    x->swap_reads == y->swap_reads &&
	    x->swap_writes == y->swap_writes &&
	    x->resident_sum == y->resident_sum)
		return (true);
	trial_broken(h, 0,
	    "differs: faults %ju, evictions %ju, writes %ju; %s %ju, %ju, %ju",
	    (uintmax_t)outcome_faults(x), (uintmax_t)x->evictions,
	    (uintmax_t)x->swap_writes, what, (uintmax_t)outcome_faults(y),
	    (uintmax_t)y->evictions, (uintmax_t)y->swap_writes);
	return (false);
}

void
law_bound(struct trial *h)
{
	struct testrun_how how = trial_how(h);
	struct testrun *warded = trial_run(h, &how);
	struct testrun *bound, *unbound, *unseen, *unseen_unbound;

	if (!trial_ran(h, warded))
		return;
	how.bare = true;
	bound = trial_run(h, &how);
	how.unbound = true;
	unbound = trial_run(h, &how);
	how.nobody = true;
	unseen_unbound = trial_run(h, &how);
	how.unbound = false;
	unseen = trial_run(h, &how);
	if (trial_same(h, unbound, bound, "bound into the loop") &&
	    trial_same(h, warded, unbound, "called directly") &&
	    same_counts(h, bound, unseen, "with nobody watching") &&
	    same_counts(h, unbound, unseen_unbound, "with nobody watching"))
		trial_holds(h);
}
