/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Long arrays, in memory and in a file: on both sides of the limit the bytes
 * are read back as written; what cannot be allocated is an error.
 */
#include <stdlib.h>
#include <string.h>

#include "base/scratch.h"
#include "unit/fixture.h"

#define CHUNK (1u << 20)

static uint64_t chunk[CHUNK / sizeof(uint64_t)];

static void
number(uint64_t k)
{
	for (size_t i = 0; i < CHUNK / sizeof(chunk[0]); i++)
		chunk[i] = k << 32 | i;
}

START_TEST(empty)
{
	struct scratch *s = scratch_open();
	uint64_t size = 9;
	struct err err;

	ck_assert_int_eq(scratch_append(s, "", 0, &err), 0);
	ck_assert_ptr_nonnull(scratch_read(s, &size, &err));
	ck_assert_uint_eq(size, 0);
	scratch_close(s);
	scratch_close(NULL);
}
END_TEST

START_TEST(small)
{
	struct scratch *s = scratch_open();
	const uint32_t *back;
	uint64_t size;
	struct err err;

	for (uint32_t i = 0; i < 700000; i++)
		ck_assert_int_eq(scratch_append(s, &i, sizeof(i), &err), 0);
	back = scratch_read(s, &size, &err);
	ck_assert_uint_eq(size, 700000 * sizeof(uint32_t));
	for (uint32_t i = 0; i < 700000; i++)
		if (back[i] != i)
			ck_abort_msg("%u came back as %u", i, back[i]);
	/* A second reading gives the same. */
	ck_assert_ptr_eq(scratch_read(s, &size, &err), back);
	scratch_close(s);
}
END_TEST

/* Bytes beyond the limit, above which a file is used. */
static const int64_t BEYOND[] = { 0, 1, CHUNK + 8 };

START_TEST(large)
{
	uint64_t want = (uint64_t)((int64_t)SCRATCH_MEMORY + BEYOND[_i]);
	struct scratch *s = scratch_open();
	uint64_t done = 0, size;
	const char *back;
	struct err err;

	for (uint64_t k = 0; done < want; k++) {
		size_t n = want - done < CHUNK ? (size_t)(want - done) : CHUNK;

		number(k);
		ck_assert_int_eq(scratch_append(s, chunk, n, &err), 0);
		done += n;
	}
	back = scratch_read(s, &size, &err);
	ck_assert_ptr_nonnull(back);
	ck_assert_uint_eq(size, want);
	for (uint64_t k = 0; k * CHUNK < want; k += 50) {
		uint64_t left = want - k * CHUNK;

		number(k);
		ck_assert_mem_eq(
		    back + k * CHUNK, chunk, left < CHUNK ? left : CHUNK);
	}
	scratch_close(s);
}
END_TEST

START_TEST(array)
{
	struct scratch *s = scratch_open();
	uint64_t size = SCRATCH_MEMORY + 4096;
	struct err err;
	char *a;

	if (_i == 0)
		size = 10;
	a = scratch_array(s, size, &err);
	ck_assert_ptr_nonnull(a);
	ck_assert_int_eq(a[0], 0);
	ck_assert_int_eq(a[size - 1], 0);
	a[size - 1] = 'z';
	ck_assert_int_eq(a[size - 1], 'z');
	scratch_close(s);
}
END_TEST

START_TEST(no_folder)
{
	struct scratch *s = scratch_open();
	struct err err;

	setenv("TMPDIR", "/nonexistent/folder", 1);
	ck_assert_ptr_null(scratch_array(s, SCRATCH_MEMORY + 1, &err));
	ck_assert_int_eq(err.kind, ERR_SYS);
	ck_assert_ptr_nonnull(strstr(err.msg, "/nonexistent/folder"));
	scratch_close(s);
}
END_TEST

/* A size that no file system can hold is refused immediately. */
START_TEST(too_much)
{
	struct scratch *s = scratch_open();
	struct err err;

	ck_assert_ptr_null(scratch_array(s, INT64_MAX - 4096, &err));
	ck_assert_int_eq(err.kind, ERR_SYS);
	scratch_close(s);
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("scratch");

	/* Three times 256 MiB to a disk that others use as well. */
	tcase_set_timeout(t, 600);
	tcase_add_test(t, empty);
	tcase_add_test(t, small);
	tcase_add_loop_test(t, large, 0, 3);
	tcase_add_loop_test(t, array, 0, 2);
	tcase_add_test(t, no_folder);
	tcase_add_test(t, too_much);
	return (fixture_run("scratch", t));
}
