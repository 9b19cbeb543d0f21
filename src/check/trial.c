/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the laws have in common.
 */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "check/law.h"

struct testrun_how
trial_how(const struct trial *h)
{
	return ((struct testrun_how){
	    .policy = h->spec->policy,
	    .params = h->spec->params,
	    .settings = h->spec->settings,
	    .verdict_page = h->verdict_page,
	    .nframes = h->nframes,
	    .seed = h->spec->settings->seed,
	});
}

struct testrun *
trial_run(struct trial *h, const struct testrun_how *how)
{
	return (testrun_run(h->m, h->steps, how));
}

void
trial_plain(const struct trial *h, struct testtrace *out)
{
	*out = (struct testtrace){ .npages = h->steps->npages };
	for (size_t i = 0; i < h->steps->n; i++) {
		const struct step *t = &h->steps->step[i];

		if (t->kind != STEP_PIN && t->kind != STEP_UNPIN &&
		    t->kind != STEP_FILL && t->kind != STEP_SHARE)
			testtrace_add(h->m, out, *t);
	}
	testtrace_settle(h->m, out);
}

void
trial_holds(struct trial *h)
{
	h->verdict_page->verdict = HOLDS;
}

void
trial_broken(struct trial *h, uint64_t at, const char *fmt, ...)
{
	va_list ap;

	h->verdict_page->verdict = BROKEN;
	h->verdict_page->at = at;
	h->verdict_page->at_known = at != 0;
	va_start(ap, fmt);
	vsnprintf(
	    h->verdict_page->said, sizeof(h->verdict_page->said), fmt, ap);
	va_end(ap);
}

bool
trial_ran(struct trial *h, const struct testrun *c)
{
	if (!c->failed && c->interposer.said[0] == '\0')
		return (true);
	h->verdict_page->verdict = NOT_JUDGED;
	return (false);
}

bool
trial_same(struct trial *h, const struct testrun *a, const struct testrun *b,
    const char *what)
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
	trial_broken(h, known->log.entry[i].at + 1, "differs: %s; %s, %s", one,
	    what, other);
	return (false);
}
