/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Scripts: those in tests/cases/space compared with their .expected, those in a
 * folder of golden files if there is one, and lines that are no operations.
 *
 * Where a golden file has '?', the count of page tables and the debug line are
 * not compared.
 */
#include <glob.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "unit/fixture.h"
#include "vm/script.h"

static FILE *
open_beside(const char *script, const char *ending)
{
	char path[4096];
	size_t stem = strlen(script) - strlen(".script");

	snprintf(path, sizeof(path), "%.*s%s", (int)stem, script, ending);
	return (fopen(path, "r"));
}

/* Both texts without the parts that are not compared. */
static void
mask(char *got, char *want)
{
	char *q = strstr(want, "tables=?"), *p;

	if (q != NULL && (p = strstr(got, "tables=")) != NULL)
		*p = *q = '\0';
	if (strncmp(want, "debug => ", 9) == 0 &&
	    (strchr(want, '?') != NULL || strstr(want, "PA:ROOT") != NULL))
		got[9] = want[9] = '\0';
	got[strcspn(got, "\n")] = '\0';
	want[strcspn(want, "\n")] = '\0';
}

/* Lines that differ; the first is shown. */
static int
run_file(const char *path)
{
	FILE *in = fopen(path, "r"), *ref = open_beside(path, ".fixed"), *out;
	char *line = NULL, *want = NULL, *got = NULL;
	size_t line_cap = 0, want_cap = 0, got_size = 0;
	struct script *s = script_open(path, NULL);
	struct err err = { 0 };
	int wrong = 0;

	ck_assert_ptr_nonnull(in);
	if (ref == NULL)
		ref = open_beside(path, ".expected");
	ck_assert_msg(ref != NULL, "%s has no answers beside it", path);
	while (getline(&line, &line_cap, in) > 0) {
		ck_assert(getline(&want, &want_cap, ref) > 0);
		out = open_memstream(&got, &got_size);
		ck_assert_int_eq(script_line(s, line, out, &err), 0);
		fclose(out);
		mask(got, want);
		if (strcmp(got, want) != 0 && wrong++ == 0)
			fprintf(stderr, "%s:%llu\n  got  %s\n  want %s\n", path,
			    (unsigned long long)s->line, got, want);
		free(got);
	}
	ck_assert_int_lt(getline(&want, &want_cap, ref), 0);
	free(line);
	free(want);
	fclose(in);
	fclose(ref);
	script_close(s);
	return (wrong);
}

static size_t
run_folder(const char *folder, const char *below)
{
	char pattern[4096];
	glob_t found;
	size_t n;

	snprintf(pattern, sizeof(pattern), "%s/%s/*.script", folder, below);
	if (glob(pattern, 0, NULL, &found) != 0)
		return (0);
	for (size_t i = 0; i < found.gl_pathc; i++)
		ck_assert_int_eq(run_file(found.gl_pathv[i]), 0);
	n = found.gl_pathc;
	globfree(&found);
	return (n);
}

START_TEST(test_own)
{
	ck_assert_uint_ge(run_folder(SOURCE_DIR, "tests/cases/space"), 3);
}
END_TEST

START_TEST(test_golden)
{
	const char *folder = getenv("PAGERACE_SHARED");

	if (folder == NULL)
		folder = SOURCE_DIR "/../shared/data";
	if (run_folder(folder, "addrspace") == 0)
		printf("skipped: no scripts in %s/addrspace\n", folder);
}
END_TEST

static const struct {
	const char *line;
	const char *msg; /* a part of it */
	uint64_t column;
} bad[] = {
	{ "mapalloc 0 0 r 0", "did you mean 'map_alloc'?", 1 },
	{ "  zzzzzzzz", "unknown operation 'zzzzzzzz'", 3 },
	{ "query", "too few arguments: query VA", 1 },
	{ "query 0 0x17", "too many arguments: query VA", 9 },
	{ "info 1 2 3 4 5 6 7 8 9", "too many arguments: info", 6 },
	{ "query 0x", "'0x' is not a number", 7 },
	{ "query 12a", "'12a' is not a number", 7 },
	{ "query -1", "is not a number", 7 },
	{ "query 0x10000000000000000", "below 2^64", 7 },
	{ "fault 0 rz", "'rz' are not flags", 9 },
	{ "map_alloc 0 0x1000 rw 2", "is neither 0 nor 1", 23 },
	{ "use 1", "'1' is not a space", 5 },
	{ "drop 18446744073709551615", "is not a space", 6 },
	{ "read 0 268435457", "is too long", 8 },
};

START_TEST(test_bad)
{
	struct script *s = script_open("x.script", NULL);
	struct err err = { 0 };
	char *got;
	size_t size;
	FILE *out = open_memstream(&got, &size);

	ck_assert_int_eq(script_line(s, "new 0 0x10000\n", out, &err), 0);
	ck_assert_int_eq(script_line(s, bad[_i].line, out, &err), -1);
	fclose(out);
	ck_assert_str_eq(got, "new 0 0x10000 => OK space 0\n");
	ck_assert_msg(strstr(err.msg, bad[_i].msg) != NULL, "%s", err.msg);
	ck_assert_int_eq(err.kind, ERR_TRACE);
	ck_assert_uint_eq(err.where.line, 2);
	ck_assert_uint_eq(err.where.column, bad[_i].column);
	ck_assert_str_eq(err.excerpt, bad[_i].line);
	free(got);
	script_close(s);
}
END_TEST

START_TEST(test_no_space)
{
	struct script *s = script_open("x.script", NULL);
	struct err err = { 0 };

	ck_assert_int_eq(script_line(s, "info", stdout, &err), -1);
	ck_assert_msg(
	    strstr(err.msg, "no space is selected") != NULL, "%s", err.msg);
	script_close(s);
}
END_TEST

START_TEST(test_debug)
{
	static const char *const lines[] = { "new 0x10000 0x100000",
		"map_alloc 0x20000 0x1000 rw 0", "map_alloc 0x21000 0x1000 - 0",
		"debug" };
	struct script *s = script_open("x.script", NULL);
	struct err err = { 0 };
	char *got;
	size_t size;
	FILE *out = open_memstream(&got, &size);

	for (int i = 0; i < 4; i++)
		ck_assert_int_eq(script_line(s, lines[i], out, &err), 0);
	fclose(out);
	ck_assert_str_eq(strstr(got, "debug"),
	    "debug => AddrSpace { va_range: VA:0x10000..VA:0x110000, "
	    "page_table_root: PA:0x40000000, areas: [MemoryArea { va_range: "
	    "VA:0x20000..VA:0x21000, flags: READ | WRITE }, MemoryArea { "
	    "va_range: VA:0x21000..VA:0x22000, flags: 0x0 }] }\n");
	free(got);
	script_close(s);
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("script");

	tcase_add_test(t, test_own);
	tcase_add_test(t, test_golden);
	tcase_add_loop_test(t, test_bad, 0, ROWS(bad));
	tcase_add_test(t, test_no_space);
	tcase_add_test(t, test_debug);
	tcase_set_timeout(t, 600);
	return (fixture_run("script", t));
}
