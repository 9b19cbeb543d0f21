/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Delta debugging (Zeller, Hildebrandt, IEEE TSE 28(2), 2002), in its plain
 * form: leave out pieces, halving their size until it is one step, and again
 * from the top while something went.  Then frames, then steps once more.
 *
 * Every trial is a process, so their number is bounded, and with it the time
 * for a long trace; a policy that does not come back costs the whole of its
 * time each time, so it gets few.
 */
#include "check/shrink.h"

#include <string.h>

#include "base/rng.h"

#define TRIALS      3000
#define WORK        (UINT64_C(20) * 1000 * 1000) /* steps in all */
#define HUNG_TRIALS 8

struct shrinking {
	const struct law *law;
	struct trial h;
	struct mem *m;
	struct testtrace steps;
	frame_t nframes;
	unsigned trials, tried;
	uint64_t work;
	struct verdict_page last; /* of the last trial that broke it */
	char how[8]; /* the manner: the first letters of what was said */
};

/* So many times the time is allowed before a policy is accused of not coming
 * back: it may be slow, and run under a tool that makes it slower. */
#define PATIENCE 12

unsigned
shrink_time(size_t nsteps)
{
	return (500 + (unsigned)(nsteps / 50));
}

static void
judge_in_child(void *arg)
{
	void **both = arg;
	const struct law *law = both[0];
	struct trial *h = both[1];

	h->m = mem_open();
	h->seed = rng_at(h->spec->settings->seed, h->steps->n);
	law->hold(h);
	mem_close(h->m);
}

static void
judge(const struct law *law, struct trial *h, unsigned ms)
{
	void *both[2] = { (void *)law, h };
	uint64_t digest;

	isolate_run(h->verdict_page, judge_in_child, both, ms);
	if ((law->flags & LAW_TWICE) == 0 || h->verdict_page->verdict != HOLDS)
		return;
	digest = h->verdict_page->digest;
	isolate_run(h->verdict_page, judge_in_child, both, ms);
	if (h->verdict_page->verdict != HOLDS ||
	    h->verdict_page->digest == digest)
		return;
	h->verdict_page->at_known = false;
	trial_broken(h, 0, "another process gave another run of the same seed");
}

void
shrink_judge(const struct law *law, struct trial *h)
{
	unsigned ms = shrink_time(h->steps->n);

	judge(law, h, ms);
	if (h->verdict_page->late)
		judge(law, h, ms * PATIENCE);
}

/* Does it break with these steps and frames?  Then they are the ones. */
static bool
breaks(struct shrinking *s, const struct testtrace *steps, frame_t nframes)
{
	struct testtrace some = *steps;
	struct trial h = s->h;
	const struct progress *progress = &h.spec->progress;

	/* What is left buys no trial like this one: there will be none. */
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
	/* A trace of no reference is none. */
	if (testtrace_references(&some) == 0) {
		mem_free(s->m, some.step);
		return (false);
	}
	h.steps = &some;
	h.nframes = nframes;
	judge(s->law, &h, shrink_time(steps->n));
	if (h.verdict_page->verdict != BROKEN ||
	    strncmp(h.verdict_page->said, s->how, sizeof(s->how) - 1) != 0) {
		mem_free(s->m, some.step);
		return (false);
	}
	s->last = *h.verdict_page;
	s->steps = some;
	s->nframes = nframes;
	return (true);
}

/* Everything after the reference at which it broke. */
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

/* Pieces of every size, from the end, where most is to spare. */
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

/* A read where a write will not be missed. */
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

/* Fewer frames and as many pages fewer: what no smaller machine breaks, a
 * smaller trace on a smaller machine often does. */
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
shrink(const struct law *law, struct trial *h, struct mem *keep,
    struct testtrace *out, frame_t *nframes)
{
	struct shrinking s = {
		.law = law,
		.h = *h,
		.m = mem_open(),
		.steps = *h->steps,
		.nframes = h->nframes,
		.trials = TRIALS,
		.work = WORK,
	};
	bool again;

	memcpy(s.how, h->verdict_page->said, sizeof(s.how) - 1);
	s.last = *h->verdict_page;
	if (s.last.late)
		s.trials = HUNG_TRIALS;
	again = breaks(&s, h->steps, h->nframes);
	if (again) {
		if (s.last.at_known)
			cut_end(&s);
		do
			while (leave_pieces_out(&s))
				continue;
		while (lower_frames(&s) || drop_page(&s));
		simplify(&s);
		*h->verdict_page = s.last;
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
