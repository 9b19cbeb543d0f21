/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Synthetic traces: each pattern against what defines it, computed here in the
 * plainest way, and the parameters that all have.
 */
#include "unit/pattern_fixture.h"

START_TEST(sequential_and_loop)
{
	ck_assert_uint_eq(MAKE("sequential", SET("n", "5000")), 5000);
	for (size_t i = 0; i < 5000; i++)
		ck_assert_uint_eq(page_[i], i);
	ck_assert_str_eq(area_name, "sequential");
	MAKE("loop", SET("n", "5000"), SET("pages", "7"));
	for (size_t i = 0; i < 5000; i++)
		ck_assert_uint_eq(page_[i], i % 7);
}
END_TEST

START_TEST(uniform)
{
	size_t count[8] = { 0 };

	MAKE("uniform", SET("n", "80000"), SET("pages", "8"));
	for (size_t i = 0; i < 80000; i++)
		count[page_[i]]++;
	for (size_t i = 0; i < 8; i++)
		expect_share(count[i], 80000, 1.0 / 8);
}
END_TEST

/* s = 1 and s = 2 over ten pages: k^-s divided by the sum of all. */
START_TEST(zipf)
{
	size_t count[10] = { 0 };
	double sum = 0;

	MAKE("zipf", SET("n", "100000"), SET("pages", "10"),
	    SET("s", _i == 0 ? "1" : "2"), SET("shuffle", "no"));
	for (size_t i = 0; i < 100000; i++)
		count[page_[i]]++;
	for (int k = 1; k <= 10; k++)
		sum += _i == 0 ? 1.0 / k : 1.0 / (k * k);
	for (int k = 1; k <= 10; k++)
		expect_share(count[k - 1], 100000,
		    (_i == 0 ? 1.0 / k : 1.0 / (k * k)) / sum);
}
END_TEST

/* Shuffled, the same frequencies belong to other pages. */
START_TEST(zipf_shuffled)
{
	size_t plain[50] = { 0 }, shuffled[50] = { 0 };
	bool moved = false;

	MAKE("zipf", SET("n", "50000"), SET("pages", "50"),
	    SET("shuffle", "no"));
	for (size_t i = 0; i < 50000; i++)
		plain[page_[i]]++;
	MAKE("zipf", SET("n", "50000"), SET("pages", "50"));
	for (size_t i = 0; i < 50000; i++)
		shuffled[page_[i]]++;
	for (size_t i = 0; i < 50; i++) {
		size_t k = 0;

		while (k < 50 && shuffled[k] != plain[i])
			k++;
		ck_assert_uint_lt(k, 50);
		moved |= shuffled[i] != plain[i];
	}
	ck_assert(moved);
}
END_TEST

START_TEST(phases)
{
	MAKE("phases", SET("n", "50000"), SET("pages", "100"),
	    SET("length", "10000"), SET("overlap", "25%"));
	for (size_t i = 0; i < 50000; i++) {
		uint64_t first = i / 10000 * 75;

		ck_assert_uint_ge(page_[i], first);
		ck_assert_uint_lt(page_[i], first + 100);
	}
}
END_TEST

START_TEST(scan)
{
	uint64_t next = 10;
	size_t scanned = 0;

	MAKE("scan", SET("n", "50000"), SET("hot", "10"), SET("pages", "100"),
	    SET("share", "20%"));
	for (size_t i = 0; i < 50000; i++) {
		if (page_[i] < 10)
			continue;
		scanned++;
		ck_assert_uint_eq(page_[i], next);
		next = next == 109 ? 10 : next + 1;
	}
	expect_share(scanned, 50000, 0.2);
}
END_TEST

START_TEST(walk)
{
	MAKE("walk", SET("n", "20000"), SET("pages", "100"), SET("step", "3"));
	for (size_t i = 1; i < 20000; i++) {
		uint64_t d = (page_[i] + 100 - page_[i - 1]) % 100;

		ck_assert(d <= 3 || d >= 97);
	}
}
END_TEST

/* 1000 keys, ten in a leaf: 1 + 10 + 100 nodes. */
START_TEST(btree)
{
	MAKE("btree", SET("n", "30000"), SET("keys", "1000"),
	    SET("fanout", "10"));
	ck_assert_uint_eq(area_size, 111 * 4096);
	for (size_t i = 0; i < 30000; i += 3) {
		uint64_t leaf = page_[i + 2] - 11;

		ck_assert_uint_eq(page_[i], 0);
		ck_assert_uint_lt(leaf, 100);
		ck_assert_uint_eq(page_[i + 1], 1 + leaf / 10);
	}
}
END_TEST

/* One tree of 25 keys and 3 a node: 1 + 1 + 3 + 9 nodes, the last not full. */
START_TEST(btree_uneven)
{
	MAKE("btree", SET("n", "20000"), SET("keys", "25"), SET("fanout", "3"));
	ck_assert_uint_eq(area_size, 13 * 4096);
	for (size_t i = 0; i + 2 < 20000; i += 3) {
		ck_assert_uint_eq(page_[i], 0);
		ck_assert_uint_eq(page_[i + 1], 1 + (page_[i + 2] - 4) / 3);
	}
}
END_TEST

/* Three loops; in blocks of two over three rows the last block is smaller. */
START_TEST(matmul)
{
	enum { ROWS_ = 3 };
	size_t block = _i == 0 ? ROWS_ : 2, at = 0;
	uint64_t base = UINT64_C(0x10000000);

	MAKE("matmul", SET("n", "81"), SET("rows", "3"),
	    SET("block", _i == 0 ? "0" : "2"));
	for (size_t i0 = 0; i0 < ROWS_; i0 += block)
		for (size_t j0 = 0; j0 < ROWS_; j0 += block)
			for (size_t k0 = 0; k0 < ROWS_; k0 += block)
				for (size_t i = i0; i < i0 + block && i < ROWS_;
				     i++)
					for (size_t j = j0;
					     j < j0 + block && j < ROWS_; j++)
						for (size_t k = k0;
						     k < k0 + block &&
						     k < ROWS_;
						     k++) {
							ck_assert_uint_eq(
							    access_[at++].addr -
								base,
							    (i * ROWS_ + k) *
								8);
							ck_assert_uint_eq(
							    access_[at++].addr -
								base,
							    (9 + k * ROWS_ +
								j) *
								8);
							ck_assert_uint_eq(
							    access_[at].op,
							    ACCESS_WRITE);
							ck_assert_uint_eq(
							    access_[at++].addr -
								base,
							    (18 + i * ROWS_ +
								j) *
								8);
						}
	ck_assert_uint_eq(at, 81);
}
END_TEST

START_TEST(writes_and_processes)
{
	size_t written = 0;

	ck_assert_uint_eq(
	    MAKE("uniform", SET("n", "50000"), SET("writes", "30%"),
		SET("processes", "3"), SET("quantum", "7")),
	    50000);
	for (size_t i = 0; i < 50000; i++) {
		written += access_[i].op == ACCESS_WRITE;
		ck_assert_uint_eq(access_[i].pid, i / 7 % 3);
	}
	expect_share(written, 50000, 0.3);
}
END_TEST

/* The same seed gives the same trace, whatever the share of writes. */
START_TEST(seeds)
{
	static uint64_t first[5000];

	MAKE("zipf", SET("n", "5000"), SET("seed", "9"));
	memcpy(first, page_, sizeof(first));
	MAKE("zipf", SET("n", "5000"), SET("seed", "9"), SET("writes", "50%"));
	ck_assert_int_eq(memcmp(first, page_, sizeof(first)), 0);
	MAKE("zipf", SET("n", "5000"), SET("seed", "10"));
	ck_assert_int_ne(memcmp(first, page_, sizeof(first)), 0);
}
END_TEST

static const struct {
	const char *name, *key, *value;
} refusals[] = {
	{ "zipff", "n", "5" },
	{ "zipf", "pages", "0" },
	{ "zipf", "s", "11" },
	{ "zipf", "size", "5" },
	{ "loop", "page", "5000" },
	{ "loop", "page", "8" },
	{ "loop", "writes", "101%" },
	{ "btree", "keys", "1000000000000" },
	{ "sequential", "n", "1000000000000" },
	{ "loop", "areas", "0" },
	{ "loop", "areas", "257" },
};

START_TEST(refused)
{
	expect_refused(refusals[_i].name, refusals[_i].key, refusals[_i].value);
}
END_TEST

int
main(void)
{
	TCase *tc = tcase_create("patterns");

	fixture_mem(tc);
	tcase_add_test(tc, sequential_and_loop);
	tcase_add_test(tc, uniform);
	tcase_add_loop_test(tc, zipf, 0, 2);
	tcase_add_test(tc, zipf_shuffled);
	tcase_add_test(tc, phases);
	tcase_add_test(tc, scan);
	tcase_add_test(tc, walk);
	tcase_add_test(tc, btree);
	tcase_add_test(tc, btree_uneven);
	tcase_add_loop_test(tc, matmul, 0, 2);
	tcase_add_test(tc, writes_and_processes);
	tcase_add_test(tc, seeds);
	tcase_add_loop_test(tc, refused, 0, ROWS(refusals));
	return (fixture_run("patterns", tc));
}
