/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Slots of the swap map: which is allocated next, how many are in use, and that
 * a slot with several owners is freed when the last releases it.
 */

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

int
main(void)
{
	TCase *t = tcase_create("swapmap");

	fixture_mem(t);
	tcase_add_test(t, holders);
	return (fixture_run("swapmap", t));
}
