/* SPDX-License-Identifier: BSD-2-Clause */
/* The forms of packed_expand.h against a loop. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/rng.h"
#include "trace/packed_expand.h"
#include "unit/fixture.h"

#define MOST 300

static const enum isa forms[] = { ISA_PLAIN, ISA_AVX2, ISA_AVX512 };

/* The form, or NULL where the processor lacks the instructions. */
static const struct expander *
form(int i)
{
	if (isa_has(forms[i]))
		return (expander_of(forms[i]));
	printf("skipped: the form for %s, which this processor lacks\n",
	    isa_name(forms[i]));
	return (NULL);
}

/* Tables of every size, of small numbers and of large ones; any length. */
START_TEST(every_entry)
{
	static unsigned char bytes[MOST + EXPAND_SPARE];
	static uint32_t out[MOST + EXPAND_SPARE];
	static struct code_table t;
	struct rng rng = { (uint64_t)_i + 1 };

	t.expander = form(_i);
	for (unsigned n = 1; t.expander != NULL && n <= 256; n++)
		for (unsigned bits = 0; bits < 3; bits++) {
			unsigned length = (unsigned)rng_next(&rng) % MOST + 1;

			t.n = n;
			for (unsigned i = 0; i < n; i++)
				t.code[i] = (uint32_t)(rng_next(&rng) >>
						       (32 + 8 * bits));
			for (unsigned i = 0; i < length; i++)
				bytes[i] =
				    i < n ? (unsigned char)(n - 1 - i)
					  : (unsigned char)rng_below(&rng, n);
			code_table_ready(&t);
			t.expander->expand(out, bytes, length, &t);
			for (unsigned i = 0; i < length; i++)
				ck_assert_uint_eq(out[i], t.code[bytes[i]]);
		}
}
END_TEST

/* Each limit, and a byte above it at each place. */
START_TEST(every_limit)
{
	static unsigned char bytes[MOST + EXPAND_SPARE];
	const struct expander *e = form(_i);

	for (unsigned most = 0; e != NULL && most < 255; most++) {
		unsigned n = 1 + most % 70, at = most * 7 % n;

		memset(bytes, 0, sizeof(bytes));
		memset(bytes, (int)most, n);
		ck_assert(!e->any_above(bytes, n, most));
		bytes[at] = (unsigned char)(most + 1);
		ck_assert(e->any_above(bytes, n, most));
		bytes[at] = 255;
		ck_assert(e->any_above(bytes, n, most));
	}
}
END_TEST

/* What PAGERACE_ISA names is used. */
START_TEST(chosen)
{
	setenv("PAGERACE_ISA", "plain", 1);
	ck_assert_ptr_eq(expander_chosen(), expander_of(ISA_PLAIN));
	unsetenv("PAGERACE_ISA");
	if (isa_has(ISA_AVX2))
		ck_assert_ptr_eq(
		    expander_chosen(), expander_of(isa_processor()));
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("expand");

	tcase_add_loop_test(t, every_entry, 0, ROWS(forms));
	tcase_add_loop_test(t, every_limit, 0, ROWS(forms));
	tcase_add_test(t, chosen);
	return (fixture_run("expand", t));
}
