/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Law: what stands in for a page at level 3 has no part in a result.  It has a
 * number above those of the trace, so a run that is fed while the trace is read
 * has another than one that has the whole reference string.  Each policy gives
 * the same counts both ways.
 */
#include <stdlib.h>
#include <string.h>

#include "config/settings.h"
#include "laws/drawn_text.h"

#define TRACES 24

/* Both variants of a policy that has some are tried. */
static const struct setting variants[] = {
	{ "variant", "drrip", { NULL, 0, 0 } },
	{ "variant", "paper", { NULL, 0, 0 } },
};

static const struct tried {
	const char *policy;
	const struct setting *value;
} further[] = {
	{ "rrip", &variants[0] },
	{ "wtinylfu", &variants[1] },
};

static int
npolicy(void)
{
	int n = 0;

	while (policy_list[n] != NULL)
		n++;
	return (n);
}

static struct selection
selection_of(int i)
{
	const struct tried *t;

	if (i < npolicy())
		return ((struct selection){ .name = policy_list[i]->name });
	t = &further[i - npolicy()];
	return ((struct selection){
	    .name = t->policy, .value = t->value, .nvalue = 1 });
}

static void
same_runs(const struct study *a, const struct study *b, const char *text)
{
	ck_assert_uint_eq(a->nrun, b->nrun);
	for (size_t i = 0; i < a->nrun; i++)
		ck_assert_msg(
		    outcome_same(&a->run[i].outcome, &b->run[i].outcome) &&
			a->run[i].outcome.total_ns ==
			    b->run[i].outcome.total_ns,
		    "%s with %ju frames: hits %ju, %ju; writes %ju, %ju\n%s",
		    a->run[i].policy, (uintmax_t)a->run[i].frames,
		    (uintmax_t)a->run[i].outcome.hits,
		    (uintmax_t)b->run[i].outcome.hits,
		    (uintmax_t)a->run[i].outcome.swap_writes,
		    (uintmax_t)b->run[i].outcome.swap_writes, text);
}

/* Returns how many runs were compared. */
static unsigned
both_ways(struct engine_spec *spec)
{
	struct mem *m = mem_open();
	struct study want, got;
	struct err whole, live;
	int failed[2];

	spec->plain = true;
	failed[0] = engine_run(spec, m, &want, &whole);
	spec->plain = false;
	failed[1] = engine_run(spec, m, &got, &live);
	ck_assert_int_eq(failed[0], failed[1]);
	if (failed[0] == 0)
		same_runs(&want, &got, spec->trace.text);
	else
		ck_assert_str_eq(whole.msg, live.msg);
	mem_close(m);
	return (failed[0] == 0);
}

/* Those that the model refuses at level 3. */
static bool
is_refused(const char *policy)
{
	return (strcmp(policy, "ws") == 0 || strcmp(policy, "pff") == 0 ||
		strcmp(policy, "vsws") == 0 || strcmp(policy, "opt") == 0);
}

START_TEST(same_however_fed)
{
	struct rng rng = { (uint64_t)_i + 5 };
	struct settings settings;
	unsigned compared = 0;

	param_defaults(settings_table, &settings);
	settings.level = LEVEL_3;
	settings.swap_cache = true;
	for (int i = 0; i < TRACES; i++) {
		unsigned pages = 10 + (unsigned)rng_below(&rng, 30);
		char *text = drawn_text(&rng, DRAWN_PLAIN, pages);
		struct engine_spec spec = drawn_spec(text, &settings);
		struct run_spec run = {
			.policy = selection_of(_i),
			.device = drawn_devices[rng_below(&rng, 3)],
			.memory = { MEMORY_FRAMES, 4 + rng_below(&rng, 16),
			    { NULL, 0, 0 } },
		};

		settings.warmup.count = i % 2 * (1 + rng_below(&rng, 15));
		settings.seed = rng_below(&rng, 3);
		spec.run = &run;
		spec.nrun = 1;
		compared += both_ways(&spec);
		free(text);
	}
	ck_assert_uint_eq(
	    compared, is_refused(selection_of(_i).name) ? 0 : TRACES);
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("stand_in");

	tcase_set_timeout(t, 600);
	tcase_add_loop_test(
	    t, same_however_fed, 0, npolicy() + (int)ROWS(further));
	return (fixture_run("stand_in", t));
}
