/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The disk: seek time by distance, rotational delay, transfer time.
 */
#include "device_walk.h"
#include "unit/fixture.h"

/* Seek 1000 + 10 * sqrt(distance), no turn; a page moves in 4 ns. */
static const struct device_figures DISK = { .name = "d",
	.kind = "disk",
	.servers = 1,
	.bandwidth = 1024000000000,
	.seek_ns = 1000,
	.seek_root_ns = 10,
	.program_ways = 1 };

START_TEST(test_disk)
{
	static const struct step steps[] = {
		{ 0, 0, 1, false, 0, 1004, 0 },        /* no position before */
		{ 2000, 1, 2, true, 0, 2008, 0 },      /* contiguous */
		{ 3000, 103, 1, false, 0, 4104, 0 },   /* 100 away: 10 * 10 */
		{ 4000, 100, 1, false, 104, 5128, 0 }, /* 4 back: 10 * 2 */
		{ 5000, 101, 1, false, 128, 5132, 0 }, /* contiguous, queued */
		{ 6000, 104, 1, false, 0, 7018, 0 },   /* 2: 14.1 */
		{ 8000, 104, 1, false, 0, 9014, 0 },   /* the same: 1 back */
	};

	open_device(&DISK, 4096);
	WALK(steps);
}
END_TEST

/* Slots of 16 KiB are four times as far apart. */
START_TEST(test_disk_large_page)
{
	static const struct step steps[] = {
		{ 0, 0, 1, false, 0, 1016, 0 },
		{ 2000, 26, 1, false, 0, 3116, 0 },
	};

	open_device(&DISK, 16384);
	WALK(steps);
}
END_TEST

START_TEST(test_rotation)
{
	struct device_figures f = DISK;
	uint64_t sum = 0, low = UINT64_MAX, high = 0;

	f.seek_root_ns = 0;
	f.bandwidth = 0;
	f.rotation_ns = 8000;
	open_device(&f, 4096);
	for (uint64_t i = 0; i < 10000; i++) {
		struct transfer t = { i * 20000, 2 * i, 1, false };
		struct served out;
		uint64_t turn;

		device_serve(d, &t, &out);
		turn = out.done - t.at - 1000;
		ck_assert_uint_eq(turn,
		    (uint64_t)(((unsigned __int128)rng_at(1, i) * 8000) >> 64));
		sum += turn;
		low = turn < low ? turn : low;
		high = turn > high ? turn : high;
	}
	/* The mean of 10000 draws: within five of its deviations. */
	ck_assert_uint_gt(sum / 10000, 4000 - 5 * 24);
	ck_assert_uint_lt(sum / 10000, 4000 + 5 * 24);
	ck_assert_uint_lt(low, 20);
	ck_assert_uint_gt(high, 7980);
	ck_assert_uint_lt(high, 8000);
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("disk");

	fixture_mem(t);
	tcase_add_test(t, test_disk);
	tcase_add_test(t, test_disk_large_page);
	tcase_add_test(t, test_rotation);
	return (fixture_run("disk", t));
}
