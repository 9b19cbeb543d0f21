/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Trials: judging a law in a child process, running the steps there, and
 * setting the verdict.
 */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/rng.h"
#include "check/law.h"

/* A trial that exceeds its time is repeated with so many times as much: the
 * policy may be slow, and run under a tool that makes it slower. */
#define SECOND_LIMIT 12

unsigned
trial_time(size_t nsteps)
{
	return (500 + (unsigned)(nsteps / 50));
}

static void
hold(void *arg)
{
	struct trial *trial = arg;
	struct policy_swap swap;

	if ((trial->law->flags & LAW_DEMAND) != 0 &&
	    policy_swap_async(
		trial->spec->policy, trial->spec->params, &swap)) {
		trial_not_judged(trial, "its swap is asynchronous");
		return;
	}
	trial->m = mem_open();
	trial->seed = rng_at(trial->spec->settings->seed, trial->steps->n);
	trial->law->hold(trial);
	mem_close(trial->m);
}

static void
judge(struct trial *trial, unsigned ms)
{
	struct verdict_page *page = trial->verdict_page;
	uint64_t digest;

	isolate_run(page, hold, trial, trial->spec->plugin, ms);
	if ((trial->law->flags & LAW_TWICE) == 0 ||
	    page->verdict != VERDICT_HOLDS)
		return;
	digest = page->digest;
	isolate_run(page, hold, trial, trial->spec->plugin, ms);
	if (page->verdict == VERDICT_HOLDS && page->digest != digest) {
		page->at_known = false;
		trial_broken(trial, 0,
		    "another process gave another run of the same seed");
	}
}

void
trial_judge_once(struct trial *trial)
{
	judge(trial, trial_time(trial->steps->n));
}

void
trial_judge(struct trial *trial)
{
	trial_judge_once(trial);
	if (trial->verdict_page->late)
		judge(trial, trial_time(trial->steps->n) * SECOND_LIMIT);
}

struct testrun_setup
trial_setup(const struct trial *trial)
{
	return ((struct testrun_setup){
	    .policy = trial->spec->policy,
	    .params = trial->spec->params,
	    .settings = trial->spec->settings,
	    .verdict_page = trial->verdict_page,
	    .nframes = trial->nframes,
	    .seed = trial->spec->settings->seed,
	});
}

struct testrun *
trial_run(struct trial *trial, const struct testrun_setup *how)
{
	return (testrun_run(trial->m, trial->steps, how));
}

void
trial_plain(const struct trial *trial, struct testtrace *out)
{
	*out = (struct testtrace){ .npages = trial->steps->npages };
	for (size_t i = 0; i < trial->steps->n; i++) {
		const struct step *t = &trial->steps->step[i];

		if (t->kind != STEP_PIN && t->kind != STEP_UNPIN &&
		    t->kind != STEP_FILL && t->kind != STEP_SHARE)
			testtrace_add(trial->m, out, *t);
	}
	testtrace_settle(trial->m, out);
}

void
trial_holds(struct trial *trial)
{
	trial->verdict_page->verdict = VERDICT_HOLDS;
}

void
trial_broken(struct trial *trial, uint64_t at, const char *fmt, ...)
{
	va_list ap;

	trial->verdict_page->verdict = VERDICT_BROKEN;
	trial->verdict_page->at = at;
	trial->verdict_page->at_known = at != 0;
	va_start(ap, fmt);
	vsnprintf(trial->verdict_page->said, sizeof(trial->verdict_page->said),
	    fmt, ap);
	va_end(ap);
}

void
trial_not_judged(struct trial *trial, const char *why)
{
	trial->verdict_page->verdict = VERDICT_NOT_JUDGED;
	snprintf(trial->verdict_page->said, sizeof(trial->verdict_page->said),
	    "%s", why);
}

bool
trial_ran(struct trial *trial, const struct testrun *c)
{
	if (!c->failed && c->interposer.said[0] == '\0')
		return (true);
	trial->verdict_page->verdict = VERDICT_NOT_JUDGED;
	return (false);
}

bool
trial_same(struct trial *trial, const struct testrun *a,
    const struct testrun *b, const char *what)
{
	size_t i = testrun_difference(a, b);
	const struct testrun *known = i < a->log.n ? a : b;
	char one[80], other[80];

	if (i == SIZE_MAX)
		return (true);
	testrun_tell(a, i, one, sizeof(one));
	testrun_tell(b, i, other, sizeof(other));
	if (i < a->log.n && i < b->log.n &&
	    a->log.entry[i].at != b->log.entry[i].at)
		snprintf(other + strlen(other), sizeof(other) - strlen(other),
		    " at reference %ju", (uintmax_t)b->log.entry[i].at + 1);
	trial_broken(trial, known->log.entry[i].at + 1, "differs: %s; %s, %s",
	    one, what, other);
	return (false);
}
