/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Text formats of other programs: small traces after the description of each
 * format, all of them detected, and what is read from them.
 */
#include "base/rng.h"
#include "unit/trace_feed.h"

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

/* A text of many lines, used twice. */
#define DRMEMVIEW                                                              \
	"Output format:\n"                                                     \
	"<--record#-> <--instr#->: <---tid---> <record details>\n"             \
	"------------------------------------------------------------\n"       \
	"   6  0: W0.T3256418 <marker: timestamp 13312410768080478>\n"         \
	"   8  1: W0.T3256418 ifetch  3 byte(s) @ 0x00007fc205a61940 48 "      \
	"89 e7  mov %rsp, %rdi\n"                                              \
	"   9  1: W2.T-1 read 4 byte(s) @ 0x7f00 by PC 0x1\n"                  \
	"  10  1: W2.T7 non-fetched 2 byte(s) @ 0x7f02 f3 a4\n"                \
	"T777 write 8 byte(s) @ 0x7f10\n"                                      \
	"T777 write 8 byte(s) @ 0x7f18\n"                                      \
	"T777 write 8 byte(s) @ 0x7f20\n"                                      \
	"T777 write 8 byte(s) @ 0x7f28\n"                                      \
	"T777 write 8 byte(s) @ 0x7f30\n"                                      \
	"T777 write 8 byte(s) @ 0x7f38\n"                                      \
	"T777 write 8 byte(s) @ 0x7f40\n"                                      \
	"T777 write 8 byte(s) @ 0x7f48\n"

static const struct sample {
	const char *format;
	const char *text;
	const char *read;
} samples[] = {
	{ "pinatrace",
	    "# a comment\n0x7f5ce8a4b2b3: R 0x7ffd3c2a1e60\n"
	    "7f5ce8a4b2b3: W 7ffd3c2a1e68 8\n#eof\n",
	    "R7ffd3c2a1e60 W7ffd3c2a1e68:8" },
	{ "din", "2 0\n0 1000\n1 70f60888 12\n3 a3 4\n4 abc\n5 0xabc\n",
	    "I0:4 R1000:4 W70f60888:4 Ra0:4" },
	{ "xdin", "r 7fff10a8 8\nW 601040 10\ni 0x4004f0 0x5 x\nm 8 1\nc 0 4\n",
	    "R7fff10a8:8 W601040:16 I4004f0:5 R8" },
	{ "ramulator", "LD 0x12340\nST 4096\n", "R12340 W1000" },
	{ "drmemview",
	    "   8  1: W0.T3256418 ifetch  3 byte(s) @ 0x00007fc205a61940 48\n"
	    "T777 write 8 byte(s) @ 0x7f10\n",
	    "I7fc205a61940:3 W7f10:8" },
	{ "drmemview",
	    "  10660  8011:  2444840 ifetch  4 byte(s) @ 0x401d68 9103 add\n"
	    "  10661  8011:  2444840 write  8 byte(s) @ 0x7f10 by PC 0x40\n"
	    "  10662  8011:  2444840 pref-w-L1 64 byte(s) @ 0x7f10 by PC 0x4\n"
	    "  10663: T2444840 ifetch 10 byte(s) @ 0x401d70 48 b8 11 mov\n"
	    "         T2444840                                 22 33\n"
	    "  10664: T2444840 dflush 64 byte(s) @ 0x7f10 by PC 0x4\n",
	    "I401d68:4 W7f10:8 I401d70:10" },
	/* Release 9.0: bytes of x86, the last of ten on a line of their own;
	 * words of ARM; an instruction whose name has the digits of a number.
	 */
	{ "drmemview",
	    "        1: T3551528 <marker: version 3>\n"
	    "        7: T3551528   0x00007f86ef03d107  48 89 e7             "
	    "mov "
	    "   %rsp -> %rdi\n"
	    "        8: T3551528     write 8 byte(s) @ 0x7ffe10\n"
	    "        9: T3551528   0x00007f86ef03d10a  48 b8 11 22 33 44 55 "
	    "mov "
	    "   $0x1 -> %rax\n"
	    "        9: T3551528                       66 77 88\n"
	    "       10: T7   0x0000000000401d68  910003fd   add %sp\n"
	    "       11: T7   0x0000000000401d6c  bf00       nop\n"
	    "       12: T7   0x0000000000401d6e  f000 f801  bl\n"
	    "       13: T7   0x0000000000401d70  d8 c1      fadd %st0\n",
	    "I7f86ef03d107:3 W7ffe10:8 I7f86ef03d10a:7 I401d68:4 I401d6c:2 "
	    "I401d6e:4 I401d70:2" },
	{ "spc",
	    "0,303567,3584,w,0.026214\n 1, 8, 512, R, 1, more\n0,1,0,r,2.5\n",
	    "W9439e00:512 W943a000:3072 R1000000001000:512" },
	{ "msr",
	    "128166372003061629,hm,0,Read,4096,512,413\n"
	    "128166372003061630,hm,1,Write,0,512,4\n"
	    "128166372003061631,hm,0,Write,8192,512,4\n"
	    "128166372003061632,src,0,read,0,512,4\n",
	    "R1000:512 W1000000000000:512 W2000:512 R2000000000000:512" },
	{ "systor",
	    "Timestamp,Response,IOType,LUN,Offset,Size\n"
	    "1455592511.119283000,0.000165225,W,0,4096,512\n"
	    "1455592511.2,,R,3,8192,512\n",
	    "W1000:512 R3000000002000:512" },
	{ "fiu", "0 4892 syslogd 8 1 W 6 0 531e779\n1 12 bash 16 1 R 6 1\n",
	    "W1000:512 R1000000002000:512" },
	{ "perfscript",
	    "  big 17142/17143   733.967562: page-faults:   5568ae3b6030 "
	    "ffffffff817554ea\n"
	    " a b 1 7/7 [001] 733.9676: 1 major-faults:u:  7f48ae98f110\n"
	    "  19270  825.569842: cpu/mem-loads,ldlat=30/P:  55de1d3e8030\n"
	    " x 7 8.6: cpu/mem-stores/P: 55de1d3e9008 environ 401000 main\n"
	    " x 7/7 8.7: cpu/mem-loads/P: 55de1d3ea008 68100142 |OP STORE|\n"
	    " x 7/7 8.8: cpu/mem-loads/P: 0 401000\n",
	    "R5568ae3b6030 R7f48ae98f110 R55de1d3e8030 W55de1d3e9008 "
	    "W55de1d3ea008" },
	{ "perftrace",
	    "  0.045 ( 0.000 ms): a b/1 minfault [f+0x2] => 0x7f62 (?k)\n"
	    "  0.106 ( 0.000 ms): big/1 minfault [g] => /lib/a (x)@0x1a (d.)\n"
	    "  0.123 ( 0.000 ms): big/2 majfault [g] => //anon@0x7fee (d.)\n"
	    "  0.561 ( 0.000 ms): big/2 minfault [g] => [stack]@0x7ffe (d.)\n"
	    "  0.7 ( 0.000 ms): b/2 minfault [g] => /lib/b@0x1a (x.)\n",
	    "R7f62 R100000000001a R7fee R7ffe R200000000001a" },
	{ "ftrace",
	    "# tracer: nop\n"
	    " big-1925   [001] d....   823.004933: page_fault_user: "
	    "address=0x5557 ip=0x7fd3 error_code=0x6\n"
	    " a-b c-19   (18) [000] d...  823.1: page_fault_user: "
	    "address=0x7fd3 ip=0x7fd3 error_code=0x14\n"
	    " true 116 [001] 9.2: exceptions:page_fault_user: "
	    "address=0x7f73 ip=0x1 error_code=0x4\n"
	    " big-1925 [001] d.... 8.3: page_fault_kernel: address=f_symbol "
	    "ip=0x1 error_code=0x0\n"
	    "104 1 2 0x5558 0x7fd3 7\n",
	    "W5557 I7fd3 R7f73 W5558" },
	{ "damon",
	    "kdamond.0  4452 [000] 82877.315633: damon:damon_aggregated: "
	    "target_id=0 nr_regions=2 4096-8192: 2 3\n"
	    " kdamond.0-4452 [001] d..1. 8.2: damon_aggregated: target_id=9 "
	    "nr_regions=2 65536-65537: 1\n"
	    "kdamond.0 4452 [000] 8.3: damon:damon_aggregated: target_id=0 "
	    "nr_regions=2 4096-8192: 0 3\n"
	    "kdamond.0 4452 [000] 8.4: damon:damon_aggregated: target_id=0 "
	    "nr_regions=2 12288-12289: 3 #\n"
	    "kdamond.0 4452 [000] 8.4: damon:damon_aggregated: target_id=0 "
	    "nr_regions=2 12288-12289: 2 ; \n",
	    "R1000 R1000 R10000 R3000 R3000 R3000 R3000 R3000" },
	{ "fio",
	    "fio version 2 iolog\n/dev/sdb add\n/dev/sdb open\n"
	    "/dev/sdb read 4096 512\n/dev/sdc write 0 512\n/dev/sdb close\n",
	    "R1000:512 W1000000000000:512" },
	{ "fio",
	    "fio version 3 iolog\n1 /srv/a add\n2 /srv/a write 512 512\n"
	    "3 /srv/a trim 0 512\n",
	    "W200:512" },
};

/* "R1000:4 W0": operation, address, the size unless it is 1. */
static const char *
told(char *buf, size_t size)
{
	size_t len = 0;

	for (size_t i = 0; i < f.n && len < size; i++) {
		const struct access *a = &f.access[i];

		len += (size_t)snprintf(buf + len, size - len, "%s%c%jx",
		    i == 0 ? "" : " ", "RWMI"[a->op], (uintmax_t)a -> addr);
		if (a->size != 1 && len < size)
			len += (size_t)snprintf(
			    buf + len, size - len, ":%u", (unsigned)a->size);
	}
	return (buf);
}

START_TEST(read_as)
{
	const struct sample *s = &samples[_i];
	char buf[500];

	feed_text(&f, s->text);
	ck_assert_msg(f.failed == 0, "%s", f.err.msg);
	ck_assert_str_eq(f.facts.format, s->format);
	ck_assert_str_eq(told(buf, sizeof(buf)), s->read);
	ck_assert_uint_eq(f.facts.malformed, 0);
}
END_TEST

/* Never detected.  A line is a load, and a store where there is one. */
START_TEST(simpleo3)
{
	char buf[100];

	f.format = "simpleo3";
	feed_text(&f, "12 4096 8192\n0 12288\r\n# 1\n3  4096 0\n");
	ck_assert_msg(f.failed == 0, "%s", f.err.msg);
	ck_assert_str_eq(told(buf, sizeof(buf)), "R1000 W2000 R3000 R1000 W0");
	ck_assert_uint_eq(f.facts.malformed, 0);
}
END_TEST

/* The workload is the process; what is no record of memory is ignored. */
START_TEST(drmemview)
{
	f.format = "drmemview";
	feed_text(&f, DRMEMVIEW);
	ck_assert_msg(f.failed == 0, "%s", f.err.msg);
	ck_assert_uint_eq(f.n, 10);
	ck_assert_uint_eq(f.facts.ignored, 5);
	ck_assert_uint_eq(f.access[0].op, ACCESS_FETCH);
	ck_assert_uint_eq(f.access[1].pid, 2);
	ck_assert_uint_eq(f.access[1].size, 4);
	ck_assert_uint_eq(f.access[9].addr, 0x7f48);
}
END_TEST

static const struct refused {
	const char *format;
	const char *text;
	const char *says;
	uint64_t column;
} refusals[] = {
	{ "pinatrace", "0x1 R 0x2\n", "a colon", 4 },
	{ "pinatrace", "0x1: X 0x2\n", "R (read)", 6 },
	{ "pinatrace", "0x1: R 0x2 8 9\n", "a size", 12 },
	{ "din", "6 10\n", "a label", 1 },
	{ "din", "0 xyz\n", "an address", 3 },
	{ "xdin", "r 10\n", "a size", 5 },
	{ "xdin", "q 10 4\n", "one of r", 1 },
	{ "ramulator", "LD 12ab\n", "0x", 6 },
	{ "simpleo3", "x 4096\n", "a number of instructions", 1 },
	{ "simpleo3", "1\n", "an address", 2 },
	{ "simpleo3", "1 4096 8192 3\n", "the line should end", 13 },
	{ "drmemview", "T1 read 8 bytes @ 0x1\n", "byte(s)", 11 },
	{ "drmemview", "T1   0x401d70  nop\n", "an instruction", 14 },
	{ "drmemview", "T1   0x401g70  d8 c1\n", "an address", 11 },
	{ "perfscript", "big 1 7.9: 1 page-faults: ffff81 f+0x2 (x)\n",
	    "no address here", 27 },
	{ "perfscript", "big 1 7.9: page-faults: xyz\n", "an address", 25 },
	{ "perfscript", "big 536870912 7.9: page-faults: 1\n", "a process", 1 },
	{ "perftrace", "1.0 (0 ms): b/1 minfault [g] => /lib/a (d.)\n",
	    "an address", 33 },
	{ "perftrace", "1.0 (0 ms): b/1 minfault [g] => (d.)\n", "an address",
	    33 },
	{ "perftrace", "1.0 (0 ms): b minfault [g] => 0x1 (d.)\n", "a process",
	    13 },
	/* No thread: its blank is that of the word behind it. */
	{ "perftrace", "1.0 (0 ms): minfault [g] => 0x1 (d.)\n", "a process",
	    13 },
	{ "ftrace", "big-1 [001] d 8.2: page_fault_user: address=0x1\n",
	    "error_code=", 1 },
	{ "damon", "k 1 [0] 8.2: damon_aggregated: target_id=0 7-9: 1\n",
	    "nr_regions=", 14 },
	{ "damon",
	    "k 1 [0] 8.2: damon_aggregated: target_id=0 nr_regions=1 9-7: 1\n",
	    "behind its start", 57 },
	{ "damon",
	    "k 1 [0] 8.2: damon_aggregated: target_id=0 nr_regions=1 7-9: "
	    "65537\n",
	    "at most 65536", 57 },
	{ "mqsim", "x 1 16 8 0\n", "time, device", 1 },
	{ "mqsim", "1 1 16 8 2\n", "time, device", 1 },
	{ "disksim", "1.5 1 16 4194304 0\n", "1 GiB", 10 },
	{ "objectcsv", "1,,3\n", "an object", 3 },
	{ "objectcsv", "x,1,3\n", "a time", 1 },
	{ "spc", "70000,1,512,r,1\n", "65535", 7 },
	{ "spc", "0,36893488147419103,512,r,1\n", "past the end", 3 },
	{ "spc", "0,549755813888,512,r,1\n", "2^48", 3 },
	{ "spc", "0,1,512,r\n", "unit", 1 },
	{ "msr", "1,hm,0,Read,0,512\n", "time, host", 1 },
	{ "msr",
	    "1,"
	    "a23aaa456789012345678901234567890123456789012345678901234567890123"
	    "45678901234567890123456789012345678901234567890123456789012345678"
	    "90123456789012345678901234567890123456789012345678901234567890123"
	    "456789012345678901234567890123456789012345678901234567890123"
	    ",0,Read,0,512,3\n",
	    "255 bytes", 3 },
	{ "systor", "1,2,X,0,0,512\n", "response", 1 },
	{ "fiu", "0 1 a 8 4194304 W 6 0\n", "1 GiB", 9 },
	{ "fio", "fio version 4 iolog\n", "version 2", 1 },
	{ "fio", "fio version 2 iolog\na read 0\n", "an action", 1 },
};

START_TEST(refused)
{
	const struct refused *s = &refusals[_i];

	f.format = s->format;
	f.settings.strict = true;
	feed_text(&f, s->text);
	ck_assert_int_eq(f.failed, -1);
	ck_assert_msg(strstr(f.err.msg, s->says) != NULL, "%s", f.err.msg);
	ck_assert_uint_eq(f.err.where.column, s->column);
}
END_TEST

/* Two decimal numbers a line are no trace for Dinero unless it is named. */
START_TEST(din_named)
{
	feed_text(&f, "0 1000\n2 0\n1 4\n");
	ck_assert_str_eq(f.facts.format, "refs");
	f.format = "din";
	feed_text(&f, "0 1000\n2 0\n1 4\n");
	ck_assert_uint_eq(f.n, 3);
	ck_assert_uint_eq(f.access[0].addr, 0x1000);
}
END_TEST

/* One device more than there may be. */
START_TEST(many_devices)
{
	char text[1025 * 40], *p = text;

	for (int i = 0; i < 1025; i++)
		p += sprintf(p, "1,h%d,0,Read,0,512,3\n", i);
	feed_text(&f, text);
	ck_assert_int_eq(f.failed, -1);
	ck_assert_msg(
	    strstr(f.err.msg, "1024 devices") != NULL, "%s", f.err.msg);
	ck_assert_uint_eq(f.err.where.line, 1025);
}
END_TEST

#define REGIONS 4000 /* more than are read from a file at once */

/* Regions as they are usually written, in which the beginning of one is read at
 * once, or with the numbers as strings, which are read one by one. */
static void
write_regions(char *to, bool strings)
{
	static const char *const forms[] = {
		"{\"start\": %s%u%s, \"end\": %s%u%s, \"nr_accesses\": "
		"{\"samples\": %s%u%s, \"percent\": null}, \"age\": {\"usec\": "
		"7}},",
		"\n\t{ \"start\" :%s%u%s\n,\"end\":%s%u%s ,\"nr_accesses\" : { "
		"\"samples\":%s%u%s } },",
		"{\"start\":%s%u%s,\"end\":%s%u%s,\"nr_accesses\":{\"samples\":"
		"%s%u%s,\"total\":5},\"x\":[1,2]},",
	};
	const char *q = strings ? "\"" : "";
	struct rng rng = { 7 };

	to += sprintf(to, "[{\"kdamond_idx\": 0, \"regions\": [");
	for (int i = 0; i < REGIONS; i++) {
		uint64_t r = rng_next(&rng);
		unsigned start = (unsigned)(r >> 8 & 0xffff) * 4096;
		unsigned end = start + 1 + (unsigned)(r >> 24 & 0xffff);

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
		to += sprintf(to, forms[r % 3], q, start, q, q, end, q, q,
		    (unsigned)(r >> 40 & 3), q);
#pragma GCC diagnostic pop
	}
	sprintf(to, "{}]}]");
}

START_TEST(damonjson_forms)
{
	static char text[2][REGIONS * 128];
	static struct access first[REGIONS * 4];
	struct err_where where;
	size_t n;

	write_regions(text[0], false);
	write_regions(text[1], true);
	feed_text(&f, text[0]);
	ck_assert_int_eq(f.failed, 0);
	ck_assert_str_eq(f.facts.format, "damonjson");
	n = f.n;
	where = f.where;
	ck_assert_uint_gt(n, REGIONS);
	memcpy(first, f.access, n * sizeof(first[0]));
	f.cap = 100;
	feed_text(&f, text[1]);
	ck_assert_int_eq(f.failed, 0);
	ck_assert_uint_eq(f.n, n);
	ck_assert_uint_eq(f.where.line, where.line);
	ck_assert_mem_eq(first, f.access, n * sizeof(first[0]));
}
END_TEST

int
main(void)
{
	TCase *tc = tcase_create("textformats");

	fixture_folder(tc);
	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_loop_test(tc, read_as, 0, ROWS(samples));
	tcase_add_test(tc, simpleo3);
	tcase_add_test(tc, drmemview);
	tcase_add_loop_test(tc, refused, 0, ROWS(refusals));
	tcase_add_test(tc, din_named);
	tcase_add_test(tc, many_devices);
	tcase_add_test(tc, damonjson_forms);
	return (fixture_run("textformats", tc));
}
