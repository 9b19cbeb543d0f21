/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The binary formats: small traces, written here as bytes after the layout of
 * each format, and what is read from them, in batches of one access and of
 * many.
 */
#include <endian.h>

#include "base/param.h"
#include "unit/trace_feed.h"

#define HEX_MAX 16384

static struct feed f;

static void
setup(void)
{
	feed_init(&f);
}

static void
teardown(void)
{
	feed_fini(&f);
}

/* The bytes that hexadecimal digits stand for; blanks do not count.  "*12 "
 * are 12 zeros. */
static size_t
bytes_of(const char *hex, char *out)
{
	size_t n = 0;
	unsigned byte;

	while (*hex != '\0') {
		if (*hex == ' ') {
			hex++;
		} else if (*hex == '*') {
			size_t zeros = strtoul(hex + 1, (char **)&hex, 10);

			memset(out + n, 0, zeros);
			n += zeros;
		} else {
			ck_assert_int_eq(sscanf(hex, "%2x", &byte), 1);
			out[n++] = (char)byte;
			hex += 2;
		}
		ck_assert_uint_lt(n, HEX_MAX);
	}
	return (n);
}

/* "R1000 Wfff:4 I40": operation, address, and the size unless it is 1; the
 * process before it unless it is 0. */
static const char *
told(char *buf, size_t size)
{
	size_t len = 0;

	buf[0] = '\0';
	for (size_t i = 0; i < f.n && len < size; i++) {
		const struct access *a = &f.access[i];

		if (i > 0)
			buf[len++] = ' ';
		if (a->pid != 0)
			len += (size_t)snprintf(
			    buf + len, size - len, "%u/", (unsigned)a->pid);
		len += (size_t)snprintf(buf + len, size - len, "%c%jx",
		    "RWMI"[a->op], (uintmax_t)a -> addr);
		if (a->size != 1)
			len += (size_t)snprintf(
			    buf + len, size - len, ":%u", (unsigned)a->size);
	}
	return (buf);
}

static const struct sample {
	const char *format;
	const char *key, *value; /* NULL: no parameter */
	const char *hex;
	const char *read;
} samples[] = {
	/* One load and one store; then an instruction with neither. */
	{ "champsim", NULL, NULL,
	    "0010400000000000 0000 0300 05060000 10f0ff7f00000000 *8 "
	    "08f0ff7f00000000 *24 0410400000000000 0101 *54 ",
	    "I401000 R7ffff008 W7ffff010 I401004" },
	/* Every slot is used. */
	{ "champsim", NULL, NULL,
	    "0100000000000000 *8 0200000000000000 0300000000000000 "
	    "0400000000000000 0500000000000000 0600000000000000 "
	    "0700000000000000 ",
	    "I1 R4 R5 R6 R7 W2 W3" },
	{ "champsim", "layout", "cloudsuite",
	    "0010400000000000 *16 10f0ff7f00000000 *24 08f0ff7f00000000 *24 "
	    "0100 *6 ",
	    "I401000 R7ffff008 W7ffff010" },
	{ "dinero-binary", NULL, NULL,
	    "0010000004000100 0020000002000000 0030000003000200 "
	    "0040000001000300 0050000001000400 0060000001000500 ",
	    "W1000:4 R2000:2 I3000:3 R4000" },
	{ "u64addr", NULL, NULL, "0110000000000000 0020000000000000 ",
	    "R1001 R2000" },
	{ "u64page", NULL, NULL, "0100000000000000 0300000000000000 ",
	    "R1000 R3000" },
	{ "cloudphysics", NULL, NULL, "00000001 00000102 ", "R1000 R102000" },
	/* Detected: the version byte of two records and more. */
	{ NULL, NULL, NULL,
	    "01000000 00100000 01000000 2800 0001 0800000000000000 *8 "
	    "02000000 00020000 01000000 2a00 0001 1000000000000000 *8 "
	    "03000000 00000000 01000000 3500 0001 *16 ",
	    "R1000:4096 W2000:512" },
	{ NULL, NULL, NULL,
	    "2800 0002 01000000 00040000 01000000 0800000000000000 *16 "
	    "0a00 0002 02000000 00020000 01000000 1000000000000000 *16 ",
	    "R1000:1024 W2000:512" },
	/* Objects are numbered; one of size 0 is no request. */
	{ "oraclegeneral", NULL, NULL,
	    "e8030000 a2317f0000000000 00100000 0200000000000000 "
	    "e8030000 ffffffffffffffff 01000000 ffffffffffffffff "
	    "e9030000 a2317f0000000000 00100000 ffffffffffffffff "
	    "e9030000 0100000000000000 00000000 ffffffffffffffff ",
	    "R0 R1000 R0" },
	{ "oraclegeneral", "layout", "opns",
	    "e8030000 a2317f0000000000 00100000 03 0000 ffffffffffffffff "
	    "e8030000 a2317f0000000000 00100000 01 0000 ffffffffffffffff "
	    "e8030000 a2317f0000000000 00100000 09 0000 ffffffffffffffff "
	    "e8030000 a3317f0000000000 00100000 0e 0000 ffffffffffffffff ",
	    "W0 R0 W1000" },
	/* The later header: versions 1, 2, and 8 with its 16 numbers. */
	{ "lcs", NULL, NULL,
	    "f0debc9a78563412 0100000000000000 *8168 f0debc9a78563412 "
	    "05000000 a2317f0000000000 00100000 0200000000000000 "
	    "06000000 a3317f0000000000 00000000 ffffffffffffffff "
	    "06000000 a4317f0000000000 01000000 ffffffffffffffff ",
	    "R0 R1000" },
	{ "lcs", NULL, NULL,
	    "f0debc9a78563412 0200000000000000 *8168 f0debc9a78563412 "
	    "05000000 a2317f0000000000 00100000 03070000 0200000000000000 "
	    "06000000 a3317f0000000000 01000000 01000000 ffffffffffffffff ",
	    "W0 R1000" },
	{ "lcs", NULL, NULL,
	    "f0debc9a78563412 0800000000000000 *8168 f0debc9a78563412 "
	    "05000000 a2317f0000000000 0010000000000000 03070000 01000000 "
	    "0200000000000000 *64 "
	    "06000000 a3317f0000000000 0100000000000000 09000000 01000000 "
	    "ffffffffffffffff *64 "
	    "06000000 a3317f0000000000 0100000000000000 01000000 01000000 "
	    "ffffffffffffffff *64 ",
	    "W0 R1000" },
	{ "twitter", NULL, NULL,
	    "01000000 0700000000000000 0a004002 00000001 "
	    "01000000 0800000000000000 0a004002 00000003 "
	    "01000000 0700000000000000 00000000 00000001 ",
	    "R0 W1000" },
	/* Version 1: "<IQIQB", the object is the second field, the operation
	 * the fifth. */
	{ NULL, NULL, NULL,
	    "f0debc9a78563412 3c495149514200 *233 "
	    "02 03 01 00 04 05 00 *745 05000000 19000000 0100000000000000 "
	    "f0debc9a78563412 "
	    "01000000 0500000000000000 01000000 *8 03 "
	    "01000000 0600000000000000 01000000 *8 01 ",
	    "W0 R1000" },
	/* The sample of a header, a packet, and one with a field unknown. */
	{ NULL, NULL, NULL,
	    "67656d35 150a0a73797374656d2e637075 1000 1880a094a58d1d "
	    "0a 08f403 1001 188020 2040 "
	    "0f 1004 18ff20 2002 4a03616263 288002 "
	    "04 1002 1801 02 1001 "
	    "05 1022 188040 ",
	    "R1000:64 I107f:2 M2000" },
	/* Header, version, file type, page size, thread, process, time, cpu,
	 * encoding, two instructions, a write, footer. */
	{ NULL, NULL, NULL,
	    "190000000700000000000000 1c000c000700000000000000 "
	    "1c0009004006000000000000 1c0012000010000000000000 "
	    "16000000d204000000000000 18000000d204000000000000 "
	    "1c0002005e7eef2a914b2f00 1c0003000700000000000000 "
	    "2f0003004889e70000000000 0a0003004019a605c27f0000 "
	    "0e0005004319a605c27f0000 0100080028359e9aff7f0000 "
	    "1a0000000000000000000000 ",
	    "1234/I7fc205a61940:3 1234/I7fc205a61943:5 "
	    "1234/W7fff9a9e3528:8" },
	/* Of a program of 32 bits. */
	{ NULL, NULL, NULL,
	    "1900000007000000 1c000c0007000000 18000000d2040000 "
	    "0000080028359e9a 1a00000000000000 ",
	    "1234/R9a9e3528:8" },
	{ "struct", "layout", "<QIB:addr,size,op",
	    "0010000000000000 08000000 57 0020000000000000 04000000 00 ",
	    "W1000:8 R2000:4" },
	{ "struct", "layout", ">H2xIB:pid,page,op",
	    "0007 ffff 00000003 02 0000 ffff 00000004 6d ", "7/I3000 M4000" },
	{ "struct", "layout", "<dH:-,addr", "*8 3412 ", "R1234" },
};

static void
expect_sample(const struct sample *s, size_t cap)
{
	const struct setting value = { s->key, s->value, { .file = NULL } };
	char bytes[HEX_MAX], buf[1000];

	f.format = s->format;
	f.value = s->key == NULL ? NULL : &value;
	f.cap = cap;
	feed_bytes(&f, bytes, bytes_of(s->hex, bytes));
	ck_assert_msg(f.failed == 0, "%s", f.err.msg);
	ck_assert_str_eq(told(buf, sizeof(buf)), s->read);
	ck_assert_uint_eq(f.facts.malformed, 0);
}

START_TEST(read_as)
{
	expect_sample(&samples[_i], 4096);
	expect_sample(&samples[_i], 1);
	f.settings.strict = true;
	expect_sample(&samples[_i], 4096);
}
END_TEST

static const struct refused {
	const char *format;
	const char *key, *value;
	const char *hex;
	const char *says;
	uint64_t at; /* byte of the file */
} refusals[] = {
	{ "champsim", NULL, NULL, "*8 02 *55 ", "0 or 1", 8 },
	{ "champsim", NULL, NULL, "*63 ", "ends within this record", 0 },
	{ "dinero-binary", NULL, NULL, "0010000001000600 ", "0 to 5", 6 },
	{ "dinero-binary", NULL, NULL, "0010000000000100 ", "one byte", 4 },
	{ "u64page", NULL, NULL, "0000000000000010 ", "64-bit", 0 },
	{ "vscsi", NULL, NULL, "*80 ", "neither version", 0 },
	{ "vscsi", NULL, NULL,
	    "2800 0002 01000000 00040000 01000000 00000000000000ff *16 ",
	    "past the end", 16 },
	{ "oraclegeneral", "layout", "opns",
	    "e8030000 a2317f0000000000 00100000 0f 0000 ffffffffffffffff ",
	    "0 to 14", 0 },
	{ "lcs", NULL, NULL,
	    "f0debc9a78563412 3c495100 *1004 0100000000000000 ",
	    "another version", 1016 },
	{ "lcs", NULL, NULL,
	    "f0debc9a78563412 3c495a00 *1004 f0debc9a78563412 ", "a letter",
	    8 },
	{ "lcs", NULL, NULL,
	    "f0debc9a78563412 3c49510000 *235 02 *751 03000000 0c000000 *8 "
	    "f0debc9a78563412 ",
	    "number of fields", 1000 },
	{ "lcs", NULL, NULL,
	    "f0debc9a78563412 3c49510000 *235 02 *751 02000000 0d000000 *8 "
	    "f0debc9a78563412 ",
	    "size of a record", 1004 },
	{ "lcs", NULL, NULL,
	    "f0debc9a78563412 3c49510000 *235 03 *751 02000000 0c000000 *8 "
	    "f0debc9a78563412 ",
	    "the object's field", 248 },
	{ "lcs", NULL, NULL,
	    "f0debc9a78563412 0900000000000000 *8168 f0debc9a78563412 ",
	    "from 1 to 8", 8 },
	{ "lcs", NULL, NULL, "f0debc9a78563412 0100000000000000 *8176 ",
	    "ends with its magic", 8184 },
	{ "gem5", NULL, NULL, "67656d35 00 ffffff7f ", "1 MiB", 5 },
	{ "gem5", NULL, NULL, "67656d35 00 021003 0210ff ", "a field", 9 },
	{ "drmemtrace", NULL, NULL, "*24 ", "header record", 0 },
	{ "drmemtrace", NULL, NULL,
	    "190000000700000000000000 1c000c000700000000000000 50 *11 ",
	    "below 64", 24 },
	{ "struct", "layout", "<QB:addr,op", "*8 71 ", "an operation", 8 },
	{ "struct", "layout", "<QI:addr,pid", "*8 00000020 ", "process", 8 },
};

START_TEST(refused)
{
	const struct refused *s = &refusals[_i];
	const struct setting value = { s->key, s->value, { .file = NULL } };
	char bytes[HEX_MAX];

	f.format = s->format;
	f.value = s->key == NULL ? NULL : &value;
	f.settings.strict = true;
	feed_bytes(&f, bytes, bytes_of(s->hex, bytes));
	ck_assert_int_eq(f.failed, -1);
	ck_assert_msg(strstr(f.err.msg, s->says) != NULL, "%s", f.err.msg);
	ck_assert_int_eq(f.err.kind, ERR_TRACE);
	ck_assert_uint_eq(f.err.where.column, s->at);
}
END_TEST

static const char *const layouts[] = { "", "<Q", "Q:addr", "<Q:", "<Q:size",
	"<QQ:addr,addr", "<Q:addr,size", "<QQ:addr,page", "<d:addr",
	"<Q:address", "<Z:addr", "<5000B:addr", "<4096QB:-,addr", "<4:addr",
	"<:addr", "<99999999999999999999B:addr", "<300B:addr" };

START_TEST(layout_refused)
{
	const struct setting value = { "layout", layouts[_i],
		{ .file = NULL } };

	f.format = "struct";
	f.value = &value;
	feed_text(&f, "12345678");
	ck_assert_int_eq(f.failed, -1);
	ck_assert_int_eq(f.err.kind, ERR_USAGE);
	ck_assert_ptr_nonnull(strstr(f.err.msg, "struct"));
}
END_TEST

/* More objects than the first table has room for, twice each. */
START_TEST(objects)
{
	enum { N = 50000 };
	char *bytes = calloc(2 * N, 20);

	for (size_t i = 0; i < 2 * (size_t)N; i++) {
		uint64_t id = htole64((i % N) * UINT64_C(0x9e3779b97f4a7c15));

		memcpy(bytes + 20 * i + 4, &id, sizeof(id));
		bytes[20 * i + 12] = 1;
	}
	f.format = "twitter";
	feed_bytes(&f, bytes, 2 * (size_t)N * 20);
	ck_assert_msg(f.failed == 0, "%s", f.err.msg);
	ck_assert_uint_eq(f.n, 2 * N);
	for (size_t i = 0; i < f.n; i++)
		ck_assert_uint_eq(f.access[i].addr >> 12, i % N);
	free(bytes);
}
END_TEST

int
main(void)
{
	TCase *tc = tcase_create("binary");

	fixture_folder(tc);
	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_loop_test(tc, read_as, 0, ROWS(samples));
	tcase_add_loop_test(tc, refused, 0, ROWS(refusals));
	tcase_add_loop_test(tc, layout_refused, 0, ROWS(layouts));
	tcase_add_test(tc, objects);
	return (fixture_run("binary", tc));
}
