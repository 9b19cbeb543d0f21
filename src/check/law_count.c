/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Laws that count faults.  They are of traces without pins and populated
 * pages, where every page that comes in is a fault.
 *
 * A policy that gives pages up by itself, in order to use less memory, may
 * fault more than the two laws of extremes say, never less.
 */
#include "check/lawlist.h"

static bool
gave_up(const struct testrun *c)
{
	for (size_t i = 0; i < c->log.n; i++)
		if (c->log.entry[i].what == LOG_GIVEN)
			return (true);
	return (false);
}

static struct testrun *
run_plain(struct trial *h, struct testtrace *steps, frame_t nframes)
{
	struct testrun_how how = trial_how(h);

	how.nframes = nframes;
	if (steps->step == NULL)
		trial_plain(h, steps);
	return (testrun_run(h->m, steps, &how));
}

static void
expect(struct trial *h, const struct testrun *c, uint64_t faults)
{
	uint64_t got = testrun_faults(c);

	if (got < faults || (got > faults && !gave_up(c)))
		trial_broken(h, 0, "%ju fault%s, and there must be %ju",
		    (uintmax_t)got, got == 1 ? "" : "s", (uintmax_t)faults);
	else
		trial_holds(h);
}

void
law_one(struct trial *h)
{
	struct testtrace steps = { 0 };
	struct testrun *c = run_plain(h, &steps, 1);
	page_id_t last = NO_PAGE;
	uint64_t faults = 0;

	if (!trial_ran(h, c))
		return;
	for (size_t i = 0; i < steps.n; i++) {
		const struct step *t = &steps.step[i];

		if (step_is_reference(t)) {
			faults += t->page != last;
			last = t->page;
		} else if (t->kind == STEP_UNMAP && t->page == last) {
			last = NO_PAGE;
		}
	}
	expect(h, c, faults);
}

void
law_all(struct trial *h)
{
	struct testtrace steps = { 0 };
	struct testrun *c;

	trial_plain(h, &steps);
	if (steps.npages == 0)
		return;
	c = run_plain(h, &steps, steps.npages);
	if (!trial_ran(h, c))
		return;
	expect(h, c, steps.npages);
}

void
law_opt(struct trial *h)
{
	struct testrun_how how = trial_how(h);
	struct testtrace steps = { 0 };
	struct testrun *c, *opt;

	if (h->spec->opt == NULL)
		return;
	c = run_plain(h, &steps, h->nframes);
	if (!trial_ran(h, c))
		return;
	how.policy = h->spec->opt;
	how.params = NULL;
	how.bare = true;
	opt = testrun_run(h->m, &steps, &how);
	if (testrun_faults(c) < testrun_faults(opt))
		trial_broken(h, 0, "%ju fault%s, and OPT has %ju",
		    (uintmax_t)testrun_faults(c),
		    testrun_faults(c) == 1 ? "" : "s",
		    (uintmax_t)testrun_faults(opt));
	else
		trial_holds(h);
}

/* By reference: did it fault? */
static bool *
misses(struct trial *h, const struct testrun *c)
{
	bool *miss = mem_array(h->m, c->refstring.n, sizeof(*miss));

	for (size_t i = 0; i < c->log.n; i++)
		if (c->log.entry[i].what == LOG_LOAD)
			miss[c->log.entry[i].at] = true;
	return (miss);
}

void
law_stack(struct trial *h)
{
	struct testtrace steps = { 0 };
	struct testrun *small, *large;
	const bool *miss, *large_miss;

	if (!h->spec->stack)
		return;
	small = run_plain(h, &steps, h->nframes);
	large = run_plain(h, &steps, h->nframes + 1);
	if (!trial_ran(h, small) || !trial_ran(h, large))
		return;
	miss = misses(h, small);
	large_miss = misses(h, large);
	for (uint64_t at = 0; at < small->refstring.n; at++) {
		if (miss[at] || !large_miss[at])
			continue;
		trial_broken(h, at + 1,
		    "page %ju hits with %ju frame%s and faults with %ju",
		    (uintmax_t)reference_page(small->refstring.reference[at]),
		    (uintmax_t)h->nframes, h->nframes == 1 ? "" : "s",
		    (uintmax_t)h->nframes + 1);
		return;
	}
	trial_holds(h);
}
