/* SPDX-License-Identifier: BSD-2-Clause */
/* Blocks of references are classified alike with any instructions; without
 * vectors the loop that needs sets of positions makes them from the lists. */
#include <stdio.h>
#include <string.h>

#include "base/rng.h"
#include "sim/ordered.h"
#include "unit/fixture.h"

#define PAGES  1000
#define BLOCKS 20000

static uint8_t entry[PAGES + 64];
static struct reference ref[BLOCK];

/* Entries of all values, or with few pages in a frame that are not present;
 * and bits that a reference needs. */
static void
draw(struct rng *rng, struct replay *r)
{
	page_id_t pages = 1 + (page_id_t)rng_below(rng, PAGES);
	bool few = rng_below(rng, 2) == 0;

	for (page_id_t i = 0; i < pages; i++) {
		entry[i] = (uint8_t)rng_next(rng);
		if (few && rng_below(rng, BLOCK) != 0)
			entry[i] &= (uint8_t)~ENTRY_IN_FRAME;
	}
	for (unsigned i = 0; i < BLOCK; i++)
		ref[i] = reference_make(
		    (page_id_t)rng_below(rng, pages), rng_below(rng, 3) == 0);
	r->done_bits[0] = ENTRY_PRESENT | (uint8_t)rng_next(rng);
	r->done_bits[1] = r->done_bits[0] | (uint8_t)rng_next(rng);
}

/* What a block must have, from the definition. */
static void
expect(const struct replay *r, const struct block *b)
{
	unsigned nabsent = 0, nunmarked = 0;
	uint64_t absent_set = 0;
	bool in_frame = false;

	for (unsigned i = 0; i < BLOCK; i++) {
		uint8_t e = entry[reference_page(ref[i])];
		uint8_t need = r->done_bits[reference_write(ref[i])];

		if ((e & ENTRY_PRESENT) == 0) {
			ck_assert_uint_lt(nabsent, b->nabsent);
			ck_assert_uint_eq(b->absent[nabsent++], i);
			absent_set |= UINT64_C(1) << i;
			in_frame |= (e & ENTRY_IN_FRAME) != 0;
		} else if ((e & need) != need) {
			ck_assert_uint_lt(nunmarked, b->nunmarked);
			ck_assert_uint_eq(b->unmarked[nunmarked++], i);
		}
		ck_assert(block_may_have(b, reference_page(ref[i])));
	}
	ck_assert_uint_eq(b->nabsent, nabsent);
	ck_assert_uint_eq(b->nunmarked, nunmarked);
	ck_assert_uint_eq(b->absent_set, absent_set);
	ck_assert_int_eq(b->in_frame, in_frame);
}

START_TEST(lists)
{
	struct replay r = { .mem = mem };
	struct rng rng = { 7 };

	if (!isa_has((enum isa)_i)) {
		printf("skipped: %s, which this processor lacks\n",
		    isa_name((enum isa)_i));
		return;
	}
	block_init(&r, true);
	r.vectors = (enum isa)_i;
	r.machine.entry = entry;
	r.block->ref = ref;
	r.block->n = BLOCK;
	for (unsigned i = 0; i < BLOCKS; i++) {
		draw(&rng, &r);
		block_classify(&r, 0);
		if (r.vectors == ISA_PLAIN)
			ordered_sum_up(&r);
		expect(&r, r.block);
	}
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("blocks");

	fixture_mem(t);
	tcase_add_loop_test(t, lists, 0, ISAS);
	return (fixture_run("blocks", t));
}
