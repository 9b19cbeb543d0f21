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

#include "config/settings.h"
#include "laws/drawn_text.h"
#include "study/reduce.h"
#include "trace/format.h"
#include "trace/writer.h"

static const uint32_t traces[DRAWN_SIMPLE] = { 1200, 500, 500 };

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

static bool
same(const struct outcome *a, const struct outcome *b)
{
	return (memcmp(a->faults, b->faults, sizeof(a->faults)) == 0 &&
		a->evictions == b->evictions &&
		a->swap_writes == b->swap_writes &&
		a->swap_reads == b->swap_reads);
}

/* The same trace of processes that were forked before they touched a page. */
static char *
forked(char *text, unsigned pages)
{
	char *rest = strchr(text, '\n') + 1, *with;

	ck_assert_int_gt(
	    asprintf(&with, "%.*smap 1000 %u rwx\nfork 1\nfork 2\n%s",
		(int)(rest - text), text, 4096 * pages, rest),
	    0);
	free(text);
	return (with);
}

/* One trace; returns how many references were left out. */
static uint64_t
try_trace(struct rng *rng, enum drawn_shape shape)
{
	struct mem *m = mem_open();
	unsigned pages = 3 + (unsigned)rng_below(rng, 9);
	uint64_t k = 1 + rng_below(rng, pages);
	size_t sizes = pages + 2 - k;
	struct reduce_counts counts;
	struct study whole, part;
	struct settings settings;
	char *text, *less;

	param_defaults(settings_table, &settings);
	text = drawn_text(rng, shape, pages);
	if (shape == DRAWN_PROCESSES && rng_below(rng, 2) == 0)
		text = forked(text, pages);
	less = reduce_text(m, text, k, &settings, &counts);
	ck_assert_uint_le(counts.kept, counts.references);
	drawn_run(m, text, k, sizes, &settings, &whole);
	drawn_run(m, less, k, sizes, &settings, &part);
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
		dropped += try_trace(&rng, (enum drawn_shape)_i);
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
	tcase_add_loop_test(t, exact, 0, DRAWN_SIMPLE);
	return (fixture_run("reduction", t));
}
