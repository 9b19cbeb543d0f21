/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The limits of control groups, of both versions, and of groups above.
 */
#include <sys/stat.h>

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/capacity.h"
#include "unit/fixture.h"

static char folder[64];

static void
make_folder(void)
{
	snprintf(folder, sizeof(folder), "/tmp/capacity.XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(folder));
}

static void
remove_folder(void)
{
	char command[128];

	snprintf(command, sizeof(command), "rm -r %s", folder);
	ck_assert_int_eq(system(command), 0);
}

/* A file below the folder, with the folders that it is in. */
static void
put(const char *path, const char *text)
{
	char name[256];
	FILE *f;

	snprintf(name, sizeof(name), "%s/%s", folder, path);
	for (char *p = name + strlen(folder) + 1; (p = strchr(p, '/')) != NULL;
	     *p++ = '/') {
		*p = '\0';
		mkdir(name, 0700);
	}
	f = fopen(name, "w");
	ck_assert_ptr_nonnull(f);
	fputs(text, f);
	fclose(f);
}

static uint64_t
least(const char *groups)
{
	char name[256];

	put("groups", groups);
	snprintf(name, sizeof(name), "%s/groups", folder);
	return (capacity_of_groups(name, folder));
}

START_TEST(version_2)
{
	put("a/b/memory.max", "max\n");
	put("a/memory.max", "3000\n");
	put("memory.max", "9000\n");
	ck_assert_uint_eq(least("0::/a/b\n"), 3000);
	put("a/b/memory.max", "2000\n");
	ck_assert_uint_eq(least("0::/a/b\n"), 2000);
	/* One that cannot be seen: that at the root. */
	ck_assert_uint_eq(least("0::/elsewhere\n"), 9000);
	ck_assert_uint_eq(least("0::/\n"), 9000);
}
END_TEST

START_TEST(version_1)
{
	const char *both = "5:cpu,memory:/no\n4:memory:/x/y\n0::/\n";

	put("memory/x/y/memory.limit_in_bytes", "9223372036854771712\n");
	put("memory/x/memory.limit_in_bytes", "4000\n");
	ck_assert_uint_eq(least(both), 4000);
	put("memory.max", "100\n");
	ck_assert_uint_eq(least(both), 100);
}
END_TEST

START_TEST(none)
{
	ck_assert_uint_eq(least(""), UINT64_MAX);
	ck_assert_uint_eq(least("nonsense\n3:memory\n"), UINT64_MAX);
	put("memory.max", "nothing\n");
	ck_assert_uint_eq(least("0::/\n"), UINT64_MAX);
	ck_assert_uint_eq(capacity_of_groups("/no/such", folder), UINT64_MAX);
}
END_TEST

/* There is some memory, and this process has some of it. */
START_TEST(here)
{
	char *all = malloc(64 << 20);
	volatile char *block = all;
	uint64_t before = capacity_used();

	ck_assert_ptr_nonnull(all);
	for (size_t i = 0; i < 64 << 20; i += 4096)
		block[i] = 1;
	ck_assert_uint_ge(capacity_used(), before + (60 << 20));
	ck_assert_uint_gt(capacity_bytes(), capacity_used());
	free(all);
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("capacity");

	tcase_add_checked_fixture(t, make_folder, remove_folder);
	tcase_add_test(t, version_2);
	tcase_add_test(t, version_1);
	tcase_add_test(t, none);
	tcase_add_test(t, here);
	return (fixture_run("capacity", t));
}
