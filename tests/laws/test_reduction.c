/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Exact reduction, on random traces: LRU and OPT have the same faults of each
 * kind, evictions and swap writes on the reduced trace as on the whole one, at
 * every memory size from k up.
 *
 * The traces are short and have few pages, so that every size is tried.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/rng.h"
#include "config/settings.h"
#include "device/device.h"
#include "policy/choose.h"
#include "study/engine.h"
#include "study/reduce.h"
#include "trace/format.h"
#include "trace/writer.h"
#include "unit/fixture.h"

#define SIZES_MAX 16

enum shape {
	PLAIN,     /* reads, writes, modifies, fetches of one process */
	PROCESSES, /* of three */
	EVENTS,    /* areas come and go; some are read-only */
	SHAPES,
};

static const uint32_t traces[SHAPES] = { 1200, 500, 500 };

/* The ends of the accesses of a trace in text. */
struct reduced {
	struct trace_writer *writer;
	uint64_t kept;
};

static int
put_access(void *self, const struct access *a, uint64_t time, struct err *err)
{
	struct reduced *r = self;

	r->kept++;
	return (trace_writer_accesses(r->writer, a, &time, 1, err));
}

static int
put_event(void *self, const struct event *ev, struct err *err)
{
	return (trace_writer_event(((struct reduced *)self)->writer, ev, err));
}

/* A page, mostly of a few that are used for some time. */
static unsigned
draw_page(struct rng *rng, unsigned pages, unsigned phase)
{
	if (rng_below(rng, 4) == 0)
		return ((unsigned)rng_below(rng, pages));
	return ((phase + (unsigned)rng_below(rng, 1 + pages / 3)) % pages);
}

static void
draw_event(struct rng *rng, unsigned pages, uint32_t pid, FILE *to)
{
	static const char *const form[] = { "unmap", "discard", "pageout" };
	unsigned page = 1 + (unsigned)rng_below(rng, pages);
	unsigned n = 1 + (unsigned)rng_below(rng, 2);

	switch (rng_below(rng, 6)) {
	case 0:
		fprintf(to, "protect %x000 4K %s pid=%u\n", page,
		    rng_below(rng, 2) ? "rwx" : "rx", pid);
		break;
	case 1:
		fprintf(to, "tick\n");
		break;
	case 2:
		fprintf(to, "suspend pid=%u\nresume pid=%u\n", pid, pid);
		break;
	default:
		fprintf(to, "%s %x000 %u pid=%u\n", form[rng_below(rng, 3)],
		    page, 4096 * n, pid);
		break;
	}
}

/* Appends a random trace in text. */
static void
draw_trace(struct rng *rng, enum shape shape, unsigned pages, FILE *to)
{
	unsigned n = 20 + (unsigned)rng_below(rng, 120), phase = 0;

	fprintf(to, "pagerace-trace 1\n");
	if (shape == EVENTS)
		fprintf(to, "map 1000 %u rwx\n", 4096 * pages);
	for (unsigned i = 0; i < n; i++) {
		uint32_t pid =
		    shape == PROCESSES ? (uint32_t)rng_below(rng, 3) : 0;
		char op = "RRRWWMXX"[rng_below(rng, 8)];

		if (rng_below(rng, 12) == 0)
			phase = (unsigned)rng_below(rng, pages);
		if (shape == EVENTS && rng_below(rng, 15) == 0)
			draw_event(rng, pages, pid, to);
		fprintf(to, "%c %x%03x pid=%u\n", op,
		    1 + draw_page(rng, pages, phase),
		    (unsigned)rng_below(rng, 4000), pid);
	}
}

static struct trace *
open_text(const char *text, const struct settings *settings)
{
	struct trace_spec spec = {
		.path = "drawn", .text = text, .settings = settings
	};
	struct trace *t;
	struct err err;

	ck_assert_msg(trace_open(&t, &spec, &err) == 0, "%s", err.msg);
	return (t);
}

/* The reduced trace as text; *kept, *all: its references, and those of the
 * whole one. */
static char *
reduce_text(struct mem *m, const char *text, uint64_t frames,
    const struct settings *settings, struct reduce_counts *counts)
{
	static struct access a[4096];
	const struct selection sel = { .name = "text" };
	const struct trace_origin origin = { .page_size = 4096 };
	struct trace *t = open_text(text, settings);
	struct reduced r = { .kept = 0 };
	const struct reduce_sink sink = { put_access, put_event, &r };
	struct reducer *reducer;
	const struct err_where nowhere = { .file = "drawn" };
	struct mem_text out;
	struct event ev;
	struct err err;
	size_t n;

	mem_text_open(&out);
	ck_assert(trace_writer_open(&r.writer, &sel, &origin, &err) == 0);
	ck_assert(trace_writer_begin(r.writer, out.to, &err) == 0);
	ck_assert(reduce_open(&reducer, m, frames, settings, &sink, &err) == 0);
	do {
		ck_assert(trace_next(t, a, 4096, &n, &ev, &err) == 0);
		ck_assert(
		    reduce_accesses(reducer, a, NULL, n, &nowhere, &err) == 0);
		if (ev.kind != EVENT_NONE)
			ck_assert_msg(
			    reduce_event(reducer, &ev, &nowhere, &err) == 0,
			    "%s", err.msg);
	} while (n > 0 || ev.kind != EVENT_NONE);
	ck_assert(reduce_end(reducer, &err) == 0);
	*counts = reduce_counts(reducer);
	ck_assert_uint_eq(counts->kept, r.kept);
	trace_writer_close(r.writer);
	trace_close(t);
	return (mem_text_close(&out));
}

/* Runs LRU and OPT with each memory size from k up. */
static void
run_text(struct mem *m, const char *text, uint64_t k, size_t sizes,
    const struct settings *settings, struct study *study)
{
	static const char *const policy[] = { "lru", "opt" };
	struct figures figures = { .digest = "none" };
	struct run_spec run[2 * SIZES_MAX];
	struct engine_spec spec = {
		.trace = { .path = "drawn",
		    .text = text,
		    .settings = settings },
		.settings_table = settings_table,
		.settings = settings,
		.figures = &figures,
		.policies = policy_list,
		.jobs = 1,
		.run = run,
		.nrun = 2 * sizes,
	};
	struct err err;

	for (size_t i = 0; i < 2 * sizes; i++)
		run[i] = (struct run_spec){
			.policy = { .name = policy[i / sizes] },
			.device = &device_free,
			.memory = { MEMORY_FRAMES, k + i % sizes,
			    { NULL, 0, 0 } },
		};
	ck_assert_msg(engine_run(&spec, m, study, &err) == 0, "%s", err.msg);
}

static bool
same(const struct outcome *a, const struct outcome *b)
{
	return (memcmp(a->faults, b->faults, sizeof(a->faults)) == 0 &&
		a->evictions == b->evictions &&
		a->swap_writes == b->swap_writes &&
		a->swap_reads == b->swap_reads);
}

/* One trace; returns how many references were left out. */
static uint64_t
try_trace(struct rng *rng, enum shape shape)
{
	struct mem *m = mem_open();
	unsigned pages = 3 + (unsigned)rng_below(rng, 9);
	uint64_t k = 1 + rng_below(rng, pages);
	size_t sizes = pages + 2 - k;
	struct reduce_counts counts;
	struct study whole, part;
	struct settings settings;
	struct mem_text out;
	char *text, *less;

	param_defaults(settings_table, &settings);
	mem_text_open(&out);
	draw_trace(rng, shape, pages, out.to);
	text = mem_text_close(&out);
	less = reduce_text(m, text, k, &settings, &counts);
	ck_assert_uint_le(counts.kept, counts.references);
	run_text(m, text, k, sizes, &settings, &whole);
	run_text(m, less, k, sizes, &settings, &part);
	ck_assert_uint_eq(whole.trace.references - whole.trace.denied_area -
			      whole.trace.denied_permission,
	    counts.references);
	for (size_t i = 0; i < whole.nrun; i++)
		ck_assert_msg(same(&whole.run[i].outcome, &part.run[i].outcome),
		    "%s with %ju frames, k = %ju:\n%s---\n%s",
		    whole.run[i].policy, (uintmax_t)whole.run[i].frames,
		    (uintmax_t)k, text, less);
	free(text);
	free(less);
	mem_close(m);
	return (counts.references - counts.kept);
}

START_TEST(exact)
{
	struct rng rng = { (uint64_t)_i };
	uint64_t dropped = 0;

	for (uint32_t i = 0; i < traces[_i]; i++)
		dropped += try_trace(&rng, (enum shape)_i);
	/* Else nothing was tried. */
	ck_assert_uint_gt(dropped, 5 * traces[_i]);
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("reduction");

	fixture_mem(t);
	tcase_set_timeout(t, 600);
	tcase_add_loop_test(t, exact, 0, SHAPES);
	return (fixture_run("reduction", t));
}
