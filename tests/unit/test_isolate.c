/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Trials in a child process: however it ends, the parent continues and gets the
 * reason.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "check/isolate.h"
#include "unit/fixture.h"

static struct verdict_page *page;

static void
hold(void *arg)
{
	(void)arg;
	page->verdict = VERDICT_HOLDS;
	page->digest = 7;
}

static void
say_nothing(void *arg)
{
	(void)arg;
	fputs("this must not be seen\n", stderr);
}

static void
follow_nothing(void *arg)
{
	page->verdict = VERDICT_HOLDS;
	page->at = *(volatile uint64_t *)arg;
}

static void
call_abort(void *arg)
{
	(void)arg;
	abort();
}

static void
call_exit(void *arg)
{
	(void)arg;
	_exit(5);
}

static void
turn_for_ever(void *arg)
{
	(void)arg;
	for (;;)
		page->at++;
}

static const struct {
	void (*f)(void *arg);
	enum verdict verdict;
	bool done;
	const char *said;
} rows[] = {
	{ hold, VERDICT_HOLDS, true, "" },
	{ say_nothing, VERDICT_NOT_JUDGED, true, "" },
	{ call_abort, VERDICT_BROKEN, false, "crashed: Aborted" },
	{ call_exit, VERDICT_BROKEN, false, "ended the program with status 5" },
	{ turn_for_ever, VERDICT_BROKEN, false,
	    "did not come back within 100 ms of processor time" },
	/* The last: a sanitizer reports it in its own words. */
	{ follow_nothing, VERDICT_BROKEN, false,
	    "crashed: Segmentation fault" },
};

START_TEST(ends)
{
	page = verdict_page_open();
	isolate_run(page, rows[_i].f, NULL, true, 100);
	ck_assert_int_eq(page->verdict, rows[_i].verdict);
	ck_assert_int_eq(page->done, rows[_i].done);
#ifdef __SANITIZE_ADDRESS__
	if (rows[_i].f != follow_nothing)
#endif
		ck_assert_str_eq(page->said, rows[_i].said);
	verdict_page_close(page);
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("isolate");

	tcase_add_loop_test(t, ends, 0, ROWS(rows));
	return (fixture_run("isolate", t));
}
