/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Splitting at page boundaries, compared with results worked out by hand.
 */
#include "trace/split.h"
#include "unit/fixture.h"
#include "unit/trace_feed.h"

#define PAGE UINT64_C(4096)
#define TOP  UINT64_MAX

static const struct row {
	vaddr_t addr;
	uint32_t size;
	int straddle;
	size_t pieces;
	uint32_t first, last; /* sizes */
} rows[] = {
	{ 0, 1, STRADDLE_SPLIT, 1, 1, 1 },
	{ PAGE - 1, 1, STRADDLE_SPLIT, 1, 1, 1 },
	{ PAGE - 1, 2, STRADDLE_SPLIT, 2, 1, 1 },
	{ PAGE - 3, 8, STRADDLE_SPLIT, 2, 3, 5 },
	{ PAGE - 3, 8, STRADDLE_FIRST, 1, 3, 3 },
	{ PAGE, 4096, STRADDLE_SPLIT, 1, 4096, 4096 },
	{ PAGE, 4097, STRADDLE_SPLIT, 2, 4096, 1 },
	{ PAGE - 1, 4098, STRADDLE_SPLIT, 3, 1, 1 },
	{ TOP, 1, STRADDLE_SPLIT, 1, 1, 1 },
	{ TOP - PAGE, 4097, STRADDLE_SPLIT, 2, 1, 4096 },
};

START_TEST(pieces)
{
	const struct row *row = &rows[_i];
	struct settings settings = {
		.page_size = PAGE, .straddle = row->straddle, .ifetch = true
	};
	struct access a = { row->addr, row->size, 7, ACCESS_WRITE }, out[8];
	uint64_t bytes = 0;
	struct splitter c;

	split_init(&c, &settings);
	split_batch(&c, out, NULL, 8);
	ck_assert_ptr_null(split_access(&c, a));
	ck_assert_uint_eq(c.n, row->pieces);
	ck_assert_uint_eq(out[0].addr, row->addr);
	ck_assert_uint_eq(out[0].size, row->first);
	ck_assert_uint_eq(out[c.n - 1].size, row->last);
	for (size_t i = 0; i < c.n; i++) {
		ck_assert_uint_eq(out[i].addr, row->addr + bytes);
		ck_assert_uint_eq(
		    out[i].addr / PAGE, (out[i].addr + out[i].size - 1) / PAGE);
		ck_assert_uint_eq(out[i].pid, 7);
		ck_assert_uint_eq(out[i].op, ACCESS_WRITE);
		bytes += out[i].size;
	}
	if (row->straddle == STRADDLE_SPLIT)
		ck_assert_uint_eq(bytes, row->size);
	ck_assert_uint_eq(c.accesses, 1);
	ck_assert_uint_eq(
	    c.straddles, row->pieces > 1 || row->straddle == STRADDLE_FIRST);
}
END_TEST

START_TEST(over_batches)
{
	struct settings settings = { .page_size = PAGE, .ifetch = true };
	struct access a = { 100, 10 * PAGE, 0, ACCESS_READ }, out[3];
	uint64_t time[3], bytes = 0, batches = 0;
	struct splitter c;

	split_init(&c, &settings);
	split_batch(&c, out, time, 3);
	c.now = 77;
	ck_assert_ptr_null(split_access(&c, a));
	do {
		for (size_t i = 0; i < c.n; i++) {
			ck_assert_uint_eq(out[i].addr, 100 + bytes);
			ck_assert_uint_eq(time[i], 77);
			bytes += out[i].size;
		}
		batches++;
		split_batch(&c, out, time, 3);
	} while (c.n > 0);
	ck_assert_uint_eq(bytes, 10 * PAGE);
	ck_assert_uint_eq(batches, 4); /* eleven pages */
	ck_assert_uint_eq(c.accesses, 1);
}
END_TEST

START_TEST(refused)
{
	struct settings settings = { .page_size = PAGE };
	struct access a = { TOP, 2, 0, ACCESS_READ }, out[2];
	struct splitter c;

	split_init(&c, &settings);
	split_batch(&c, out, NULL, 2);
	ck_assert_ptr_nonnull(split_access(&c, a));
	a.addr = TOP >> 12;
	ck_assert_ptr_nonnull(split_pages(&c, a, 2));
	a.addr++;
	ck_assert_ptr_nonnull(split_pages(&c, a, 1));
	ck_assert_uint_eq(c.n + c.accesses + c.straddles, 0);
	a.addr--;
	ck_assert_ptr_null(split_pages(&c, a, 1));
	ck_assert_uint_eq(out[0].addr, TOP - PAGE + 1);
	ck_assert_uint_eq(out[0].size, 1);
}
END_TEST

START_TEST(fetches_dropped)
{
	struct settings settings = { .page_size = PAGE, .ifetch = false };
	struct access a = { PAGE - 1, 2, 0, ACCESS_FETCH }, out[2];
	struct splitter c;

	split_init(&c, &settings);
	split_batch(&c, out, NULL, 2);
	ck_assert_ptr_null(split_access(&c, a));
	ck_assert_uint_eq(c.n + c.accesses + c.straddles, 0);
	ck_assert(c.dropped);
	a.op = ACCESS_READ;
	ck_assert_ptr_null(split_access(&c, a));
	ck_assert_uint_eq(c.n, 2);
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("split");

	fixture_folder(t);
	tcase_add_loop_test(t, pieces, 0, ROWS(rows));
	tcase_add_test(t, over_batches);
	tcase_add_test(t, refused);
	tcase_add_test(t, fetches_dropped);
	return (fixture_run("split", t));
}
