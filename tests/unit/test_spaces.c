/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The spaces of a trace: references, events and what they mean to pages,
 * against rows worked out by hand and against a plain model of one process.
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/rng.h"
#include "space/spaces.h"

#define KIB UINT64_C(1024)

static const struct settings plain = { .page_size = 4096 };

static struct mem *mem;
static struct spaces *spaces;
static struct err err;
static const struct err_where here = { "t", 7, 1 };

static void
start(const struct settings *settings, const struct area_spec *d, size_t n)
{
	mem = mem_open();
	memset(&err, 0, sizeof(err));
	ck_assert_int_eq(spaces_open(&spaces, mem, settings, d, n, &err), 0);
}

static void
finish(void)
{
	mem_close(mem);
	mem = NULL;
}

/* One access: its page, NO_PAGE when it gives none, NO_PAGE - 1 for an error.
 */
static vpn_t
touch(uint32_t pid, enum access_op op, vaddr_t addr)
{
	struct access a = { .addr = addr, .size = 1, .pid = pid, .op = op };
	struct reference r;
	size_t n;

	if (spaces_resolve(spaces, &a, 1, &r, &n, &here, &err) != 0)
		return (NO_PAGE - 1);
	if (n == 0)
		return (NO_PAGE);
	ck_assert_int_eq(
	    reference_write(r), op == ACCESS_WRITE || op == ACCESS_MODIFY);
	return (reference_page(r));
}

static struct trace_facts
facts(void)
{
	struct trace_facts f = { 0 };

	spaces_tell(spaces, &f);
	return (f);
}

static int
happen(enum event_kind kind, vaddr_t at, uint64_t size, unsigned flags,
    enum backend_kind backend)
{
	struct event ev = {
		.kind = kind,
		.start = at,
		.size = size,
		.flags = flags,
		.backend = backend,
		.name = "heap",
	};

	return (spaces_event(spaces, &ev, &here, &err));
}

static int
happen_to(enum event_kind kind, uint32_t pid, uint32_t child)
{
	struct event ev = { .kind = kind, .pid = pid, .child = child };

	return (spaces_event(spaces, &ev, &here, &err));
}

/* The changes of the last event, as text: "F3 S1>4 P2 ". */
static const char *
changes(void)
{
	static char text[256];
	static const char letter[] = "FLSPUT";
	size_t n, used = 0;
	const struct change *c = spaces_changes(spaces, &n);

	text[0] = '\0';
	for (size_t i = 0; i < n && used < sizeof(text) - 32; i++) {
		used += (size_t)snprintf(text + used, sizeof(text) - used,
		    c[i].kind == CHANGE_TICK ? "%c " : "%c%u",
		    letter[c[i].kind], c[i].page);
		if (c[i].kind == CHANGE_SHARE)
			used += (size_t)snprintf(text + used,
			    sizeof(text) - used, ">%u", c[i].other);
		if (c[i].kind != CHANGE_TICK)
			text[used++] = ' ';
		text[used] = '\0';
	}
	return (text);
}

START_TEST(test_implicit)
{
	struct trace_facts f;

	start(&plain, NULL, 0);
	ck_assert_uint_eq(touch(0, ACCESS_READ, 0x1000), 0);
	ck_assert_uint_eq(touch(0, ACCESS_WRITE, 0x1fff), 0);
	ck_assert_uint_eq(touch(0, ACCESS_MODIFY, 0x2000), 1);
	ck_assert_uint_eq(touch(0, ACCESS_FETCH, UINT64_MAX), 2);
	ck_assert_uint_eq(touch(0, ACCESS_READ, UINT64_MAX - 4095), 2);
	ck_assert_uint_eq(touch(1, ACCESS_READ, 0x1000), 3);
	ck_assert_uint_eq(touch(PID_MAX, ACCESS_READ, 0x1000), 4);
	ck_assert_uint_eq(spaces_pages(spaces), 5);
	f = facts();
	ck_assert_uint_eq(f.references, 7);
	ck_assert_uint_eq(f.reads, 4);
	ck_assert_uint_eq(f.writes, 2);
	ck_assert_uint_eq(f.fetches, 1);
	ck_assert_uint_eq(f.nprocess, 3);
	ck_assert_uint_eq(f.narea, 4);
	ck_assert_uint_eq(f.process[0].references, 5);
	ck_assert_uint_eq(f.process[0].pages, 3);
	ck_assert_uint_eq(f.area[0].pages, 2);
	ck_assert_uint_eq(
	    spaces_page_facts(spaces).number[2], UINT64_MAX >> 12);
	finish();
}
END_TEST

/* Touched regions with gaps between them: how many areas come of it. */
static const struct {
	uint64_t mib[6];
	size_t areas;
} gaps[] = {
	{ { 0, 2, 4, 6, 8, 10 }, 1 },
	{ { 10, 8, 6, 4, 2, 0 }, 1 },
	{ { 0, 34, 1000, 1034, 5000, 5034 }, 3 },
	{ { 0, 36, 72, 108, 144, 180 }, 6 },
	{ { 0, 180, 34, 68, 102, 136 }, 2 },
};

START_TEST(test_gaps)
{
	start(&plain, NULL, 0);
	for (int i = 0; i < 6; i++)
		touch(0, ACCESS_READ, (gaps[_i].mib[i] + 4096) << 20);
	ck_assert_uint_eq(facts().narea, gaps[_i].areas);
	finish();
}
END_TEST

/* What an access needs: access_op by flags. */
START_TEST(test_permission)
{
	static const unsigned need[] = {
		[ACCESS_READ] = MAP_READ,
		[ACCESS_WRITE] = MAP_WRITE,
		[ACCESS_MODIFY] = MAP_READ | MAP_WRITE,
		[ACCESS_FETCH] = MAP_EXEC,
	};
	unsigned flags = (unsigned)_i % 8;
	enum access_op op = (enum access_op)(_i / 8);
	bool ok = (flags & need[op]) == need[op];
	struct settings strict = plain;

	start(&plain, NULL, 0);
	happen(EVENT_MAP, 0x1000, 0x1000, flags, BACKEND_LAZY);
	ck_assert_uint_eq(touch(0, op, 0x1234), ok ? 0 : NO_PAGE);
	ck_assert_uint_eq(facts().denied_permission, !ok);
	ck_assert_uint_eq(facts().process[0].denied, !ok);
	finish();

	/* The same of a page that has a number already. */
	start(&plain, NULL, 0);
	happen(EVENT_MAP, 0x1000, 0x1000, 7, BACKEND_LAZY);
	touch(0, ACCESS_MODIFY, 0x1000);
	happen(EVENT_PROTECT, 0x1000, 0x1000, flags, BACKEND_LAZY);
	ck_assert_uint_eq(touch(0, op, 0x1234), ok ? 0 : NO_PAGE);
	ck_assert_uint_eq(facts().denied_permission, !ok);
	finish();

	strict.strict = true;
	start(&strict, NULL, 0);
	happen(EVENT_MAP, 0x1000, 0x1000, flags, BACKEND_LAZY);
	ck_assert_uint_eq(touch(0, op, 0x1234), ok ? 0 : NO_PAGE - 1);
	ck_assert_int_eq(err.kind, ok ? ERR_NONE : ERR_TRACE);
	ck_assert_uint_eq(err.where.line, ok ? 0 : 7);
	finish();
}
END_TEST

START_TEST(test_declared)
{
	static const struct area_spec d[] = {
		{ .map = { .start = 0x1000, .size = 0x2000, .flags = 3 },
		    .any_process = true },
		{ .map = { .start = 0x2000,
		      .size = 0x1000,
		      .flags = 3,
		      .backend = BACKEND_POPULATED },
		    .any_process = true,
		    .anywhere = true },
		{ .map = { .start = 0x9000, .size = 0x1000, .pid = 5 } },
	};
	struct settings declared = plain;

	declared.areas = AREAS_DECLARED;
	start(&declared, d, 3);
	ck_assert_uint_eq(touch(0, ACCESS_READ, 0x2fff), 1);
	ck_assert_str_eq(changes(), "L0 ");
	ck_assert_uint_eq(touch(0, ACCESS_READ, 0x3000), 0);
	ck_assert_uint_eq(touch(0, ACCESS_READ, 0x4000), NO_PAGE);
	ck_assert_uint_eq(touch(0, ACCESS_READ, 0x9000), NO_PAGE);
	ck_assert_uint_eq(touch(5, ACCESS_READ, 0x9000), NO_PAGE);
	ck_assert_uint_eq(facts().denied_area, 2);
	ck_assert_uint_eq(facts().denied_permission, 1);
	ck_assert_uint_eq(facts().references, 5);
	ck_assert_uint_eq(facts().narea, 5);
	finish();
}
END_TEST

START_TEST(test_events)
{
	start(&plain, NULL, 0);
	ck_assert_int_eq(
	    happen(EVENT_MAP, 0x10000, 0x3000, 3, BACKEND_POPULATED), 0);
	ck_assert_str_eq(changes(), "L0 L1 L2 ");
	happen(EVENT_MAP, 0x20000, 0x2000, 3, BACKEND_LAZY);
	ck_assert_str_eq(changes(), "");
	ck_assert_uint_eq(touch(0, ACCESS_READ, 0x21000), 3);
	happen(EVENT_MAP, 0x30000, 0x2000, 1, BACKEND_LINEAR);
	ck_assert_uint_eq(touch(0, ACCESS_READ, 0x30000), NO_PAGE);
	ck_assert_uint_eq(facts().denied_area + facts().denied_permission, 0);
	ck_assert_uint_eq(touch(0, ACCESS_WRITE, 0x30000), NO_PAGE);
	ck_assert_uint_eq(facts().denied_permission, 1);

	/* Pins touch, do not nest, and pass over linear memory. */
	happen(EVENT_PIN, 0x20000, 0x2000, 0, 0);
	ck_assert_str_eq(changes(), "P4 P3 ");
	happen(EVENT_PIN, 0x21000, 0x1000, 0, 0);
	ck_assert_str_eq(changes(), "");
	happen(EVENT_PIN, 0x30000, 0x1000, 0, 0);
	ck_assert_str_eq(changes(), "");
	happen(EVENT_UNPIN, 0x20000, 0x1000, 0, 0);
	ck_assert_str_eq(changes(), "U4 ");

	/* A child: pages of its own, in order of address; nothing pinned. */
	happen_to(EVENT_FORK, 0, 9);
	ck_assert_str_eq(changes(), "S0>5 S1>6 S2>7 S4>8 S3>9 ");
	ck_assert_uint_eq(touch(9, ACCESS_READ, 0x21000), 9);
	ck_assert_uint_eq(touch(9, ACCESS_READ, 0x30000), NO_PAGE);
	ck_assert_uint_eq(facts().process[1].parent, 0);
	ck_assert_uint_eq(facts().process[1].pages, 5);
	ck_assert_uint_eq(spaces_page_facts(spaces).area[9], 4);

	happen(EVENT_UNMAP, 0x11000, 0x10000, 0, 0);
	ck_assert_str_eq(changes(), "F1 F2 F4 ");
	happen(EVENT_TICK, 0, 0, 0, 0);
	ck_assert_str_eq(changes(), "T ");
	happen_to(EVENT_EXIT, 9, 0);
	ck_assert_str_eq(changes(), "F5 F6 F7 F8 F9 ");
	ck_assert_uint_eq(facts().malformed, 0);

	/* The pid comes back as somebody else. */
	ck_assert_uint_eq(touch(9, ACCESS_READ, 0x21000), 10);
	ck_assert_uint_eq(facts().nprocess, 3);
	finish();
}
END_TEST

/* A map over what nobody mapped: what was touched there goes. */
START_TEST(test_map_over_implicit)
{
	start(&plain, NULL, 0);
	touch(0, ACCESS_WRITE, 0x5000);
	touch(0, ACCESS_WRITE, 0x6000);
	happen(EVENT_MAP, 0x6000, 0x1000, MAP_READ, BACKEND_LAZY);
	ck_assert_str_eq(changes(), "F1 ");
	ck_assert_uint_eq(touch(0, ACCESS_WRITE, 0x6000), NO_PAGE);
	ck_assert_uint_eq(touch(0, ACCESS_WRITE, 0x5000), 0);
	ck_assert_uint_eq(touch(0, ACCESS_WRITE, 0x7000), 2);
	/* A guard page is heeded even where nothing was mapped. */
	happen(EVENT_PROTECT, UINT64_C(1) << 40, 0x1000, 0, 0);
	ck_assert_uint_eq(touch(0, ACCESS_READ, UINT64_C(1) << 40), NO_PAGE);
	ck_assert_uint_eq(touch(0, ACCESS_READ, (UINT64_C(1) << 40) + 4096), 3);
	finish();
}
END_TEST

static const struct {
	enum event_kind kind;
	vaddr_t start;
	uint64_t size;
	uint32_t pid, child;
	bool good;
} events[] = {
	{ EVENT_MAP, 0x1000, 0, 0, 0, false },
	{ EVENT_MAP, 0x1001, 0x1000, 0, 0, false },
	{ EVENT_MAP, 0x1000, 0x1001, 0, 0, false },
	{ EVENT_MAP, UINT64_MAX - 4095, 0x1000, 0, 0, false },
	{ EVENT_MAP, 0x11000, 0x1000, 0, 0, false }, /* overlaps */
	{ EVENT_MAP, 0x9000, 0x8000, 0, 0, false },
	{ EVENT_MAP, 0x12000, 0x1000, 0, 0, true },
	{ EVENT_MAP, 0x11000, 0x1000, 4, 0, true },
	{ EVENT_UNMAP, 0x11000, 0, 0, 0, false },
	{ EVENT_UNMAP, 0x90000, 0x1000, 0, 0, true }, /* nothing there */
	{ EVENT_UNMAP, 0, UINT64_MAX - 4095, 0, 0, true },
	{ EVENT_PROTECT, 0x90001, 0x1000, 0, 0, false },
	{ EVENT_PIN, 0x10800, 0x800, 0, 0, false },
	{ EVENT_UNPIN, 0x90000, 0x1000, 0, 0, true },
	{ EVENT_FORK, 0, 0, 8, 9, false }, /* 8 was never seen */
	{ EVENT_FORK, 0, 0, 0, 0, false },
	{ EVENT_FORK, 0, 0, 0, 1, true },
	{ EVENT_EXIT, 0, 0, 8, 0, false },
	{ EVENT_EXIT, 0, 0, 0, 0, true },
};

START_TEST(test_sense)
{
	struct settings settings = plain;
	struct event ev = {
		.kind = events[_i].kind,
		.start = events[_i].start,
		.size = events[_i].size,
		.pid = events[_i].pid,
		.child = events[_i].child,
	};
	bool good = events[_i].good;

	for (int strict = 0; strict < 2; strict++) {
		settings.strict = strict;
		start(&settings, NULL, 0);
		happen(EVENT_MAP, 0x10000, 0x2000, 7, BACKEND_LAZY);
		ck_assert_int_eq(spaces_event(spaces, &ev, &here, &err),
		    strict && !good ? -1 : 0);
		ck_assert_uint_eq(facts().malformed, !good);
		ck_assert_int_eq(
		    err.kind, strict && !good ? ERR_TRACE : ERR_NONE);
		finish();
	}
}
END_TEST

START_TEST(test_limits)
{
	struct settings declared = plain;

	start(&plain, NULL, 0);
	ck_assert_int_eq(
	    happen(EVENT_MAP, 0, UINT64_C(1) << 50, 7, BACKEND_POPULATED), -1);
	ck_assert_int_eq(err.kind, ERR_LIMIT);
	finish();
	start(&plain, NULL, 0);
	ck_assert_int_eq(happen(EVENT_PIN, 0, UINT64_C(1) << 50, 7, 0), -1);
	ck_assert_int_eq(err.kind, ERR_LIMIT);
	finish();
	declared.areas = AREAS_DECLARED;
	start(&declared, NULL, 0);
	ck_assert_int_eq(happen(EVENT_PIN, 0, 0x1000, 7, 0), 0);
	ck_assert_uint_eq(facts().malformed, 1);
	finish();
}
END_TEST

/* Exit twice, and a table that says how large it was. */
START_TEST(test_exit)
{
	struct settings settings = plain;
	struct trace_facts f;

	settings.paging = PAGING_X86_64;
	start(&settings, NULL, 0);
	touch(3, ACCESS_READ, 0);
	touch(3, ACCESS_READ, UINT64_C(1) << 21);
	touch(3, ACCESS_READ, UINT64_C(1) << 30);
	ck_assert_int_eq(happen_to(EVENT_EXIT, 3, 0), 0);
	ck_assert_int_eq(happen_to(EVENT_EXIT, 3, 0), 0);
	f = facts();
	ck_assert_uint_eq(f.malformed, 1);
	ck_assert_uint_eq(f.process[0].tables[0], 1);
	ck_assert_uint_eq(f.process[0].tables[1], 1);
	ck_assert_uint_eq(f.process[0].tables[2], 2);
	ck_assert_uint_eq(f.process[0].tables[3], 3);
	ck_assert_uint_eq(f.process[0].table_bytes, 7 * 4 * KIB);
	finish();
}
END_TEST

/*
 * Random events and accesses over 64 pages of one process, areas declared,
 * against arrays by page.
 */
#define PAGES 64

struct model {
	int flags[PAGES]; /* -1: no area */
	vpn_t page[PAGES];
	vpn_t next;
	uint64_t denied;
};

static void
model_step(struct model *md, struct rng *r)
{
	uint64_t first = rng_below(r, PAGES), n = 1 + rng_below(r, 8);
	unsigned flags = (unsigned)rng_below(r, 8), kind;
	enum access_op op = (enum access_op)rng_below(r, 4);
	static const int need[] = { 1, 2, 3, 4 };
	bool clear = true;

	if (first + n > PAGES)
		n = PAGES - first;
	kind = (unsigned)rng_below(r, 12);
	if (kind == 0) {
		for (uint64_t i = first; i < first + n; i++)
			clear &= md->flags[i] < 0;
		happen(EVENT_MAP, first << 12, n << 12, flags, BACKEND_LAZY);
		for (uint64_t i = first; clear && i < first + n; i++)
			md->flags[i] = (int)flags;
	} else if (kind == 1) {
		happen(EVENT_UNMAP, first << 12, n << 12, 0, 0);
		for (uint64_t i = first; i < first + n; i++) {
			md->flags[i] = -1;
			md->page[i] = NO_PAGE;
		}
	} else if (kind == 2) {
		happen(EVENT_PROTECT, first << 12, n << 12, flags, 0);
		for (uint64_t i = first; i < first + n; i++)
			if (md->flags[i] >= 0)
				md->flags[i] = (int)flags;
	} else {
		vpn_t want = NO_PAGE;

		if (md->flags[first] >= 0 &&
		    (md->flags[first] & need[op]) == need[op]) {
			if (md->page[first] == NO_PAGE)
				md->page[first] = md->next++;
			want = md->page[first];
		} else {
			md->denied++;
		}
		ck_assert_uint_eq(
		    touch(0, op, first << 12 | rng_below(r, 4096)), want);
	}
}

START_TEST(test_model)
{
	struct settings declared = plain;
	struct model md = { .next = 0 };
	struct rng r = { (uint64_t)_i };

	declared.areas = AREAS_DECLARED;
	start(&declared, NULL, 0);
	for (int i = 0; i < PAGES; i++) {
		md.flags[i] = -1;
		md.page[i] = NO_PAGE;
	}
	for (int i = 0; i < 5000; i++)
		model_step(&md, &r);
	ck_assert_uint_eq(
	    facts().denied_area + facts().denied_permission, md.denied);
	ck_assert_uint_eq(facts().pages, md.next);
	finish();
}
END_TEST

/* Scattered pages of any size: each address gets one number and keeps it. */
START_TEST(test_scattered)
{
	struct settings settings = plain;
	enum { N = 40000 };
	static vpn_t page[N];

	settings.page_size = UINT64_C(4096) << _i * 3;
	start(&settings, NULL, 0);
	for (int round = 0; round < 2; round++)
		for (int i = 0; i < N; i++) {
			uint64_t addr = rng_at(1, (uint64_t)i);
			vpn_t got = touch(i % 3, ACCESS_READ, addr);

			if (round == 0)
				page[i] = got;
			ck_assert_uint_eq(page[i], got);
			ck_assert_uint_eq(spaces_page_facts(spaces).number[got],
			    addr >> (12 + _i * 3));
		}
	finish();
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("spaces");
	TCase *tc = tcase_create("spaces");
	SRunner *runner;
	int failed;

	tcase_add_test(tc, test_implicit);
	tcase_add_loop_test(tc, test_gaps, 0, sizeof(gaps) / sizeof(gaps[0]));
	tcase_add_loop_test(tc, test_permission, 0, 32);
	tcase_add_test(tc, test_declared);
	tcase_add_test(tc, test_events);
	tcase_add_test(tc, test_map_over_implicit);
	tcase_add_loop_test(
	    tc, test_sense, 0, sizeof(events) / sizeof(events[0]));
	tcase_add_test(tc, test_limits);
	tcase_add_test(tc, test_exit);
	tcase_add_loop_test(tc, test_model, 0, 8);
	tcase_add_loop_test(tc, test_scattered, 0, 4);
	tcase_set_timeout(tc, 60);
	suite_add_tcase(suite, tc);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return (failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE);
}
