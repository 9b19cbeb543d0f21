/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Two queues of ghosts in one table against plain arrays.
 */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/rng.h"
#include "policies/lib/ghost_table.h"
#include "unit/fixture.h"

#define MOST  12
#define PAGES 50

static page_id_t queue[2][MOST + 1]; /* the oldest first */
static uint32_t count[2];

static void
plain_remove(uint32_t q, page_id_t page)
{
	uint32_t i = 0;

	while (queue[q][i] != page)
		i++;
	memmove(&queue[q][i], &queue[q][i + 1],
	    (--count[q] - i) * sizeof(page_id_t));
}

START_TEST(agrees)
{
	struct rng rng = { 1 };
	struct ghost_table g;

	ghost_table_place(
	    &g, mem_alloc(mem, ghost_table_bytes(MOST, PAGES)), MOST, PAGES);
	for (int i = 0; i < 20000; i++) {
		page_id_t page = (page_id_t)rng_below(&rng, PAGES);
		uint32_t q = (uint32_t)rng_below(&rng, 2);
		uint32_t number = ghost_table_find(&g, page);

		if (number != GHOST_NONE) {
			ck_assert_uint_lt(number, MOST);
			ck_assert_uint_eq(g.ghost[number].page, page);
			plain_remove(g.ghost[number].queue, page);
			ghost_table_remove(&g, number);
		} else if (count[0] + count[1] < MOST) {
			queue[q][count[q]++] = page;
			number = ghost_table_add(&g, q, page);
			ck_assert_uint_eq(ghost_table_find(&g, page), number);
		} else if (count[q] > 0) {
			number = ghost_table_oldest(&g, q);
			ck_assert_uint_eq(g.ghost[number].page, queue[q][0]);
			plain_remove(q, queue[q][0]);
			ghost_table_remove(&g, number);
		}
		for (q = 0; q < 2; q++) {
			ck_assert_uint_eq(g.queue[q].count, count[q]);
			number = ghost_table_oldest(&g, q);
			for (uint32_t k = 0; k < count[q]; k++) {
				ck_assert_uint_eq(
				    g.ghost[number].page, queue[q][k]);
				number = g.ghost[number].newer;
			}
			ck_assert_uint_eq(number, GHOST_NONE);
		}
	}
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("ghost_table");

	fixture_mem(t);
	tcase_add_test(t, agrees);
	return (fixture_run("ghost_table", t));
}
