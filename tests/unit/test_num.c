/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Reading and printing numbers.
 */
#include <stdlib.h>
#include <string.h>

#include "base/num.h"
#include "unit/fixture.h"

typedef int read_f(const char *s, uint64_t *out, const char **why);

static const struct {
	read_f *read;
	const char *text;
	uint64_t n;
} GOOD[] = {
	{ num_count, "0", 0 },
	{ num_count, "4096", 4096 },
	{ num_count, "64k", 64000 },
	{ num_count, "64K", 64000 },
	{ num_count, "2M", 2000000 },
	{ num_count, "50m", 50000000 },
	{ num_count, "1g", 1000000000 },
	{ num_count, "1 k", 1000 },
	{ num_count, "1.5k", 1500 },
	{ num_count, "007", 7 },
	{ num_count, "18446744073709551615", UINT64_MAX },
	{ num_count, "18446744.073709551T", UINT64_C(18446744073709551000) },
	{ num_size, "4096", 4096 },
	{ num_size, "4KiB", 4096 },
	{ num_size, "4k", 4096 },
	{ num_size, "0.5K", 512 },
	{ num_size, "4kib", 4096 },
	{ num_size, "64MB", 64 << 20 },
	{ num_size, "64mb", 64 << 20 },
	{ num_size, "2 MiB", 2 << 20 },
	{ num_size, "1T", UINT64_C(1) << 40 },
	{ num_size, "3b", 3 },
	{ num_size, "16777215TiB", UINT64_C(16777215) << 40 },
	{ num_size, "3B", 3 },
	{ num_time, "250", 250 },
	{ num_time, "10ns", 10 },
	{ num_time, "2.5us", 2500 },
	{ num_time, "10ms", 10000000 },
	{ num_time, "1s", 1000000000 },
	{ num_time, "4\302\265s", 4000 },
	{ num_time, "10 MS", 10000000 },
	{ num_time, "0.000000001s", 1 },
	{ num_share, "25%", 250000 },
	{ num_share, "25 %", 250000 },
	{ num_share, "12.5%", 125000 },
	{ num_share, "0.0001%", 1 },
	{ num_share, "0%", 0 },
};

START_TEST(good)
{
	const char *why = NULL;
	uint64_t n = 99;

	ck_assert_int_eq(GOOD[_i].read(GOOD[_i].text, &n, &why), 0);
	ck_assert_uint_eq(n, GOOD[_i].n);
}
END_TEST

static const struct {
	read_f *read;
	const char *text;
	const char *why; /* begins so */
} BAD[] = {
	{ num_count, "", "a count" },
	{ num_count, "k", "a count" },
	{ num_count, "-1", "a count" },
	{ num_count, "+1", "a count" },
	{ num_count, " 1", "a count" },
	{ num_count, "1 ", "a count" },
	{ num_count, "1e6", "a count" },
	{ num_count, "0x10", "a count" },
	{ num_count, ".5k", "a count" },
	{ num_count, "5.", "a count" },
	{ num_count, "5.k", "a count" },
	{ num_count, "1.5", "a whole number" },
	{ num_count, "1.2345k", "a whole number" },
	{ num_count, "1.0000000000k", "a count" },
	{ num_count, "18446744073709551616", "a number below 2^64" },
	{ num_count, "99999999999999999999999999999999999999999999",
	    "a number below 2^64" },
	{ num_count, "18446744.073709552T", "a number below 2^64" },
	{ num_size, "4kibb", "a size" },
	{ num_size, "4ki", "a size" },
	{ num_count, "4kB", "a count" },
	{ num_size, "16777216TiB", "a number below 2^64" },
	{ num_size, "1ms", "a size" },
	{ num_time, "1m", "a time" },
	{ num_time, "0.5ns", "a whole number" },
	{ num_share, "25", "a share" },
	{ num_share, "0.00001%", "a whole number" },
};

START_TEST(bad)
{
	const char *why = NULL;
	uint64_t n = 99;

	ck_assert_int_eq(BAD[_i].read(BAD[_i].text, &n, &why), -1);
	ck_assert_uint_eq(n, 99);
	ck_assert_msg(strncmp(why, BAD[_i].why, strlen(BAD[_i].why)) == 0,
	    "%s: %s", BAD[_i].text, why);
}
END_TEST

typedef char *print_f(char *buf, size_t size, uint64_t n);

static const struct {
	print_f *print;
	uint64_t n;
	const char *text;
} PRINT[] = {
	{ num_print_count, 0, "0" },
	{ num_print_count, 999, "999" },
	{ num_print_count, 1000, "1,000" },
	{ num_print_count, 1234567, "1,234,567" },
	{ num_print_count, UINT64_MAX, "18,446,744,073,709,551,615" },
	{ num_print_size, 0, "0 B" },
	{ num_print_size, 1023, "1023 B" },
	{ num_print_size, 1024, "1 KiB" },
	{ num_print_size, 1536, "1.5 KiB" },
	{ num_print_size, 1048575, "1 MiB" },
	{ num_print_size, 1048524, "1023.9 KiB" },
	{ num_print_size, 1 << 20, "1 MiB" },
	{ num_print_size, UINT64_MAX, "16 EiB" },
	{ num_print_time, 999, "999 ns" },
	{ num_print_time, 1000, "1 us" },
	{ num_print_time, 1049, "1 us" },
	{ num_print_time, 1050, "1.1 us" },
	{ num_print_time, 999949, "999.9 us" },
	{ num_print_time, 999950, "1 ms" },
	{ num_print_time, 999950000, "1 s" },
	{ num_print_time, UINT64_C(3600000000000), "3600 s" },
	{ num_print_share, 250000, "25%" },
	{ num_print_share, 125000, "12.5%" },
	{ num_print_share, 1, "0.0001%" },
	{ num_print_share, 100100, "10.01%" },
	{ num_print_share, 0, "0%" },
};

START_TEST(print)
{
	char buf[64];

	ck_assert_str_eq(
	    PRINT[_i].print(buf, sizeof(buf), PRINT[_i].n), PRINT[_i].text);
}
END_TEST

/* No buffer is overrun, and every text is terminated. */
START_TEST(small_buffers)
{
	char buf[8];

	for (size_t size = 1; size <= sizeof(buf); size++) {
		memset(buf, 'x', sizeof(buf));
		num_print_count(buf, size, 1234567);
		ck_assert_uint_lt(strlen(buf), size);
		num_print_size(buf, size, 123456789);
		ck_assert_uint_lt(strlen(buf), size);
	}
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("num");

	tcase_add_loop_test(t, good, 0, ROWS(GOOD));
	tcase_add_loop_test(t, bad, 0, ROWS(BAD));
	tcase_add_loop_test(t, print, 0, ROWS(PRINT));
	tcase_add_test(t, small_buffers);
	return (fixture_run("num", t));
}
