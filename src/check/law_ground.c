/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Laws without which nothing else can be judged, and those of memory.
 */
#include <string.h>

#include "check/lawlist.h"

/* Whatever kind of end but this one is the replay's refusal. */
void
law_verbs(struct hearing *h)
{
	struct course_how how = hearing_how(h);
	struct steps none = { .npages = 1 };
	struct course *c;

	how.bare = true;
	c = course_run(h->m, &none, &how);
	if (c->failed && c->err.kind == ERR_POLICY)
		hearing_broken(h, 0, "%s", c->err.msg);
	else
		hearing_holds(h);
}

/* Where a verb does not return, the child does not get here. */
void
law_returns(struct hearing *h)
{
	struct course_how how = hearing_how(h);

	hearing_run(h, &how);
	hearing_holds(h);
}

void
law_victim(struct hearing *h)
{
	struct course_how how = hearing_how(h);
	struct course *c = hearing_run(h, &how);

	if (c->warden.said[0] != '\0')
		hearing_broken(h, c->warden.said_at, "%s", c->warden.said);
	else if (c->failed && c->err.kind == ERR_POLICY)
		hearing_broken(
		    h, c->replay == NULL ? c->at : 0, "%s", c->err.msg);
	else if (c->failed)
		h->slate->verdict = NOT_JUDGED;
	else if (c->outcome.resident_peak > h->nframes)
		hearing_broken(h, 0, "%ju frames were in use, of %ju",
		    (uintmax_t)c->outcome.resident_peak, (uintmax_t)h->nframes);
	else
		hearing_holds(h);
}

/* A verb at a time is compared, page by page: not for long traces. */
#define TABLE_STEPS_MAX 100000

void
law_table(struct hearing *h)
{
	struct course_how how = hearing_how(h);
	struct course *c;

	if (h->steps->n > TABLE_STEPS_MAX)
		return;
	how.watch_table = true;
	c = hearing_run(h, &how);
	if (c->warden.said[0] != '\0')
		hearing_broken(h, c->warden.said_at, "%s", c->warden.said);
	else if (hearing_ran(h, c))
		hearing_holds(h);
}

static struct course *
run_placed(struct hearing *h, enum placement placement)
{
	struct course_how how = hearing_how(h);

	how.placement = placement;
	return (hearing_run(h, &how));
}

static bool
kept_within(struct hearing *h, const struct course *c)
{
	if (c->warden.said[0] == '\0')
		return (hearing_ran(h, c));
	hearing_broken(h, c->warden.said_at, "%s", c->warden.said);
	return (false);
}

/* Lent at the very end of what may be touched, then at its very start. */
void
law_memory(struct hearing *h)
{
	struct course *anywhere = run_placed(h, PLACE_ANYWHERE);
	struct course *ends, *begins;

	if (!hearing_ran(h, anywhere))
		return;
	ends = run_placed(h, PLACE_ENDS);
	if (!kept_within(h, ends))
		return;
	begins = run_placed(h, PLACE_BEGINS);
	if (!kept_within(h, begins))
		return;
	if (hearing_same(h, anywhere, ends, "with other bytes around") &&
	    hearing_same(h, anywhere, begins, "with other bytes around"))
		hearing_holds(h);
}

void
law_place(struct hearing *h)
{
	struct course *anywhere = run_placed(h, PLACE_ANYWHERE);
	struct course *low, *inside;

	if (!hearing_ran(h, anywhere))
		return;
	low = run_placed(h, PLACE_LOW);
	inside = run_placed(h, PLACE_INSIDE);
	if (hearing_same(h, anywhere, low, "lent memory elsewhere") &&
	    hearing_same(h, anywhere, inside, "lent memory elsewhere"))
		hearing_holds(h);
}
