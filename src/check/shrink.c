/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Delta debugging (Zeller, Hildebrandt, IEEE TSE 28(2), 2002) in its simple
 * form: pieces are left out, their size is halved until it is one step, and all
 * is repeated while something could be left out.  Then the same with fewer
 * frames.
 *
 * Every trial is a process, so their number and the steps of all are bounded. A
 * policy that does not return takes the whole time limit in each trial, so it
 * gets few of them.
 */
#include "check/shrink.h"

#include <string.h>

#define TRIALS      3000
#define WORK        (UINT64_C(20) * 1000 * 1000) /* steps in all */
#define HUNG_TRIALS 8

struct shrinking {
	struct trial trial;
	struct mem *m;
	struct testtrace steps;
	frame_t nframes;
	unsigned trials, tried;
	uint64_t work;
	struct verdict_page last; /* of the last trial that broke it */
	char how[8]; /* the kind of breach: the first bytes of its message */
};

/* Is the law broken with these steps and frames?  If so, they become the
 * smallest so far. */
static bool
breaks(struct shrinking *s, const struct testtrace *steps, frame_t nframes)
{
	struct testtrace some = *steps;
	struct trial trial = s->trial;
	const struct progress *progress = &trial.spec->progress;

	/* The steps allowed in all are used up. */
	if (s->work < steps->n)
		s->trials = 0;
	if (s->trials == 0 || nframes == 0)
		return (false);
	if (progress->tell != NULL)
		progress->tell(
		    progress->self, "shrinking the trace", s->tried, 0);
	s->tried++;
	s->trials--;
	s->work -= steps->n;
	some.step = mem_array(s->m, steps->n, sizeof(*some.step));
	memcpy(some.step, steps->step, steps->n * sizeof(*some.step));
	some.cap = some.n;
	testtrace_settle(s->m, &some);
	/* A file without a reference is not a trace. */
	if (testtrace_references(&some) == 0) {
		mem_free(s->m, some.step);
		return (false);
	}
	trial.steps = &some;
	trial.nframes = nframes;
	trial_judge_once(&trial);
	if (trial.verdict_page->verdict != VERDICT_BROKEN ||
	    strncmp(trial.verdict_page->said, s->how, sizeof(s->how) - 1) !=
		0) {
		mem_free(s->m, some.step);
		return (false);
	}
	s->last = *trial.verdict_page;
	s->steps = some;
	s->nframes = nframes;
	return (true);
}

/* Leaves out what follows the reference at which it broke. */
static void
cut_end(struct shrinking *s)
{
	struct testtrace some = s->steps;
	uint64_t refs = 0;
	size_t n = 0;

	while (n < some.n && refs <= s->last.at)
		refs += step_is_reference(&some.step[n++]);
	if (n < some.n) {
		some.n = n;
		breaks(s, &some, s->nframes);
	}
}

/* Leaves out [from, from + n). */
static bool
leave_out(struct shrinking *s, size_t from, size_t n)
{
	struct testtrace some = s->steps;
	bool gone;

	if (n > some.n - from)
		n = some.n - from;
	some.step = mem_array(s->m, some.n, sizeof(*some.step));
	some.n -= n;
	memcpy(some.step, s->steps.step, from * sizeof(*some.step));
	memcpy(some.step + from, s->steps.step + from + n,
	    (some.n - from) * sizeof(*some.step));
	gone = breaks(s, &some, s->nframes);
	mem_free(s->m, some.step);
	return (gone);
}

/* Pieces of every size, beginning at the end. */
static bool
leave_pieces_out(struct shrinking *s)
{
	size_t before = s->steps.n;

	for (size_t size = (s->steps.n + 1) / 2; size > 0; size /= 2) {
		size_t from = s->steps.n;

		while (from > 0 && s->trials > 0) {
			from = from > size ? from - size : 0;
			leave_out(s, from, size);
			if (from > s->steps.n)
				from = s->steps.n;
		}
	}
	return (s->steps.n < before);
}

/* Writes become reads where that is enough. */
static void
simplify(struct shrinking *s)
{
	for (size_t i = 0; i < s->steps.n && s->trials > 0; i++) {
		if (s->steps.step[i].kind != STEP_WRITE)
			continue;
		s->steps.step[i].kind = STEP_READ;
		if (!breaks(s, &s->steps, s->nframes))
			s->steps.step[i].kind = STEP_WRITE;
	}
}

static bool
lower_frames(struct shrinking *s)
{
	frame_t before = s->nframes;

	while (s->nframes > 1 && breaks(s, &s->steps, s->nframes / 2))
		continue;
	while (s->nframes > 1 && breaks(s, &s->steps, s->nframes - 1))
		continue;
	return (s->nframes < before);
}

static bool
is_of(const struct step *t, page_id_t page)
{
	return (
	    t->kind != STEP_TICK &&
	    (t->page == page || (t->kind == STEP_SHARE && t->other == page)));
}

/* One page less, and one frame less with it: the law may hold with fewer frames
 * alone, but not on a smaller trace with fewer frames. */
static bool
drop_page(struct shrinking *s)
{
	for (page_id_t page = 0; page < s->steps.npages && s->trials > 0;
	     page++) {
		struct testtrace some = s->steps;
		bool gone;

		some.step = mem_array(s->m, some.n, sizeof(*some.step));
		some.n = 0;
		for (size_t i = 0; i < s->steps.n; i++)
			if (!is_of(&s->steps.step[i], page))
				some.step[some.n++] = s->steps.step[i];
		gone = breaks(s, &some, s->nframes) ||
		       breaks(s, &some, s->nframes - 1);
		mem_free(s->m, some.step);
		if (gone)
			return (true);
	}
	return (false);
}

bool
shrink(struct trial *trial, struct mem *keep, struct testtrace *out,
    frame_t *nframes)
{
	struct shrinking s = {
		.trial = *trial,
		.m = mem_open(),
		.steps = *trial->steps,
		.nframes = trial->nframes,
		.trials = TRIALS,
		.work = WORK,
	};
	bool again;

	memcpy(s.how, trial->verdict_page->said, sizeof(s.how) - 1);
	s.last = *trial->verdict_page;
	if (s.last.late)
		s.trials = HUNG_TRIALS;
	again = breaks(&s, trial->steps, trial->nframes);
	if (again) {
		if (s.last.at_known)
			cut_end(&s);
		do
			while (leave_pieces_out(&s))
				continue;
		while (lower_frames(&s) || drop_page(&s));
		simplify(&s);
		*trial->verdict_page = s.last;
		*out = (struct testtrace){ .npages = s.steps.npages,
			.name = s.steps.name,
			.seed = s.steps.seed };
		for (size_t i = 0; i < s.steps.n; i++)
			testtrace_add(keep, out, s.steps.step[i]);
		*nframes = s.nframes;
	}
	mem_close(s.m);
	return (again);
}
