/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Slots of the swap map: which is allocated next, how many are in use, and that
 * a slot with several owners is freed when the last releases it.
 */

#include "base/rng.h"
#include "machine/swapmap.h"
#include "unit/fixture.h"

enum step { TAKE, CLAIM, SHARE, PUT };

/* One after the other on a device of four slots. */
static const struct {
	enum step step;
	slot_t slot; /* TAKE: the one that is given */
	slot_t used; /* after it */
	bool shared; /* the slot, after it */
} STEP[] = {
	{ TAKE, 1, 1, false },
	{ TAKE, 2, 2, false },
	{ SHARE, 1, 2, true },
	{ PUT, 1, 2, false },
	{ PUT, 1, 1, false },
	/* Those below a slot that is claimed are free. */
	{ CLAIM, 4, 2, false },
	{ TAKE, 1, 3, false },
	{ TAKE, 3, 4, false },
	{ TAKE, NO_SLOT, 4, false },
	/* The pages of two processes at one address. */
	{ CLAIM, 4, 4, true },
	{ PUT, 4, 4, false },
	{ PUT, 4, 3, false },
	{ CLAIM, 4, 4, false },
	{ CLAIM, 3, 4, true },
	{ SHARE, 3, 4, true },
	{ PUT, 3, 4, true },
	{ PUT, 3, 4, false },
	{ PUT, 3, 3, false },
	{ TAKE, 3, 4, false },
	{ PUT, NO_SLOT, 4, false },
};

START_TEST(holders)
{
	struct swapmap s;

	swapmap_open(&s, mem, SLOT_ORDER_LOWEST, 4, false);
	for (size_t i = 0; i < sizeof(STEP) / sizeof(STEP[0]); i++) {
		slot_t slot = STEP[i].slot;

		if (STEP[i].step == TAKE)
			ck_assert_uint_eq(swapmap_take(&s), slot);
		else if (STEP[i].step == CLAIM)
			swapmap_claim(&s, slot);
		else if (STEP[i].step == SHARE)
			swapmap_share(&s, slot);
		else
			swapmap_put(&s, slot);
		ck_assert_uint_eq(s.used, STEP[i].used);
		ck_assert_int_eq(swapmap_shared(&s, slot), STEP[i].shared);
	}
	ck_assert_uint_eq(s.peak, 4);
}
END_TEST

/* Slots that are taken in a row are those that are taken one by one. */
static void
draw_runs(struct rng *rng, enum slot_order order, unsigned granted[2])
{
	struct swapmap s, one;
	bool used[201] = { false };

	swapmap_open(&s, mem, order, 200, false);
	swapmap_open(&one, mem, order, 200, false);
	for (int k = 0; k < 60; k++) {
		slot_t n = 1 + (slot_t)rng_below(rng, 8), first;
		slot_t slot = 1 + (slot_t)rng_below(rng, 200);

		if (used[slot]) {
			swapmap_put(&s, slot);
			swapmap_put(&one, slot);
			used[slot] = false;
		}
		first = swapmap_take_run(&s, n);
		granted[first != NO_SLOT]++;
		for (slot_t i = 0; i < n; i++) {
			slot = swapmap_take(&one);
			ck_assert_uint_eq(
			    first != NO_SLOT ? first + i : swapmap_take(&s),
			    slot);
			if (slot != NO_SLOT)
				used[slot] = true;
		}
		ck_assert_uint_eq(s.used, one.used);
		ck_assert_uint_eq(s.peak, one.peak);
	}
}

START_TEST(runs)
{
	enum slot_order order = _i == 0 ? SLOT_ORDER_LOWEST : SLOT_ORDER_NEXT;
	struct rng rng = { .state = 7 };
	unsigned granted[2] = { 0, 0 };

	for (int round = 0; round < 200; round++)
		draw_runs(&rng, order, granted);
	ck_assert_uint_gt(granted[0], 1000);
	ck_assert_uint_gt(granted[1], 1000);
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("swapmap");

	fixture_mem(t);
	tcase_add_test(t, holders);
	tcase_add_loop_test(t, runs, 0, 2);
	return (fixture_run("swapmap", t));
}
