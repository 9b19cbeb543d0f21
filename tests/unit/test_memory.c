/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Compressed memory: processor time, and space in the pool.
 */
#include "device_walk.h"
#include "unit/fixture.h"

static const struct device_figures MEMORY = { .name = "m",
	.kind = "memory",
	.servers = 1,
	.overhead_ns = 100,
	.read = ALWAYS(1000),
	.write = ALWAYS(2000),
	.compressed = ALWAYS(1024),
	.reject_above = 3000,
	.program_ways = 1 };

START_TEST(test_memory)
{
	static const struct step steps[] = {
		{ 0, 0, 1, true, 0, 2100, 2100 },
		{ 0, 8, 2, true, 0, 4100, 4100 }, /* no queue */
		{ 0, 0, 1, false, 0, 1100, 1100 },
		{ 50, 8, 2, false, 0, 2150, 2100 },
		{ 60, 8, 1, true, 0, 2160, 2100 }, /* in its old place */
	};

	open_device(&MEMORY, 4096);
	WALK(steps);
	ck_assert_uint_eq(device_pool_bytes(d), 3 * 1024);
}
END_TEST

/* A page that does not compress is stored uncompressed, and reading it takes
 * only the overhead. */
START_TEST(test_memory_reject)
{
	static const struct step steps[] = {
		{ 0, 0, 1, true, 0, 2100, 2100 },
		{ 0, 0, 1, false, 0, 100, 100 },
		{ 0, 5, 1, false, 0, 1100, 1100 }, /* never written */
	};
	struct device_figures f = MEMORY;

	f.compressed = (struct percentile_table)ALWAYS(3001);
	open_device(&f, 4096);
	WALK(steps);
	ck_assert_uint_eq(device_pool_bytes(d), 4096);
}
END_TEST

START_TEST(test_memory_large_page)
{
	static const struct step steps[] = {
		{ 0, 0, 1, true, 0, 8100, 8100 },
		{ 0, SLOTS_MAX - 1, 1, true, 0, 8100, 8100 },
		{ 0, 0, 1, false, 0, 4100, 4100 },
	};

	open_device(&MEMORY, 16384);
	WALK(steps);
	ck_assert_uint_eq(device_pool_bytes(d), 2 * 4096);
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("memory");

	fixture_mem(t);
	tcase_add_test(t, test_memory);
	tcase_add_test(t, test_memory_reject);
	tcase_add_test(t, test_memory_large_page);
	return (fixture_run("memory", t));
}
