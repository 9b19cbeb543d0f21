/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The set of areas, against the numbers that the original's own tests assert
 * and against an array with a cell for each address.
 */
#include <stdlib.h>
#include <string.h>

#include "base/rng.h"
#include "space/areaset.h"
#include "unit/fixture.h"

#define SPAN 0x10000

static struct areas set;
static uint8_t byte[2 * SPAN]; /* the flags of each address; 0: not mapped */

static void
start(void)
{
	areas_init(&set, mem);
	memset(byte, 0, sizeof(byte));
}

static void
finish(void)
{
	areas_fini(&set);
}

static void
clear_bytes(void *ctx, const struct area *piece)
{
	(void)ctx;
	for (vaddr_t a = piece->start; a < piece->end; a++) {
		ck_assert_uint_eq(byte[a], piece->flags);
		byte[a] = 0;
	}
}

static void
set_bytes(void *ctx, const struct area *piece)
{
	(void)ctx;
	memset(byte + piece->start, piece->flags, piece->end - piece->start);
}

static bool
map(vaddr_t at, uint64_t size, unsigned flags, bool over)
{
	struct area a = {
		.start = at, .end = at + size, .flags = (uint8_t)flags
	};

	if (over)
		areas_cut(&set, at, at + size, clear_bytes, NULL);
	else if (areas_overlap(&set, at, at + size))
		return (false);
	areas_insert(&set, &a);
	set_bytes(NULL, &a);
	return (true);
}

static void
unmap(vaddr_t at, uint64_t size)
{
	areas_cut(&set, at, at + size, clear_bytes, NULL);
}

/* Keeps the high bits; does not change areas with the same low three bits. */
static bool
low_bits(void *ctx, unsigned old, unsigned *flags)
{
	unsigned want = *(const unsigned *)ctx;

	if ((old & 7) == (want & 7))
		return (false);
	*flags = (old & ~7u) | (want & 7);
	return (true);
}

static void
protect(vaddr_t at, uint64_t size, unsigned flags)
{
	areas_protect(&set, at, at + size, low_bits, set_bytes, &flags);
}

static void
eight(unsigned flags)
{
	for (vaddr_t k = 0; k < 8; k++)
		ck_assert(map(k * 0x2000, 0x1000, flags, false));
}

START_TEST(test_map)
{
	const struct area *a;

	start();
	eight(1);
	for (vaddr_t k = 0; k < 8; k++)
		ck_assert(map(k * 0x2000 + 0x1000, 0x1000, 2, false));
	ck_assert_uint_eq(set.count, 16);
	a = areas_find(&set, 0x4100);
	ck_assert_uint_eq(a->start, 0x4000);
	ck_assert_uint_eq(a->end, 0x5000);
	ck_assert(!map(0x4000, 0x4000, 3, false));
	ck_assert(map(0x4000, 0x4000, 3, true));
	ck_assert_uint_eq(set.count, 13);
	unmap(0x4000, 0x8000);
	ck_assert_uint_eq(set.count, 8);
	unmap(0, 2 * SPAN);
	ck_assert_uint_eq(set.count, 0);
	for (size_t i = 0; i < sizeof(byte); i++)
		ck_assert_uint_eq(byte[i], 0);
	ck_assert_ptr_null(areas_find(&set, 0x4100));
	finish();
}
END_TEST

START_TEST(test_split)
{
	static const uint64_t size[] = { 0x800, 0x400, 0x300 };
	static const uint64_t from[] = { 0, 0x400, 0x900 };
	struct area_at at;

	start();
	eight(1);
	for (vaddr_t k = 0; k < 8; k++)
		unmap(k * 0x2000 + 0xc00, 0x1800);
	ck_assert_uint_eq(set.count, 8);
	for (at = areas_begin(&set); at.leaf != NULL; at = area_next(at)) {
		const struct area *a = area_get(at);

		ck_assert_uint_eq(a->end & 0x1fff, 0xc00);
		ck_assert_uint_eq(
		    a->end - a->start, a->start == 0 ? 0xc00 : 0x800);
	}
	for (vaddr_t k = 0; k < 8; k++)
		unmap(k * 0x2000 + 0x800, 0x100);
	ck_assert_uint_eq(set.count, 16);
	for (at = areas_begin(&set); at.leaf != NULL; at = area_next(at)) {
		const struct area *a = area_get(at);
		uint64_t offset = a->start & 0x1fff;
		int row = offset == 0 ? 0 : offset == 0x400 ? 1 : 2;

		ck_assert_uint_eq(offset, from[row]);
		ck_assert_uint_eq(a->end - a->start, size[row]);
	}
	unmap(0, SPAN);
	ck_assert_uint_eq(set.count, 0);
	finish();
}
END_TEST

START_TEST(test_protect)
{
	start();
	eight(7);
	for (vaddr_t k = 0; k < 8; k++)
		protect(k * 0x2000 + 0xc00, 0x1800, 1);
	ck_assert_uint_eq(set.count, 23);
	for (vaddr_t k = 0; k < 8; k++)
		protect(k * 0x2000 + 0x800, 0x100, 0x13);
	ck_assert_uint_eq(set.count, 39);
	ck_assert_uint_eq(areas_find(&set, 0x2800)->flags, 3);
	for (vaddr_t k = 0; k < 8; k++)
		protect(k * 0x2000 + 0x880, 0x80, 3);
	ck_assert_uint_eq(set.count, 39);
	unmap(0, SPAN);
	ck_assert_uint_eq(set.count, 0);
	finish();
}
END_TEST

#define NONE UINT64_MAX

static const struct {
	uint64_t hint, size, lo, hi, align, out;
} gaps[] = {
	{ 0, 0x1000, 0, SPAN, 1, 0x1000 },
	{ 0x800, 0x800, 0, SPAN, 1, 0x1000 },
	{ 0x1800, 0x800, 0, SPAN, 1, 0x1800 },
	{ 0x1800, 0x1000, 0, SPAN, 1, 0x3000 },
	{ 0x2000, 0x1000, 0, SPAN, 1, 0x3000 },
	{ 0xf000, 0x1000, 0, SPAN, 1, 0xf000 },
	{ 0xf001, 0x1000, 0, SPAN, 1, NONE },
	{ 0, 0x1001, 0, SPAN, 1, NONE },
	{ 0, 0x1001, 0, 2 * SPAN, 1, 0xf000 },
	/* An area beyond the limit does not hide the limit. */
	{ 0x1000, 0x800, 0x1000, 0x1400, 1, NONE },
	{ 0x1000, 0x400, 0x1000, 0x1400, 1, 0x1000 },
	/* Of no bytes: at the start of an area, never inside. */
	{ 0x2000, 0, 0, SPAN, 1, 0x2000 },
	{ 0x2001, 0, 0, SPAN, 1, 0x3000 },
	{ 0x1100, 0x400, 0, SPAN, 0x800, 0x1800 },
	{ 0x1100, 0x400, 0, SPAN, 0x1000, 0x3000 },
	{ 0, UINT64_MAX, 0, UINT64_MAX, 1, NONE },
	{ UINT64_MAX, 1, 0, UINT64_MAX, 1, NONE },
	{ UINT64_MAX - 1, 1, 0, UINT64_MAX, 0x1000, NONE },
};

START_TEST(test_gap)
{
	vaddr_t out = NONE;

	start();
	eight(1);
	ck_assert_int_eq(areas_gap(&set, gaps[_i].hint, gaps[_i].size,
			     gaps[_i].lo, gaps[_i].hi, gaps[_i].align, &out),
	    gaps[_i].out != NONE);
	ck_assert_uint_eq(out, gaps[_i].out);
	finish();
}
END_TEST

START_TEST(test_cache)
{
	start();
	eight(1);
	ck_assert_ptr_nonnull(areas_find(&set, 0x2000));
	ck_assert_ptr_nonnull(areas_find(&set, 0x2fff));
	ck_assert_ptr_null(areas_find(&set, 0x3000)); /* does not change it */
	ck_assert_ptr_nonnull(areas_find(&set, 0x2800));
	ck_assert_uint_eq(set.find_calls, 4);
	ck_assert_uint_eq(set.find_cached, 2);
	unmap(0x2000, 0x1000); /* must not be remembered */
	ck_assert_ptr_null(areas_find(&set, 0x2800));
	finish();
}
END_TEST

/* Areas are in order, not empty, do not overlap, and are as many as counted. */
static void
check_order(void)
{
	struct area_at at = areas_begin(&set);
	uint64_t n = 0;
	vaddr_t last = 0;

	for (; at.leaf != NULL; at = area_next(at), n++) {
		const struct area *a = area_get(at);

		ck_assert(a->start < a->end);
		ck_assert(n == 0 || a->start >= last);
		last = a->end;
	}
	ck_assert_uint_eq(n, set.count);
}

static bool
plain_cover(vaddr_t a, vaddr_t end, unsigned access)
{
	do {
		if (byte[a] == 0 || (byte[a] & access) != access)
			return (false);
	} while (++a < end);
	return (true);
}

/* Random operations against the array; few large areas or many small ones. */
START_TEST(test_model)
{
	struct rng r = { (uint64_t)_i };
	uint64_t most = _i % 2 == 0 ? 0x4000 : 40;

	start();
	for (int step = 0; step < 4000; step++) {
		vaddr_t at = rng_below(&r, SPAN);
		uint64_t size = 1 + rng_below(&r, most);
		unsigned flags = 0x10 | (unsigned)rng_below(&r, 8);
		const struct area *a;
		bool clear = true;

		switch (rng_below(&r, 5)) {
		case 0:
		case 1:
			for (uint64_t i = at; i < at + size; i++)
				clear &= byte[i] == 0;
			ck_assert_int_eq(map(at, size, flags, false), clear);
			break;
		case 2:
			unmap(at, size / 2);
			break;
		case 3:
			protect(at, size / 2, flags);
			break;
		default:
			a = areas_find(&set, at);
			ck_assert_uint_eq(a == NULL ? 0 : a->flags, byte[at]);
			ck_assert_int_eq(
			    areas_cover(&set, at, at + size / 8, flags & 3),
			    plain_cover(at, at + size / 8, flags & 3));
		}
		if (step % 64 == 0)
			check_order();
	}
	for (vaddr_t v = 0; v < SPAN; v++) {
		const struct area *a = areas_find(&set, v);

		ck_assert_uint_eq(a == NULL ? 0 : a->flags, byte[v]);
	}
	finish();
}
END_TEST

/* Trees of several levels: filled upwards, downwards or at random, then
 * emptied. */
START_TEST(test_large)
{
	enum { N = 1 << 16 };
	struct rng r = { 7 };

	start();
	for (uint64_t i = 0; i < N; i++) {
		uint64_t k = _i == 0 ? i : _i == 1 ? N - 1 - i : i * 40503 % N;
		struct area a = {
			.start = k * 16, .end = k * 16 + 8, .id = (uint32_t)k
		};

		areas_insert(&set, &a);
	}
	check_order();
	ck_assert_uint_ge(set.height, 2);
	for (int i = 0; i < N; i++) {
		uint64_t k = rng_below(&r, N);

		ck_assert_uint_eq(areas_find(&set, k * 16 + 7)->id, k);
		ck_assert_ptr_null(areas_find(&set, k * 16 + 8));
	}
	for (uint64_t i = 0; i < N; i++) {
		uint64_t k = i * 25717 % N;

		areas_remove(&set, k * 16);
		ck_assert_ptr_null(areas_find(&set, k * 16));
		if (i % 8192 == 0)
			check_order();
	}
	ck_assert_uint_eq(set.count, 0);
	ck_assert_uint_eq(set.height, 0);
	finish();
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("area");

	fixture_mem(t);
	tcase_add_test(t, test_map);
	tcase_add_test(t, test_split);
	tcase_add_test(t, test_protect);
	tcase_add_loop_test(t, test_gap, 0, ROWS(gaps));
	tcase_add_test(t, test_cache);
	tcase_add_loop_test(t, test_model, 0, 8);
	tcase_add_loop_test(t, test_large, 0, 3);
	tcase_set_timeout(t, 600);
	return (fixture_run("area", t));
}
