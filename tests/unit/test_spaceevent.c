/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Events: how each changes pages, and which are malformed.
 */
#include "spaces_fixture.h"
#include "unit/fixture.h"

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

	/* The pid is used again by another process. */
	ck_assert_uint_eq(touch(9, ACCESS_READ, 0x21000), 10);
	ck_assert_uint_eq(facts().nprocess, 3);
}
END_TEST

/* Pages that leave memory stay what they are; those that are discarded are
 * touched as new ones.  Pinned pages do neither. */
START_TEST(test_out)
{
	start(&plain, NULL, 0);
	happen(EVENT_MAP, 0x10000, 0x3000, 3, BACKEND_POPULATED);
	touch(0, ACCESS_WRITE, 0x20000);
	happen(EVENT_PIN, 0x11000, 0x1000, 0, 0);
	happen(EVENT_PAGEOUT, 0x10000, 0x40000, 0, 0);
	ck_assert_str_eq(changes(), "O0 O2 O3 ");
	ck_assert_uint_eq(touch(0, ACCESS_READ, 0x20000), 3);
	happen(EVENT_DISCARD, 0x12000, 0x10000, 0, 0);
	ck_assert_str_eq(changes(), "F2 F3 ");
	ck_assert_uint_eq(touch(0, ACCESS_READ, 0x20000), 4);
	ck_assert_uint_eq(touch(0, ACCESS_READ, 0x12000), 5);
	ck_assert_uint_eq(facts().malformed, 0);
	happen(EVENT_DISCARD, 0x10000, 0x3000, 0, 0);
	ck_assert_str_eq(changes(), "");
	ck_assert_uint_eq(facts().malformed, 1);

	happen_to(EVENT_SUSPEND, 0, 0);
	ck_assert_str_eq(changes(), "O0 O5 O4 ");
	happen_to(EVENT_SUSPEND, 0, 0);
	ck_assert_uint_eq(facts().malformed, 2);
	happen_to(EVENT_RESUME, 0, 0);
	ck_assert_str_eq(changes(), "");
	ck_assert_uint_eq(facts().malformed, 2);
	happen_to(EVENT_RESUME, 0, 0);
	happen_to(EVENT_SUSPEND, 7, 0);
	ck_assert_uint_eq(facts().malformed, 4);
	/* A process that makes an access runs: its resume is missing. */
	happen_to(EVENT_SUSPEND, 0, 0);
	ck_assert_uint_eq(touch(0, ACCESS_READ, 0x20000), 4);
	ck_assert_uint_eq(facts().malformed, 5);
	touch(0, ACCESS_READ, 0x20000);
	happen_to(EVENT_SUSPEND, 0, 0);
	ck_assert_uint_eq(facts().malformed, 5);
}
END_TEST

/* A map over an implicit area: the pages touched there are unmapped. */
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
	/* A page without permissions is denied, also in a range without areas.
	 */
	happen(EVENT_PROTECT, UINT64_C(1) << 40, 0x1000, 0, 0);
	ck_assert_uint_eq(touch(0, ACCESS_READ, UINT64_C(1) << 40), NO_PAGE);
	ck_assert_uint_eq(touch(0, ACCESS_READ, (UINT64_C(1) << 40) + 4096), 3);
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
	}
}
END_TEST

/* Ranges in pages of 4 KiB with a larger page size are errors.  They do not
 * count as malformed, because then all ranges of a trace would be skipped. */
START_TEST(test_page_size)
{
	static const struct {
		uint64_t page_size;
		enum event_kind kind;
		vaddr_t start;
		uint64_t size;
		vaddr_t physical; /* 0: not linear */
		const char *fits; /* NULL: it does */
	} rows[] = {
		{ 4096, EVENT_MAP, 0x11000, 0x1000, 0, NULL },
		{ 8192, EVENT_MAP, 0x10000, 0x2000, 0, NULL },
		{ 8192, EVENT_MAP, 0x11000, 0x2000, 0, "=4096 " },
		{ 8192, EVENT_MAP, 0x10000, 0x3000, 0, "=4096 " },
		{ 65536, EVENT_UNMAP, 0x14000, 0x8000, 0, "=16384 " },
		{ 65536, EVENT_PROTECT, 0x18000, 0x8000, 0, "=32768 " },
		{ 65536, EVENT_PIN, 0, 0x1000, 0, "=4096 " },
		{ 65536, EVENT_UNPIN, 0, 0x1000, 0, "=4096 " },
		{ 2097152, EVENT_MAP, 0x200000, 0x200000, 0x400000, NULL },
		{ 2097152, EVENT_MAP, 0x200000, 0x200000, 0x100000,
		    "=1048576 " },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct settings settings = plain;
		struct event ev = {
			.kind = rows[i].kind,
			.start = rows[i].start,
			.size = rows[i].size,
			.physical = rows[i].physical,
			.backend = rows[i].physical != 0 ? BACKEND_LINEAR
							 : BACKEND_LAZY,
		};

		settings.page_size = rows[i].page_size;
		start(&settings, NULL, 0);
		ck_assert_int_eq(spaces_event(spaces, &ev, &here, &err),
		    rows[i].fits != NULL ? -1 : 0);
		ck_assert_uint_eq(facts().malformed, 0);
		if (rows[i].fits != NULL) {
			ck_assert_int_eq(err.kind, ERR_TRACE);
			ck_assert_uint_eq(err.where.line, here.line);
			ck_assert_msg(strstr(err.msg, rows[i].fits) != NULL,
			    "%s", err.msg);
		}
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
	ck_assert_uint_eq(err.where.line, here.line);
	start(&plain, NULL, 0);
	ck_assert_int_eq(happen(EVENT_PIN, 0, UINT64_C(1) << 50, 7, 0), -1);
	ck_assert_int_eq(err.kind, ERR_LIMIT);
	/* One page above the limit: nothing is changed. */
	start(&plain, NULL, 0);
	ck_assert_int_eq(happen(EVENT_MAP, 0, ((UINT64_C(1) << 24) + 1) << 12,
			     7, BACKEND_POPULATED),
	    -1);
	ck_assert_int_eq(err.kind, ERR_LIMIT);
	ck_assert_uint_eq(spaces_pages(spaces), 0);
	declared.areas = AREAS_DECLARED;
	start(&declared, NULL, 0);
	ck_assert_int_eq(happen(EVENT_PIN, 0, 0x1000, 7, 0), 0);
	ck_assert_uint_eq(facts().malformed, 1);
}
END_TEST

/* An address near the start, near the end, in a heap, or anywhere. */
static uint64_t
any_address(struct rng *r)
{
	uint64_t x = rng_next(r);

	switch (rng_below(r, 5)) {
	case 0:
		return (x);
	case 1:
		return (UINT64_MAX - (x & 0xfffff));
	case 2:
		return (x & 0x3ffff);
	case 3:
		return (x & 0xffffff);
	default:
		return (UINT64_C(0x7f0000000000) + (x & 0xfffffff));
	}
}

static struct event
any_event(struct rng *r, uint64_t page_size)
{
	struct event ev = {
		.kind = (enum event_kind)rng_below(r, EVENT_RESUME + 1),
		.pid = (uint32_t)rng_below(r, 5),
		.child = (uint32_t)rng_below(r, 5),
		.start = any_address(r),
		.size = rng_below(r, 2) == 0 ? any_address(r)
					     : rng_below(r, 64) * 4096,
		.flags = (unsigned)rng_below(r, 64),
		.backend = (enum backend_kind)rng_below(r, 3),
		.physical = any_address(r),
	};

	if (ev.kind == EVENT_PIN || ev.backend == BACKEND_POPULATED)
		ev.size &= 0x1fffff;
	if (rng_below(r, 2) == 0) {
		ev.start &= -page_size;
		ev.size &= -page_size;
		ev.physical &= -page_size;
	} else {
		/* Not whole pages of any size; whole pages of 4 KiB would end
		 * the run. */
		ev.start |= 1;
	}
	return (ev);
}

/* After any events, the counts of the parts add up to the counts of the whole.
 */
static void
check_sums(uint64_t references)
{
	struct trace_facts f = facts();
	uint64_t refs = 0, denied = 0, pages = 0, touched = 0;

	for (size_t i = 0; i < f.nprocess; i++) {
		refs += f.process[i].references;
		denied += f.process[i].denied;
		pages += f.process[i].pages;
	}
	for (size_t i = 0; i < f.narea; i++)
		touched += f.area[i].pages;
	ck_assert_uint_eq(f.references, references);
	ck_assert_uint_eq(refs, references);
	ck_assert_uint_eq(denied, f.denied_area + f.denied_permission);
	ck_assert_uint_eq(pages, f.pages);
	ck_assert_uint_eq(touched, f.pages);
}

START_TEST(test_random)
{
	struct rng r = { (uint64_t)_i };
	struct settings settings = plain;
	uint64_t references = 0;

	settings.page_size = UINT64_C(16) << _i * 5 % 27;
	settings.areas = _i % 3 == 0 ? AREAS_DECLARED : AREAS_IMPLICIT;
	settings.paging = _i % 4;
	start(&settings, NULL, 0);
	for (int step = 0; step < 2000; step++) {
		struct event ev = any_event(&r, settings.page_size);

		ck_assert_int_eq(spaces_event(spaces, &ev, &here, &err), 0);
		for (int i = 0; i < 20; i++, references++) {
			page_id_t page = touch((uint32_t)rng_below(&r, 5),
			    (enum access_op)rng_below(&r, 4), any_address(&r));

			ck_assert(
			    page == NO_PAGE || page < spaces_pages(spaces));
		}
	}
	check_sums(references);
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("spaceevent");

	fixture_mem(t);
	tcase_add_test(t, test_events);
	tcase_add_test(t, test_out);
	tcase_add_test(t, test_map_over_implicit);
	tcase_add_loop_test(t, test_sense, 0, ROWS(events));
	tcase_add_test(t, test_page_size);
	tcase_add_test(t, test_limits);
	tcase_add_loop_test(t, test_random, 0, 12);
	tcase_set_timeout(t, 600);
	return (fixture_run("spaceevent", t));
}
