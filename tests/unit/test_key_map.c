/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The map of keys against a search through all of them: dense lines, lines that
 * lie over each other, and single keys, added and removed in any order.
 */
#include <stdlib.h>
#include <string.h>

#include "base/rng.h"
#include "policies/lib/key_map.h"
#include "unit/fixture.h"

#define NONE UINT64_MAX

/* Numbers, and so at least twice as many places. */
static const uint32_t sizes[] = { 1, 3, 4, 31, 32, 33, 100, 1000 };

static uint32_t
look(const uint64_t *key, uint32_t n, uint64_t wanted)
{
	for (uint32_t i = 0; i < n; i++)
		if (key[i] == wanted)
			return (i);
	return (KEY_MAP_NONE);
}

/* Keys of a few areas, each as long as the map is large. */
static uint64_t
any_key(struct rng *rng, uint32_t n)
{
	static const uint64_t base[] = { 0, 0x400, 0x7f0000000,
		UINT64_C(0x9e3779b97f4a7c15) * 512 };

	return (base[rng_below(rng, 4)] + rng_below(rng, n));
}

/* A number is away from its home if and only if its place says so. */
static void
check_homes(const struct key_map *m)
{
	for (uint32_t at = 0; at <= m->mask; at++) {
		uint32_t v = m->place[at];

		if (v != 0)
			ck_assert_int_eq((v & KEY_MAP_AWAY) != 0,
			    key_map_home(m, m->key[key_map_number(m, v)]) !=
				at);
	}
}

START_TEST(test_any_order)
{
	uint32_t n = sizes[_i];
	uint64_t *key = calloc(n, sizeof(*key));
	void *memory = calloc(1, key_map_bytes(n));
	struct rng rng = { (uint64_t)_i };
	struct key_map m;

	memset(key, 0xff, n * sizeof(*key));
	key_map_place(&m, memory, n, key);
	for (int k = 0; k < 20000; k++) {
		uint32_t i = (uint32_t)rng_below(&rng, n);
		uint64_t wanted = any_key(&rng, n);

		ck_assert_uint_eq(
		    key_map_find(&m, wanted), look(key, n, wanted));
		if (key[i] != NONE) {
			key_map_remove(&m, i);
			key[i] = NONE;
		} else if (look(key, n, wanted) == KEY_MAP_NONE) {
			key[i] = wanted;
			key_map_add(&m, i);
		}
		if (k % 500 == 0)
			check_homes(&m);
	}
	free(memory);
	free(key);
}
END_TEST

/* The homes of a line of keys are neighbours. */
START_TEST(test_lines)
{
	struct key_map m = { .mask = key_map_places(1000) - 1 };

	for (uint64_t key = 0; key < 100000; key++)
		if (key % KEY_MAP_LINE != 0)
			ck_assert_uint_eq(key_map_home(&m, key),
			    key_map_home(&m, key - 1) + 1);
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("key_map");

	tcase_add_loop_test(t, test_any_order, 0, ROWS(sizes));
	tcase_add_test(t, test_lines);
	return (fixture_run("key_map", t));
}
