/* SPDX-License-Identifier: BSD-2-Clause */
/* The forms of word_scan.h against a loop. */
#include <stdio.h>
#include <stdlib.h>

#include "base/rng.h"
#include "model/access.h"
#include "trace/known_pages.h"
#include "trace/word_scan.h"
#include "unit/fixture.h"

#define MOST 70

static const enum isa forms[] = { ISA_PLAIN, ISA_AVX2, ISA_AVX512 };

static uint64_t word[MOST];

/* The form, or NULL where the processor lacks the instructions. */
static const struct word_scanner *
form(int i)
{
	if (isa_has(forms[i]))
		return (word_scanner_of(forms[i]));
	printf("skipped: the form for %s, which this processor lacks\n",
	    isa_name(forms[i]));
	return (NULL);
}

/* Accesses that lie within a page, up to its last byte. */
static void
make(struct rng *rng, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		unsigned op = (unsigned)rng_below(rng, 4);
		uint64_t size = 1 + rng_below(rng, 4095);
		uint64_t place = rng_below(rng, 4097 - (uint32_t)size);

		word[i] = access_word(
		    op, size, rng_next(rng) << KNOWN_PAGE_SHIFT | place);
	}
}

/* One that is no such access, at each place of each length. */
START_TEST(every_place)
{
	static const uint64_t others[] = {
		(uint64_t)4 << 60 | (uint64_t)1 << 48,  /* another kind */
		(uint64_t)15 << 60 | (uint64_t)1 << 48, /* and the last one */
		0x1000,                                 /* of no byte */
		(uint64_t)2 << 48 | 0xfff,              /* over an edge */
		(uint64_t)3 << 60 | (uint64_t)0xfff << 48 | 2,
		UINT64_MAX,
	};
	const struct word_scanner *s = form(_i);
	struct rng rng = { (uint64_t)_i + 1 };

	for (size_t n = 0; s != NULL && n <= MOST; n++) {
		make(&rng, n);
		ck_assert_uint_eq(s->plain(word, n), n);
		for (size_t i = 0; i < n; i++) {
			uint64_t kept = word[i];

			word[i] = others[(i + n) % ROWS(others)];
			ck_assert_uint_eq(s->plain(word, n), i);
			word[i] = kept;
		}
	}
}
END_TEST

/* Counts are added. */
START_TEST(every_operation)
{
	const struct word_scanner *s = form(_i);
	struct rng rng = { (uint64_t)_i + 1 };
	uint64_t by_op[4] = { 1, 2, 3, 4 }, same[4] = { 1, 2, 3, 4 };

	for (size_t n = 0; s != NULL && n <= MOST; n++) {
		make(&rng, n);
		for (size_t i = 0; i < n; i++)
			same[access_word_kind(word[i])]++;
		s->count(by_op, word, n);
		ck_assert_mem_eq(by_op, same, sizeof(same));
	}
}
END_TEST

/* More of one operation than 16 bits count. */
START_TEST(many)
{
	const size_t n = 100003;
	const struct word_scanner *s = form(_i);
	uint64_t *words = calloc(n, sizeof(*words)), by_op[4] = { 0 };

	ck_assert_ptr_nonnull(words);
	for (size_t i = 0; i < n; i++)
		words[i] = access_word(ACCESS_WRITE, 1, i);
	if (s != NULL) {
		s->count(by_op, words, n);
		ck_assert_uint_eq(by_op[ACCESS_WRITE], n);
		ck_assert_uint_eq(by_op[ACCESS_READ] + by_op[ACCESS_FETCH], 0);
	}
	free(words);
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("word_scan");

	tcase_add_loop_test(t, every_place, 0, ROWS(forms));
	tcase_add_loop_test(t, every_operation, 0, ROWS(forms));
	tcase_add_loop_test(t, many, 0, ROWS(forms));
	return (fixture_run("word_scan", t));
}
