/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The page table against a plain array, its shape, and shared subtrees.
 */
#include <stdlib.h>
#include <string.h>

#include "base/rng.h"
#include "space/framepool.h"
#include "space/pagetable.h"
#include "unit/fixture.h"

#define GIB (UINT64_C(1) << 30)

static struct frame_pool pool;
static struct table_source source;

static void
start(uint64_t limit)
{
	frame_pool_init(&pool, mem, 100, limit, 4096, false);
	table_source_init(&source, mem, &pool);
}

static void
finish(void)
{
	ck_assert_uint_eq(pool.used, 0);
	ck_assert_uint_eq(pool.allocs, pool.frees);
}

static const struct {
	enum paging paging;
	unsigned shift, levels;
} shapes[] = {
	{ PAGING_SV39, 12, 3 },
	{ PAGING_SV48, 12, 4 },
	{ PAGING_X86_64, 12, 4 },
	{ PAGING_LA57, 12, 5 },
	{ PAGING_SV39, 16, 3 },
	{ PAGING_SV39, 21, 2 },
	{ PAGING_X86_64, 21, 3 },
	{ PAGING_LA57, 21, 4 },
	{ PAGING_SV39, 4, 4 },
	{ PAGING_X86_64, 4, 5 },
	{ PAGING_LA57, 4, 6 },
	{ PAGING_X86_64, 8, 5 },
	{ PAGING_SV39, 30, 1 },
	{ PAGING_X86_64, 30, 2 },
};

START_TEST(test_shape)
{
	unsigned shift = shapes[_i].shift, levels = shapes[_i].levels;
	struct pagetable pt;
	uint64_t made = 0;

	start(1000);
	ck_assert_uint_eq(pagetable_levels(shapes[_i].paging, shift), levels);
	ck_assert_int_eq(
	    pagetable_init(&pt, &source, shapes[_i].paging, shift, 0), 0);
	ck_assert_uint_eq(pt.root, 100);
	ck_assert_uint_eq(pool.used, 1);
	ck_assert_int_eq(pagetable_set(&pt, 0, pte_make(1, PTE_RESIDENT)), 0);
	for (unsigned l = 0; l < levels; l++)
		ck_assert_uint_eq(pt.tables[l], 1);
	/* The next page, the next leaf, and the end of all addresses. */
	pagetable_set(&pt, UINT64_C(1) << shift, 1);
	pagetable_set(&pt, UINT64_C(1) << (shift + 9), 1);
	ck_assert_uint_eq(pt.tables[0], 2);
	pagetable_set(&pt, UINT64_MAX, pte_make(7, 1));
	/* A single level: the next leaf was a second root. */
	ck_assert_uint_eq(pt.tables[levels - 1], levels == 1 ? 3 : 2);
	ck_assert_uint_eq(pagetable_get(&pt, UINT64_MAX - 1), pte_make(7, 1));
	for (unsigned l = 0; l < levels; l++)
		made += pt.tables[l];
	ck_assert_uint_eq(pagetable_bytes(&pt), made * 4096);
	ck_assert_uint_eq(pool.used, made);
	pagetable_fini(&pt);
	finish();
}
END_TEST

/* Without a frame for a table no entry is made, and the others do not change.
 */
START_TEST(test_limit)
{
	struct pagetable pt, other;

	start(3);
	pagetable_init(&pt, &source, PAGING_SV39, 12, 0);
	ck_assert_int_eq(pagetable_set(&pt, 0x1000, 1), 0);
	ck_assert_int_eq(pagetable_set(&pt, GIB, 1), -1);
	ck_assert_uint_eq(pagetable_get(&pt, GIB), 0);
	ck_assert_uint_eq(pagetable_get(&pt, 0x1000), 1);
	ck_assert_int_eq(
	    pagetable_init(&other, &source, PAGING_SV39, 12, 0), -1);
	pagetable_fini(&pt);
	finish();
}
END_TEST

#define PAGES 4096

struct seen {
	const uint64_t *want;
	const vaddr_t *addr;
	size_t next;
	vaddr_t start, end;
};

static int
see(void *ctx, vaddr_t addr, uint64_t *entry)
{
	struct seen *s = ctx;

	ck_assert(addr >= s->start && addr < s->end);
	while (s->addr[s->next] < s->start || s->want[s->next] == 0)
		s->next++;
	ck_assert_uint_eq(addr, s->addr[s->next]);
	ck_assert_uint_eq(*entry, s->want[s->next]);
	s->next++;
	return (0);
}

static int
by_value(const void *a, const void *b)
{
	vaddr_t x = *(const vaddr_t *)a, y = *(const vaddr_t *)b;

	return ((x > y) - (x < y));
}

/* Addresses that are contiguous, clustered, or random. */
START_TEST(test_model)
{
	static vaddr_t addr[PAGES];
	static uint64_t want[PAGES];
	unsigned shift = 3 * (unsigned)(_i + 4) % 27 + 4;
	struct rng r = { (uint64_t)_i };
	struct pagetable pt;
	size_t n = 0;

	start(UINT64_C(1) << 20);
	source.dense = (uint64_t)_i * 8; /* small leaves, and full ones */
	memset(want, 0, sizeof(want));
	for (size_t i = 0; i < PAGES; i++) {
		addr[i] = i % 3 == 0   ? i
			  : i % 3 == 1 ? rng_next(&r) >> shift
				       : (i / 64) * 1000003 + i % 64 * 7;
		addr[i] <<= shift;
	}
	qsort(addr, PAGES, sizeof(addr[0]), by_value);
	for (size_t i = 0; i < PAGES; i++)
		if (n == 0 || addr[n - 1] != addr[i])
			addr[n++] = addr[i];
	pagetable_init(&pt, &source, PAGING_X86_64, shift, 0);
	for (int step = 0; step < 30000; step++) {
		size_t k = rng_below(&r, n);
		uint64_t *place = pagetable_place(&pt, addr[k]);

		ck_assert_uint_eq(pagetable_get(&pt, addr[k]), want[k]);
		if (rng_below(&r, 3) > 0) {
			want[k] = pte_make(1 + rng_below(&r, 1000), 1);
			pagetable_set(&pt, addr[k], want[k]);
		} else if (place != NULL) {
			*place = want[k] = 0;
		}
	}
	for (int step = 0; step < 200; step++) {
		size_t a = rng_below(&r, n), b = rng_below(&r, n);
		struct seen s = { want, addr, 0, addr[a], addr[b] };

		ck_assert_int_eq(
		    pagetable_walk(&pt, addr[a], addr[b], see, &s), 0);
		while (a < b && s.next < b &&
		       (want[s.next] == 0 || addr[s.next] < addr[a]))
			s.next++;
		ck_assert(a >= b || s.next >= b);
	}
	pagetable_fini(&pt);
	finish();
}
END_TEST

static int
count(void *ctx, vaddr_t addr, uint64_t *entry)
{
	(void)addr;
	(void)entry;
	++*(int *)ctx;
	return (0);
}

/* Shared subtrees: visible in both tables, replaced, and destroyed in either
 * order. */
START_TEST(test_lend)
{
	struct pagetable a, b;
	int orphans = 0;

	start(1000);
	pagetable_init(&a, &source, PAGING_SV39, 12, 0);
	pagetable_init(&b, &source, PAGING_SV39, 12, 0);
	pagetable_set(&a, GIB, 11);
	pagetable_set(&b, GIB + 0x5000, 5);
	pagetable_set(&b, 0x1000, 6);
	ck_assert_int_eq(pagetable_borrow(&b, &a, GIB, 2 * GIB), 0);
	ck_assert_uint_eq(pagetable_get(&b, GIB), 11);
	ck_assert_uint_eq(pagetable_get(&b, GIB + 0x5000), 0);
	ck_assert_uint_eq(pagetable_get(&b, 0x1000), 6);
	/* In a table that existed, and in a new one. */
	pagetable_set(&a, GIB + 0x3000, 13);
	pagetable_set(&a, 2 * GIB, 14);
	ck_assert_uint_eq(pagetable_get(&b, GIB + 0x3000), 13);
	ck_assert_uint_eq(pagetable_get(&b, 2 * GIB), 0);
	if (_i == 0) {
		pagetable_fini(&a);
		ck_assert_uint_eq(pagetable_get(&b, GIB), 11);
	}
	/* Removing one page removes the whole entry of the root. */
	if (_i == 1) {
		pagetable_forget(&b, GIB + 0x9000, GIB + 0xa000);
		ck_assert_uint_eq(pagetable_get(&b, GIB), 0);
		ck_assert_uint_eq(pagetable_get(&a, GIB), 11);
	}
	pagetable_reap(&b, count, &orphans);
	ck_assert_int_eq(orphans, 1);
	pagetable_fini(&b);
	if (_i != 0) {
		ck_assert_uint_eq(pagetable_get(&a, GIB), 11);
		pagetable_fini(&a);
	}
	finish();
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("pagetable");

	fixture_mem(t);
	tcase_add_loop_test(t, test_shape, 0, ROWS(shapes));
	tcase_add_test(t, test_limit);
	tcase_add_loop_test(t, test_model, 0, 8);
	tcase_add_loop_test(t, test_lend, 0, 3);
	tcase_set_timeout(t, 600);
	return (fixture_run("pagetable", t));
}
