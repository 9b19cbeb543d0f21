/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The bit set against an array of flags, at sizes on both sides of every
 * level.
 */
#include <stdlib.h>
#include <string.h>

#include "base/bitset.h"
#include "base/mem.h"
#include "base/rng.h"
#include "unit/fixture.h"

static const struct {
	uint64_t size;
	int levels;
} SIZE[] = {
	{ 1, 1 },
	{ 2, 1 },
	{ 63, 1 },
	{ 64, 1 },
	{ 65, 2 },
	{ 4095, 2 },
	{ 4096, 2 },
	{ 4097, 3 },
	{ 262144, 3 },
	{ 262145, 4 },
};

#define MOST 262145

/* The lowest and the highest of the plain flags. */
static void
plain(const char *has, uint64_t size, uint64_t *low, uint64_t *high)
{
	const char *first = memchr(has, 1, size), *last = memrchr(has, 1, size);

	*low = first == NULL ? BITSET_NONE : (uint64_t)(first - has);
	*high = last == NULL ? BITSET_NONE : (uint64_t)(last - has);
}

START_TEST(agrees)
{
	uint64_t size = SIZE[_i].size, low, high;
	struct rng rng = { size };
	char *has = mem_alloc(mem, MOST);
	struct bitset b;

	bitset_init(&b, mem, size);
	ck_assert_int_eq(b.nlevels, SIZE[_i].levels);
	ck_assert_uint_eq(bitset_lowest(&b), BITSET_NONE);
	for (int i = 0; i < 2000; i++) {
		uint64_t at = rng_below(&rng, size);

		/* Adding and removing alternate, so that it is empty at times.
		 */
		if (rng_below(&rng, 100) < (i / 200 % 2 == 0 ? 80 : 10)) {
			if (i % 2 == 0)
				bitset_add(&b, at);
			else
				bitset_add_sparse(&b, at);
			has[at] = 1;
		} else {
			plain(has, size, &low, &high);
			if (rng_below(&rng, 2) == 0) {
				ck_assert_uint_eq(bitset_take_lowest(&b), low);
				at = low == BITSET_NONE ? at : low;
			} else {
				bitset_remove(&b, at);
			}
			has[at] = 0;
		}
		ck_assert_int_eq(bitset_has(&b, at), has[at]);
		plain(has, size, &low, &high);
		ck_assert_uint_eq(bitset_lowest(&b), low);
		at = rng_below(&rng, size);
		plain(has + at, size - at, &low, &high);
		ck_assert_uint_eq(bitset_next(&b, at),
		    low == BITSET_NONE ? BITSET_NONE : at + low);
		ck_assert_uint_eq(bitset_next(&b, size), BITSET_NONE);
	}
}
END_TEST

/* Filled, then emptied from below: every member is there, and no other. */
START_TEST(filled)
{
	uint64_t size = SIZE[_i].size;
	const uint64_t part[] = { 0, 1, size / 2, size - 1, size };

	for (size_t k = 0; k < sizeof(part) / sizeof(part[0]); k++) {
		struct mem *m = mem_open();
		struct bitset b;

		bitset_init(&b, m, size);
		for (uint64_t i = 0; i < part[k]; i++)
			bitset_add(&b, i);
		for (uint64_t i = 0; i < part[k]; i++) {
			if (bitset_lowest(&b) != i)
				ck_abort_msg("%ju is not lowest", (uintmax_t)i);
			if (k % 2 == 0)
				bitset_remove(&b, i);
			else
				ck_assert_uint_eq(bitset_take_lowest(&b), i);
		}
		ck_assert_uint_eq(bitset_lowest(&b), BITSET_NONE);
		mem_close(m);
	}
}
END_TEST

/* The largest set takes only the memory that is touched. */
START_TEST(largest)
{
	uint64_t size = UINT64_C(1) << 36;
	struct bitset b;

	bitset_init(&b, mem, size);
	ck_assert_int_eq(b.nlevels, BITSET_LEVELS);
	bitset_add(&b, size - 1);
	bitset_add(&b, size / 2);
	ck_assert_uint_eq(bitset_lowest(&b), size / 2);
	ck_assert_uint_eq(bitset_next(&b, size / 2 + 1), size - 1);
	bitset_remove(&b, size / 2);
	ck_assert_uint_eq(bitset_lowest(&b), size - 1);
}
END_TEST

START_TEST(placed)
{
	static uint64_t words[200];
	struct bitset b;

	ck_assert_uint_eq(bitset_bytes(64), 8);
	ck_assert_uint_eq(bitset_bytes(65), 8 * 3);
	ck_assert_uint_eq(bitset_bytes(4097), 8 * (65 + 2 + 1));
	words[68] = 0xdead;
	bitset_place(&b, words, 4097);
	for (uint64_t i = 0; i < 4097; i++)
		bitset_add(&b, i);
	ck_assert_uint_eq(bitset_next(&b, 4096), 4096);
	ck_assert_uint_eq(words[68], 0xdead);
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("bitset");

	fixture_mem(t);
	tcase_add_loop_test(t, agrees, 0, ROWS(SIZE));
	tcase_add_loop_test(t, filled, 0, ROWS(SIZE));
	tcase_add_test(t, largest);
	tcase_add_test(t, placed);
	return (fixture_run("bitset", t));
}
