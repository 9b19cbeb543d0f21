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

/* Many leaves, dense ones, half filled and sparse ones, of several processes:
 * long batches, which look ahead, give what single accesses do. */
START_TEST(test_batches)
{
	enum { N = 60000 };
	static struct access a[N];
	static struct reference out[N];
	struct spaces *batches;
	struct rng r = { 3 };
	size_t n;

	start(&plain, NULL, 0);
	batches = spaces;
	start(&plain, NULL, 0);
	for (int i = 0; i < N; i++) {
		uint64_t v = rng_next(&r);
		uint64_t page = i % 3 == 0   ? v % 20000
				: i % 3 == 1 ? (v % 4000) << 9 | v >> 60
					     : v >> 30;

		a[i] = (struct access){ .addr = page << 12 | (v & 4095),
			.size = 1,
			.pid = (uint32_t)(i / 1000 % 3),
			.op = v >> 40 & 3 };
		/* New pages in order, of two processes in turn. */
		if (i >= N - 9000) {
			a[i].addr = (vaddr_t)i << 12;
			a[i].pid = (uint32_t)(i / 5 % 2);
		}
	}
	for (int round = 0; round < 2; round++) {
		ck_assert_int_eq(
		    spaces_resolve(batches, a, N, out, &n, &here, &err), 0);
		ck_assert_uint_eq(n, N);
		for (int i = 0; i < N; i++)
			ck_assert_uint_eq(reference_page(out[i]),
			    touch(
				a[i].pid, (enum access_op)a[i].op, a[i].addr));
	}
	ck_assert_uint_eq(spaces_pages(batches), spaces_pages(spaces));
}
END_TEST

/* What both know of their pages and areas. */
static void
same_facts(const struct spaces *other)
{
	struct page_facts a = spaces_page_facts(spaces);
	struct page_facts b = spaces_page_facts(other);
	struct trace_facts f = facts(), g = { 0 };
	page_id_t n = spaces_pages(spaces);

	spaces_tell(other, &g);
	ck_assert_uint_eq(f.pages, g.pages);
	ck_assert_mem_eq(a.number, b.number, n * sizeof(*a.number));
	ck_assert_mem_eq(a.area, b.area, n * sizeof(*a.area));
	ck_assert_mem_eq(a.process, b.process, n * sizeof(*a.process));
	ck_assert_mem_eq(a.file, b.file, n * sizeof(*a.file));
	ck_assert_int_eq(*a.files, *b.files);
	ck_assert_uint_eq(f.references, g.references);
	ck_assert_uint_eq(f.denied_permission, g.denied_permission);
	ck_assert_uint_eq(f.find_calls, g.find_calls);
	ck_assert_uint_eq(f.find_cached, g.find_cached);
	ck_assert_uint_eq(f.narea, g.narea);
	for (size_t i = 0; i < f.narea; i++)
		ck_assert_uint_eq(f.area[i].pages, g.area[i].pages);
	for (size_t i = 0; i < f.nprocess; i++)
		ck_assert_uint_eq(f.process[i].pages, g.process[i].pages);
}

#define AREA_BITS 27 /* 64 leaves */

/* Most are to new pages, in random order, of five areas.  So many of a thousand
 * are not: they may be of another process, too. */
static void
mostly_new(struct access *a, size_t n, unsigned rare)
{
	enum { PAGES = 5 << (AREA_BITS - 12) };
	static uint32_t order[PAGES];
	struct rng r = { rare };

	for (uint32_t i = 0; i < PAGES; i++) {
		uint32_t j = (uint32_t)rng_below(&r, i + 1);

		order[i] = order[j];
		order[j] = i;
	}
	for (size_t i = 0; i < n; i++) {
		bool usual = rng_below(&r, 1000) >= rare;
		uint64_t page = order[usual || i == 0 ? i : rng_below(&r, i)];

		a[i] = (struct access){
			.addr = page << 12,
			.size = 1,
			.pid = !usual && rng_below(&r, 4) == 0,
			.op = usual ? ACCESS_READ : rng_below(&r, 4),
		};
	}
}

/* Areas with various permissions; with gaps, the first one is implicit and the
 * others end within a leaf. */
static void
map_five(bool cut)
{
	static const unsigned flags[] = { MAP_READ,
		MAP_READ | MAP_WRITE | MAP_EXEC, MAP_READ | MAP_WRITE, MAP_READ,
		MAP_READ | MAP_EXEC | MAP_OF_FILE };

	for (size_t i = cut; i < ROWS(flags); i++)
		ck_assert_int_eq(happen(EVENT_MAP, i << AREA_BITS,
				     (UINT64_C(1) << AREA_BITS) -
					 (cut ? UINT64_C(100) << 12 : 0),
				     flags[i], BACKEND_LAZY),
		    0);
}

/* Long batches of new pages in random order give what single accesses do. */
START_TEST(test_mostly_new)
{
	enum { N = 60000, BATCH = 4000 };
	static struct access a[N];
	static struct reference out[N];
	struct spaces *both[2];
	uint64_t others = 0;
	size_t n, k;

	for (int j = 0; j < 2; j++) {
		start(&plain, NULL, 0);
		both[j] = spaces;
		map_five(_i > 0);
	}
	mostly_new(a, N, (unsigned)_i * 10);
	for (size_t i = 0; i < N; i += BATCH) {
		ck_assert_int_eq(
		    spaces_resolve(both[0], a + i, BATCH, out, &n, &here, &err),
		    0);
		k = 0;
		for (size_t j = i; j < i + BATCH; j++) {
			page_id_t page =
			    touch(a[j].pid, (enum access_op)a[j].op, a[j].addr);

			if (page == NO_PAGE)
				continue;
			ck_assert_uint_eq(reference_page(out[k]), page);
			ck_assert_uint_eq(reference_write(out[k]),
			    a[j].op == ACCESS_WRITE ||
				a[j].op == ACCESS_MODIFY);
			k++;
		}
		ck_assert_uint_eq(n, k);
	}
	same_facts(both[0]);
	for (size_t i = 0; i < N; i++)
		others +=
		    i == 0 || (a[i].addr ^ a[i - 1].addr) >> AREA_BITS != 0;
	if (_i == 0) {
		ck_assert_uint_eq(facts().find_calls, N);
		ck_assert_uint_eq(facts().find_cached, N - others);
		for (page_id_t i = 0; i < N; i++)
			ck_assert_uint_eq(spaces_page_facts(spaces).file[i],
			    a[i].addr >> AREA_BITS == 4 ? FILE_PAGE | FILE_CODE
							: 0);
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
	tcase_add_test(t, test_batches);
	tcase_add_loop_test(t, test_mostly_new, 0, 4);
	tcase_set_timeout(t, 600);
	return (fixture_run("spaces", t));
}
