/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The least key of the lazy heap against a search through all keys.
 */
#include <stdlib.h>

#include "base/mem.h"
#include "base/rng.h"
#include "policies/lib/lazy_heap.h"
#include "unit/fixture.h"

#define FRAMES 40

static const struct {
	bool loads;           /* frames with a major part of 1 stand apart */
	bool last_load_first; /* times decrease */
} KIND[] = {
	{ false, false },
	{ true, false },
	{ true, true },
};

static struct lazy_heap_key key[FRAMES];
static bool here[FRAMES];

static frame_t
plain_least(void)
{
	frame_t least = NO_FRAME;

	for (frame_t f = 0; f < FRAMES; f++)
		if (here[f] &&
		    (least == NO_FRAME || lazy_heap_less(&key[f], &key[least])))
			least = f;
	return (least);
}

START_TEST(agrees)
{
	struct rng rng = { (uint64_t)_i + 1 };
	struct lazy_heap h;
	uint32_t n = 0;

	for (frame_t f = 0; f < FRAMES; f++)
		here[f] = false;
	lazy_heap_place(
	    &h, mem_alloc(mem, lazy_heap_bytes(FRAMES)), FRAMES, key, 1);
	h.last_load_first = KIND[_i].last_load_first;
	for (uint64_t i = 1; i < 20000; i++) {
		frame_t f = (frame_t)rng_below(&rng, FRAMES);
		uint64_t time = h.last_load_first ? ~i : i;
		uint64_t what = rng_below(&rng, 10);

		if (!here[f]) {
			bool load = rng_below(&rng, 3) != 0;

			key[f].major = load ? 1 : 2 + rng_below(&rng, 9);
			key[f].minor = time;
			if (load && KIND[_i].loads)
				lazy_heap_add_load(&h, f);
			else
				lazy_heap_add(&h, f);
			here[f] = true;
			n++;
		} else if (what < 5) {
			key[f].major++;
			key[f].minor = time;
		} else {
			if (what < 9)
				f = lazy_heap_frame(&h);
			lazy_heap_remove(&h, f);
			here[f] = false;
			n--;
		}
		ck_assert_uint_eq(lazy_heap_count(&h), n);
		if (n > 0 && rng_below(&rng, 2) == 0)
			ck_assert_uint_eq(lazy_heap_frame(&h), plain_least());
	}
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("lazy_heap");

	fixture_mem(t);
	tcase_add_loop_test(t, agrees, 0, ROWS(KIND));
	return (fixture_run("lazy_heap", t));
}
