/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * All laws on all traces: first the short random ones, as these are shrunk in
 * less than a second, then the long one, then those that were given.
 */
#include "check/laws.h"

#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/choice.h"
#include "check/generator.h"
#include "check/shrink.h"

struct judging {
	const struct laws_spec *spec;
	struct mem *keep;
	struct verdict_page *verdict_page;
	struct laws_trace long_trace;
	bool unsound; /* a law that the others need is broken */
	bool waited;
	uint64_t done, trials; /* so far, and in all */
};

/* Random traces, the long one and given ones. */
static uint64_t
traces_in_all(const struct laws_spec *spec)
{
	return (spec->runs + (spec->turns > 0) + spec->ntrace);
}

static bool
has_name(const struct law *law, const char *name)
{
	return (strcmp(law->name, name) == 0 ||
		(law->alias != NULL && strcmp(law->alias, name) == 0));
}

static bool
is_wanted(const struct laws_spec *spec, const struct law *law)
{
	if (spec->only == NULL)
		return (true);
	for (const char *const *name = spec->only; *name != NULL; name++)
		if (has_name(law, *name))
			return (true);
	return (false);
}

/* The result holds the whole trace, until it has been shrunk. */
static void
keep_steps(struct judging *k, struct laws_result *r, const struct trial *trial)
{
	r->steps = (struct testtrace){ .npages = trial->steps->npages,
		.name = trial->steps->name,
		.seed = trial->steps->seed };
	r->nframes = trial->nframes;
	for (size_t i = 0; i < trial->steps->n; i++)
		testtrace_add(k->keep, &r->steps, trial->steps->step[i]);
}

static void
set_said(struct laws_result *r, const char *said)
{
	snprintf(r->said, sizeof(r->said), "%s", said);
}

static void
record(struct judging *k, struct laws_result *r, struct trial *trial)
{
	struct verdict_page said = *trial->verdict_page;

	r->verdict = VERDICT_BROKEN;
	r->before = trial->steps->n;
	keep_steps(k, r, trial);
	r->shrunk = shrink(trial, k->keep, &r->steps, &r->nframes);
	if (!r->shrunk)
		*trial->verdict_page = said;
	set_said(r, trial->verdict_page->said);
	r->at = trial->verdict_page->at_known ? trial->verdict_page->at : 0;
}

/* A policy that uses the time of day as a seed then gives another run. */
static void
wait_for_next_second(void)
{
	time_t now = time(NULL);

	while (time(NULL) == now)
		usleep(10000);
}

static void
judge(struct judging *k, struct laws_result *r, const struct testtrace *steps,
    frame_t nframes)
{
	const struct progress *progress = &k->spec->progress;
	struct trial trial = {
		.law = r->law,
		.spec = k->spec,
		.steps = steps,
		.nframes = nframes,
		.verdict_page = k->verdict_page,
	};

	if (progress->tell != NULL)
		progress->tell(
		    progress->self, "trying the laws", k->done, k->trials);
	k->done++;
	trial_judge(&trial);
	if ((r->law->flags & LAW_TWICE) != 0 && k->spec->plugin && !k->waited &&
	    trial.verdict_page->verdict == VERDICT_HOLDS) {
		uint64_t digest = trial.verdict_page->digest;

		k->waited = true;
		wait_for_next_second();
		trial_judge(&trial);
		if (trial.verdict_page->verdict == VERDICT_HOLDS &&
		    trial.verdict_page->digest != digest) {
			trial.verdict_page->at_known = false;
			trial_broken(&trial, 0,
			    "a second later the same seed gave another run");
		}
	}
	if (trial.verdict_page->verdict == VERDICT_HOLDS) {
		r->judged++;
		r->verdict = VERDICT_HOLDS;
	} else if (trial.verdict_page->verdict == VERDICT_BROKEN) {
		record(k, r, &trial);
	} else if (trial.verdict_page->said[0] != '\0') {
		set_said(r, trial.verdict_page->said);
	}
}

static void
judge_random(struct judging *k, struct laws_result *r, uint64_t i)
{
	struct mem *m = mem_open();
	struct testtrace steps;
	frame_t nframes;

	generator_make(
	    m, k->spec->settings->seed, (unsigned)i, &steps, &nframes);
	judge(k, r, &steps, nframes);
	mem_close(m);
}

static void
judge_law(struct judging *k, struct laws_result *r)
{
	const struct laws_spec *spec = k->spec;
	uint64_t before = k->done;

	r->verdict = VERDICT_NOT_JUDGED;
	if (k->unsound) {
		set_said(r, "a law that it needs is broken");
		return;
	}
	set_said(r, "no trace that it can be judged on");
	for (uint64_t i = 0; i < spec->runs && r->verdict != VERDICT_BROKEN;
	     i++)
		judge_random(k, r, i);
	if (spec->turns > 0 && r->verdict != VERDICT_BROKEN)
		judge(k, r, &k->long_trace.steps, k->long_trace.nframes);
	for (size_t i = 0; i < spec->ntrace && r->verdict != VERDICT_BROKEN;
	     i++)
		judge(k, r, &spec->trace[i].steps, spec->trace[i].nframes);
	k->done = before + traces_in_all(spec);
	if (r->verdict == VERDICT_BROKEN && (r->law->flags & LAW_GROUND) != 0)
		k->unsound = true;
}

const struct law *
laws_find(const char *name, struct err *err)
{
	const void *list[64];
	size_t n = 0;

	for (const struct law *l = law_rows; l->name != NULL; l++) {
		if (has_name(l, name))
			return (l);
		list[n++] = l;
	}
	list[n] = NULL;
	return (choice_find(list, "law", name, ERR_USAGE, NULL, err));
}

const char *
laws_name(const struct law *law)
{
	return (law->name);
}

const char *
laws_sentence(const struct law *law)
{
	return (law->sentence);
}

size_t
laws_check(const struct laws_spec *spec, struct mem *keep,
    const struct laws_listener *listener)
{
	struct judging k = {
		.spec = spec,
		.keep = keep,
		.verdict_page = verdict_page_open(),
	};
	struct mem *m = mem_open();
	size_t broken = 0;

	for (const struct law *l = law_rows; l->name != NULL; l++)
		k.trials += is_wanted(spec, l) ? traces_in_all(spec) : 0;
	if (spec->turns > 0)
		generator_make_long(m, spec->settings->seed, spec->turns,
		    &k.long_trace.steps, &k.long_trace.nframes);
	for (const struct law *l = law_rows; l->name != NULL; l++) {
		struct laws_result r = { .law = l };

		if (!is_wanted(spec, l))
			continue;
		judge_law(&k, &r);
		broken += r.verdict == VERDICT_BROKEN;
		listener->tell(listener->self, &r);
	}
	mem_close(m);
	verdict_page_close(k.verdict_page);
	return (broken);
}
