/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Laws without which nothing else can be judged, and those of memory.
 */
#include <string.h>

#include "check/lawlist.h"

/* Whatever kind of end but this one is the replay's refusal. */
void
law_verbs(struct trial *h)
{
	struct testrun_how how = trial_how(h);
	struct testtrace none = { .npages = 1 };
	struct testrun *c;

	how.bare = true;
	c = testrun_run(h->m, &none, &how);
	if (c->failed && c->err.kind == ERR_POLICY)
		trial_broken(h, 0, "%s", c->err.msg);
	else
		trial_holds(h);
}

/* Where a verb does not return, the child does not get here. */
void
law_returns(struct trial *h)
{
	struct testrun_how how = trial_how(h);

	trial_run(h, &how);
	trial_holds(h);
}

void
law_victim(struct trial *h)
{
	struct testrun_how how = trial_how(h);
	struct testrun *c = trial_run(h, &how);

	if (c->interposer.said[0] != '\0')
		trial_broken(
		    h, c->interposer.said_at, "%s", c->interposer.said);
	else if (c->failed && c->err.kind == ERR_POLICY)
		trial_broken(
		    h, c->replay == NULL ? c->at : 0, "%s", c->err.msg);
	else if (c->failed)
		h->verdict_page->verdict = NOT_JUDGED;
	else if (c->outcome.resident_peak > h->nframes)
		trial_broken(h, 0, "%ju frames were in use, of %ju",
		    (uintmax_t)c->outcome.resident_peak, (uintmax_t)h->nframes);
	else
		trial_holds(h);
}

/* A verb at a time is compared, page by page: not for long traces. */
#define TABLE_STEPS_MAX 100000

void
law_table(struct trial *h)
{
	struct testrun_how how = trial_how(h);
	struct testrun *c;

	if (h->steps->n > TABLE_STEPS_MAX)
		return;
	how.watch_table = true;
	c = trial_run(h, &how);
	if (c->interposer.said[0] != '\0')
		trial_broken(
		    h, c->interposer.said_at, "%s", c->interposer.said);
	else if (trial_ran(h, c))
		trial_holds(h);
}

static struct testrun *
run_placed(struct trial *h, enum placement placement)
{
	struct testrun_how how = trial_how(h);

	how.placement = placement;
	return (trial_run(h, &how));
}

static bool
kept_within(struct trial *h, const struct testrun *c)
{
	if (c->interposer.said[0] == '\0')
		return (trial_ran(h, c));
	trial_broken(h, c->interposer.said_at, "%s", c->interposer.said);
	return (false);
}

/* Lent at the very end of what may be touched, then at its very start. */
void
law_memory(struct trial *h)
{
	struct testrun *anywhere = run_placed(h, PLACE_ANYWHERE);
	struct testrun *ends, *begins;

	if (!trial_ran(h, anywhere))
		return;
	ends = run_placed(h, PLACE_ENDS);
	if (!kept_within(h, ends))
		return;
	begins = run_placed(h, PLACE_BEGINS);
	if (!kept_within(h, begins))
		return;
	if (trial_same(h, anywhere, ends, "with other bytes around") &&
	    trial_same(h, anywhere, begins, "with other bytes around"))
		trial_holds(h);
}

void
law_place(struct trial *h)
{
	struct testrun *anywhere = run_placed(h, PLACE_ANYWHERE);
	struct testrun *low, *inside;

	if (!trial_ran(h, anywhere))
		return;
	low = run_placed(h, PLACE_LOW);
	inside = run_placed(h, PLACE_INSIDE);
	if (trial_same(h, anywhere, low, "lent memory elsewhere") &&
	    trial_same(h, anywhere, inside, "lent memory elsewhere"))
		trial_holds(h);
}
