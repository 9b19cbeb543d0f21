/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Suites: a complete one, and every error with its position.
 */
#include <stdlib.h>
#include <string.h>

#include "config/suite.h"
#include "unit/fixture.h"

static struct suite s;
static struct err err;

static int
load(const char *text)
{
	return (suite_load_text(
	    &s, mem, "dir/t.yaml", text, strlen(text), NULL, 0, &err));
}

static const char WHOLE[] =
    "name: nightly\n"
    "traces:\n"
    "  - gcc.trace.gz\n"
    "  - path: /abs/x.gz\n"
    "    name: x\n"
    "    format: hexrw\n"
    "    settings: {ifetch: no, page_size: 8KiB}\n"
    "    memories: 16\n"
    "  - {path: sub/y, areas: []}\n"
    "settings:\n"
    "  page_size: 4KiB\n"
    "  swap_cache: yes\n"
    "figures: mine.yaml\n"
    "policies:\n"
    "  - lru\n"
    "  - clock:load_bit=0\n"
    "  - {name: lirs, hot: 99%}\n"
    "  - fifo,opt\n"
    "memories: [64, 25%, '10..20/3']\n"
    "devices: [nvme, {name: hdd, rotation_ns: 11ms}]\n"
    "areas:\n"
    "  - {name: text, base: 0x400000, size: 64KiB, flags: rx}\n"
    "  - {base: 0x500000, size: 0x2000, backend: populated, pid: 7}\n"
    "  - {base: 0x500000, size: 0x2000, backend: linear,\n"
    "     physical: 0x80000000, pid: 8, flags: '-'}\n"
    "  - {base: anywhere, hint: 0x10000, size: 1MiB}\n"
    "gate: [faults.total, \"swap.reads, evictions\"]\n"
    "limits: {faults: 0, stall_ns: 2.5%, swap_writes: 10}\n";

START_TEST(test_whole)
{
	const struct area_spec *a;

	ck_assert_msg(load(WHOLE) == 0, "%s", err.msg);
	ck_assert_int_eq(suite_complete(&s, &err), 0);
	ck_assert_str_eq(s.name, "nightly");
	ck_assert_str_eq(s.figures, "dir/mine.yaml");
	ck_assert(s.settings.swap_cache);
	ck_assert_uint_eq(s.ntrace, 3);
	ck_assert_str_eq(s.trace[0].path, "dir/gcc.trace.gz");
	ck_assert_str_eq(s.trace[0].name, "gcc.trace.gz");
	ck_assert_ptr_null(s.trace[0].format);
	ck_assert_uint_eq(s.trace[0].settings.page_size, 4096);
	ck_assert_uint_eq(s.trace[0].memories.n, 5);
	ck_assert_uint_eq(s.trace[0].areas.n, 4);
	ck_assert_str_eq(s.trace[1].path, "/abs/x.gz");
	ck_assert_str_eq(s.trace[1].name, "x");
	ck_assert_str_eq(s.trace[1].format->name, "hexrw");
	ck_assert(!s.trace[1].settings.ifetch);
	ck_assert(s.trace[1].settings.swap_cache);
	ck_assert_uint_eq(s.trace[1].settings.page_size, 8192);
	ck_assert_uint_eq(s.trace[1].memories.n, 1);
	ck_assert_uint_eq(s.trace[1].areas.n, 4);
	ck_assert_str_eq(s.trace[2].path, "dir/sub/y");
	ck_assert_str_eq(s.trace[2].name, "y");
	ck_assert_uint_eq(s.trace[2].areas.n, 0);
	ck_assert_uint_eq(s.policies.n, 5);
	ck_assert_str_eq(s.policies.item[1].name, "clock");
	ck_assert_str_eq(s.policies.item[1].value[0].value, "0");
	ck_assert_str_eq(s.policies.item[2].name, "lirs");
	ck_assert_str_eq(s.policies.item[2].value[0].name, "hot");
	ck_assert_uint_eq(s.policies.item[2].value[0].at.line, 17);
	ck_assert_uint_eq(s.policies.item[2].value[0].at.column, 23);
	ck_assert_str_eq(s.policies.item[4].name, "opt");
	ck_assert_uint_eq(s.memories.n, 5);
	ck_assert_uint_eq(s.devices.n, 2);
	ck_assert_str_eq(s.devices.item[1].value[0].value, "11ms");
	a = s.areas.item;
	ck_assert_str_eq(a[0].map.name, "text");
	ck_assert_uint_eq(a[0].map.start, 0x400000);
	ck_assert_uint_eq(a[0].map.size, 65536);
	ck_assert_uint_eq(a[0].map.flags, MAP_READ | MAP_EXEC | MAP_USER);
	ck_assert_int_eq(a[0].map.kind, EVENT_MAP);
	ck_assert_int_eq(a[0].map.backend, BACKEND_LAZY);
	ck_assert(a[0].any_process && !a[0].anywhere);
	ck_assert_uint_eq(a[0].at.line, 22);
	ck_assert_uint_eq(a[1].map.flags, MAP_READ | MAP_WRITE | MAP_USER);
	ck_assert_int_eq(a[1].map.backend, BACKEND_POPULATED);
	ck_assert(!a[1].any_process);
	ck_assert_uint_eq(a[1].map.pid, 7);
	ck_assert_int_eq(a[2].map.backend, BACKEND_LINEAR);
	ck_assert_uint_eq(a[2].map.physical, 0x80000000);
	ck_assert_uint_eq(a[2].map.flags, MAP_USER);
	ck_assert(a[3].anywhere);
	ck_assert_uint_eq(a[3].map.start, 0x10000);
	ck_assert_uint_eq(s.nlimit, 3);
	ck_assert_str_eq(s.limit[1].metric.name, "stall_ns");
	ck_assert_str_eq(s.limit[1].metric.value, "2.5%");
	ck_assert_uint_eq(s.limit[1].metric.at.column, 21);
	ck_assert_uint_eq(s.limit[1].value_at.column, 31);
	ck_assert_uint_eq(s.gate.n, 3);
	ck_assert_str_eq(s.gate.item[0].value, "faults.total");
	ck_assert_str_eq(s.gate.item[2].value, "evictions");
	ck_assert_uint_eq(s.gate.item[2].at.column, 22);
}
END_TEST

/* Options of the command line override the file, for every trace. */
START_TEST(test_given)
{
	struct setting given[] = { { "page_size", "4KiB", { NULL, 0, 0 } } };

	ck_assert_int_eq(suite_load_text(&s, mem, "t.yaml", WHOLE,
			     strlen(WHOLE), given, 1, &err),
	    0);
	ck_assert_uint_eq(s.settings.page_size, 4096);
	ck_assert_uint_eq(s.trace[1].settings.page_size, 4096);
	ck_assert_str_eq(s.trace[0].path, "gcc.trace.gz");
	given[0].value = "3";
	ck_assert_int_eq(suite_load_text(&s, mem, "t.yaml", WHOLE,
			     strlen(WHOLE), given, 1, &err),
	    -1);
	ck_assert_int_eq(err.kind, ERR_USAGE);
	given[0] = (struct setting){ .name = "always_write", .value = "yes" };
	ck_assert_int_eq(suite_load_text(&s, mem, "t.yaml", WHOLE,
			     strlen(WHOLE), given, 1, &err),
	    -1);
	ck_assert_int_eq(err.kind, ERR_USAGE);
}
END_TEST

static const struct {
	const char *text;
	uint64_t line, column;
	const char *says;
} BAD[] = {
	{ "- a\n", 1, 1, "a suite is a mapping" },
	{ "polices: [lru]\n", 1, 1, "did you mean 'policies'" },
	{ "xyzzyplugh: 1\n", 1, 1, "there are: name, settings" },
	{ "name:\n", 1, 1, "name is empty" },
	{ "settings: 3\n", 1, 11, "settings is a mapping" },
	{ "settings:\n  pagesize: 1\n", 2, 3, "did you mean 'page_size'" },
	{ "settings:\n  page_size: 5000\n", 2, 14, "power of two" },
	{ "settings:\n  page_size: [1]\n", 2, 14, "single value" },
	{ "settings:\n  strict:\n", 2, 3, "bad strict" },
	{ "settings: {swap_cache: yes, always_write: yes}\n", 1, 1,
	    "set one of them" },
	{ "settings: {swap_size: 5000}\n", 1, 1, "whole number of pages" },
	{ "figures: [a]\n", 1, 10, "figures is a single value" },
	{ "figures: ''\n", 1, 1, "figures needs a path" },
	{ "traces: ''\n", 1, 1, "traces needs a path" },
	{ "traces: {path: x, formt: y}\n", 1, 19, "mean 'format'" },
	{ "traces: [a, b, x/a]\n", 1, 16, "a second trace 'a'" },
	{ "traces: ['']\n", 1, 10, "a trace needs a path" },
	{ "traces: [[a]]\n", 1, 10, "single value" },
	{ "traces:\n  - name: x\n", 2, 5, "needs a 'path'" },
	{ "traces:\n  - {path: x, formt: y}\n", 2, 15, "mean 'format'" },
	{ "traces:\n  - {path: x, settings: {tick: -1}}\n", 2, 32, "bad tick" },
	{ "traces:\n  - {path: x, memories: 0}\n", 2, 25, "at least one" },
	{ "traces:\n  - {path: x, settings: {swap_size: 1}}\n", 2, 15,
	    "whole number of pages" },
	{ "policies: {lru: 1}\n", 1, 11, "policies is a list" },
	{ "policies: [[lru]]\n", 1, 12, "a policy is a single value" },
	{ "policies: [{load_bit: 0}]\n", 1, 12, "needs a 'name'" },
	{ "policies: [{name: }]\n", 1, 13, "name is empty" },
	{ "policies: [{name: a, b: [1]}]\n", 1, 25, "b is a single value" },
	{ "policies: [lru, 'a:b']\n", 1, 17, "bad value 'b'" },
	{ "policies: lru,\n", 1, 11, "bad word" },
	{ "memories: {a: 1}\n", 1, 11, "memories is a list" },
	{ "memories: [1, [2]]\n", 1, 15, "a memory size is a single" },
	{ "memories: [1, 2x]\n", 1, 15, "bad memory size '2x'" },
	{ "memories:\n", 1, 1, "bad memory size ''" },
	{ "devices: [{name: x, a: {}}]\n", 1, 24, "single value" },
	{ "limits: [1]\n", 1, 9, "limits is a mapping" },
	{ "gate: {}\n", 1, 7, "gate is a list" },
	{ "gate: [{}]\n", 1, 8, "a metric is a single value" },
	{ "gate: [faults.total, \"\"]\n", 1, 22, "gate is empty" },
	{ "limits: {faults: {}}\n", 1, 18, "faults is a single value" },
};
#define NBAD (sizeof(BAD) / sizeof(BAD[0]))

/* The same within one area: line 2 holds the keys. */
static const struct {
	const char *text;
	uint64_t column;
	const char *says;
} BAD_AREA[] = {
	{ "7", 5, "an area is a mapping" },
	{ "{size: 4096}", 5, "needs a 'base'" },
	{ "{base: 0x1000}", 5, "needs a 'size'" },
	{ "{base: 0x1000, size: 0}", 26, "no size" },
	{ "{base: 0x1001, size: 4096}", 12, "not on a page boundary" },
	{ "{base: 0x1000, size: 100}", 26, "a multiple of 4096" },
	{ "{base: 0xfffffffffffff000, size: 4096}", 38, "wraps" },
	{ "{base: 0xfffffffffffff000, size: 8192}", 38, "wraps" },
	{ "{base: 0x1000, size: 0xfffffffffffff000}", 26, "wraps" },
	{ "{base: 0x10000000000000000, size: 1}", 12, "below 2^64" },
	{ "{base: 0xg, size: 4096}", 12, "an address such as" },
	{ "{base: 0x, size: 4096}", 12, "an address such as" },
	{ "{base: here, size: 4096}", 12, "a size in bytes" },
	{ "{base: [1], size: 4096}", 12, "single value" },
	{ "{base: 0, size: 4096, flag: r}", 27, "did you mean 'flags'" },
	{ "{base: 0, size: 4096, flags: rq}", 34, "bad flags 'rq'" },
	{ "{base: 0, size: 4096, flags: ''}", 27, "flags of nothing" },
	{ "{base: 0, size: 4096, backend: disk}", 36, "lazy, populated" },
	{ "{base: 0, size: 4096, backend: linear}", 5, "'physical'" },
	{ "{base: 0, size: 4096, physical: 0}", 27, "is for an area with" },
	{ "{base: 0, size: 4096, hint: 0}", 27, "base: anywhere" },
	{ "{base: 0, size: 4096, pid: 4294967296}", 32, "below 2^32" },
	{ "{base: 0, size: 4096, pid: me}", 32, "bad pid" },
	{ "{base: 0, size: 4096, name: abcdefghijklmnopqrstuvwxyz123456}", 33,
	    "too long" },
};
#define NBAD_AREA (sizeof(BAD_AREA) / sizeof(BAD_AREA[0]))

static void
expect(uint64_t line, uint64_t column, const char *says)
{
	ck_assert_msg(strstr(err.msg, says) != NULL, "%s", err.msg);
	ck_assert_int_eq(err.kind, ERR_CONFIG);
	ck_assert_str_eq(err.where.file, "dir/t.yaml");
	ck_assert_uint_eq(err.where.line, line);
	ck_assert_uint_eq(err.where.column, column);
	ck_assert_str_ne(err.excerpt, "");
}

START_TEST(test_bad)
{
	ck_assert_int_eq(load(BAD[_i].text), -1);
	expect(BAD[_i].line, BAD[_i].column, BAD[_i].says);
}
END_TEST

START_TEST(test_bad_area)
{
	char text[128];

	snprintf(text, sizeof(text), "areas:\n  - %s\n", BAD_AREA[_i].text);
	ck_assert_int_eq(load(text), -1);
	expect(2, BAD_AREA[_i].column, BAD_AREA[_i].says);
}
END_TEST

/* Two areas, and whether they may be declared together. */
static const struct {
	const char *first, *second;
	bool fit;
} AREAS[] = {
	{ "base: 0x1000, size: 0x1000", "base: 0x2000, size: 0x1000", true },
	{ "base: 0x2000, size: 0x1000", "base: 0x1000, size: 0x1000", true },
	{ "base: 0x1000, size: 0x2000", "base: 0x2000, size: 0x1000", false },
	{ "base: 0x2000, size: 0x1000", "base: 0x1000, size: 0x9000", false },
	{ "base: 0x1000, size: 0x1000", "base: 0x1000, size: 0x1000", false },
	{ "base: 0x1000, size: 0x1000, pid: 1",
	    "base: 0x1000, size: 0x1000, pid: 2", true },
	{ "base: 0x1000, size: 0x1000, pid: 1",
	    "base: 0x1000, size: 0x1000, pid: 1", false },
	{ "base: 0x1000, size: 0x1000, pid: 1", "base: 0x1000, size: 0x1000",
	    false },
	{ "base: 0x1000, size: 0x1000",
	    "base: anywhere, hint: 0x1000, size: 0x1000", true },
	{ "base: anywhere, size: 0x1000", "base: 0, size: 0x1000", true },
};

START_TEST(test_overlap)
{
	char text[256];
	int rc;

	snprintf(text, sizeof(text), "areas:\n  - {%s}\n  - {%s}\n",
	    AREAS[_i].first, AREAS[_i].second);
	rc = load(text);
	ck_assert_int_eq(rc, AREAS[_i].fit ? 0 : -1);
	if (rc != 0)
		expect(3, 5, "of line 2");
}
END_TEST

/* Areas of the suite must be whole pages of every trace. */
START_TEST(test_area_pages)
{
	ck_assert_int_eq(
	    load("areas:\n  - {base: 0x1000, size: 4KiB}\n"
		 "traces:\n  - {path: a, settings: {page_size: 8KiB}}\n"),
	    -1);
	expect(2, 12, "a multiple of 8192");
}
END_TEST

START_TEST(test_incomplete)
{
	ck_assert_int_eq(load("{}\n"), 0);
	ck_assert_uint_eq(s.settings.page_size, 4096);
	ck_assert_int_eq(suite_complete(&s, &err), -1);
	ck_assert_msg(strstr(err.msg, "no traces") != NULL, "%s", err.msg);
	ck_assert_uint_eq(err.where.line, 1);
	ck_assert_int_eq(load("\n traces: [a]\n"), 0);
	ck_assert_int_eq(suite_complete(&s, &err), -1);
	ck_assert_msg(strstr(err.msg, "no policies") != NULL, "%s", err.msg);
	ck_assert_uint_eq(err.where.line, 2);
	ck_assert_uint_eq(err.where.column, 2);
	ck_assert_int_eq(load("traces: [a]\npolicies: lru\n"), 0);
	ck_assert_int_eq(suite_complete(&s, &err), -1);
	ck_assert_msg(strstr(err.msg, "no memory") != NULL, "%s", err.msg);
	ck_assert_uint_eq(err.where.column, 10);
	/* One trace needs no list. */
	ck_assert_int_eq(load("traces: a\npolicies: lru\n"), 0);
	ck_assert_uint_eq(s.ntrace, 1);
	ck_assert_int_eq(
	    load("traces: {path: a, name: b}\npolicies: lru\n"), 0);
	ck_assert_str_eq(s.trace[0].name, "b");
}
END_TEST

/* Any byte changed gives an error with a position, or a suite. */
START_TEST(test_any_byte)
{
	static const char bytes[] = "{}[]&*!|>%@`'\",:-?#/.=0 \n\t\x80";
	char bent[sizeof(WHOLE)];

	for (size_t i = 0; i < sizeof(WHOLE) - 1; i++) {
		struct mem *own = mem_open();

		for (size_t k = 0; k < sizeof(bytes); k++) {
			memcpy(bent, WHOLE, sizeof(WHOLE));
			bent[i] = bytes[k];
			err = (struct err){ .kind = ERR_NONE };
			if (suite_load_text(&s, own, "t.yaml", bent,
				sizeof(WHOLE) - 1, NULL, 0, &err) == 0)
				continue;
			ck_assert_str_ne(err.msg, "");
			ck_assert_uint_gt(err.where.line, 0);
		}
		mem_close(own);
	}
}
END_TEST

START_TEST(test_file)
{
	ck_assert_int_eq(
	    suite_load(&s, mem, "/nonexistent.yaml", NULL, 0, &err), -1);
	ck_assert_int_eq(err.kind, ERR_CONFIG);
	ck_assert_str_eq(err.where.file, "/nonexistent.yaml");
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("suite");

	fixture_mem(t);
	tcase_add_test(t, test_whole);
	tcase_add_test(t, test_given);
	tcase_add_loop_test(t, test_bad, 0, NBAD);
	tcase_add_loop_test(t, test_bad_area, 0, NBAD_AREA);
	tcase_add_loop_test(t, test_overlap, 0, ROWS(AREAS));
	tcase_add_test(t, test_area_pages);
	tcase_add_test(t, test_incomplete);
	tcase_add_test(t, test_any_byte);
	tcase_add_test(t, test_file);
	tcase_set_timeout(t, 600);
	return (fixture_run("suite", t));
}
