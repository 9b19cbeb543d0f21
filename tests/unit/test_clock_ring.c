/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The clock ring against an array whose first element is at the first hand.
 */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/rng.h"
#include "policies/lib/clock_ring.h"
#include "unit/fixture.h"

#define RANGE 30
#define MOST  15

static uint32_t element[MOST];
static bool kind[RANGE][CLOCK_RING_KINDS];
static uint32_t n;

static uint32_t
plain_index(uint32_t x)
{
	uint32_t i = 0;

	while (element[i] != x)
		i++;
	return (i);
}

static void
plain_remove(uint32_t x)
{
	uint32_t i = plain_index(x);

	memmove(&element[i], &element[i + 1], (--n - i) * sizeof(*element));
}

/* The first of the kind at element i or after it; RANGE: there is none. */
static uint32_t
plain_find(uint32_t i, int k)
{
	for (uint32_t step = 0; step < n; step++)
		if (kind[element[(i + step) % n]][k])
			return (element[(i + step) % n]);
	return (RANGE);
}

static void
check(const struct clock_ring *c)
{
	ck_assert_uint_eq(c->count, n);
	if (n == 0)
		return;
	ck_assert_uint_eq(clock_ring_first(c), element[0]);
	for (uint32_t i = 0; i < n; i++) {
		uint32_t x = element[i];

		ck_assert(clock_ring_has(c, x));
		ck_assert_uint_eq(clock_ring_next(c, x), element[(i + 1) % n]);
		for (int k = 0; k < CLOCK_RING_KINDS; k++) {
			uint32_t found = plain_find(i, k);

			ck_assert_int_eq(clock_ring_is(c, x, k), kind[x][k]);
			if (found != RANGE)
				ck_assert_uint_eq(
				    clock_ring_find(c, x, k), found);
		}
	}
}

static void
change(struct clock_ring *c, struct rng *rng)
{
	uint32_t x = (uint32_t)rng_below(rng, RANGE);
	uint32_t y = (uint32_t)rng_below(rng, RANGE);
	int k = (int)rng_below(rng, CLOCK_RING_KINDS);

	if (!clock_ring_has(c, x)) {
		if (n == MOST)
			return;
		clock_ring_insert(c, x);
		memset(kind[x], 0, sizeof(kind[x]));
		element[n++] = x;
		return;
	}
	switch (rng_below(rng, 6)) {
	case 0:
		clock_ring_remove(c, x);
		plain_remove(x);
		break;
	case 1:
		if (clock_ring_has(c, y))
			break;
		clock_ring_rename(c, x, y);
		memcpy(kind[y], kind[x], sizeof(kind[y]));
		element[plain_index(x)] = y;
		break;
	case 2:
		clock_ring_mark(c, x, k);
		kind[x][k] = true;
		break;
	case 3:
		clock_ring_unmark(c, x, k);
		kind[x][k] = false;
		break;
	default:
		x = element[0];
		clock_ring_pass(c, x);
		plain_remove(x);
		element[n++] = x;
	}
}

START_TEST(agrees)
{
	struct rng rng = { 1 };
	struct clock_ring c;

	clock_ring_place(
	    &c, mem_alloc(mem, clock_ring_bytes(MOST, RANGE)), MOST);
	for (int i = 0; i < 20000; i++) {
		change(&c, &rng);
		check(&c);
	}
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("clock_ring");

	fixture_mem(t);
	tcase_add_test(t, agrees);
	return (fixture_run("clock_ring", t));
}
