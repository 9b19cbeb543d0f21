/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Devices of any kind: the free one, the same seed, what is refused, and times
 * that stay in 64 bits.
 */
#include "config/figurefile.h"
#include "device_walk.h"
#include "unit/fixture.h"

static const struct device_figures NONE = {
	.name = "n", .kind = "none", .servers = 1, .program_ways = 1
};

/* Two servers of 100 ns and 10 ns overhead; 4096 bytes take 8 ns. */
static const struct device_figures FLASH = { .name = "f",
	.kind = "flash",
	.servers = 2,
	.bandwidth = 512000000000,
	.overhead_ns = 10,
	.read = ALWAYS(100),
	.write = ALWAYS(50),
	.program_ways = 1 };

START_TEST(test_none)
{
	static const struct step steps[] = {
		{ 5, 0, 1, false, 0, 5, 0 },
		{ 5, 9, 1000, true, 0, 5, 0 },
	};

	open_device(&NONE, 4096);
	ck_assert(device_is_free(d));
	ck_assert_uint_eq(device_pool_bytes(d), 0);
	WALK(steps);
}
END_TEST

/* A buffer of two pages that empties a page each 1000 / 4 ns. */
static const struct device_figures BUFFERED = { .name = "f",
	.kind = "flash",
	.servers = 1,
	.write = ALWAYS(10),
	.read = ALWAYS(20),
	.buffer_pages = 2,
	.program_ns = 1000,
	.program_ways = 4 };

/* Seek 1000 + 10 * sqrt(distance), no turn; a page moves in 4 ns. */
static const struct device_figures DISK = { .name = "d",
	.kind = "disk",
	.servers = 1,
	.bandwidth = 1024000000000,
	.seek_ns = 1000,
	.seek_root_ns = 10,
	.program_ways = 1 };

static const struct percentile_table TABLE = {
	.point = { { 100000, 50 }, { 500000, 250 }, { 500001, 1000 },
	    { 900000, 1000 } },
	.n = 4,
};

static const struct device_figures MEMORY = { .name = "m",
	.kind = "memory",
	.servers = 1,
	.overhead_ns = 100,
	.read = ALWAYS(1000),
	.write = ALWAYS(2000),
	.compressed = ALWAYS(1024),
	.reject_above = 3000,
	.program_ways = 1 };

/* A wait that does not fit 64 bits is the largest time. */
START_TEST(test_saturation)
{
	const uint64_t never = UINT64_MAX;
	const struct step steps[] = {
		{ never - 5, 0, 1, false, 0, never, 0 },
		{ never - 5, 7, 1, true, 5, never, 0 },
		{ never, 1u << 30, UINT32_MAX, true, 0, never, 0 },
	};
	struct device_figures f = DISK;

	open_device(&f, UINT64_C(1) << 30);
	WALK(steps);
	f = BUFFERED;
	f.bandwidth = 1;
	f.program_ns = UINT64_C(1000000000000);
	f.program_ways = 1;
	f.erase_every = 1;
	f.erase_ns = f.program_ns;
	open_device(&f, UINT64_C(1) << 30);
	WALK(steps);
}
END_TEST

/* Two devices of one seed agree request by request; another seed does not. */
START_TEST(test_seed)
{
	struct device_figures f = FLASH;
	struct device *same, *other;
	uint64_t differ = 0;

	f.read = TABLE;
	open_device(&f, 4096);
	ck_assert_int_eq(device_open(&same, mem, &f, 4096, 1, &err), 0);
	ck_assert_int_eq(device_open(&other, mem, &f, 4096, 2, &err), 0);
	for (uint64_t i = 0; i < 1000; i++) {
		struct transfer t = { i * 10000, i, 1, i % 3 == 0 };
		struct served a, b, c;

		device_serve(d, &t, &a);
		device_serve(same, &t, &b);
		device_serve(other, &t, &c);
		ck_assert_uint_eq(a.done, b.done);
		ck_assert_uint_eq(a.wait, b.wait);
		differ += a.done != c.done;
	}
	ck_assert_uint_gt(differ, 100);
}
END_TEST

static const struct {
	struct device_figures figures;
	const char *says;
} BAD[] = {
	{ { .name = "x", .kind = "disc", .servers = 1, .program_ways = 1 },
	    "did you mean 'disk'" },
	{ { .name = "x",
	      .kind = "none",
	      .servers = 1,
	      .program_ways = 1,
	      .overhead_ns = 1 },
	    "does not use overhead_ns" },
	{ { .name = "x", .kind = "disk", .servers = 2, .program_ways = 1 },
	    "does not use servers" },
	{ { .name = "x",
	      .kind = "disk",
	      .servers = 1,
	      .program_ways = 1,
	      .read = ALWAYS(1) },
	    "does not use read" },
	{ { .name = "x",
	      .kind = "flash",
	      .servers = 1,
	      .program_ways = 1,
	      .seek_ns = 1 },
	    "does not use seek_ns" },
	{ { .name = "x",
	      .kind = "flash",
	      .servers = 1,
	      .program_ways = 1,
	      .compressed = ALWAYS(1) },
	    "does not use compressed" },
	{ { .name = "x",
	      .kind = "memory",
	      .servers = 1,
	      .program_ways = 1,
	      .bandwidth = 1 },
	    "does not use bandwidth" },
	{ { .name = "x", .kind = "memory", .servers = 1, .program_ways = 4 },
	    "does not use program_ways" },
};

START_TEST(test_bad)
{
	struct device_figures f = BAD[_i].figures;

	f.at.file = "t.yaml";
	f.at.line = 4;
	f.at.column = 3;
	ck_assert_int_eq(device_open(&d, mem, &f, 4096, 1, &err), -1);
	ck_assert_int_eq(err.kind, ERR_CONFIG);
	ck_assert_uint_eq(err.where.line, 4);
	ck_assert_msg(strstr(err.msg, BAD[_i].says) != NULL, "%s", err.msg);
}
END_TEST

/* A device is free if it takes no time, of any kind. */
START_TEST(test_free)
{
	struct device_figures f = { .name = "f",
		.kind = "flash",
		.servers = 1,
		.program_ways = 1,
		.buffer_pages = 8,
		.erase_every = 2 };

	open_device(&f, 4096);
	ck_assert(device_is_free(d));
	f.erase_ns = 1;
	open_device(&f, 4096);
	ck_assert(!device_is_free(d));
	open_device(&MEMORY, 4096);
	ck_assert(!device_is_free(d));
	open_device(&DISK, 4096);
	ck_assert(!device_is_free(d));
}
END_TEST

/* The built-in figures can be opened, and reads take the time they state. */
START_TEST(test_built_in)
{
	struct figures f;

	ck_assert_int_eq(figures_load(&f, mem, NULL, &err), 0);
	for (size_t i = 0; i < f.ndevice; i++) {
		sim_ns sum = 0;

		ck_assert_msg(
		    device_open(&d, mem, &f.device[i], 4096, 1, &err) == 0,
		    "%s", err.msg);
		ck_assert_int_eq(
		    device_is_free(d), strcmp(f.device[i].name, "none") == 0);
		for (uint64_t k = 0; k < 20000; k++) {
			struct transfer t = { k * 1000000000, k, 1, false };
			struct served out;

			device_serve(d, &t, &out);
			ck_assert_uint_eq(out.wait, 0);
			sum += out.done - t.at;
		}
		/* 20,176 reads a second are published: 49.6 us. */
		if (strcmp(f.device[i].name, "nvme") == 0) {
			ck_assert_uint_gt(sum / 20000, 48600);
			ck_assert_uint_lt(sum / 20000, 50600);
		}
	}
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("device");

	fixture_mem(t);
	tcase_add_test(t, test_none);
	tcase_add_test(t, test_saturation);
	tcase_add_test(t, test_seed);
	tcase_add_loop_test(t, test_bad, 0, ROWS(BAD));
	tcase_add_test(t, test_free);
	tcase_add_test(t, test_built_in);
	return (fixture_run("device", t));
}
