/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Laws that count faults, on traces without pinned and populated pages, where
 * every page that is loaded is a fault.
 *
 * A policy that releases pages by itself, in order to use less memory, may have
 * more faults than the laws 'one' and 'all' say, never fewer.
 */
#include "check/law.h"

static struct testrun *
run_plain(struct trial *trial, struct testtrace *steps, frame_t nframes)
{
	struct testrun_setup how = trial_setup(trial);

	how.nframes = nframes;
	if (steps->step == NULL)
		trial_plain(trial, steps);
	return (testrun_run(trial->m, steps, &how));
}

static void
expect(struct trial *trial, const struct testrun *c, uint64_t faults)
{
	uint64_t got = testrun_faults(c);

	if (got < faults || (got > faults && c->interposer.releases == 0))
		trial_broken(trial, 0, "%ju fault%s, and there must be %ju",
		    (uintmax_t)got, got == 1 ? "" : "s", (uintmax_t)faults);
	else
		trial_holds(trial);
}

void
law_one(struct trial *trial)
{
	struct testtrace steps = { 0 };
	struct testrun *c = run_plain(trial, &steps, 1);
	page_id_t last = NO_PAGE;
	uint64_t faults = 0;

	if (!trial_ran(trial, c))
		return;
	for (size_t i = 0; i < steps.n; i++) {
		const struct step *t = &steps.step[i];

		if (step_is_reference(t)) {
			faults += t->page != last;
			last = t->page;
		} else if (t->kind != STEP_TICK && t->page == last) {
			last = NO_PAGE;
		}
	}
	expect(trial, c, faults);
}

void
law_all(struct trial *trial)
{
	struct testtrace steps = { 0 };
	struct testrun *c;
	bool *resident;
	uint64_t faults = 0;

	trial_plain(trial, &steps);
	if (steps.npages == 0)
		return;
	c = run_plain(trial, &steps, steps.npages);
	if (!trial_ran(trial, c))
		return;
	resident = mem_array(trial->m, steps.npages, sizeof(*resident));
	for (size_t i = 0; i < steps.n; i++) {
		const struct step *t = &steps.step[i];

		if (t->kind == STEP_TICK)
			continue;
		faults += step_is_reference(t) && !resident[t->page];
		resident[t->page] = step_is_reference(t);
	}
	expect(trial, c, faults);
}

void
law_opt(struct trial *trial)
{
	struct testrun_setup how = trial_setup(trial);
	struct testtrace steps = { 0 };
	struct testrun *c, *opt;

	if (trial->spec->opt == NULL)
		return;
	c = run_plain(trial, &steps, trial->nframes);
	if (!trial_ran(trial, c))
		return;
	how.policy = trial->spec->opt;
	how.params = NULL;
	how.direct = true;
	opt = testrun_run(trial->m, &steps, &how);
	if (testrun_faults(c) < testrun_faults(opt))
		trial_broken(trial, 0, "%ju fault%s, and OPT has %ju",
		    (uintmax_t)testrun_faults(c),
		    testrun_faults(c) == 1 ? "" : "s",
		    (uintmax_t)testrun_faults(opt));
	else
		trial_holds(trial);
}

/* By reference: was it a fault? */
static bool *
misses(struct trial *trial, const struct testrun *c)
{
	bool *miss = mem_array(trial->m, c->refstring.n, sizeof(*miss));

	for (size_t i = 0; i < c->log.n; i++)
		if (c->log.entry[i].what == LOG_LOAD)
			miss[c->log.entry[i].at] = true;
	return (miss);
}

void
law_stack(struct trial *trial)
{
	struct testtrace steps = { 0 };
	struct testrun *small, *large;
	const bool *miss, *large_miss;

	if (!trial->spec->stack) {
		trial_not_judged(trial, "it is not said to be one");
		return;
	}
	small = run_plain(trial, &steps, trial->nframes);
	large = run_plain(trial, &steps, trial->nframes + 1);
	if (!trial_ran(trial, small) || !trial_ran(trial, large))
		return;
	miss = misses(trial, small);
	large_miss = misses(trial, large);
	for (uint64_t at = 0; at < small->refstring.n; at++) {
		if (miss[at] || !large_miss[at])
			continue;
		trial_broken(trial, at + 1,
		    "page %ju hits with %ju frame%s and faults with %ju",
		    (uintmax_t)reference_page(small->refstring.reference[at]),
		    (uintmax_t)trial->nframes, trial->nframes == 1 ? "" : "s",
		    (uintmax_t)trial->nframes + 1);
		return;
	}
	trial_holds(trial);
}
