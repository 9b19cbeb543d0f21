/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Long batches of accesses, which look ahead, give what single accesses do.
 */
#include "base/isa.h"
#include "space/process.h"
#include "spaces_fixture.h"
#include "unit/fixture.h"

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
	ck_assert_uint_eq(f.reads, g.reads);
	ck_assert_uint_eq(f.writes, g.writes);
	ck_assert_uint_eq(f.fetches, g.fetches);
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

/* To new pages in random order, of five areas.  So many of a thousand are not:
 * they may be of another process, too. */
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

#define BATCH_MAX 4000

/* Batches of n accesses, and each of them by itself: the references are the
 * same. */
static void
resolve_both(
    struct spaces *batches, const struct access *a, size_t n, size_t batch)
{
	static struct reference out[BATCH_MAX];
	size_t nout, k;

	for (size_t i = 0; i < n; i += batch) {
		if (batch > n - i)
			batch = n - i;
		ck_assert_int_eq(spaces_resolve(batches, a + i, batch, out,
				     &nout, &here, &err),
		    0);
		k = 0;
		for (size_t j = i; j < i + batch; j++) {
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
		ck_assert_uint_eq(nout, k);
	}
}

static const unsigned rares[] = { 0, 10, 20, 30, 300, 600, 900 };

/* Long batches of new pages in random order, and of known ones, give what
 * single accesses do. */
START_TEST(test_mostly_new)
{
	enum { N = 60000 };
	static struct access a[N];
	struct spaces *both[2];
	uint64_t others = 0;

	for (int j = 0; j < 2; j++) {
		start(&plain, NULL, 0);
		both[j] = spaces;
		map_five(_i > 0);
	}
	mostly_new(a, N, rares[_i]);
	resolve_both(both[0], a, N, 4000);
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

/* Pages that follow each other, from anywhere, also from the last page of an
 * address space to the first; now and then a page is left out or comes again,
 * another process or any operation is next. */
static void
in_order(struct access *a, size_t n, unsigned shift, struct rng *r)
{
	size_t left = 0;
	uint64_t page = 0, kinds = 1;

	for (size_t i = 0; i < n; i++) {
		bool odd = rng_below(r, 300) == 0;

		if (left-- == 0) {
			uint64_t area = rng_below(r, 6);

			left = rng_below(r, 1500);
			page = (area == 5 ? UINT64_MAX << (AREA_BITS - 4)
					  : area << AREA_BITS) >>
			       shift;
			page += rng_below(r, 3000);
			kinds = rng_below(r, 2) == 0 ? 1 : 4;
		}
		if (odd)
			page += rng_below(r, 3) - 1;
		a[i] = (struct access){
			.addr = page++ << shift,
			.size = 1 + (uint32_t)rng_below(r, 16),
			.pid = odd && rng_below(r, 4) == 0,
			.op = (uint32_t)rng_below(r, odd ? 4 : kinds),
		};
	}
}

static const struct in_order {
	enum isa isa;
	unsigned shift; /* log2 of the page size */
} in_orders[] = { { ISA_PLAIN, 4 }, { ISA_PLAIN, 12 }, { ISA_PLAIN, 21 },
	{ ISA_AVX2, 4 }, { ISA_AVX2, 12 }, { ISA_AVX2, 21 } };

/* Long batches of such runs give what single accesses do. */
START_TEST(test_in_order)
{
	enum { N = 100000 };
	static struct access a[N];
	const struct in_order *t = &in_orders[_i];
	const struct settings settings = { .page_size = UINT64_C(1)
							<< t->shift };
	struct spaces *both[2];
	struct rng r = { (uint64_t)_i };

	if (!isa_has(t->isa)) {
		printf("this processor has no %s\n", isa_name(t->isa));
		return;
	}
	setenv("PAGERACE_ISA", isa_name(t->isa), 1);
	for (int j = 0; j < 2; j++) {
		start(&settings, NULL, 0);
		both[j] = spaces;
		map_five(false);
	}
	unsetenv("PAGERACE_ISA");
	in_order(a, N, t->shift, &r);
	resolve_both(both[0], a, N, 1 + rng_below(&r, BATCH_MAX));
	same_facts(both[0]);
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("spacebatches");

	fixture_mem(t);
	tcase_add_test(t, test_batches);
	tcase_add_loop_test(t, test_mostly_new, 0, (int)ROWS(rares));
	tcase_add_loop_test(t, test_in_order, 0, (int)ROWS(in_orders));
	tcase_set_timeout(t, 600);
	return (fixture_run("spacebatches", t));
}
