/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The highest score of the tree against a search through all scores.
 */
#include <stdlib.h>
#include <string.h>

#include "base/rng.h"
#include "policies/lib/max_tree.h"
#include "unit/fixture.h"

/* Sizes around those at which a level begins. */
static const uint32_t sizes[] = { 1, 2, 7, 8, 9, 63, 64, 65, 71, 511, 512, 513,
	600, 4096, 4097 };
#define NSIZES ((int)(sizeof(sizes) / sizeof(sizes[0])))

static uint32_t
look(const uint64_t *score, uint32_t n, uint32_t from)
{
	uint32_t best = from;

	for (uint32_t i = 1; i < n; i++) {
		uint32_t at = (from + i) % n;

		if (score[at] > score[best])
			best = at;
	}
	return (best);
}

/* Few scores, so that there are many ties; at times all change at once. */
START_TEST(test_find)
{
	uint32_t n = sizes[_i];
	uint64_t *score = calloc(n, sizeof(*score));
	void *memory = aligned_alloc(64, (max_tree_bytes(n) + 63) / 64 * 64);
	struct rng rng = { (uint64_t)_i };
	struct max_tree p;

	memset(memory, 0, max_tree_bytes(n));
	max_tree_place(&p, memory, n);
	for (int k = 0; k < 3000; k++) {
		uint32_t at = (uint32_t)rng_below(&rng, n);
		uint32_t from = (uint32_t)rng_below(&rng, n);

		score[at] = rng_below(&rng, 5) << rng_below(&rng, 40);
		max_tree_set(&p, at, score[at]);
		if (k % 200 == 199) {
			for (uint32_t i = 0; i <= at; i++)
				p.level[0][i] = score[i] /= 2;
			max_tree_settle(&p, at + 1);
		}
		if (score[look(score, n, from)] == 0)
			continue;
		ck_assert_uint_eq(
		    max_tree_find(&p, from), look(score, n, from));
	}
	free(memory);
	free(score);
}
END_TEST

/* A level ends where the next begins, the last within the memory. */
START_TEST(test_room)
{
	static uint64_t memory;
	struct max_tree p;
	uint32_t n = UINT32_C(1) << _i;

	max_tree_place(&p, &memory, n);
	ck_assert_int_le(p.nlevels, MAX_TREE_LEVELS);
	ck_assert_uint_eq(
	    (size_t)(p.level[p.nlevels - 1] - p.level[0]) + max_tree_width(1),
	    max_tree_bytes(n) / sizeof(uint64_t));
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("max_tree");

	tcase_add_loop_test(t, test_find, 0, NSIZES);
	tcase_add_loop_test(t, test_room, 0, 29);
	return (fixture_run("max_tree", t));
}
