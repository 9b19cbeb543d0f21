/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Twins against related policies: some equal a simpler policy at some setting;
 * a second program gave the same numbers; with one frame, and with a frame for
 * every page, only one result is possible; none has fewer faults than OPT.
 * Pages are unmapped and pinned at any time.
 */
#include "plain.h"
#include "plain_policies.h"
#include "unit/fixture.h"

#define MANY 6000

/* A string of seeded random references: half of them to a few pages. */
static struct reference
random_reference(uint64_t seed, uint64_t i, uint32_t npages, bool writes)
{
	uint64_t x = rng_at(seed, i);
	uint32_t page = (uint32_t)(x >> 8) % npages;

	if (x & 1)
		page = page % (npages / 4 + 1);
	if ((x & 6) == 6)
		page = (uint32_t)(i / 2) % npages;
	return (reference_make(page, writes && (x & 8) != 0));
}

struct alike {
	const struct plain *a;
	const char *a_params;
	const struct plain *b;
	const char *b_params;
	bool writes;
};

/* Policies that are equal at some setting. */
static const struct alike alike[] = {
	{ &plain_gclock, "max=1", &plain_scfifo, "", true },
	{ &plain_extended_clock, "", &plain_scfifo, "", false },
	{ &plain_pff, "threshold=1000000,clear=shrink", &plain_scfifo, "",
	    true },
	{ &plain_lruk, "k=1", &plain_cflru, "window=1", true },
	{ &plain_lruk, "k=1", &plain_cflru, "window=0", true },
	{ &plain_lruwsr, "", &plain_cflru, "", false },
	{ &plain_ws, "tau=1000000", &plain_lruk, "k=1", true },
	{ &plain_wtinylfu, "window=100%", &plain_lruk, "k=1", true },
	{ &plain_lruk, "crp=1000000,history=0", &plain_lruk, "k=1", true },
	{ &plain_cart, "arithmetic=real", &plain_cart, "", true },
};

START_TEST(same_thing)
{
	const struct alike *w = &alike[_i];

	for (uint32_t n = 1; n < 40; n += n / 3 + 1) {
		struct plain_setup setup = { .nframes = n, .npages = 50 };
		struct plain_run *a, *b;

		setup.params = w->a_params;
		a = plain_open(w->a, &setup);
		setup.params = w->b_params;
		b = plain_open(w->b, &setup);
		for (uint32_t i = 0; i < MANY; i++) {
			struct reference ref =
			    random_reference(n, i, 50, w->writes);
			struct plain_step sa, sb;

			plain_step(
			    a, reference_page(ref), reference_write(ref), &sa);
			plain_step(
			    b, reference_page(ref), reference_write(ref), &sb);
			ck_assert_msg(sa.nvictims == sb.nvictims &&
					  (sa.nvictims == 0 ||
					      sa.victim[0] == sb.victim[0]),
			    "%s:%s and %s, %u frames, reference %u", w->a->name,
			    w->a_params, w->b->name, n, i);
		}
		plain_close(a);
		plain_close(b);
	}
}
END_TEST

struct agreed {
	const struct plain *twin;
	const char *params;
	uint32_t frames;
	uint64_t faults;
	uint32_t victims; /* all of them, folded into one number */
};

/* A second program gave these numbers too: for LeCaR, CACHEUS and W-TinyLFU as
 * they are by default that of their authors (sylab/cacheus, Caffeine's
 * simulator) with the random numbers and hashes of the twin, for the others one
 * that was written from the rules in words, in another language. */
static const struct agreed agreed[] = {
	{ &plain_lecar, "", 3, 9346, 0xae6987cc },
	{ &plain_lecar, "", 40, 4161, 0xb8739706 },
	{ &plain_cacheus, "", 3, 9298, 0x2df4daec },
	{ &plain_cacheus, "", 40, 3961, 0xae7273ea },
	{ &plain_cart, "", 10, 8251, 0xab0e5264 },
	{ &plain_cart, "arithmetic=integer", 40, 4455, 0x492838b5 },
	{ &plain_clockpro, "variant=paper", 3, 9313, 0x70a8b646 },
	{ &plain_clockpro, "variant=paper", 40, 4322, 0xdad02312 },
	{ &plain_clockpro, "variant=paper,cold=25%", 3, 9328, 0x890b660e },
	{ &plain_clockpro, "variant=paper,cold=25%", 40, 4370, 0x8c349cb0 },
	{ &plain_wtinylfu, "", 3, 9260, 0x5a33c46b },
	{ &plain_wtinylfu, "", 40, 3619, 0xbb0af425 },
	{ &plain_wtinylfu, "variant=paper", 3, 9312, 0x2f8b38c9 },
	{ &plain_wtinylfu, "variant=paper", 40, 3728, 0x11e34cf9 },
};

START_TEST(second_program)
{
	const struct agreed *w = &agreed[_i];
	struct plain_setup setup = { .nframes = w->frames,
		.npages = 100,
		.params = w->params,
		.seed = 42 };
	struct plain_run *r = plain_open(w->twin, &setup);
	uint32_t victims = 0;

	for (uint32_t i = 0; i < 10000; i++) {
		struct reference ref = random_reference(42, i, 100, true);
		struct plain_step step;

		plain_step(r, reference_page(ref), reference_write(ref), &step);
		for (uint32_t k = 0; k < step.nvictims; k++)
			victims = victims * 31 + step.victim[k] + 1;
	}
	ck_assert_uint_eq(r->nfaults, w->faults);
	ck_assert_uint_eq(victims, w->victims);
	plain_close(r);
}
END_TEST

/* The fewest faults there can be; pages below 64. */
static uint64_t
fewest_faults(const struct reference *refs, uint32_t n, uint32_t nframes)
{
	uint32_t in[64];
	uint32_t used = 0;
	uint64_t faults = 0;

	for (uint32_t i = 0; i < n; i++) {
		page_id_t page = reference_page(refs[i]);
		uint32_t f, best = 0, far = 0;

		for (f = 0; f < used && in[f] != page; f++)
			;
		if (f < used)
			continue;
		faults++;
		if (used < nframes) {
			in[used++] = page;
			continue;
		}
		for (f = 0; f < used; f++) {
			uint32_t next = i + 1;

			while (next < n && reference_page(refs[next]) != in[f])
				next++;
			if (next > far) {
				far = next;
				best = f;
			}
		}
		in[best] = page;
	}
	return (faults);
}

static uint64_t
faults_of(const struct plain *twin, const struct reference *refs, uint32_t n,
    uint32_t nframes, const char *params)
{
	struct plain_setup setup = {
		.nframes = nframes, .npages = 64, .params = params, .seed = 7
	};
	struct plain_run *r = plain_open(twin, &setup);
	uint64_t faults;

	for (uint32_t i = 0; i < n; i++) {
		struct plain_step step;

		plain_step(r, reference_page(refs[i]), reference_write(refs[i]),
		    &step);
		ck_assert(
		    step.fault || step.nvictims == 0 || twin == &plain_ws);
	}
	faults = r->nfaults;
	plain_close(r);
	return (faults);
}

START_TEST(only_answers)
{
	const struct plain *twin = plain_policies[_i];
	struct reference refs[MANY];
	uint64_t changes = 1;

	for (uint32_t i = 0; i < MANY; i++) {
		refs[i] = random_reference(99, i, 48, true);
		changes += i > 0 && reference_page(refs[i]) !=
					reference_page(refs[i - 1]);
	}
	ck_assert_uint_eq(faults_of(twin, refs, MANY, 1, ""), changes);
	/* Those that release memory are set to keep it. */
	if (twin == &plain_pff || twin == &plain_ws)
		ck_assert_uint_eq(
		    faults_of(twin, refs, MANY, 48,
			twin == &plain_ws ? "tau=9999" : "threshold=9999"),
		    48);
	else if (!twin->always_writes) /* a kernel has pages of its own */
		ck_assert_uint_eq(faults_of(twin, refs, MANY, 48, ""), 48);
	for (uint32_t n = 2; n < 48; n += n / 2 + 1) {
		uint64_t faults = faults_of(twin, refs, MANY, n, "");

		ck_assert_uint_ge(faults, fewest_faults(refs, MANY, n));
		ck_assert_uint_eq(faults, faults_of(twin, refs, MANY, n, ""));
	}
}
END_TEST

/* Pages are unmapped, pinned and unpinned at any time; the machine asserts. */
START_TEST(unmap_and_pin)
{
	const struct plain *twin = plain_policies[_i];

	for (uint32_t n = 2; n < 30; n += n / 3 + 1) {
		struct plain_setup setup = { .nframes = n, .npages = 4000 };
		struct plain_run *r = plain_open(twin, &setup);
		uint32_t pinned = PLAIN_NONE;

		for (uint32_t i = 0; i < MANY; i++) {
			struct reference ref = random_reference(n, i, 40, true);
			uint32_t page = i / 300 * 20 + reference_page(ref);
			uint64_t x = rng_at(5, i);
			struct plain_step step;

			plain_step(r, page, reference_write(ref), &step);
			if (x % 64 == 0)
				plain_tick(r);
			if (x % 23 == 1 && pinned == PLAIN_NONE) {
				plain_pin(r, page);
				pinned = page;
			} else if (x % 23 == 2 && pinned != PLAIN_NONE) {
				plain_unpin(r, pinned);
				pinned = PLAIN_NONE;
			}
			if (i % 300 == 299)
				for (page = 0; page < 20; page++)
					plain_unmap(r, i / 300 * 20 + page);
			if (pinned != PLAIN_NONE && !plain_resident(r, pinned))
				pinned = PLAIN_NONE;
		}
		plain_close(r);
	}
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("plain_relatives");
	int npolicies = 0;

	while (plain_policies[npolicies] != NULL)
		npolicies++;
	tcase_set_timeout(t, 600);
	tcase_add_loop_test(t, same_thing, 0, ROWS(alike));
	tcase_add_loop_test(t, second_program, 0, ROWS(agreed));
	tcase_add_loop_test(t, only_answers, 0, npolicies);
	tcase_add_loop_test(t, unmap_and_pin, 0, npolicies);
	return (fixture_run("plain_relatives", t));
}
