/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What must hold for every policy there is, on strings made from seeds and on
 * the bundled traces:
 *
 *	no fewer faults than OPT; never more than references
 *	pages in = pages out + pages resident
 *	pages written <= pages evicted + pages cleaned
 *	a frame for every page: each faults once
 *	bound = unbound, whatever the size of a batch, and again from the
 *	same seed: the same faults, victims and write-backs in the same order
 *	a fault that is accounted for is the same as one that is only counted
 *	fed as the trace is read, or from a reference string: the same
 *
 * For LRU and OPT more frames never mean more faults.  LRU's faults are those
 * of its stack distances, found here by moving pages to the front of a row.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config/selection.h"
#include "config/settings.h"
#include "device/device.h"
#include "lane.h"
#include "policy/choose.h"
#include "study/engine.h"
#include "unit/fixture.h"

#define CUT      200000 /* references of each bundled trace */
#define NTRACES  4
#define NSTRINGS 6
#define NLANES   (NTRACES + NSTRINGS)

static struct lane lanes[NLANES];
static const char *const traces[NTRACES] = { "tcc", "awk", "sort", "sqlite" };
static const char *const strings[NSTRINGS] = { "skewed", "skewed with sweeps",
	"loops", "phases", "uniform", "skewed, written" };

/* Where a policy gives frames back, a setting with which it never does. */
static const struct whole {
	const char *policy, *never;
} wholes[] = {
	{ "ws", "ws:tau=1000000000000" },
	{ "pff", "pff:threshold=1000000000000" },
	{ "vsws", "vsws:l=1000000000000,q=1000000000000" },
};

#define STRING_PAGES 120

static page_id_t
skewed(struct rng *rng, page_id_t n)
{
	page_id_t p = (page_id_t)rng_below(rng, n);

	return (rng_below(rng, 3) == 0 ? p : p / 8);
}

static void
make_string(struct lane *l, int kind, const char *name)
{
	struct rng rng = { (uint64_t)kind + 100 };

	lane_open(l, name);
	lane_sweep(l, 0, STRING_PAGES);
	for (uint32_t i = 0; i < 20000; i++) {
		page_id_t page = skewed(&rng, STRING_PAGES);

		if (kind == 1 && i % 1000 < 150)
			page = i % STRING_PAGES;
		if (kind == 2)
			page = i % (20 + i / 2000 * 10);
		if (kind == 3)
			page = (i / 2500 * 30 + page / 3) % STRING_PAGES;
		if (kind == 4)
			page = (page_id_t)rng_below(&rng, STRING_PAGES);
		lane_add(l, page, rng_below(&rng, 10) < (kind == 5 ? 7 : 2));
	}
	lane_seal(l);
}

static void
open_lanes(void)
{
	for (int i = 0; i < NTRACES; i++)
		lane_read(&lanes[i], traces[i], CUT);
	for (int i = 0; i < NSTRINGS; i++)
		make_string(&lanes[NTRACES + i], i, strings[i]);
}

static void
close_lanes(void)
{
	for (int i = 0; i < NLANES; i++)
		lane_close(&lanes[i]);
}

/* Memories tried on a lane: from one frame to more than enough. */
#define NSIZES 5
static frame_t
size(const struct lane *l, int i)
{
	const frame_t n[NSIZES] = { 1, 3, l->npages / 10 + 1, l->npages / 3,
		l->npages + 1 };

	return (n[i]);
}

#define CLAIM(holds, policy, l, frames)                                        \
	ck_assert_msg(holds, "%s, %s, %u frames: not %s", policy, (l)->name,   \
	    (unsigned)(frames), #holds)

static void
check_counts(const char *policy, const struct lane *l, frame_t n)
{
	struct lane_result r = lane_run(l, policy, n, NULL);
	const struct outcome *o = &r.outcome;
	uint64_t opt = lane_faults(l, "opt", n);

	CLAIM(r.page_faults >= opt, policy, l, n);
	CLAIM(r.page_faults <= o->references, policy, l, n);
	CLAIM(o->references == l->refstring.n, policy, l, n);
	CLAIM(o->hits + r.page_faults == o->references, policy, l, n);
	CLAIM(o->faults[FAULT_ZERO] == l->npages, policy, l, n);
	CLAIM(r.page_faults == o->evictions + r.resident, policy, l, n);
	CLAIM(o->swap_writes <= o->evictions + o->cleaned, policy, l, n);
	CLAIM(r.resident <= n && o->resident_peak <= n, policy, l, n);
	CLAIM(o->resident_sum <= (unsigned __int128)n * o->references, policy,
	    l, n);
}

START_TEST(counts)
{
	for (int i = 0; i < NLANES; i++)
		for (int k = 0; k < NSIZES; k++)
			check_counts(policy_list[_i]->name, &lanes[i],
			    size(&lanes[i], k));
}
END_TEST

START_TEST(room_for_all)
{
	const char *policy = policy_list[_i]->name;

	if (policy_list[_i]->kernel_swap)
		return; /* a kernel takes pages for itself */
	for (size_t i = 0; i < sizeof(wholes) / sizeof(wholes[0]); i++)
		if (strcmp(wholes[i].policy, policy) == 0)
			policy = wholes[i].never;
	for (int i = 0; i < NLANES; i++) {
		const struct lane *l = &lanes[i];
		struct lane_result r = lane_run(l, policy, l->npages, NULL);

		CLAIM(r.page_faults == l->npages, policy, l, l->npages);
		CLAIM(r.outcome.evictions == 0, policy, l, l->npages);
		CLAIM(r.resident == l->npages, policy, l, l->npages);
	}
}
END_TEST

/* A policy that does not say that it varies its memory does not. */
START_TEST(space)
{
	const struct policy *p = policy_list[_i];
	bool gave_back = p->kernel_swap; /* which frees many at a time */

	for (int i = 0; i < NLANES; i++) {
		const struct lane *l = &lanes[i];
		struct lane_result r =
		    lane_run(l, p->name, l->npages / 2, NULL);

		gave_back |= r.resident < l->npages / 2;
	}
	ck_assert_msg(
	    gave_back == (p->varies_space || p->kernel_swap), "%s", p->name);
}
END_TEST

/* These differences must not change a result. */
static const struct lane_options manners[] = {
	{ .observed = true },
	{ .observed = true, .unbound = true },
	{ .observed = true, .batch = 1 },
	{ .observed = true, .batch = 7, .unbound = true },
	{ .observed = true, .batch = 1000 },
	{ .observed = true, .nvme = true },
};
static const struct lane_options unseen[] = {
	{ .batch = 0 },
	{ .unbound = true },
	{ .batch = 1 },
	{ .batch = 333 },
	{ .nvme = true },
};

START_TEST(manner)
{
	const char *policy = policy_list[_i]->name;

	for (int i = 0; i < NLANES; i++) {
		const struct lane *l = &lanes[i];
		frame_t n = l->npages / 4;
		struct lane_result first = lane_run(l, policy, n, &manners[0]);

		for (size_t k = 0; k < sizeof(manners) / sizeof(manners[0]);
		     k++) {
			struct lane_result r =
			    lane_run(l, policy, n, &manners[k]);

			CLAIM(lane_same(&r, &first), policy, l, n);
			CLAIM(r.digest == first.digest, policy, l, n);
		}
		for (size_t k = 0; k < sizeof(unseen) / sizeof(unseen[0]);
		     k++) {
			struct lane_result r =
			    lane_run(l, policy, n, &unseen[k]);

			CLAIM(lane_same(&r, &first), policy, l, n);
		}
	}
}
END_TEST

/* Another seed is another run only where a policy draws. */
START_TEST(seed)
{
	static const struct lane_options one = { .observed = true, .seed = 1 };
	static const struct lane_options two = { .observed = true, .seed = 2 };
	const struct policy *p = policy_list[_i];
	const char *policy = p->name;
	const struct lane *l = &lanes[NTRACES];
	struct mem *m = mem_open();
	void *params = mem_alloc(m, p->params_size + 1);
	bool draws;

	if (p->params != NULL)
		param_defaults(p->params, params);
	draws = p->draws != NULL && p->draws(params);
	mem_close(m);
	CLAIM((lane_run(l, policy, 30, &one).digest !=
		  lane_run(l, policy, 30, &two).digest) == draws,
	    policy, l, 30);
}
END_TEST

static struct outcome
plan(const char *policy, const char *trace, bool plain, struct mem *m)
{
	static const struct err_where nowhere;
	struct figures figures = { .digest = "none" };
	struct settings settings = { 0 };
	struct run_spec run = { .device = &device_free,
		.memory = { .unit = MEMORY_FRAMES, .n = 40 } };
	struct engine_spec spec = {
		.trace = { .path = lane_path(m, trace), .settings = &settings },
		.settings_table = settings_table,
		.settings = &settings,
		.figures = &figures,
		.policies = policy_list,
		.run = &run,
		.nrun = 1,
		.jobs = 1,
		.plain = plain,
	};
	struct study study;
	struct err err;

	param_defaults(settings_table, &settings);
	ck_assert(selection_read(
		      &run.policy, m, policy, &nowhere, ERR_USAGE, &err) == 0);
	ck_assert_msg(engine_run(&spec, m, &study, &err) == 0, "%s", err.msg);
	return (study.run[0].outcome);
}

START_TEST(live_and_tape)
{
	const char *policy = policy_list[_i]->name;
	struct lane_result live = { plan(policy, "tcc", false, mem), 0, 0, 0 };
	struct lane_result refstring = { plan(policy, "tcc", true, mem), 0, 0,
		0 };

	ck_assert_msg(lane_same(&live, &refstring), "%s", policy);
	ck_assert_uint_gt(live.outcome.evictions, 0);
}
END_TEST

/* Faults by frames, from 1 up to the pages, of LRU: a page found at place d
 * from the front of a row of all pages faults in fewer than d frames. */
static uint64_t *
stack_distances(const struct lane *l)
{
	uint64_t *faults = calloc(l->npages + 1, sizeof(*faults));
	page_id_t *row = calloc(l->npages, sizeof(*row)), n = 0;

	for (uint64_t i = 0; i < l->refstring.n; i++) {
		page_id_t page = reference_page(l->refstring.reference[i]),
			  at = 0;

		while (at < n && row[at] != page)
			at++;
		/* A miss in 1 .. at frames; a new page in any. */
		faults[at == n ? l->npages : at]++;
		n += at == n;
		memmove(row + 1, row, at * sizeof(*row));
		row[0] = page;
	}
	for (page_id_t k = l->npages; k-- > 0;)
		faults[k] += faults[k + 1];
	free(row);
	return (faults);
}

START_TEST(lru_distances)
{
	const struct lane *l = &lanes[_i];
	uint64_t *faults = stack_distances(l);

	for (frame_t n = 1; n <= l->npages; n += 1 + n / 6)
		ck_assert_msg(lane_faults(l, "lru", n) == faults[n],
		    "%s, %u frames", l->name, n);
	ck_assert_uint_eq(faults[l->npages], l->npages);
	free(faults);
}
END_TEST

START_TEST(stack_policies)
{
	static const char *const policies[] = { "lru", "opt" };
	const struct lane *l = &lanes[_i];

	for (int p = 0; p < 2; p++) {
		uint64_t last = UINT64_MAX;

		for (frame_t n = 1; n <= l->npages; n += 1 + n / 6) {
			uint64_t here = lane_faults(l, policies[p], n);

			CLAIM(here <= last, policies[p], l, n);
			last = here;
		}
	}
}
END_TEST

/* A tick that is not asked for comes once for every frame, beyond 1000. */
START_TEST(default_ticks)
{
	static const char *const row[][2] = {
		{ "nru", "nru:period=%u" },
		{ "aging", "aging:tick=%u" },
		{ "nfu", "nfu:tick=%u" },
		{ "lapa", "lapa:tick=%u" },
	};
	const frame_t frames[] = { 300, 1400 };
	struct lane l;
	char text[40];
	struct rng rng = { 3 };

	lane_open(&l, "wide");
	for (int i = 0; i < 60000; i++)
		lane_add(&l, skewed(&rng, 4000), false);
	lane_seal(&l);
	for (int k = 0; k < 2; k++) {
		frame_t n = frames[k], other = frames[k] == 300 ? 300 : 1000;

		snprintf(text, sizeof(text), row[_i][1],
		    n > 1000 ? (unsigned)n : 1000U);
		CLAIM(
		    lane_faults(&l, row[_i][0], n) == lane_faults(&l, text, n),
		    row[_i][0], &l, n);
		snprintf(text, sizeof(text), row[_i][1], (unsigned)other);
		CLAIM(
		    lane_faults(&l, row[_i][0], n) != lane_faults(&l, text, n),
		    row[_i][0], &l, n);
	}
	lane_close(&l);
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("laws");
	int npolicy = 0;

	fixture_mem(t);
	while (policy_list[npolicy] != NULL)
		npolicy++;
	tcase_set_timeout(t, 600);
	tcase_add_unchecked_fixture(t, open_lanes, close_lanes);
	tcase_add_loop_test(t, counts, 0, npolicy);
	tcase_add_loop_test(t, room_for_all, 0, npolicy);
	tcase_add_loop_test(t, space, 0, npolicy);
	tcase_add_loop_test(t, manner, 0, npolicy);
	tcase_add_loop_test(t, seed, 0, npolicy);
	tcase_add_loop_test(t, live_and_tape, 0, npolicy);
	tcase_add_loop_test(t, lru_distances, 0, NLANES);
	tcase_add_loop_test(t, stack_policies, 0, NLANES);
	tcase_add_loop_test(t, default_ticks, 0, 4);
	return (fixture_run("laws", t));
}
