/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The files and the runner of the tests; fixture_mem.c has the memory region,
 * so that what is linked without the product can use this file alone.
 */
#include "unit/fixture.h"

#include <sys/time.h>

#include <ftw.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char folder[PATH_MAX], before[PATH_MAX];

static void
enter_folder(void)
{
	const char *tmp = getenv("TMPDIR");

	snprintf(folder, sizeof(folder), "%s/pagerace.XXXXXX",
	    tmp != NULL ? tmp : "/tmp");
	ck_assert_ptr_nonnull(getcwd(before, sizeof(before)));
	ck_assert_ptr_nonnull(mkdtemp(folder));
	ck_assert_int_eq(chdir(folder), 0);
}

static int
remove_entry(
    const char *path, const struct stat *st, int type, struct FTW *place)
{
	(void)st;
	(void)type;
	(void)place;
	return (remove(path));
}

static void
leave_folder(void)
{
	ck_assert_int_eq(chdir(before), 0);
	nftw(folder, remove_entry, 8, FTW_DEPTH | FTW_PHYS);
}

/* An unchecked fixture runs in the process that starts the tests, so that the
 * folder is removed also when a test fails or crashes. */
void
fixture_folder(TCase *t)
{
	tcase_add_unchecked_fixture(t, enter_folder, leave_folder);
}

void
fixture_write(const char *name, const void *bytes, size_t size)
{
	FILE *to = fopen(name, "w");

	ck_assert_ptr_nonnull(to);
	ck_assert_uint_eq(fwrite(bytes, 1, size, to), size);
	ck_assert_int_eq(fclose(to), 0);
}

void
fixture_expect(const char *name, const char *text)
{
	size_t size = strlen(text) + 2, n;
	char *got = malloc(size);
	FILE *from = fopen(name, "r");

	ck_assert_ptr_nonnull(got);
	ck_assert_ptr_nonnull(from);
	n = fread(got, 1, size - 1, from);
	got[n] = '\0';
	fclose(from);
	ck_assert_str_eq(got, text);
	free(got);
}

static char limited[80];

static void
limit_reached(int signal)
{
	(void)signal;
	_exit(write(STDERR_FILENO, limited, strlen(limited)) < 0 ? 2 : 1);
}

void
fixture_limit(unsigned seconds, const char *what)
{
	const struct itimerval timer = { .it_value.tv_sec = seconds };

	snprintf(limited, sizeof(limited), "%s does not end\n", what);
	ck_assert(signal(SIGVTALRM, limit_reached) != SIG_ERR);
	ck_assert_int_eq(setitimer(ITIMER_VIRTUAL, &timer, NULL), 0);
}

int
fixture_run(const char *suite, TCase *t)
{
	Suite *s = suite_create(suite);
	SRunner *runner;
	int failed;

	suite_add_tcase(s, t);
	runner = srunner_create(s);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return (failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE);
}
