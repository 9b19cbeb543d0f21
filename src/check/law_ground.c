/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The laws that the others depend on, and the laws of memory.
 */
#include <string.h>

#include "check/law.h"

/* Broken where replay_open() refuses the policy; any other failure is left to
 * the laws below. */
void
law_ops(struct trial *trial)
{
	struct testrun_setup how = trial_setup(trial);
	struct testtrace none = { .npages = 1 };
	struct testrun *c;

	how.direct = true;
	c = testrun_run(trial->m, &none, &how);
	if (c->failed && c->err.kind == ERR_POLICY)
		trial_broken(trial, 0, "%s", c->err.msg);
	else
		trial_holds(trial);
}

/* If a call does not return, the parent ends this process, and trial_holds() is
 * not reached. */
void
law_returns(struct trial *trial)
{
	struct testrun_setup how = trial_setup(trial);

	trial_run(trial, &how);
	trial_holds(trial);
}

void
law_victim(struct trial *trial)
{
	struct testrun_setup how = trial_setup(trial);
	struct testrun *c = trial_run(trial, &how);

	if (c->interposer.said[0] != '\0')
		trial_broken(
		    trial, c->interposer.said_at, "%s", c->interposer.said);
	else if (c->failed && c->err.kind == ERR_POLICY)
		trial_broken(
		    trial, c->replay == NULL ? c->at : 0, "%s", c->err.msg);
	else if (c->failed)
		trial->verdict_page->verdict = VERDICT_NOT_JUDGED;
	else if (c->outcome.resident_peak > trial->nframes)
		trial_broken(trial, 0, "%ju frames were in use, of %ju",
		    (uintmax_t)c->outcome.resident_peak,
		    (uintmax_t)trial->nframes);
	else
		trial_holds(trial);
}

/* All entries are compared at each call, so this is not for long traces. */
#define TABLE_STEPS_MAX 100000

void
law_table(struct trial *trial)
{
	struct testrun_setup how = trial_setup(trial);
	struct testrun *c;

	if (trial->steps->n > TABLE_STEPS_MAX)
		return;
	how.watch_table = true;
	c = trial_run(trial, &how);
	if (c->interposer.said[0] != '\0')
		trial_broken(
		    trial, c->interposer.said_at, "%s", c->interposer.said);
	else if (trial_ran(trial, c))
		trial_holds(trial);
}

static struct testrun *
run_placed(struct trial *trial, enum placement placement)
{
	struct testrun_setup how = trial_setup(trial);

	how.placement = placement;
	return (trial_run(trial, &how));
}

static bool
kept_within(struct trial *trial, const struct testrun *c)
{
	if (c->interposer.said[0] == '\0')
		return (trial_ran(trial, c));
	trial_broken(trial, c->interposer.said_at, "%s", c->interposer.said);
	return (false);
}

/* Memory that ends at an inaccessible page, then memory that begins at one. */
void
law_memory(struct trial *trial)
{
	struct testrun *anywhere = run_placed(trial, PLACE_ANYWHERE);
	struct testrun *ends, *begins;

	if (!trial_ran(trial, anywhere))
		return;
	ends = run_placed(trial, PLACE_ENDS);
	if (!kept_within(trial, ends))
		return;
	begins = run_placed(trial, PLACE_BEGINS);
	if (!kept_within(trial, begins))
		return;
	if (trial_same(trial, anywhere, ends, "with other bytes around") &&
	    trial_same(trial, anywhere, begins, "with other bytes around"))
		trial_holds(trial);
}

void
law_place(struct trial *trial)
{
	struct testrun *anywhere = run_placed(trial, PLACE_ANYWHERE);
	struct testrun *low, *inside;

	if (!trial_ran(trial, anywhere))
		return;
	low = run_placed(trial, PLACE_LOW);
	inside = run_placed(trial, PLACE_INSIDE);
	if (trial_same(trial, anywhere, low, "with memory elsewhere") &&
	    trial_same(trial, anywhere, inside, "with memory elsewhere"))
		trial_holds(trial);
}
