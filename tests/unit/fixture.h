/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the tests written with Check share: one way to run a case, a memory
 * region for each test, and files in a temporary folder.
 *
 *	int
 *	main(void)
 *	{
 *		TCase *t = tcase_create("scratch");
 *
 *		fixture_mem(t);
 *		tcase_add_loop_test(t, large, 0, ROWS(LARGE));
 *		return (fixture_run("scratch", t));
 *	}
 */
#ifndef UNIT_FIXTURE_H
#define UNIT_FIXTURE_H

#include <check.h>
#include <stddef.h>

/* As in check.h, but for _mark_point(): two system calls for each assertion
 * that holds, which is most of the time of tests that compare arrays.  Without
 * it a test that crashes is named, and not the last assertion before. */
#undef ck_assert_msg
#define ck_assert_msg(expr, ...)                                               \
	((expr) ? (void)0                                                      \
		: _ck_assert_failed(__FILE__, __LINE__,                        \
		      "Assertion '" #expr "' failed", ##__VA_ARGS__))

struct mem;

/* The region of the running test; it is closed when the test ends. */
extern struct mem *mem;

/* A macro, because the operand is an array: its rows, as an int for Check. */
#define ROWS(table) ((int)(sizeof(table) / sizeof((table)[0])))

/* Every test of t gets a region of its own in mem. */
void fixture_mem(TCase *t);

/* The tests of t run in a temporary folder, which is empty before the first and
 * is removed after the last; a name without a '/' is a file in it. */
void fixture_folder(TCase *t);

/* Writes a file of exactly these bytes. */
void fixture_write(const char *name, const void *bytes, size_t size);

/* Checks that a file has exactly this text. */
void fixture_expect(const char *name, const char *text);

/* From now on what the test does may take so many seconds of processor time;
 * after that it ends with a failure that names this.  0: no limit. */
void fixture_limit(unsigned seconds, const char *what);

/* Runs the case, the only one of its suite, and frees both; returns the exit
 * status of the program. */
int fixture_run(const char *suite, TCase *t);

#endif
