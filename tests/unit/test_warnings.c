/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Warnings about results.
 */
#include <stdlib.h>
#include <string.h>

#include "golden/studies.h"
#include "result/warnings.h"
#include "unit/fixture.h"

typedef void change_f(struct study *s);

static void
all(struct study *s)
{
	(void)s;
}

static void
short_trace(struct study *s)
{
	for (size_t i = 0; i < s->nrun; i++) {
		s->run[i].frames = 4096;
		s->run[i].outcome.faults[FAULT_SWAP_IN] = 0;
	}
}

static void
roomy(struct study *s)
{
	for (size_t i = 0; i < s->nrun; i++)
		s->run[i].outcome.evictions = 0;
}

static void
killed(struct study *s)
{
	roomy(s);
	s->run[0].outcome.kernel.level = KERNEL_REAL;
	s->run[0].outcome.kernel.oom = 1;
}

static void
beyond(struct study *s)
{
	s->run[0].outcome.kernel.oom = 1;
	s->run[1].outcome.kernel.oom = 9;
}

static void
denied(struct study *s)
{
	s->trace.denied_area = 1000;
	s->run[0].outcome.no_frame = 7;
}

static void
lines(struct study *s)
{
	s->trace.malformed = 2;
	s->trace.ignored = 1234;
}

static void
no_references(struct study *s)
{
	s->trace.references = 0;
}

static const struct {
	change_f *change;
	struct {
		const char *kind, *code, *part;
	} found[2]; /* part: of the text; kind NULL: no such warning */
} WARNINGS[] = {
	{ all, { { NULL, NULL, NULL } } },
	{ short_trace,
	    { { "warning", "short_trace",
		"the trace has 12 references, and the smallest memory has "
		"4,096 frames" } } },
	{ roomy, { { "warning", "no_evictions",
		     "there was always a free frame" } } },
	{ killed, { { "warning", "killed", "killed a process in 1 run:" } } },
	{ beyond, { { "warning", "out_of_memory", "no memory in 2 runs," } } },
	{ denied, { { "warning", "denied", "of 12 references, 1,000 outside" },
		      { "warning", "no_frame", "pinned, up to 7 in a run" } } },
	{ lines, { { "warning", "malformed", "were skipped: 2." },
		     { "note", "ignored", "were skipped: 1,234." } } },
	{ no_references, { { "warning", "no_references", "no references" } } },
};

START_TEST(warnings)
{
	struct warnings w;
	struct study s;
	size_t n = 0;

	sample_comparison(&s, mem);
	WARNINGS[_i].change(&s);
	warnings_find(&w, &s);
	for (; n < 2 && WARNINGS[_i].found[n].kind != NULL; n++) {
		ck_assert_uint_lt(n, w.n);
		ck_assert_str_eq(w.item[n].kind, WARNINGS[_i].found[n].kind);
		ck_assert_str_eq(w.item[n].code, WARNINGS[_i].found[n].code);
		ck_assert_ptr_nonnull(
		    strstr(w.item[n].text, WARNINGS[_i].found[n].part));
	}
	ck_assert_uint_eq(w.n, n);
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("warnings");

	fixture_mem(t);
	tcase_add_loop_test(t, warnings, 0, ROWS(WARNINGS));
	return (fixture_run("warnings", t));
}
