/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Patterns mixed, and the areas that pages are in.
 */
#include "unit/pattern_fixture.h"

#define FIRST UINT64_C(0x10000000)

/* The area of each address, of those that were mapped. */
static size_t
area_of(uint64_t addr)
{
	size_t i = 0;

	while (i < nmap && addr - map_[i].start >= map_[i].size)
		i++;
	ck_assert_uint_lt(i, nmap);
	return (i);
}

/* Weights decide how often a part comes; each has its own area. */
START_TEST(weights)
{
	size_t count[3] = { 0 };

	MAKE("mix", SET("n", "60000"),
	    SET("parts", "0.5*loop(pages=10)+.25*uniform(pages=20)+"
			 "0.250*zipf(pages=30,s=2)"));
	ck_assert_uint_eq(nmap, 3);
	ck_assert_str_eq(map_[0].name, "loop");
	ck_assert_str_eq(map_[1].name, "uniform");
	ck_assert_str_eq(map_[2].name, "zipf");
	for (size_t k = 0; k < 3; k++)
		ck_assert_uint_eq(map_[k].size, (k + 1) * 10 * 4096);
	for (size_t i = 0, at = 0; i < 60000; i++) {
		size_t k = area_of(access_[i].addr);

		count[k]++;
		if (k == 0)
			ck_assert_uint_eq(
			    access_[i].addr, map_[0].start + at++ % 10 * 4096);
	}
	expect_share(count[0], 60000, 0.5);
	expect_share(count[1], 60000, 0.25);
	expect_share(count[2], 60000, 0.25);
}
END_TEST

/* In turn: 2 * 30 references of the loop, 30 of the next page and the next. */
START_TEST(turns)
{
	MAKE("mix", SET("n", "9000"),
	    SET("parts", "2*loop(pages=7)+sequential"), SET("order", "turn"),
	    SET("stretch", "30"));
	for (size_t i = 0, loop = 0, next = 0; i < 9000; i++)
		if (i % 90 < 60)
			ck_assert_uint_eq(
			    access_[i].addr, map_[0].start + loop++ % 7 * 4096);
		else
			ck_assert_uint_eq(
			    access_[i].addr, map_[1].start + next++ * 4096);
}
END_TEST

START_TEST(shared)
{
	MAKE("mix", SET("n", "9000"),
	    SET("parts", "loop(pages=7)+uniform(pages=20)"),
	    SET("shared", "yes"));
	ck_assert_uint_eq(nmap, 1);
	ck_assert_uint_eq(map_[0].size, 20 * 4096);
	ck_assert_str_eq(map_[0].name, "mix");
}
END_TEST

/* What the pattern itself writes stays. */
START_TEST(parts_write)
{
	size_t written = 0;

	MAKE("mix", SET("n", "30000"), SET("parts", "matmul(rows=10)+loop"));
	for (size_t i = 0; i < 30000; i++)
		written += access_[i].op == ACCESS_WRITE;
	expect_share(written, 30000, 1.0 / 6);
}
END_TEST

/* Pages of one pattern in several areas, with gaps, in the same order. */
START_TEST(areas)
{
	static uint64_t plain[5000];
	uint64_t page;

	MAKE("uniform", SET("n", "5000"), SET("pages", "100"));
	for (size_t i = 0; i < 5000; i++)
		plain[i] = page_[i];
	MAKE("uniform", SET("n", "5000"), SET("pages", "100"),
	    SET("areas", "3"), SET("processes", "1"));
	ck_assert_uint_eq(nmap, 3);
	ck_assert_str_eq(map_[0].name, "uniform-1");
	ck_assert_str_eq(map_[2].name, "uniform-3");
	ck_assert_uint_eq(map_[0].start, FIRST);
	ck_assert_uint_eq(map_[0].size, 34 * 4096);
	ck_assert_uint_eq(map_[2].size, 32 * 4096);
	ck_assert_uint_gt(map_[1].start, map_[0].start + map_[0].size);
	for (size_t i = 0; i < 5000; i++) {
		size_t k = area_of(access_[i].addr);

		page = k * 34 + (access_[i].addr - map_[k].start) / 4096;
		ck_assert_uint_eq(page, plain[i]);
	}
	/* Fewer pages than areas. */
	MAKE("loop", SET("n", "100"), SET("pages", "2"), SET("areas", "5"));
	ck_assert_uint_eq(nmap, 2);
	/* Of each process. */
	MAKE("loop", SET("n", "100"), SET("pages", "4"), SET("areas", "2"),
	    SET("processes", "3"), SET("quantum", "10"));
	ck_assert_uint_eq(nmap, 6);
	ck_assert_uint_eq(map_[2].pid, 1);
	ck_assert_uint_eq(map_[2].start, map_[0].start);
}
END_TEST

#define EIGHT "walk+walk+walk+walk+walk+walk+walk+walk"

static const char *const refusals[] = {
	"",
	"*loop",
	"0*loop",
	"0.0000001*loop",
	"1.2.3*loop",
	"2loop",
	"9999999999*loop",
	"loop+",
	"+loop",
	"loop(",
	"loop(pages",
	"loop(pages=5",
	"loop(pages=5))",
	"loop(pages=0)",
	"loop(size=5)",
	"loop(pages=5)uniform",
	"sequential(pages=5)",
	"nothing",
	"mix",
	"btree(keys=1000000000000)",
	/* one more than there may be */
	EIGHT "+" EIGHT "+walk",
	"distance(profile=x)",
};

START_TEST(refused)
{
	expect_refused("mix", "parts", refusals[_i]);
}
END_TEST

/* The digest is of what is mixed, not of how it was written. */
START_TEST(digests)
{
	char first[24];

	MAKE("mix", SET("n", "10"), SET("parts", "2*loop(pages=1k)+uniform"));
	memcpy(first, digest_, sizeof(first));
	MAKE("mix", SET("n", "10"),
	    SET("parts", "2.0*loop()+1*uniform(pages=1000)"));
	ck_assert_str_eq(first, digest_);
	MAKE("mix", SET("n", "10"), SET("parts", "2*loop+uniform(pages=1001)"));
	ck_assert_str_ne(first, digest_);
	MAKE("loop", SET("n", "10"));
	memcpy(first, digest_, sizeof(first));
	MAKE("loop", SET("n", "10"), SET("areas", "1"));
	ck_assert_str_eq(first, digest_);
	MAKE("loop", SET("n", "10"), SET("areas", "2"));
	ck_assert_str_ne(first, digest_);
}
END_TEST

int
main(void)
{
	TCase *tc = tcase_create("mix");

	fixture_mem(tc);
	tcase_add_test(tc, weights);
	tcase_add_test(tc, turns);
	tcase_add_test(tc, shared);
	tcase_add_test(tc, parts_write);
	tcase_add_test(tc, areas);
	tcase_add_loop_test(tc, refused, 0, ROWS(refusals));
	tcase_add_test(tc, digests);
	return (fixture_run("mix", tc));
}
