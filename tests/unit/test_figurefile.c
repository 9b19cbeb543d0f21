/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Device figures: the built-in ones are complete and have the means that they
 * state; a file changes what it names and nothing else; the digest covers the
 * numbers.
 */
#include <stdlib.h>
#include <string.h>

#include "config/figurefile.h"
#include "unit/fixture.h"

static struct figures f;
static struct err err;

static int
load(const char *text)
{
	return (figures_load_text(&f, mem, "t.yaml", text, strlen(text), &err));
}

static const struct device_figures *
device(const struct figures *in, const char *name)
{
	for (size_t i = 0; i < in->ndevice; i++)
		if (strcmp(in->device[i].name, name) == 0)
			return (&in->device[i]);
	ck_abort_msg("no device %s", name);
	return (NULL);
}

/* The mean of a table: the area under its inverse distribution. */
static uint64_t
mean(const struct percentile_table *t)
{
	unsigned __int128 twice = 0;

	for (size_t i = 1; i < t->n; i++)
		twice +=
		    (unsigned __int128)(t->point[i].ppm - t->point[i - 1].ppm) *
		    (t->point[i].ns + t->point[i - 1].ns);
	return ((uint64_t)(twice / 2000000));
}

/* Mean time of reading a page, transfer included, as published or assumed in
 * the texts of the file. */
static const struct {
	const char *name, *kind;
	uint64_t low, high; /* ns */
} MEANS[] = {
	{ "none", "none", 0, 0 },
	{ "hdd", "disk", 0, 23000 },
	{ "ssd", "flash", 120000, 180000 },
	{ "nvme", "flash", 49000, 50200 },
	{ "optane", "flash", 11000, 13400 },
	{ "rdma", "flash", 20000, 30000 },
	{ "zram", "memory", 2150, 2250 },
	{ "zram-lz4", "memory", 1650, 1750 },
	{ "zram-zstd", "memory", 5600, 5800 },
};
#define NMEANS (sizeof(MEANS) / sizeof(MEANS[0]))

START_TEST(test_mean)
{
	const struct device_figures *d;
	uint64_t ns;

	ck_assert_int_eq(figures_load(&f, mem, NULL, &err), 0);
	ck_assert_uint_eq(f.ndevice, NMEANS);
	d = device(&f, MEANS[_i].name);
	ck_assert_str_eq(d->kind, MEANS[_i].kind);
	ck_assert_ptr_null(d->at.file);
	ck_assert_str_ne(d->summary, "");
	ck_assert_str_ne(d->source, "");
	ns = mean(&d->read) + d->overhead_ns;
	if (d->bandwidth != 0)
		ns += UINT64_C(4096) * 1000000000 / d->bandwidth;
	ck_assert_uint_ge(ns, MEANS[_i].low);
	ck_assert_uint_le(ns, MEANS[_i].high);
}
END_TEST

START_TEST(test_kernel)
{
	ck_assert_int_eq(figures_load(&f, mem, NULL, &err), 0);
	ck_assert_uint_eq(f.kernel.zero_fault_ns, 1000);
	ck_assert_uint_eq(f.kernel.major_fault_ns, 3000);
	ck_assert_uint_eq(f.kernel.cow_fault_ns, 1000);
	ck_assert_uint_eq(f.kernel.cow_last_ns, 600);
	ck_assert_uint_eq(f.kernel.evict_ns, 1000);
	ck_assert_str_ne(f.kernel.source, "");
}
END_TEST

START_TEST(test_over)
{
	struct figures base;
	const struct device_figures *d;

	ck_assert_int_eq(figures_load(&base, mem, NULL, &err), 0);
	ck_assert_int_eq(
	    load("kernel:\n  evict_ns: 2us\n"
		 "devices:\n"
		 "  nvme:\n    servers: 4\n    read: {50%: 10us}\n"
		 "  tape: {kind: disk, seek_ns: 10s, summary: a tape}\n"),
	    0);
	ck_assert_uint_eq(f.kernel.evict_ns, 2000);
	ck_assert_uint_eq(f.kernel.major_fault_ns, 3000);
	ck_assert_uint_eq(f.ndevice, base.ndevice + 1);
	d = device(&f, "nvme");
	ck_assert_uint_eq(d->servers, 4);
	ck_assert_uint_eq(d->read.n, 1);
	ck_assert_uint_eq(d->read.point[0].ppm, 500000);
	ck_assert_uint_eq(d->read.point[0].ns, 10000);
	ck_assert_uint_eq(d->write.n, device(&base, "nvme")->write.n);
	ck_assert_uint_eq(d->bandwidth, 3500000000u);
	ck_assert_str_eq(d->at.file, "t.yaml");
	ck_assert_uint_eq(d->at.line, 4);
	d = device(&f, "tape");
	ck_assert_uint_eq(d->seek_ns, UINT64_C(10000000000));
	ck_assert_uint_eq(d->servers, 1);
	ck_assert_str_eq(d->summary, "a tape");
	ck_assert_str_ne(f.digest, base.digest);
}
END_TEST

START_TEST(test_digest)
{
	char base[sizeof(f.digest)];

	ck_assert_int_eq(figures_load(&f, mem, NULL, &err), 0);
	memcpy(base, f.digest, sizeof(base));
	ck_assert_uint_eq(strlen(base), 21);
	ck_assert_int_eq(strncmp(base, "xxh3:", 5), 0);
	/* The same figures in another file, with other texts. */
	ck_assert_int_eq(
	    load("devices: {nvme: {servers: 32, summary: mine}}\n"), 0);
	ck_assert_str_eq(f.digest, base);
	ck_assert_int_eq(load("devices: {nvme: {servers: 33}}\n"), 0);
	ck_assert_str_ne(f.digest, base);
	ck_assert_int_eq(load("kernel: {evict_ns: 1001}\n"), 0);
	ck_assert_str_ne(f.digest, base);
	ck_assert_int_eq(load("devices: {zram: {write: {0%: 1}}}\n"), 0);
	ck_assert_str_ne(f.digest, base);
	/* The order of keys in a file does not change the result. */
	ck_assert_int_eq(
	    load("devices: {a: {kind: none}, b: {kind: disk}}\n"), 0);
	memcpy(base, f.digest, sizeof(base));
	ck_assert_int_eq(
	    load("devices: {b: {kind: disk}, a: {kind: none}}\n"), 0);
	ck_assert_str_eq(f.digest, base);
}
END_TEST

static const struct {
	const char *text;
	uint64_t line, column;
	const char *says;
} BAD[] = {
	{ "[1]\n", 1, 1, "mapping" },
	{ "device: {}\n", 1, 1, "did you mean 'devices'" },
	{ "kernel: 3\n", 1, 9, "kernel is a mapping" },
	{ "kernel:\n  evictns: 3\n", 2, 3, "did you mean 'evict_ns'" },
	{ "kernel:\n  evict_ns: 3h\n", 2, 13, "a time such as" },
	{ "kernel:\n  source: [a]\n", 2, 11, "single value" },
	{ "devices: [nvme]\n", 1, 10, "devices is a mapping" },
	{ "devices:\n  nvme: 7\n", 2, 9, "a device is a mapping" },
	{ "devices:\n  'a b': {kind: none}\n", 2, 3, "bad name" },
	{ "devices:\n  tape: {servers: 1}\n", 2, 3, "needs a 'kind'" },
	{ "devices:\n  nvme: {server: 1}\n", 2, 10, "mean 'servers'" },
	{ "devices:\n  nvme: {servers: 0}\n", 2, 19, "1 to 1024" },
	{ "devices:\n  nvme: {servers: [1]}\n", 2, 19, "single value" },
	{ "devices:\n  nvme: {servers: }\n", 2, 10, "bad servers" },
	{ "devices:\n  nvme: {read: 5us}\n", 2, 16, "shares to values" },
	{ "devices: {nvme: {read: {50: 5us}}}\n", 1, 25, "share of requests" },
	{ "devices: {nvme: {read: {101%: 5us}}}\n", 1, 25, "0% to 100%" },
	{ "devices: {nvme: {read: {5%: fast}}}\n", 1, 29, "a time such" },
	{ "devices: {nvme: {read: {5%: 9000s}}}\n", 1, 29, "out of range" },
	{ "devices: {nvme: {read: {5%: [1]}}}\n", 1, 29, "single value" },
	{ "devices: {nvme: {read: {5%: 1, 5.0%: 2}}}\n", 1, 32,
	    "must increase" },
	{ "devices: {nvme: {read: {5%: 2, 6%: 1}}}\n", 1, 36,
	    "must not decrease" },
	{ "devices: {nvme: {kind: {}}}\n", 1, 24, "single value" },
};

START_TEST(test_bad)
{
	ck_assert_int_eq(load(BAD[_i].text), -1);
	ck_assert_int_eq(err.kind, ERR_CONFIG);
	ck_assert_msg(strstr(err.msg, BAD[_i].says) != NULL, "%s", err.msg);
	ck_assert_str_eq(err.where.file, "t.yaml");
	ck_assert_uint_eq(err.where.line, BAD[_i].line);
	ck_assert_uint_eq(err.where.column, BAD[_i].column);
	ck_assert_str_ne(err.excerpt, "");
}
END_TEST

START_TEST(test_limits)
{
	char text[16384];
	size_t len;

	len = (size_t)sprintf(text, "devices: {nvme: {read: {");
	for (int i = 0; i <= PERCENTILES_MAX; i++)
		len += (size_t)sprintf(text + len, "%d%%: %d, ", i, i);
	sprintf(text + len, "}}}\n");
	ck_assert_int_eq(load(text), -1);
	ck_assert_int_eq(err.kind, ERR_LIMIT);
	len = (size_t)sprintf(text, "devices:\n");
	for (int i = 0; i <= FIGURE_DEVICES_MAX; i++)
		len += (size_t)sprintf(text + len, "  d%d: {kind: none}\n", i);
	ck_assert_int_eq(load(text), -1);
	ck_assert_int_eq(err.kind, ERR_LIMIT);
}
END_TEST

START_TEST(test_select)
{
	struct setting values[] = { { "servers", "7", { NULL, 0, 0 } },
		{ "seek_ns", "7us", { NULL, 0, 0 } } };
	struct selection s = { .name = "nvme", .value = values, .nvalue = 2 };
	struct device_figures d;

	ck_assert_int_eq(figures_load(&f, mem, NULL, &err), 0);
	ck_assert_int_eq(figures_select(&d, &f, &s, ERR_USAGE, &err), 0);
	ck_assert_uint_eq(d.servers, 7);
	ck_assert_uint_eq(d.seek_ns, 7000);
	ck_assert_uint_eq(d.bandwidth, 3500000000u);
	ck_assert_uint_eq(device(&f, "nvme")->servers, 32);
	values[0].value = "many";
	ck_assert_int_eq(figures_select(&d, &f, &s, ERR_USAGE, &err), -1);
	ck_assert_int_eq(err.kind, ERR_USAGE);
	s.name = "nvmee";
	ck_assert_int_eq(figures_select(&d, &f, &s, ERR_USAGE, &err), -1);
	ck_assert_str_eq(
	    err.msg, "unknown device 'nvmee'; did you mean 'nvme'?");
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("figurefile");

	fixture_mem(t);
	tcase_add_loop_test(t, test_mean, 0, NMEANS);
	tcase_add_test(t, test_kernel);
	tcase_add_test(t, test_over);
	tcase_add_test(t, test_digest);
	tcase_add_loop_test(t, test_bad, 0, ROWS(BAD));
	tcase_add_test(t, test_limits);
	tcase_add_test(t, test_select);
	return (fixture_run("figurefile", t));
}
