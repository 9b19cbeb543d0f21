/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Read-ahead windows, transfers in flight, pages by address, and slots that are
 * taken in turn.
 */

#include "machine/reclaim/inflight.h"
#include "machine/reclaim/page_index.h"
#include "machine/reclaim/swap_readahead.h"
#include "machine/reclaim/watermark.h"
#include "machine/swapmap.h"
#include "unit/fixture.h"

/* Faults of one area, at page_cluster 3: what each reads, and how many of the
 * pages read ahead are used before the next. */
static const struct {
	uint64_t vpn, first, end;
	unsigned used;
} FAULT[] = {
	{ 1000, 997, 1005, 0 },  /* at first, as if four had been used */
	{ 2000, 1999, 2003, 0 }, /* half of the window before */
	{ 3000, 3000, 3002, 0 },
	{ 4000, 4000, 4001, 0 },
	{ 4001, 4001, 4003, 1 }, /* adjacent: upwards */
	{ 4003, 4003, 4007, 3 },
	{ 5000, 4997, 5005, 1 },
	{ 5000, 4997, 5001, 0 }, /* downwards */
	{ 511, 511, 512, 3 },    /* the end of a page table */
	{ 514, 512, 519, 0 },
};

START_TEST(window_by_address)
{
	struct swap_readahead ra = { 0 };

	for (size_t i = 0; i < sizeof(FAULT) / sizeof(FAULT[0]); i++) {
		struct swap_span s =
		    swap_readahead_addresses(&ra, FAULT[i].vpn, 3);

		ck_assert_msg(
		    s.first == FAULT[i].first && s.end == FAULT[i].end,
		    "fault %zu at %ju: %ju to %ju", i, (uintmax_t)FAULT[i].vpn,
		    (uintmax_t)s.first, (uintmax_t)s.end);
		for (unsigned k = 0; k < FAULT[i].used; k++)
			swap_readahead_hit(&ra, ra.last + (k == 0), true);
	}
}
END_TEST

START_TEST(window_by_slot)
{
	struct swap_readahead ra = { 0 };
	struct swap_span s = swap_readahead_slots(&ra, 5, 3);

	/* Slot 0 is no slot. */
	ck_assert(s.first == 1 && s.end == 8);
	s = swap_readahead_slots(&ra, 22, 3);
	ck_assert(s.first == 20 && s.end == 24);
	s = swap_readahead_slots(&ra, 100, 0);
	ck_assert(s.first == 100 && s.end == 101);
}
END_TEST

START_TEST(transfers_end_in_order)
{
	struct inflight q;

	inflight_open(&q, mem, 4);
	for (frame_t f = 0; f < 4; f++)
		q.io[f] = FRAME_WRITING | FRAME_MARKED;
	inflight_add(&q, 0, 50);
	inflight_add(&q, 1, 70);
	inflight_add(&q, 2, 60);
	inflight_add(&q, 3, 60);
	ck_assert_uint_eq(inflight_done(&q, 1), 70);
	ck_assert_uint_eq(inflight_ended(&q, 49), NO_FRAME);
	ck_assert_uint_eq(inflight_ended(&q, 70), 0);
	ck_assert_uint_eq(q.io[0], FRAME_MARKED);
	inflight_forget(&q, 2);
	ck_assert_uint_eq(q.io[2], 0);
	ck_assert_uint_eq(inflight_ended(&q, 70), 3);
	ck_assert_uint_eq(inflight_ended(&q, 70), 1);
	ck_assert_uint_eq(inflight_ended(&q, 70), NO_FRAME);
}
END_TEST

#define PAGES 3000

START_TEST(pages_by_address)
{
	uint64_t *number = mem_array(mem, PAGES, sizeof(*number));
	uint32_t *process = mem_array(mem, PAGES, sizeof(*process));
	const struct page_facts facts = { .number = number,
		.process = process };
	struct page_index x;

	page_index_open(&x, mem, &facts);
	for (page_id_t p = 0; p < PAGES; p++) {
		number[p] = p / 2 * 7;
		process[p] = p % 2;
		page_index_add(&x, p);
	}
	for (page_id_t p = 0; p < PAGES; p++)
		ck_assert_uint_eq(page_index_find(&x, p % 2, p / 2 * 7), p);
	ck_assert_uint_eq(page_index_find(&x, 2, 0), NO_PAGE);
	ck_assert_uint_eq(page_index_find(&x, 0, 1), NO_PAGE);
	/* Another page at the address of page 4. */
	number[5] = number[4];
	process[5] = 0;
	page_index_add(&x, 5);
	ck_assert_uint_eq(page_index_find(&x, 0, number[4]), 5);
}
END_TEST

START_TEST(slots_in_turn)
{
	struct swapmap s;

	swapmap_open(&s, mem, SLOT_ORDER_NEXT, 3, false);
	ck_assert_uint_eq(swapmap_take(&s), 1);
	ck_assert_uint_eq(swapmap_take(&s), 2);
	swapmap_put(&s, 1);
	ck_assert_uint_eq(swapmap_take(&s), 3);
	ck_assert_uint_eq(swapmap_take(&s), 1);
	ck_assert_uint_eq(swapmap_take(&s), NO_SLOT);
	swapmap_put(&s, 3);
	swapmap_put(&s, 1);
	ck_assert_uint_eq(swapmap_take(&s), 3);
}
END_TEST

/* Takes n slots, which must follow one another from 'first'. */
static void
take_from(struct swapmap *s, slot_t first, unsigned n)
{
	for (unsigned i = 0; i < n; i++)
		ck_assert_uint_eq(swapmap_take(s), first + i);
}

/* Four clusters, the first without slot 0 and the last of 64.  Clusters 1 and 0
 * are partly used, in this order, while the cursor is at the end of 2. */
static void
two_part(struct swapmap *s, bool free_first)
{
	swapmap_open(
	    s, mem, SLOT_ORDER_CLUSTER, 3 * SLOT_CLUSTER + 63, free_first);
	take_from(s, 1, 3 * SLOT_CLUSTER - 1);
	swapmap_put(s, 600);
	swapmap_put(s, 7);
	swapmap_put(s, 9);
}

START_TEST(slots_in_clusters)
{
	struct swapmap s;

	two_part(&s, false);
	ck_assert_uint_eq(swapmap_take(&s), 600);
	swapmap_put(&s, 601); /* behind cluster 0 now, and at the cursor */
	ck_assert_uint_eq(swapmap_take(&s), 601);
	take_from(&s, 7, 1);
	swapmap_put(&s, 2); /* below the cursor */
	take_from(&s, 9, 1);
	take_from(&s, 2, 1);
	take_from(&s, 3 * SLOT_CLUSTER, 64);
	ck_assert_uint_eq(swapmap_take(&s), NO_SLOT);
	ck_assert_uint_eq(s.used, s.limit - 1);
}
END_TEST

START_TEST(free_clusters_first)
{
	struct swapmap s;

	two_part(&s, true);
	take_from(&s, 3 * SLOT_CLUSTER, 64);
	take_from(&s, 600, 1);
	take_from(&s, 7, 1);
	/* One that is empty again is the last of those that are free. */
	for (slot_t slot = 512; slot < 1024; slot++)
		swapmap_put(&s, slot);
	take_from(&s, 9, 1);
	take_from(&s, 512, 512);
	ck_assert_uint_eq(swapmap_take(&s), NO_SLOT);
}
END_TEST

/* Frames of 4 KiB, what was set, and the marks. */
static const struct {
	frame_t frames;
	uint64_t min_free, factor, min, low, high;
} MARKS[] = {
	/* 4 MiB: 256 KiB; 16 GiB: 16 MiB, and 0.1 % of it. */
	{ 1024, 0, 0, 64, 80, 96 },
	{ 4194304, 0, 0, 4096, 4096 + 4194, 4096 + 2 * 4194 },
	{ 1024, 400, 0, 100, 125, 150 },
	{ 1024, 0, 1000, 64, 64 + 102, 64 + 204 },
	/* 128 KiB at least, and half of memory at most. */
	{ 128, 0, 0, 32, 40, 48 },
	{ 64, 0, 0, 21, 26, 32 },
	{ 3, 0, 0, 0, 0, 1 },
	{ 1, 0, 0, 0, 0, 0 },
};

START_TEST(marks)
{
	for (size_t i = 0; i < sizeof(MARKS) / sizeof(MARKS[0]); i++) {
		const struct settings s = { .page_size = 4096,
			.min_free_kbytes = MARKS[i].min_free,
			.watermark_scale_factor = MARKS[i].factor };
		struct watermarks w = watermarks_of(&s, MARKS[i].frames);

		ck_assert_msg(w.min == MARKS[i].min && w.low == MARKS[i].low &&
				  w.high == MARKS[i].high,
		    "%u frames: %ju, %ju, %ju", MARKS[i].frames,
		    (uintmax_t)w.min, (uintmax_t)w.low, (uintmax_t)w.high);
	}
}
END_TEST

START_TEST(beyond_the_end)
{
	struct swapmap s;

	swapmap_open(&s, mem, SLOT_ORDER_CLUSTER, 2, false);
	swapmap_overflow(&s);
	take_from(&s, 1, 2);
	ck_assert_uint_eq(s.over, 0);
	take_from(&s, 3, 2);
	ck_assert_uint_eq(s.over, 2);
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("reclaim");

	fixture_mem(t);
	tcase_add_test(t, window_by_address);
	tcase_add_test(t, window_by_slot);
	tcase_add_test(t, transfers_end_in_order);
	tcase_add_test(t, pages_by_address);
	tcase_add_test(t, slots_in_turn);
	tcase_add_test(t, slots_in_clusters);
	tcase_add_test(t, free_clusters_first);
	tcase_add_test(t, marks);
	tcase_add_test(t, beyond_the_end);
	return (fixture_run("reclaim", t));
}
