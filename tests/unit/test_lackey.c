/* SPDX-License-Identifier: BSD-2-Clause */
/* lackey_vector() and lackey_avx2() against lackey_words(). */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/isa.h"
#include "base/rng.h"
#include "formats/lackey.h"
#include "unit/fixture.h"

#define LINES 400
#define ROOM  (LINES * 40)

static const struct {
	enum isa isa;
	void (*take)(struct window *w, struct splitter *c);
} forms[] = {
	{ ISA_AVX2, lackey_avx2 },
	{ ISA_AVX512, lackey_vector },
};

struct run {
	struct window window;
	struct splitter split;
	struct access out[LINES + 8];
};

static char buf[ROOM + WINDOW_SLACK];
static size_t length;

/* Plain lines as in a recorded trace, and a few others. */
static void
make_text(struct rng *rng, unsigned odd)
{
	static const char *const kind[] = { "I  ", " L ", " S ", " M " };
	static const char *const strange[] = { "==12== bye\n", "\n", " L 1\n",
		" L 04000000,0\n", " S 04000ffe,4\n", "I  4000000,3\n",
		" L ffffffffffffffff,1\n", " L 04000000,128\n", "x\n",
		" L 0400000G,4\n", " L 0400000A,4\n", " l 04000000,4\n",
		" L 04000000,4 \n", " L 04000000 ,4\n", " L 0400000`,4\n",
		"I  12345678901234567890123456789012345678901234567890\n" };

	length = 0;
	for (unsigned i = 0; i < LINES; i++) {
		uint64_t r = rng_next(rng), addr;
		unsigned size = (r & 7) == 0 ? 10 + (r >> 3 & 63) % 90
					     : 1 + (r >> 3 & 63) % 9;

		if (odd > 0 && r >> 32 < (UINT64_C(1) << 32) / odd) {
			length += (size_t)sprintf(
			    buf + length, "%s", strange[rng_below(rng, 16)]);
			continue;
		}
		addr = rng_next(rng) >> (16 + (r >> 16) % 24);
		addr -= (addr & 4095) + size > 4096 ? addr & 4095 : 0;
		length += (size_t)sprintf(buf + length, "%s%08lx,%u\n",
		    kind[r >> 12 & 3], (unsigned long)addr, size);
	}
	memset(buf + length, '7', WINDOW_SLACK);
}

static void
start(struct run *r, bool no_fetch, size_t cap)
{
	struct settings settings = { .page_size = 4096, .ifetch = !no_fetch };

	memset(r, 0, sizeof(*r));
	split_init(&r->split, &settings);
	split_batch(&r->split, r->out, NULL, cap);
	r->window =
	    (struct window){ .p = buf, .end = buf + length, .taken = 7 };
}

/* Returns how many lines were taken by vectors. */
static uint64_t
compare(int form, bool no_fetch, size_t cap)
{
	static struct run vectors, words;
	struct window rest;

	start(&vectors, no_fetch, cap);
	start(&words, no_fetch, cap);
	forms[form].take(&vectors.window, &vectors.split);
	words.window.end = vectors.window.p;
	lackey_words(&words.window, &words.split);
	ck_assert_ptr_eq(words.window.p, vectors.window.p);
	ck_assert_ptr_eq(words.window.record, vectors.window.record);
	ck_assert_uint_eq(words.window.taken, vectors.window.taken);
	ck_assert_uint_eq(words.split.n, vectors.split.n);
	ck_assert_uint_eq(words.split.accesses, vectors.split.accesses);
	ck_assert_int_eq(words.split.dropped, vectors.split.dropped);
	for (size_t i = 0; i < vectors.split.n; i++) {
		ck_assert_uint_eq(words.out[i].addr, vectors.out[i].addr);
		ck_assert_uint_eq(words.out[i].size, vectors.out[i].size);
		ck_assert_uint_eq(words.out[i].pid, vectors.out[i].pid);
		ck_assert_uint_eq(words.out[i].op, vectors.out[i].op);
	}
	/* It stops where the other does, or near the end of the window. */
	rest = vectors.window;
	rest.end = buf + length;
	if (buf + length - rest.p >= 128 && cap - vectors.split.n >= 8) {
		lackey_words(&rest, &vectors.split);
		ck_assert_ptr_eq(rest.p, vectors.window.p);
	}
	return (vectors.window.taken - 7);
}

START_TEST(both_forms_agree)
{
	struct rng rng = { (uint64_t)_i + 1 };
	uint64_t lines = 0;

	if (!isa_has(forms[_i].isa))
		return;
	for (unsigned i = 0; i < 2000; i++) {
		make_text(&rng, i % 3 == 0 ? 0 : 30 * (i % 7 + 1));
		lines +=
		    compare(_i, (i & 1) != 0, i % 5 == 0 ? 1 + i % 40 : LINES);
	}
	ck_assert_uint_gt(lines, 1000);
}
END_TEST

/* Each byte of the first lines takes each value in turn. */
START_TEST(every_byte_in_every_lane)
{
	struct rng rng = { 5 };

	if (!isa_has(forms[_i].isa))
		return;
	make_text(&rng, 0);
	for (size_t at = 0; at < 140; at++) {
		char was = buf[at];

		for (unsigned c = 0; c < 256; c++) {
			buf[at] = (char)c;
			compare(_i, false, LINES);
		}
		buf[at] = was;
	}
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("lackey");

	/* The test is built on every machine, and needs the vectors to run. */
	if (!isa_has(ISA_AVX2)) {
		puts("skipped: this processor has no AVX2");
		return (77);
	}
	if (!isa_has(ISA_AVX512))
		puts("skipped: the form for AVX-512, which this processor "
		     "lacks");
	tcase_add_loop_test(t, both_forms_agree, 0, 2);
	tcase_add_loop_test(t, every_byte_in_every_lane, 0, 2);
	tcase_set_timeout(t, 600);
	return (fixture_run("lackey", t));
}
