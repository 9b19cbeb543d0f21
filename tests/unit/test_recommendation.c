/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The recommendation.  The scores by hand:
 *
 *	fifo, clock  (9/7 + 10/6 + 5/5) / 3 = 1.317
 *	lru	     (10/7 + 8/6 + 5/5) / 3 = 1.254
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "golden/studies.h"
#include "report/view.h"
#include "unit/fixture.h"

static char written[4000];

static void
take_heading(
    struct sheet *out, unsigned level, const char *title, const char *aside)
{
	(void)out;
	(void)level;
	(void)title;
	ck_assert_ptr_null(aside);
}

static void
take_item(struct sheet *out, enum style style, const char *text)
{
	(void)out;
	/* The rule by which it was found is the same for all. */
	if (style == STYLE_PLAIN)
		strcat(strcat(written, text), "\n");
}

static void
take_list_end(struct sheet *out)
{
	(void)out;
	strcat(written, ".");
}

/* Joins the sentences in their order. */
static const struct renderer renderer = {
	.heading = take_heading,
	.item = take_item,
	.list_end = take_list_end,
};

typedef void change_f(struct study *s);

/* Keeps only the runs of these policies, in their order. */
static void
only(struct study *s, const char *a, const char *b)
{
	size_t n = 0;

	for (size_t i = 0; i < s->nrun; i++)
		if (strcmp(s->run[i].policy, a) == 0 ||
		    strcmp(s->run[i].policy, b) == 0)
			s->run[n++] = s->run[i];
	s->nrun = n;
}

static void
all(struct study *s)
{
	(void)s;
}

static void
lru_alone(struct study *s)
{
	only(s, "lru", "lru");
}

static void
opt_alone(struct study *s)
{
	only(s, "opt", "opt");
}

/* LRU as bad as FIFO. */
static void
no_better(struct study *s)
{
	only(s, "fifo", "lru");
	for (size_t i = 0; i < s->nrun; i++)
		s->run[i].outcome.faults[FAULT_SWAP_IN] = 5;
}

/* OPT is not known, so faults are divided by those of the better of both: fifo
 * (1 + 10/8 + 1) / 3, lru (10/9 + 1 + 1) / 3. */
static void
no_optimum(struct study *s)
{
	only(s, "fifo", "lru");
	s->noptimum = 0;
}

/* FIFO was not run with 4 frames, where it has the most faults. */
static void
hole(struct study *s)
{
	only(s, "fifo", "clock");
	for (size_t i = 0; i < s->nrun; i++)
		if (strcmp(s->run[i].policy, "fifo") == 0 &&
		    s->run[i].frames == 4)
			s->run[i] = s->run[--s->nrun];
}

/* Without runs at 5 frames no memory is sufficient. */
static void
too_little(struct study *s)
{
	size_t n = 0;

	only(s, "fifo", "fifo");
	for (size_t i = 0; i < s->nrun; i++)
		if (s->run[i].frames < 5)
			s->run[n++] = s->run[i];
	s->nrun = n;
}

/* FIFO releases frames: it is not ranked, and nothing is compared with it. */
static void
gives_back(struct study *s)
{
	only(s, "fifo", "lru");
	s->noptimum = 0;
	for (size_t i = 0; i < s->nrun; i++)
		s->run[i].varies = strcmp(s->run[i].policy, "fifo") == 0;
}

static void
no_runs(struct study *s)
{
	s->nrun = 0;
}

/* A curve of LRU, by which two frames are enough: not so of this string, so it
 * is the curve that is read. */
static void
lru_curve(struct study *s)
{
	static const struct curve_point point[] = { { 1, 12, 0 }, { 2, 5, 0 } };
	static struct curve curve = {
		.policy = "lru", .exact = true, .point = point, .npoint = 2
	};

	s->curve = &curve;
	s->ncurve = 1;
}

static void
own_curve(struct study *s)
{
	only(s, "lru", "lru");
	lru_curve(s);
}

/* Keeps only the runs of LRU with these numbers of frames. */
static void
lru_with(struct study *s, uint64_t a, uint64_t b)
{
	size_t n = 0;

	only(s, "lru", "lru");
	for (size_t i = 0; i < s->nrun; i++)
		if (s->run[i].frames == a || s->run[i].frames == b)
			s->run[n++] = s->run[i];
	s->nrun = n;
}

static void
few_sizes(struct study *s)
{
	lru_with(s, 3, 5);
}

/* A curve from runs adds sizes between. */
static void
points_between(struct study *s)
{
	static const struct curve_point point[] = { { 2, 12, 0 }, { 4, 5, 0 } };
	static struct curve curve = {
		.policy = "lru", .point = point, .npoint = 2
	};

	lru_with(s, 3, 5);
	s->curve = &curve;
	s->ncurve = 1;
}

static void
one_size(struct study *s)
{
	lru_with(s, 5, 5);
}

/* One frame and one page fault. */
static void
one_page(struct study *s)
{
	static const struct curve_point point[] = { { 1, 1, 0 } };
	static struct curve curve = {
		.policy = "lru", .exact = true, .point = point, .npoint = 1
	};

	one_size(s);
	s->curve = &curve;
	s->ncurve = 1;
}

/* All pages are in the sample. */
static void
sampled(struct study *s)
{
	one_size(s);
	s->trace.sampling.pages = s->trace.pages;
}

static void
sampled_few(struct study *s)
{
	s->trace.sampling.pages = 4;
}

static const struct {
	change_f *change;
	const char *text; /* its list, and a '.' at the end of it */
} RECOMMENDATION[] = {
	{ all, "Best policy that a kernel can run: fifo, with 1.32 times the "
	       "page faults of OPT on average over 3 memory sizes, fewest at 3 "
	       "of them; equal: clock:hands=2.\nBest policy that sees every "
	       "access, as no kernel does: lru, with 1.25 times the page "
	       "faults of OPT on average over 3 memory sizes, fewest at 2 of "
	       "them.\nMemory for fifo: 5 frames (20 KiB, 100 % of the "
	       "footprint) are enough; with 4 they are not. Its 5 page faults "
	       "are within 10 % of 5, the fewest possible.\n." },
	{ lru_alone,
	    "Best policy that sees every access, as no kernel does: lru, with "
	    "1.25 times the page faults of OPT on average over 3 memory sizes, "
	    "fewest at 3 of them.\nMemory for lru: 5 frames (20 KiB, 100 % of "
	    "the footprint) are enough; with 4 they are not. Its 5 page faults "
	    "are within 10 % of 5, the fewest possible.\n." },
	{ opt_alone, "Memory for opt: 5 frames (20 KiB, 100 % of the "
		     "footprint) are enough; with 4 they are not. Its 5 page "
		     "faults are within 10 % of 5, the fewest possible.\n." },
	{ no_optimum,
	    "Best policy that a kernel can run: fifo, with 1.08 times the page "
	    "faults of the best on average over 3 memory sizes, fewest at 3 of "
	    "them.\nBest policy that sees every access, as no kernel does: "
	    "lru, with 1.04 times the page faults of the best on average over "
	    "3 memory sizes, fewest at 2 of them.\nMemory for fifo: 5 frames "
	    "(20 KiB, 100 % of the footprint) are enough; with 4 they are not. "
	    "Its 5 page faults are within 10 % of 5, the fewest possible.\n." },
	{ hole,
	    "Best policy that a kernel can run: clock:hands=2, with 1.32 times "
	    "the page faults of OPT on average over 3 memory sizes, fewest at "
	    "3 of them.\nMemory for clock:hands=2: 5 frames (20 KiB, 100 % of "
	    "the footprint) are enough; with 4 they are not. Its 5 page faults "
	    "are within 10 % of 5, the fewest possible.\n." },
	{ too_little,
	    "Best policy that a kernel can run: fifo, with 1.48 times the page "
	    "faults of OPT on average over 2 memory sizes, fewest at 2 of "
	    "them.\nMemory for fifo: more than was tried. With 4 frames (16 "
	    "KiB, 80 % of the footprint) its 10 page faults are more than 10 % "
	    "above 5, the fewest possible.\n." },
	{ no_better,
	    "Best policy that a kernel can run: fifo, with 1.70 times the page "
	    "faults of OPT on average over 3 memory sizes, fewest at 3 of "
	    "them.\nNo policy that sees every access is better.\nMemory for "
	    "fifo: more than was tried. With 5 frames (20 KiB, 100 % of the "
	    "footprint) its 10 page faults are more than 10 % above 5, the "
	    "fewest possible.\n." },
	{ gives_back,
	    "Best policy that sees every access, as no kernel does: lru, with "
	    "1.00 times the page faults of the best on average over 3 memory "
	    "sizes, fewest at 3 of them.\nNot ranked: fifo, because it uses "
	    "less memory than it may; compare it at equal mean memory.\nMemory "
	    "for lru: 5 frames (20 KiB, 100 % of the footprint) are enough; "
	    "with 4 they are not. Its 5 page faults are within 10 % of 5, the "
	    "fewest possible.\n." },
	{ lru_curve,
	    "Best policy that a kernel can run: fifo, with 1.32 times the page "
	    "faults of OPT on average over 3 memory sizes, fewest at 3 of "
	    "them; equal: clock:hands=2.\nBest policy that sees every access, "
	    "as no kernel does: lru, with 1.25 times the page faults of OPT on "
	    "average over 3 memory sizes, fewest at 2 of them.\nMemory for "
	    "fifo: 5 frames (20 KiB, 100 % of the footprint) are enough; with "
	    "4 they are not. Its 5 page faults are within 10 % of 5, the "
	    "fewest possible.\nMemory for lru, exactly: 2 frames (8 KiB, 40 % "
	    "of the footprint).\n." },
	{ own_curve,
	    "Best policy that sees every access, as no kernel does: lru, with "
	    "1.25 times the page faults of OPT on average over 3 memory sizes, "
	    "fewest at 3 of them.\nMemory for lru: 2 frames (8 KiB, 40 % of "
	    "the footprint) are enough; with fewer they are not. Its 5 page "
	    "faults are within 10 % of 5, the fewest possible.\n." },
	{ few_sizes,
	    "Best policy that sees every access, as no kernel does: lru, with "
	    "1.21 times the page faults of OPT on average over 2 memory sizes, "
	    "fewest at 2 of them.\nMemory for lru: 5 frames (20 KiB, 100 % of "
	    "the footprint) are enough; with 3 they are not, and sizes between "
	    "were not tried. Its 5 page faults are within 10 % of 5, the "
	    "fewest possible.\n." },
	{ points_between,
	    "Best policy that sees every access, as no kernel does: lru, with "
	    "1.21 times the page faults of OPT on average over 2 memory sizes, "
	    "fewest at 2 of them.\nMemory for lru: 4 frames (16 KiB, 80 % of "
	    "the footprint) are enough; with 3 they are not. Its 5 page faults "
	    "are within 10 % of 5, the fewest possible.\n." },
	{ one_size,
	    "Best policy that sees every access, as no kernel does: lru, with "
	    "1.00 times the page faults of OPT.\nMemory for lru: 5 frames (20 "
	    "KiB, 100 % of the footprint) are enough; fewer were not tried. "
	    "Its 5 page faults are within 10 % of 5, the fewest possible.\n." },
	{ one_page,
	    "Best policy that sees every access, as no kernel does: lru, with "
	    "1.00 times the page faults of OPT.\nMemory for lru: 1 frame (4 "
	    "KiB, 20 % of the footprint) is enough. Its 1 page fault is within "
	    "10 % of 1, the fewest possible.\n." },
	{ sampled, "Best policy that sees every access, as no kernel does: "
		   "lru, with 1.00 times the page faults of OPT.\nMemory for "
		   "lru, by the estimates: 5 frames (20 KiB, 100 % of the "
		   "footprint) are enough; fewer were not tried. Its 5 page "
		   "faults are within 10 % of 5, the fewest possible.\n." },
	{ sampled_few,
	    "A sample of 4 pages tells neither: use a higher rate.\n." },
	{ no_runs, "." },
};

START_TEST(recommendation)
{
	struct study s;
	struct grid g;
	struct sheet sheet;

	written[0] = '\0';
	sample_comparison(&s, mem);
	RECOMMENDATION[_i].change(&s);
	grid_make(&g, mem, &s);
	sheet_open(&sheet, &renderer, NULL, NULL);
	recommendation_write(&sheet, &g);
	sheet_close(&sheet);
	ck_assert_str_eq(written, RECOMMENDATION[_i].text);
}
END_TEST

START_TEST(grid)
{
	uint64_t least = 0;
	struct study s;
	struct grid g;

	sample_comparison(&s, mem);
	hole(&s);
	grid_make(&g, mem, &s);
	ck_assert_uint_eq(g.npolicy, 2);
	ck_assert_uint_eq(g.nframes, 3);
	ck_assert_uint_eq(g.ndevice, 2);
	ck_assert_str_eq(g.policy[0], "fifo");
	ck_assert_int_eq(g.sight[0], SIGHT_FAULTS);
	ck_assert_int_eq(g.sight[1], SIGHT_BITS);
	ck_assert_uint_eq(g.frames[2], 5);
	ck_assert_ptr_null(grid_at(&g, 0, 0, 1));
	ck_assert_ptr_nonnull(grid_at(&g, 0, 1, 1));
	ck_assert(
	    !grid_least(&g, grid_page_faults, 0, 1, SIGHT_FAULTS, &least));
	ck_assert(grid_least(&g, grid_page_faults, 0, 1, SIGHT_BITS, &least));
	ck_assert_uint_eq(least, 10);
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("recommendation");

	fixture_mem(t);
	tcase_add_loop_test(t, recommendation, 0, ROWS(RECOMMENDATION));
	tcase_add_test(t, grid);
	return (fixture_run("recommendation", t));
}
