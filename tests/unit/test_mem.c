/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Memory regions: zeroed, aligned, content kept when an array grows; a size
 * that is impossible ends the program with status 4.
 */
#include <sys/resource.h>

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "unit/fixture.h"

START_TEST(zeroed)
{
	struct mem *m = mem_open();

	for (size_t size = 0; size < 5000; size += 7) {
		unsigned char *p = mem_alloc(m, size);

		if (size >= 16)
			ck_assert_uint_eq((uintptr_t)p % 16, 0);
		for (size_t i = 0; i < size; i++)
			if (p[i] != 0)
				ck_abort_msg("not zeroed");
		memset(p, 0xa5, size);
		if (size % 2 == 0)
			mem_free(m, p);
	}
	mem_free(m, NULL);
	mem_close(m);
	mem_close(NULL);
}
END_TEST

START_TEST(column)
{
	struct mem *m = mem_open();
	uint64_t *huge = mem_reserve(m, UINT64_C(1) << 33, 8);
	unsigned char *small = mem_reserve(m, 100, 1);

	ck_assert_uint_eq((uintptr_t)huge % 4096, 0);
	ck_assert_uint_eq(huge[0], 0);
	ck_assert_uint_eq(huge[(UINT64_C(1) << 33) - 1], 0);
	huge[UINT64_C(1) << 32] = 5;
	ck_assert_uint_eq(huge[UINT64_C(1) << 32], 5);
	for (int i = 0; i < 100; i++)
		ck_assert_uint_eq(small[i], 0);
	ck_assert_ptr_nonnull(mem_reserve(m, 0, 8));
	mem_close(m);
}
END_TEST

/* Can this byte be read?  The system says so of what it is to write. */
static bool
can_read(const unsigned char *p)
{
	int end[2];
	bool can;

	ck_assert_int_eq(pipe(end), 0);
	can = write(end[1], p, 1) == 1;
	ck_assert(can || errno == EFAULT);
	close(end[0]);
	close(end[1]);
	return (can);
}

START_TEST(fenced)
{
	const size_t page = (size_t)sysconf(_SC_PAGESIZE);
	struct mem *m = mem_open();
	unsigned char *p = mem_reserve_fenced(m, page + 1);

	ck_assert_uint_eq(p[page], 0);
	ck_assert(can_read(p + 2 * page - 1));
	ck_assert(!can_read(p + 2 * page));
	p = mem_reserve_fenced(m, 0);
	ck_assert(!can_read(p));
	mem_close(m);
}
END_TEST

/* A run with tens of thousands of processes, each with memory of its own, has
 * as many of these.  Fences for all would leave no mapping for anything else.
 */
START_TEST(many_fenced)
{
	for (int round = 0; round < 2; round++) {
		struct mem *m = mem_open();
		unsigned char *p = mem_reserve_fenced(m, 1);

		/* Those of the round before have given their fences back. */
		ck_assert(!can_read(p + sysconf(_SC_PAGESIZE)));
		for (int i = 0; i < 10000; i++)
			ck_assert_uint_eq(*(p = mem_reserve_fenced(m, 1)), 0);
		ck_assert(can_read(p + sysconf(_SC_PAGESIZE)));
		mem_close(m);
	}
}
END_TEST

START_TEST(grows)
{
	struct mem *m = mem_open();
	size_t cap = 0, n = 0;
	uint64_t *a = NULL;

	for (; n < 100000; n++) {
		a = mem_grow(m, a, n, &cap, sizeof(*a));
		ck_assert_uint_gt(cap, n);
		a[n] = n * n;
	}
	a = mem_grow_to(m, a, n, &cap, n + 200000, sizeof(*a));
	ck_assert_uint_eq(cap, n + 200000);
	a[cap - 1] = 1;
	ck_assert_ptr_eq(mem_grow_to(m, a, n, &cap, n, sizeof(*a)), a);
	for (size_t i = 0; i < n; i++)
		if (a[i] != i * i)
			ck_abort_msg("%zu was lost", i);
	mem_close(m);
}
END_TEST

static long
page_faults(void)
{
	struct rusage u;

	ck_assert_int_eq(getrusage(RUSAGE_SELF, &u), 0);
	return (u.ru_minflt);
}

/* Long arrays are moved, not copied: no page of them is touched for the first
 * time twice. */
START_TEST(grows_long)
{
	const size_t n = 4 << 20;
	struct mem *m = mem_open();
	size_t cap = 0, other_cap = 0;
	uint64_t *a = NULL, *other = NULL;
	long before = page_faults();

	mem_sparse(m, true);
	for (size_t i = 0; i < n; i++) {
		a = mem_grow(m, a, i, &cap, sizeof(*a));
		a[i] = ~i;
		if (i % 8 == 0)
			other = mem_grow(
			    m, other, i / 8, &other_cap, sizeof(*other));
		other[i / 8] = i;
	}
	ck_assert_int_lt(
	    page_faults() - before, (long)(n * 8 + n) / 4096 * 3 / 2);
	for (size_t i = 0; i < n; i++)
		if (a[i] != ~i || other[i / 8] != (i | 7))
			ck_abort_msg("%zu was lost", i);
	mem_free(m, other);
	/* Elements behind those that are used are zero. */
	a = mem_grow_to(m, a, 3, &cap, 2 * n, sizeof(*a));
	ck_assert(a[2] == ~UINT64_C(2) && a[3] == 0 && a[2 * n - 1] == 0);
	ck_assert(a[511] == 0 && a[512] == 0);
	mem_free(m, a);
	mem_close(m);
}
END_TEST

START_TEST(text)
{
	struct mem *m = mem_open();
	char here[] = "a name";
	char *copy = mem_strdup(m, here);

	here[0] = 'A';
	ck_assert_str_eq(copy, "a name");
	ck_assert_str_eq(mem_strdup(m, ""), "");
	mem_close(m);
}
END_TEST

/* Each run has its own heap. */
START_TEST(apart)
{
	struct mem *a = mem_open(), *b = mem_open();
	char *in_b = mem_strdup(b, "still here");

	for (int i = 0; i < 1000; i++)
		memset(mem_alloc(a, 100), 0xff, 100);
	mem_close(a);
	ck_assert_str_eq(in_b, "still here");
	mem_close(b);
}
END_TEST

/* Reachable at exit, so that a leak checker does not report it. */
static struct mem *volatile held;

/* A region in another one is closed with it, or before. */
START_TEST(within)
{
	struct mem *outer = mem_open();
	struct mem *first = mem_open_in(outer), *second = mem_open_in(outer);
	struct mem *third = mem_open_in(second);
	char *kept;

	mem_reserve(third, 1 << 20, 1);
	kept = mem_alloc(first, 100);
	mem_close(second);
	kept[99] = 1;
	second = mem_open_in(outer);
	mem_close(first);
	mem_close(outer);
}
END_TEST

START_TEST(reserved)
{
	ck_assert_uint_eq(mem_reserved(1), 4096);
	ck_assert_uint_ge(mem_reserved(3 << 20), 3 << 20);
	ck_assert_uint_le(mem_reserved(3 << 20), 6 << 20);
}
END_TEST

/* Bytes of address space of this process; 0: the system does not tell. */
static uint64_t
addresses(void)
{
	FILE *f = fopen("/proc/self/statm", "r");
	unsigned long long pages = 0;

	if (f == NULL)
		return (0);
	if (fscanf(f, "%llu", &pages) != 1)
		pages = 0;
	fclose(f);
	return (pages * 4096);
}

/* What is closed leaves no addresses behind. */
START_TEST(addresses_return)
{
	uint64_t before = 0;

	for (int i = 0; i < 600; i++) {
		struct mem *m = mem_open();

		memset(mem_alloc(m, 5000), 1, 5000);
		memset(mem_array(m, 30, 1000), 1, 30000);
		memset(mem_reserve(m, 100000, 8), 1, 8);
		mem_close(m);
		if (i == 99)
			before = addresses();
	}
	ck_assert_uint_lt(addresses(), before + (UINT64_C(200) << 20) + 1);
}
END_TEST

START_TEST(array_overflow)
{
	held = mem_open();
	mem_array(held, SIZE_MAX / 2, 3);
}
END_TEST

START_TEST(column_overflow)
{
	held = mem_open();
	mem_reserve(held, UINT64_MAX / 2, 3);
}
END_TEST

START_TEST(column_too_large)
{
	held = mem_open();
	mem_reserve(held, UINT64_C(1) << 60, 1);
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("mem");

	tcase_add_test(t, zeroed);
	tcase_add_test(t, column);
	tcase_add_test(t, fenced);
	tcase_add_test(t, many_fenced);
	tcase_add_test(t, grows);
	tcase_add_test(t, grows_long);
	tcase_add_test(t, text);
	tcase_add_test(t, apart);
	tcase_add_test(t, within);
	tcase_add_test(t, reserved);
	tcase_add_test(t, addresses_return);
	tcase_add_exit_test(t, array_overflow, 4);
	tcase_add_exit_test(t, column_overflow, 4);
	tcase_add_exit_test(t, column_too_large, 4);
	return (fixture_run("mem", t));
}
