/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the laws have in common.
 */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "check/law.h"

struct course_how
hearing_how(const struct hearing *h)
{
	return ((struct course_how){
	    .policy = h->spec->policy,
	    .params = h->spec->params,
	    .settings = h->spec->settings,
	    .slate = h->slate,
	    .nframes = h->nframes,
	    .seed = h->spec->settings->seed,
	});
}

struct course *
hearing_run(struct hearing *h, const struct course_how *how)
{
	return (course_run(h->m, h->steps, how));
}

void
hearing_plain(const struct hearing *h, struct steps *out)
{
	*out = (struct steps){ .npages = h->steps->npages };
	for (size_t i = 0; i < h->steps->n; i++) {
		const struct step *t = &h->steps->step[i];

		if (t->kind != STEP_PIN && t->kind != STEP_UNPIN &&
		    t->kind != STEP_FILL && t->kind != STEP_SHARE)
			steps_add(h->m, out, *t);
	}
	steps_settle(h->m, out);
}

void
hearing_holds(struct hearing *h)
{
	h->slate->verdict = HOLDS;
}

void
hearing_broken(struct hearing *h, uint64_t at, const char *fmt, ...)
{
	va_list ap;

	h->slate->verdict = BROKEN;
	h->slate->at = at;
	h->slate->at_known = at != 0;
	va_start(ap, fmt);
	vsnprintf(h->slate->said, sizeof(h->slate->said), fmt, ap);
	va_end(ap);
}

bool
hearing_ran(struct hearing *h, const struct course *c)
{
	if (!c->failed && c->warden.said[0] == '\0')
		return (true);
	h->slate->verdict = NOT_JUDGED;
	return (false);
}

bool
hearing_same(struct hearing *h, const struct course *a, const struct course *b,
    const char *what)
{
	size_t i = course_difference(a, b);
	const struct course *known = i < a->log.n ? a : b;
	char one[80], other[80];

	if (i == SIZE_MAX)
		return (true);
	course_tell(a, i, one, sizeof(one));
	course_tell(b, i, other, sizeof(other));
	if (i < a->log.n && i < b->log.n &&
	    a->log.entry[i].at != b->log.entry[i].at)
		snprintf(other + strlen(other), sizeof(other) - strlen(other),
		    " at reference %ju", (uintmax_t)b->log.entry[i].at + 1);
	hearing_broken(h, known->log.entry[i].at + 1, "differs: %s; %s, %s",
	    one, what, other);
	return (false);
}
