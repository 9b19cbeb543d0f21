/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A comparison in which policies vary their memory: only those
 * runs get runs at equal memory, with as many frames as the run used on
 * average, and the faults of such a run are those of an ordinary run with so
 * many frames.
 */
#include <string.h>

#include "config/selection.h"
#include "config/settings.h"
#include "device/device.h"
#include "lane.h"
#include "policy/choose.h"
#include "study/engine.h"
#include "unit/fixture.h"

static void
compare(struct study *study, struct mem *m, const char *policies,
    const char *memories, bool optimum)
{
	static const struct err_where nowhere;
	struct selections p = { 0 };
	struct memories n = { 0 };
	struct figures figures = { .digest = "none" };
	struct settings settings;
	struct run_spec *run;
	struct engine_spec spec = {
		.trace = { .path = lane_path(m, "tcc"), .settings = &settings },
		.settings_table = settings_table,
		.settings = &settings,
		.figures = &figures,
		.policies = policy_list,
		.optimum = optimum,
		.equal_memory = optimum,
		.jobs = 2,
	};
	struct err err;

	param_defaults(settings_table, &settings);
	ck_assert(
	    selections_read(&p, m, policies, &nowhere, ERR_USAGE, &err) == 0);
	ck_assert(
	    memories_read(&n, m, memories, &nowhere, ERR_USAGE, &err) == 0);
	run = mem_array(m, p.n * n.n, sizeof(*run));
	for (size_t i = 0; i < p.n * n.n; i++)
		run[i] = (struct run_spec){ p.item[i / n.n], &device_free, NULL,
			n.item[i % n.n] };
	spec.run = run;
	spec.nrun = p.n * n.n;
	ck_assert_msg(engine_run(&spec, m, study, &err) == 0, "%s", err.msg);
}

START_TEST(same_as_ordinary_runs)
{
	static const char *const want[] = { "lru", "clock", "opt" };
	struct study study;
	struct lane l;

	compare(&study, mem, "ws,lru,pff:threshold=300", "40,100", true);
	lane_read(&l, "tcc", UINT64_MAX);
	ck_assert_uint_eq(study.nrun, 6);
	for (size_t i = 0; i < study.nrun; i++) {
		const struct run *r = &study.run[i];
		const struct outcome *o = &r->outcome;

		ck_assert(r->varies == (strcmp(r->policy, "lru") != 0));
		ck_assert_uint_eq(r->nequal_memory, r->varies ? 3 : 0);
		for (size_t k = 0; k < r->nequal_memory; k++) {
			const struct equal_memory *p = &r->equal_memory[k];
			uint64_t twice = (uint64_t)(2 * o->resident_sum);

			ck_assert_str_eq(p->policy, want[k]);
			/* mean - 1/2 < frames <= mean + 1/2 */
			ck_assert_uint_ge(2 * p->frames * o->references,
			    twice - o->references);
			ck_assert_uint_le(2 * p->frames * o->references,
			    twice + o->references);
			ck_assert_uint_lt(p->frames, r->frames);
			ck_assert_uint_eq(p->faults,
			    lane_faults(&l, p->policy, (frame_t)p->frames));
		}
	}
	lane_close(&l);
}
END_TEST

START_TEST(not_requested)
{
	struct study study;

	compare(&study, mem, "ws", "40,100", false);
	ck_assert(study.run[0].varies);
	ck_assert_uint_eq(study.run[0].nequal_memory, 0);
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("equal_memory");

	fixture_mem(t);
	tcase_set_timeout(t, 600);
	tcase_add_test(t, same_as_ordinary_runs);
	tcase_add_test(t, not_requested);
	return (fixture_run("equal_memory", t));
}
