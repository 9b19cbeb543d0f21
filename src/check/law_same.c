/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Laws that two runs must be the same.
 */
#include "base/rng.h"
#include "check/generator.h"
#include "check/lawlist.h"

/* Judged in two processes, whose digests are compared. */
void
law_seed(struct hearing *h)
{
	struct course_how how = hearing_how(h);
	struct course *c = hearing_run(h, &how);

	if (!hearing_ran(h, c))
		return;
	h->slate->digest = course_digest(c);
	hearing_holds(h);
}

/* Another trace and another memory, to run in between or in turns. */
static frame_t
other_steps(struct hearing *h, struct steps *steps)
{
	frame_t nframes;

	ordeal_make(h->m, h->seed, 7, steps, &nframes);
	return (nframes);
}

void
law_fresh(struct hearing *h)
{
	struct course_how how = hearing_how(h), other = how;
	struct steps steps;
	struct course *first, *again;

	/* In one place, for places are the affair of another law. */
	how.placement = other.placement = PLACE_LOW;
	first = hearing_run(h, &how);
	if (!hearing_ran(h, first))
		return;
	other.nframes = other_steps(h, &steps);
	course_run(h->m, &steps, &other);
	again = hearing_run(h, &how);
	if (hearing_same(h, first, again, "after another run"))
		hearing_holds(h);
}

/* Both in turns of random length; each must do what it did alone. */
void
law_turns(struct hearing *h)
{
	struct course_how how = hearing_how(h), other = how;
	struct rng rng = { h->seed };
	struct steps steps;
	struct course *alone, *other_alone, *a, *b;
	bool on = true;

	other.nframes = other_steps(h, &steps);
	alone = hearing_run(h, &how);
	other_alone = course_run(h->m, &steps, &other);
	if (!hearing_ran(h, alone) || !hearing_ran(h, other_alone))
		return;
	a = course_open(h->m, h->steps, &how);
	b = course_open(h->m, &steps, &other);
	while (on) {
		on = course_advance(a, 1 + rng_below(&rng, 30));
		on |= course_advance(b, 1 + rng_below(&rng, 30));
	}
	course_close(a);
	course_close(b);
	if (hearing_same(h, alone, a, "with another run in turns") &&
	    hearing_same(h, other_alone, b, "with another run in turns"))
		hearing_holds(h);
}

void
law_batches(struct hearing *h)
{
	struct course_how how = hearing_how(h);
	struct course *whole = hearing_run(h, &how), *cut;

	if (!hearing_ran(h, whole))
		return;
	how.cut = rng_at(h->seed, 0) | 1;
	cut = hearing_run(h, &how);
	if (hearing_same(h, whole, cut, "cut at other places"))
		hearing_holds(h);
}

/* What is counted where nobody watches. */
static bool
same_counts(struct hearing *h, const struct course *a, const struct course *b,
    const char *what)
{
	const struct outcome *x = &a->outcome, *y = &b->outcome;

	if (outcome_absent(x) == outcome_absent(y) &&
	    outcome_cow(x) == outcome_cow(y) && x->hits == y->hits &&
	    x->evictions == y->evictions && x->cleaned == y->cleaned &&
	    x->swap_reads == y->swap_reads &&
	    x->swap_writes == y->swap_writes &&
	    x->resident_sum == y->resident_sum)
		return (true);
	hearing_broken(h, 0,
	    "differs: faults %ju, evictions %ju, writes %ju; %s %ju, %ju, %ju",
	    (uintmax_t)outcome_faults(x), (uintmax_t)x->evictions,
	    (uintmax_t)x->swap_writes, what, (uintmax_t)outcome_faults(y),
	    (uintmax_t)y->evictions, (uintmax_t)y->swap_writes);
	return (false);
}

void
law_bound(struct hearing *h)
{
	struct course_how how = hearing_how(h);
	struct course *warded = hearing_run(h, &how);
	struct course *bound, *unbound, *unseen, *unseen_unbound;

	if (!hearing_ran(h, warded))
		return;
	how.bare = true;
	bound = hearing_run(h, &how);
	how.unbound = true;
	unbound = hearing_run(h, &how);
	how.nobody = true;
	unseen_unbound = hearing_run(h, &how);
	how.unbound = false;
	unseen = hearing_run(h, &how);
	if (hearing_same(h, unbound, bound, "bound into the loop") &&
	    hearing_same(h, warded, unbound, "called directly") &&
	    same_counts(h, bound, unseen, "with nobody watching") &&
	    same_counts(h, unbound, unseen_unbound, "with nobody watching"))
		hearing_holds(h);
}
