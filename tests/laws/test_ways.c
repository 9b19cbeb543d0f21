/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Law: the way in which runs are made changes no number.  On random traces,
 * with and without events, forks, pins, several processes, windows and settings
 * of what is written, every counter, every time and every histogram of a run
 * that is made together with others is that of a machine by itself.  Runs
 * differ in policy, parameters, device and frames, with one and two frames and
 * with about as many as there are bits in a word.  Some traces have no
 * writes.  They are also made in little
 * memory, some at a time.
 */
#include <stdlib.h>
#include <string.h>

#include "base/hist.h"
#include "config/settings.h"
#include "laws/drawn_text.h"
#include "study/unit.h"

static const uint32_t traces[DRAWN_SHAPES] = { 32, 20, 12, 8, 8, 8, 160 };

static const struct setting load_bit = { "load_bit", "0", { NULL, 0, 0 } };
static const struct setting hand = { "hand", "stay", { NULL, 0, 0 } };

/* What some way makes side by side; the others are drawn from all policies. */
static const struct selection together[] = {
	{ .name = "fifo" },
	{ .name = "clock" },
	{ .name = "clock", .value = &load_bit, .nvalue = 1 },
	{ .name = "clock", .value = &hand, .nvalue = 1 },
	{ .name = "scfifo" },
	{ .name = "extended-clock" },
	{ .name = "random" },
	{ .name = "sieve" },
	{ .name = "mru" },
	{ .name = "lru" },
	{ .name = "s3fifo" },
	{ .name = "car" },
	{ .name = "opt" },
};
#define TOGETHER (sizeof(together) / sizeof(together[0]))

static const uint64_t sizes[] = { 1, 2, 3, 4, 5, 8, 13, 20, 63, 64, 65 };
#define SIZES (sizeof(sizes) / sizeof(sizes[0]))

static void
draw_settings(struct rng *rng, struct settings *s)
{
	param_defaults(settings_table, s);
	s->seed = rng_below(rng, 3);
	s->think_ns = rng_below(rng, 5);
	s->always_write = rng_below(rng, 6) == 0;
	s->swap_cache = rng_below(rng, 12) == 0;
	if (rng_below(rng, 5) == 0)
		s->unwritten = UNWRITTEN_WRITE;
	if (rng_below(rng, 5) == 0)
		s->first_touch = FIRST_TOUCH_READ;
	if (rng_below(rng, 3) == 0)
		s->warmup.count = 1 + rng_below(rng, 30);
	if (rng_below(rng, 4) == 0)
		s->skip.count = rng_below(rng, 5);
	if (rng_below(rng, 4) == 0)
		s->take.count = 1 + rng_below(rng, 60);
	if (rng_below(rng, 10) == 0)
		s->tick = 1 + rng_below(rng, 20);
	if (rng_below(rng, 12) == 0)
		s->swap_size = UINT64_C(4096) * (1 + rng_below(rng, 8));
	if (rng_below(rng, 12) == 0)
		s->scope = SCOPE_LOCAL;
}

/* Of one device, or of several. */
static void
draw_devices(struct rng *rng, struct run_spec *run, size_t n)
{
	const struct device_figures *device = drawn_devices[rng_below(rng, 4)];
	bool several = rng_below(rng, 4) == 0;

	for (size_t i = 0; i < n; i++)
		run[i].device =
		    several ? drawn_devices[rng_below(rng, DRAWN_DEVICES)]
			    : device;
}

/* Runs of one policy with several numbers of frames, or of several. */
static size_t
draw_runs(struct rng *rng, struct run_spec *run, size_t most)
{
	size_t npolicy = 0, n = 1 + rng_below(rng, most);
	unsigned only = (unsigned)rng_below(rng, 2 * TOGETHER);
	bool two = rng_below(rng, 4) == 0; /* of LRU and OPT */

	while (policy_list[npolicy] != NULL)
		npolicy++;
	for (size_t i = 0; i < n; i++) {
		run[i] = (struct run_spec){
			.policy = together[rng_below(rng, TOGETHER)],
			.device = &device_free,
			.memory = { MEMORY_FRAMES, sizes[rng_below(rng, SIZES)],
			    { NULL, 0, 0 } },
		};
		if (only < TOGETHER)
			run[i].policy = together[only];
		else if (two)
			run[i].policy = (struct selection){
				.name = rng_below(rng, 2) == 0 ? "lru" : "opt"
			};
		else if (rng_below(rng, 8) == 0)
			run[i].policy = (struct selection){
				.name =
				    policy_list[rng_below(rng, npolicy)]->name
			};
	}
	return (n);
}

static void
same_hist(const struct hist *a, const struct hist *b, const char *what)
{
	ck_assert_msg(memcmp(a, b, sizeof(*a)) == 0, "%s", what);
}

static void
same_tally(
    const struct tally *a, const struct tally *b, size_t n, const char *what)
{
	ck_assert_msg((a == NULL) == (b == NULL) &&
			  (a == NULL || memcmp(a, b, n * sizeof(*a)) == 0),
	    "%s", what);
}

static void
same_run(const struct study *s, size_t i, const struct run *a,
    const struct run *b, const char *text)
{
	char what[256];

	snprintf(what, sizeof(what),
	    "run %zu, %s with %ju frames of %zu runs, made as '%s', differs:\n",
	    i, a->policy, (uintmax_t)a->frames, s->nrun, b->way->name);
	ck_assert_msg(outcome_same(&a->outcome, &b->outcome) &&
			  a->outcome.total_ns == b->outcome.total_ns &&
			  a->outcome.stall_ns == b->outcome.stall_ns &&
			  a->outcome.state_bytes == b->outcome.state_bytes,
	    "%sfaults %ju %ju, %ju %ju; evictions %ju, %ju; writes %ju, %ju; "
	    "slots %ju, %ju; time %ju, %ju\n%s",
	    what, (uintmax_t)a->outcome.faults[0],
	    (uintmax_t)a->outcome.faults[1], (uintmax_t)b->outcome.faults[0],
	    (uintmax_t)b->outcome.faults[1], (uintmax_t)a->outcome.evictions,
	    (uintmax_t)b->outcome.evictions, (uintmax_t)a->outcome.swap_writes,
	    (uintmax_t)b->outcome.swap_writes, (uintmax_t)a->outcome.slots_peak,
	    (uintmax_t)b->outcome.slots_peak, (uintmax_t)a->outcome.total_ns,
	    (uintmax_t)b->outcome.total_ns, text);
	same_hist(a->outcome.latency, b->outcome.latency, what);
	same_hist(a->outcome.wait, b->outcome.wait, what);
	same_tally(
	    a->outcome.by_area, b->outcome.by_area, s->trace.narea, what);
	same_tally(a->outcome.by_process, b->outcome.by_process,
	    s->trace.nprocess, what);
}

/* Makes the runs in this way and compares them with those of machines. */
static void
try_way(const struct engine_spec *like, const struct study *want,
    const struct err *failed, const struct way *way, uint64_t *made)
{
	struct engine_spec spec = *like;
	struct mem *m = mem_open();
	struct study study;
	struct err err = { 0 };

	spec.only = way;
	if (engine_run(&spec, m, &study, &err) != 0) {
		ck_assert_msg(
		    failed != NULL, "%s\n%s", err.msg, like->trace.text);
		ck_assert_str_eq(err.msg, failed->msg);
		mem_close(m);
		return;
	}
	ck_assert_msg(failed == NULL, "%s", like->trace.text);
	ck_assert_uint_eq(study.nrun, want->nrun);
	for (size_t i = 0; i < study.nrun; i++) {
		same_run(
		    &study, i, &want->run[i], &study.run[i], like->trace.text);
		if (made != NULL && study.run[i].way == way)
			++*made;
	}
	mem_close(m);
}

static uint64_t
nothing_used(void)
{
	return (0);
}

/* The same in the least memory that will do, to a factor of 5 / 4: as many runs
 * at a time as then fit.  Returns how often the trace was read. */
static unsigned
try_groups(const struct engine_spec *like, const struct study *want,
    const struct err *failed, const struct way *only)
{
	struct engine_spec spec = *like;
	struct err err;
	struct study study;

	spec.only = only;
	spec.used = nothing_used;
	for (spec.memory = 30000;; spec.memory += spec.memory / 4) {
		struct mem *m = mem_open();
		bool done = engine_run(&spec, m, &study, &err) == 0;

		ck_assert_msg(spec.memory < UINT64_C(1) << 30, "%s\n%s",
		    err.msg, like->trace.text);
		if (!done && strstr(err.msg, "--max-memory") != NULL) {
			mem_close(m);
			continue;
		}
		ck_assert_msg(done == (failed == NULL), "%s", like->trace.text);
		if (!done)
			ck_assert_str_eq(err.msg, failed->msg);
		for (size_t i = 0; done && i < study.nrun; i++)
			same_run(&study, i, &want->run[i], &study.run[i],
			    like->trace.text);
		mem_close(m);
		return (done ? study.readings : 0);
	}
}

#define RUNS  20
#define FORMS 8

static void
try_trace(struct rng *rng, enum drawn_shape shape, bool written,
    uint64_t made[FORMS], uint64_t grouped[2])
{
	static struct kernel_figures kernel = { .zero_fault_ns = 3,
		.major_fault_ns = 7,
		.evict_ns = 11,
		.cow_fault_ns = 13,
		.cow_last_ns = 17 };
	static struct figures figures = { .digest = "none" };
	unsigned pages = 3 + (unsigned)rng_below(rng, 30);
	char *text = drawn_text(rng, shape, pages);
	struct mem *m = mem_open();
	struct run_spec run[RUNS];
	struct engine_spec spec;
	struct settings settings;
	struct study want;
	struct err err = { 0 };
	int failed;

	draw_settings(rng, &settings);
	figures.kernel = kernel;
	spec = drawn_spec(text, &settings);
	spec.figures = &figures;
	spec.nrun = draw_runs(rng, run, RUNS);
	spec.run = run;
	spec.parts = rng_below(rng, 4) == 0;
	if (!written) {
		drawn_write_nothing(text);
		settings.always_write = false;
		settings.unwritten = UNWRITTEN_DROP;
	}
	if (!written || rng_below(rng, 3) == 0)
		draw_devices(rng, run, spec.nrun);
	spec.plain = true;
	failed = engine_run(&spec, m, &want, &err);
	spec.plain = false;
	try_way(&spec, &want, failed ? &err : NULL, NULL, NULL);
	for (int i = 0; written && i < 2; i++)
		grouped[i] += try_groups(&spec, &want, failed ? &err : NULL,
				  i > 0 ? &way_machine : NULL) > 1;
	for (size_t i = 0; ways[i] != NULL; i++)
		if (ways[i] != &way_machine)
			try_way(&spec, &want, failed ? &err : NULL, ways[i],
			    &made[i]);
	free(text);
	mem_close(m);
}

/* With a device, and no writes. */
#define READ_TRACES 200

START_TEST(reads_alone)
{
	struct rng rng = { (uint64_t)_i + 41 };
	uint64_t made[FORMS] = { 0 };

	for (uint32_t i = 0; i < READ_TRACES; i++)
		try_trace(&rng, (enum drawn_shape)_i, false, made, NULL);
	for (size_t i = 0; ways[i] != NULL; i++)
		if (ways[i] != &way_machine)
			ck_assert_msg(made[i] > 0, "%s", ways[i]->name);
}
END_TEST

START_TEST(same_as_machines)
{
	struct rng rng = { (uint64_t)_i + 79 };
	uint64_t made[FORMS] = { 0 }, grouped[2] = { 0 };

	for (uint32_t i = 0; i < traces[_i]; i++)
		try_trace(&rng, (enum drawn_shape)_i, true, made, grouped);
	/* Else nothing was tried. */
	ck_assert_uint_gt(grouped[0], 0);
	ck_assert_uint_gt(grouped[1], 0);
	for (size_t i = 0; ways[i] != NULL; i++)
		if (ways[i] != &way_machine &&
		    (_i <= DRAWN_PROCESSES ||
			(ways[i]->needs & WAY_NO_CHANGES) == 0 ||
			(_i == DRAWN_UNMAPS && ways[i]->unmaps != NULL)))
			ck_assert_msg(made[i] > 0, "%s", ways[i]->name);
}
END_TEST

/* What random traces seldom have: pages of the newest end of sieve's queue are
 * unmapped while its hand is behind the oldest; and most pages are, before a
 * warm-up ends. */
static const struct unmapped {
	const char *policy;
	uint64_t frames, warmup;
	const char *text;
	uint64_t faults, resident_peak;
} unmapped[] = {
	{ "sieve", 4, 0,
	    "R 1000\nR 2000\nR 3000\nR 4000\nR 1000\nR 5000\n"
	    "unmap 3000 12K\nmap 3000 12K rwx\n"
	    "R 6000\nR 7000\nR 8000\nR 9000\nR 1000\n",
	    10, 4 },
	{ "sieve", 4, 4,
	    "R 1000\nR 2000\nR 3000\nunmap 1000 8K\nR 3000\nR 3000\n", 0, 1 },
	{ "clock", 4, 4,
	    "R 1000\nR 2000\nR 3000\nunmap 1000 8K\nR 3000\nR 3000\n", 0, 1 },
	{ "fifo", 4, 4,
	    "R 1000\nR 2000\nR 3000\nunmap 1000 8K\nR 3000\nR 3000\n", 0, 1 },
};

START_TEST(words_unmapped)
{
	const struct unmapped *u = &unmapped[_i];
	char text[512];
	struct run_spec run = {
		.policy = { .name = u->policy },
		.device = &device_free,
		.memory = { MEMORY_FRAMES, u->frames, { NULL, 0, 0 } },
	};
	struct engine_spec spec;
	struct settings settings;
	struct study want;
	struct err err;
	uint64_t made = 0;

	snprintf(text, sizeof(text), "pagerace-trace 1\nmap 1000 64K rwx\n%s",
	    u->text);
	param_defaults(settings_table, &settings);
	settings.warmup.count = u->warmup;
	spec = drawn_spec(text, &settings);
	spec.nrun = 1;
	spec.run = &run;
	spec.plain = true;
	ck_assert_msg(engine_run(&spec, mem, &want, &err) == 0, "%s", err.msg);
	ck_assert_uint_eq(outcome_page_faults(&want.run[0].outcome), u->faults);
	ck_assert_uint_eq(want.run[0].outcome.resident_peak, u->resident_peak);
	spec.plain = false;
	try_way(&spec, &want, NULL, &way_words, &made);
	ck_assert_uint_eq(made, 1);
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("ways");

	fixture_mem(t);
	tcase_set_timeout(t, 600);
	tcase_add_loop_test(t, same_as_machines, 0, DRAWN_SHAPES);
	tcase_add_loop_test(t, reads_alone, 0, DRAWN_EVENTS + 1);
	tcase_add_loop_test(t, words_unmapped, 0, ROWS(unmapped));
	return (fixture_run("ways", t));
}
