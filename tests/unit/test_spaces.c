/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Accesses in, references out: implicit and declared areas, permissions, the
 * shape of page tables, and a model of one process in plain arrays.
 */
#include "space/process.h"
#include "spaces_fixture.h"
#include "unit/fixture.h"

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
}
END_TEST

/* The last two page numbers that there are, and the error behind them. */
START_TEST(test_limit)
{
	start(&plain, NULL, 0);
	ck_assert_uint_eq(touch(0, ACCESS_READ, 0x1000), 0);
	spaces->npages = PAGES_MAX - 2;
	ck_assert_uint_eq(touch(0, ACCESS_WRITE, 0x2000), PAGES_MAX - 2);
	ck_assert_uint_eq(touch(0, ACCESS_READ, 0x900000), PAGES_MAX - 1);
	ck_assert_uint_eq(touch(0, ACCESS_READ, 0x2fff), PAGES_MAX - 2);
	ck_assert_uint_eq(touch(0, ACCESS_READ, 0x1fff), 0);
	ck_assert_uint_eq(touch(0, ACCESS_READ, 0x3000), NO_PAGE - 1);
	ck_assert_str_eq(err.msg,
	    "more than 2147483648 pages are touched; a larger page_size makes "
	    "fewer");
}
END_TEST

/* Touched regions with gaps between them, and the number of areas. */
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

	/* The same of a page that has a number already. */
	start(&plain, NULL, 0);
	happen(EVENT_MAP, 0x1000, 0x1000, 7, BACKEND_LAZY);
	touch(0, ACCESS_MODIFY, 0x1000);
	happen(EVENT_PROTECT, 0x1000, 0x1000, flags, BACKEND_LAZY);
	ck_assert_uint_eq(touch(0, op, 0x1234), ok ? 0 : NO_PAGE);
	ck_assert_uint_eq(facts().denied_permission, !ok);

	strict.strict = true;
	start(&strict, NULL, 0);
	happen(EVENT_MAP, 0x1000, 0x1000, flags, BACKEND_LAZY);
	ck_assert_uint_eq(touch(0, op, 0x1234), ok ? 0 : NO_PAGE - 1);
	ck_assert_int_eq(err.kind, ok ? ERR_NONE : ERR_TRACE);
	ck_assert_uint_eq(err.where.line, ok ? 0 : 7);
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
}
END_TEST

/* A second exit has no effect, and the size of the table is kept. */
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
	ck_assert_uint_eq(f.process[0].table_bytes, UINT64_C(7) * 4096);
}
END_TEST

/*
 * Random events and accesses over 64 parts of one process, areas declared,
 * against arrays by page.
 */
#define PARTS     64
#define PART_MOST 512

struct model {
	unsigned size;    /* pages of a part */
	int flags[PARTS]; /* -1: no area */
	page_id_t page[PARTS * PART_MOST];
	page_id_t next;
	uint64_t denied;
};

static void
model_unmap(struct model *md, uint64_t part)
{
	md->flags[part] = -1;
	for (unsigned i = 0; i < md->size; i++)
		md->page[part * md->size + i] = NO_PAGE;
}

static void
model_step(struct model *md, struct rng *r)
{
	uint64_t first = rng_below(r, PARTS), n = 1 + rng_below(r, 8);
	uint64_t bytes = (uint64_t)md->size << 12;
	unsigned flags = (unsigned)rng_below(r, 8), kind;
	enum access_op op = (enum access_op)rng_below(r, 4);
	static const int need[] = { 1, 2, 3, 4 };
	bool clear = true;

	if (first + n > PARTS)
		n = PARTS - first;
	kind = (unsigned)rng_below(r, 4 + 8 * md->size);
	if (kind == 0) {
		for (uint64_t i = first; i < first + n; i++)
			clear &= md->flags[i] < 0;
		happen(
		    EVENT_MAP, first * bytes, n * bytes, flags, BACKEND_LAZY);
		for (uint64_t i = first; clear && i < first + n; i++)
			md->flags[i] = (int)flags;
	} else if (kind == 1) {
		happen(EVENT_UNMAP, first * bytes, n * bytes, 0, 0);
		for (uint64_t i = first; i < first + n; i++)
			model_unmap(md, i);
	} else if (kind == 2) {
		happen(EVENT_PROTECT, first * bytes, n * bytes, flags, 0);
		for (uint64_t i = first; i < first + n; i++)
			if (md->flags[i] >= 0)
				md->flags[i] = (int)flags;
	} else {
		uint64_t at = first * md->size + rng_below(r, md->size);
		page_id_t want = NO_PAGE;

		if (md->flags[first] >= 0 &&
		    (md->flags[first] & need[op]) == need[op]) {
			if (md->page[at] == NO_PAGE)
				md->page[at] = md->next++;
			want = md->page[at];
		} else {
			md->denied++;
		}
		ck_assert_uint_eq(
		    touch(0, op, at << 12 | rng_below(r, 4096)), want);
	}
}

/* Parts are pages, or as long as half a leaf of the page table, or a leaf. */
START_TEST(test_model)
{
	static const unsigned sizes[] = { 1, PART_MOST / 2, PART_MOST };
	struct settings declared = plain;
	static struct model md;
	struct rng r = { (uint64_t)_i };

	declared.areas = AREAS_DECLARED;
	start(&declared, NULL, 0);
	md = (struct model){ .size = sizes[_i % 3] };
	for (uint64_t i = 0; i < PARTS; i++)
		model_unmap(&md, i);
	for (unsigned i = 0; i < (md.size == 1 ? 5000 : 50000); i++)
		model_step(&md, &r);
	ck_assert_uint_eq(
	    facts().denied_area + facts().denied_permission, md.denied);
	ck_assert_uint_eq(facts().pages, md.next);
}
END_TEST

/* Scattered pages of any size: each address gets one number and keeps it. */
START_TEST(test_scattered)
{
	struct settings settings = plain;
	enum { N = 40000 };
	static page_id_t page[N];

	settings.page_size = UINT64_C(16) << _i * 2;
	start(&settings, NULL, 0);
	for (int round = 0; round < 2; round++)
		for (int i = 0; i < N; i++) {
			uint64_t addr = rng_at(1, (uint64_t)i);
			page_id_t got = touch(i % 3, ACCESS_READ, addr);

			if (round == 0)
				page[i] = got;
			ck_assert_uint_eq(page[i], got);
			ck_assert_uint_eq(spaces_page_facts(spaces).number[got],
			    addr >> (4 + _i * 2));
		}
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("spaces");

	fixture_mem(t);
	tcase_add_test(t, test_limit);
	tcase_add_test(t, test_implicit);
	tcase_add_loop_test(t, test_gaps, 0, ROWS(gaps));
	tcase_add_loop_test(t, test_permission, 0, 32);
	tcase_add_test(t, test_declared);
	tcase_add_test(t, test_exit);
	tcase_add_loop_test(t, test_model, 0, 8);
	tcase_add_loop_test(t, test_scattered, 0, 14);
	tcase_set_timeout(t, 600);
	return (fixture_run("spaces", t));
}
