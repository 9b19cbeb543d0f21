/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Curves, on random traces: every value is that of a run of the same policy
 * with so many frames; where it is said that all sizes are known, with every
 * number of frames from one to the footprint.
 */
#include <stdlib.h>

#include "config/settings.h"
#include "laws/drawn_text.h"
#include "study/curves.h"

static const char *const policy[] = { "lru", "opt", "clock", "fifo" };
#define POLICIES (sizeof(policy) / sizeof(policy[0]))

static const uint32_t traces[DRAWN_SHAPES] = { 150, 80, 120, 120, 40, 200,
	120 };

/* The settings that have a part in what is written, and windows. */
static void
draw_settings(struct rng *rng, enum drawn_shape shape, struct settings *s)
{
	param_defaults(settings_table, s);
	s->always_write = rng_below(rng, 4) == 0;
	s->swap_cache = rng_below(rng, 4) == 0;
	if (rng_below(rng, 3) == 0)
		s->unwritten = UNWRITTEN_WRITE;
	if (rng_below(rng, 3) == 0)
		s->warmup.count = 1 + rng_below(rng, 30);
	if (rng_below(rng, 4) == 0)
		s->skip.count = rng_below(rng, 5);
	if (shape == DRAWN_PLAIN && rng_below(rng, 8) == 0)
		s->swap_size = UINT64_C(4096) * 1000;
	if (rng_below(rng, 4) == 0)
		s->take.count = 1 + rng_below(rng, 40);
}

/* Runs it with each of these sizes. */
static void
run_sizes(struct mem *m, const struct engine_spec *like, const char *name,
    const uint64_t *frames, size_t n, struct study *out)
{
	struct engine_spec spec = *like;
	struct run_spec *run = mem_array(m, n, sizeof(*run));
	struct err err;

	for (size_t i = 0; i < n; i++)
		run[i] = (struct run_spec){
			.policy = { .name = name },
			.device = &device_free,
			.memory = { MEMORY_FRAMES, frames[i], { NULL, 0, 0 } },
		};
	spec.run = run;
	spec.nrun = n;
	ck_assert_msg(engine_run(&spec, m, out, &err) == 0, "%s\n%s", err.msg,
	    like->trace.text);
	ck_assert_uint_eq(out->nrun, n);
}

/* The sizes at which a curve is compared: all, or its points. */
static size_t
list_sizes(struct mem *m, const struct curve *c, uint64_t **frames)
{
	uint64_t first = c->point[0].frames;
	size_t n = c->npoint;

	if (c->exact)
		n = (size_t)(c->point[n - 1].frames - first + 1);
	*frames = mem_array(m, n, sizeof(**frames));
	for (size_t i = 0; i < n; i++)
		(*frames)[i] = c->exact ? first + i : c->point[i].frames;
	return (n);
}

static void
compare(struct mem *m, const struct engine_spec *spec, const struct curve *c)
{
	const struct curve_point *p = c->point;
	uint64_t *frames;
	size_t n = list_sizes(m, c, &frames);
	struct study runs;

	run_sizes(m, spec, c->policy, frames, n, &runs);
	for (size_t i = 0; i < n; i++) {
		const struct outcome *o = &runs.run[i].outcome;

		while (p + 1 < c->point + c->npoint && p[1].frames <= frames[i])
			p++;
		ck_assert_uint_le(p->frames, frames[i]);
		ck_assert_msg(
		    p->faults == outcome_page_faults(o) &&
			(!c->has_writes || p->writes == o->swap_writes) &&
			c->references ==
			    o->references - o->denied + o->no_frame,
		    "%s with %ju frames: %ju faults, not %ju; %ju writes, not "
		    "%ju; %ju references, not %ju:\n%s",
		    c->policy, (uintmax_t)frames[i], (uintmax_t)p->faults,
		    (uintmax_t)outcome_page_faults(o), (uintmax_t)p->writes,
		    (uintmax_t)o->swap_writes, (uintmax_t)c->references,
		    (uintmax_t)(o->references - o->denied + o->no_frame),
		    spec->trace.text);
	}
	ck_assert_uint_eq(p - c->point + 1, c->npoint);
}

/* What keeps LRU and OPT from having all sizes in one pass, as the shape has
 * it. */
static void
check_stack(const struct curve *c, enum drawn_shape shape)
{
	if (shape == DRAWN_FORKS && strcmp(c->policy, "lru") == 0)
		ck_assert_ptr_null(c->hindered);
	if (shape <= DRAWN_POPULATED && c->hindered != NULL)
		ck_assert_str_eq(
		    c->hindered, "swap_size limits swap, which a run may fill");
	if (c->hindered == NULL)
		ck_assert(c->exact);
}

static void
try_trace(struct rng *rng, enum drawn_shape shape, uint64_t *exact)
{
	unsigned pages = 3 + (unsigned)rng_below(rng, 30);
	struct mem *m = mem_open();
	struct run_spec run[POLICIES];
	struct engine_spec spec;
	struct settings settings;
	struct study study;
	struct err err;
	char *text = drawn_text(rng, shape, pages);

	draw_settings(rng, shape, &settings);
	spec = drawn_spec(text, &settings);
	/* LRU alone is made as the trace is read. */
	spec.nrun = 1 + rng_below(rng, POLICIES);
	spec.run = run;
	for (size_t i = 0; i < spec.nrun; i++)
		run[i] = (struct run_spec){
			.policy = { .name = policy[i] },
			.device = &device_free,
			.memory = { MEMORY_FRAMES, 1, { NULL, 0, 0 } },
		};
	if (engine_curves(&spec, 8, m, &study, &err) != 0) {
		/* A window may leave nothing, and pins no frame. */
		ck_assert_msg(strstr(err.msg, "is left to count") != NULL ||
				  strstr(err.msg, "every frame is pinned"),
		    "%s\n%s", err.msg, text);
		free(text);
		mem_close(m);
		return;
	}
	ck_assert_uint_eq(study.ncurve, spec.nrun);
	for (size_t i = 0; i < study.ncurve; i++) {
		compare(m, &spec, &study.curve[i]);
		*exact += i < 2 && study.curve[i].hindered == NULL;
		if (i < 2)
			check_stack(&study.curve[i], shape);
	}
	free(text);
	mem_close(m);
}

START_TEST(same_as_runs)
{
	struct rng rng = { (uint64_t)_i + 10 };
	uint64_t exact = 0;

	for (uint32_t i = 0; i < traces[_i]; i++)
		try_trace(&rng, (enum drawn_shape)_i, &exact);
	/* Else nothing was tried. */
	if (_i <= DRAWN_POPULATED)
		ck_assert_uint_gt(exact, traces[_i] / 2);
	else
		ck_assert_uint_lt(exact, traces[_i] * UINT64_C(2));
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("curve");

	fixture_mem(t);
	tcase_set_timeout(t, 600);
	tcase_add_loop_test(t, same_as_runs, 0, DRAWN_SHAPES);
	return (fixture_run("curve", t));
}
