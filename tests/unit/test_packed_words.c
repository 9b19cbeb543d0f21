/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Words of a recording (model/access_word.h) become the packed trace that
 * accesses become.
 */
#include "unit/packed_feed.h"

/* Counts at the end of the file, without what its bytes decide. */
static void
read_counts(uint64_t count[8])
{
	FILE *from = fopen("out", "r");

	ck_assert_int_eq(fseek(from, -104, SEEK_END), 0);
	ck_assert_uint_eq(fread(count, 8, 8, from), 8);
	fclose(from);
}

/* Words become the trace that accesses become. */
START_TEST(words)
{
	struct rng rng = { (uint64_t)_i + 1 };
	uint64_t count[8], same[8];

	make(&rng, _i % 5 == 0 ? ACCESSES : 1 + some(&rng, 15));
	write_packed(small_blocks, _i % 3 == 0 ? 2 : 0, 4096, NULL);
	read_counts(count);
	as_words = true;
	write_packed(small_blocks, _i % 3 == 0 ? 2 : 0, 4096, NULL);
	read_counts(same);
	ck_assert_mem_eq(count, same, sizeof(count));
	feed_path(&f, "out");
	expect_same(false);
}
END_TEST

/* An instruction reads page after page, and all is forgotten halfway. */
START_TEST(words_of_a_loop)
{
	for (n = 0; n < 65536; n++) {
		bool fetch = n % 2 == 0;

		access[n] =
		    (struct access){ .op = fetch ? ACCESS_FETCH : ACCESS_READ,
			    .size = 4,
			    .addr = fetch ? 0x401000 : 0x7f0000000000 };
		if (!fetch)
			access[n].addr += n / 64 * 64 % 32768 * 64 + n % 64;
	}
	as_words = true;
	write_packed(NULL, 0, 4096, NULL);
	feed_path(&f, "out");
	expect_same(false);
}
END_TEST

/*
 * Blocks of instructions, most of which do what they did the last time: up to
 * 16 loads and stores, more than have sites of their own.
 */
START_TEST(words_of_blocks)
{
	struct rng rng = { (uint64_t)_i + 1 };
	unsigned blocks = 1 + (unsigned)some(&rng, 9), at = 0;
	uint64_t base[16], count[8], same[8];

	for (unsigned k = 0; k < 16; k++)
		base[k] = 0x7f0000000000 + some(&rng, 30) * 16;
	for (n = 0; n < ACCESSES - 20;) {
		struct rng shape = { at + 1 };
		uint64_t steps = rng_next(&shape), data = rng_next(&shape) % 17;

		access[n++] = (struct access){ .op = ACCESS_FETCH,
			.size = 1 + at % 60,
			.addr = 0x401000 + at * 64 };
		if (rng_next(&rng) % 50 == 0)
			data = rng_next(&rng) % 17;
		for (unsigned k = 0; k < data; k++, n++) {
			uint64_t form = rng_next(&shape);

			if (rng_next(&rng) % 100 == 0)
				form = rng_next(&rng);
			base[form % 16] +=
			    (steps >> 4 * k % 16) * 16 - 32 * (form >> 63);
			access[n] = (struct access){ .op = form >> 32 & 1,
				.size = 1U << (form >> 34 & 3),
				.addr = base[form % 16] };
		}
		at = (at + (rng_next(&rng) % 4 == 0 ? 7 : 1)) % blocks;
	}
	write_packed(NULL, 0, 4096, NULL);
	read_counts(count);
	as_words = true;
	write_packed(NULL, 0, 4096, NULL);
	read_counts(same);
	ck_assert_mem_eq(count, same, sizeof(count));
	feed_path(&f, "out");
	expect_same(false);
}
END_TEST

int
main(void)
{
	TCase *tc = tcase_create("packed_words");

	fixture_folder(tc);
	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_set_timeout(tc, 600);
	tcase_add_loop_test(tc, words, 0, 30);
	tcase_add_test(tc, words_of_a_loop);
	tcase_add_loop_test(tc, words_of_blocks, 0, 10);
	return (fixture_run("packed_words", tc));
}
