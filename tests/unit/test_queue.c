/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The queue that all kinds of device share, and the draw of a service time.
 */
#include "device_walk.h"
#include "unit/fixture.h"

/* Two servers of 100 ns and 10 ns overhead; 4096 bytes take 8 ns. */
static const struct device_figures FLASH = { .name = "f",
	.kind = "flash",
	.servers = 2,
	.bandwidth = 512000000000,
	.overhead_ns = 10,
	.read = ALWAYS(100),
	.write = ALWAYS(50),
	.program_ways = 1 };

START_TEST(test_queue)
{
	static const struct step steps[] = {
		{ 0, 0, 1, false, 0, 118, 0 },   /* first server */
		{ 0, 1, 1, false, 0, 126, 0 },   /* second; link until 118 */
		{ 0, 2, 1, false, 118, 236, 0 }, /* waits for the first */
		{ 120, 3, 1, true, 6, 244, 0 },  /* 126 + 60, link until 236 */
		{ 300, 4, 2, false, 0, 426, 0 }, /* two pages: 16 ns */
		{ 301, 5, 1, true, 0, 434, 0 },  /* ready 361, link until 426 */
		{ 430, 6, 1, false, 0, 548, 0 }, /* free since 426 */
	};

	open_device(&FLASH, 4096);
	ck_assert(!device_is_free(d));
	WALK(steps);
}
END_TEST

/* A page of 16 KiB moves four times as long and is served as long. */
START_TEST(test_large_page)
{
	static const struct step steps[] = {
		{ 0, 0, 1, false, 0, 142, 0 },
	};

	open_device(&FLASH, 16384);
	WALK(steps);
}
END_TEST

/* The transfer is rounded up: 4096 bytes at 3 bytes a ns are 1366 ns. */
START_TEST(test_rounding)
{
	static const struct step steps[] = {
		{ 0, 0, 1, false, 0, 1366, 0 },
	};
	struct device_figures f = { .name = "f",
		.kind = "flash",
		.servers = 1,
		.bandwidth = 3000000000,
		.program_ways = 1 };

	open_device(&f, 4096);
	WALK(steps);
}
END_TEST

/* Compared with a plain search for the server that is free first. */
START_TEST(test_heap)
{
	struct device_figures f = FLASH;
	sim_ns server[37] = { 0 }, at = 0;
	struct rng rng = { 3 };

	f.servers = 37;
	f.bandwidth = 0;
	f.read =
	    (struct percentile_table){ { { 0, 0 }, { 1000000, 9000 } }, 2 };
	open_device(&f, 4096);
	for (uint64_t i = 0; i < 5000; i++) {
		struct transfer t = { at, i, 1, false };
		struct served out;
		size_t min = 0;
		sim_ns start;

		for (size_t k = 1; k < 37; k++)
			if (server[k] < server[min])
				min = k;
		start = at > server[min] ? at : server[min];
		device_serve(d, &t, &out);
		ck_assert_uint_eq(out.wait, start - at);
		server[min] =
		    start + 10 + percentile_draw(&f.read, rng_at(1, i));
		ck_assert_uint_eq(out.done, server[min]);
		at += rng_below(&rng, 300);
	}
}
END_TEST

static const struct percentile_table TABLE = {
	.point = { { 100000, 50 }, { 500000, 250 }, { 500001, 1000 },
	    { 900000, 1000 } },
	.n = 4,
};

/* Shares of the requests, in 2^-10, and what they draw. */
static const struct {
	uint64_t share, value;
} DRAWS[] = {
	{ 0, 50 },      /* before the first point */
	{ 102, 50 },    /* 9.96 % */
	{ 256, 125 },   /* 25 %: 50 + 200 * 15/40 */
	{ 384, 187 },   /* 37.5 %: 187.5 */
	{ 512, 250 },   /* 50 % exactly */
	{ 513, 1000 },  /* 50.1 % */
	{ 1000, 1000 }, /* behind the last */
};

START_TEST(test_percentile)
{
	ck_assert_uint_eq(
	    percentile_draw(&TABLE, DRAWS[_i].share << 54), DRAWS[_i].value);
}
END_TEST

START_TEST(test_percentile_ends)
{
	struct percentile_table empty = { .n = 0 };
	struct percentile_table wide = {
		.point = { { 0, 0 }, { 1000000, 1000000000000 } },
		.n = 2,
	};
	struct percentile_table years = {
		.point = { { 0, 0 }, { 1000000, UINT64_C(1) << 62 } },
		.n = 2,
	};

	ck_assert_uint_eq(
	    percentile_draw(&years, UINT64_C(1) << 63), UINT64_C(1) << 61);
	ck_assert_uint_eq(percentile_draw(&empty, UINT64_MAX), 0);
	ck_assert_uint_eq(percentile_draw(&wide, 0), 0);
	ck_assert_uint_eq(
	    percentile_draw(&wide, UINT64_C(1) << 63), 500000000000);
	ck_assert_uint_lt(
	    percentile_draw(&wide, UINT64_MAX), UINT64_C(1000000000000));
	ck_assert_uint_gt(
	    percentile_draw(&wide, UINT64_MAX), UINT64_C(999999999000));
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("queue");

	fixture_mem(t);
	tcase_add_test(t, test_queue);
	tcase_add_test(t, test_large_page);
	tcase_add_test(t, test_rounding);
	tcase_add_test(t, test_heap);
	tcase_add_loop_test(t, test_percentile, 0, ROWS(DRAWS));
	tcase_add_test(t, test_percentile_ends);
	return (fixture_run("queue", t));
}
