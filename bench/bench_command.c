/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Whole commands, from opening the file to the end of the report: nanoseconds
 * for each reference of the trace.
 *
 * Three commands that make runs are here with one lru run of 10 % of the pages
 * and -d none, so that what a command adds to the bare loop and to reading is
 * seen; replay also with the default device.  'curve' is compared with the same
 * loop of a whole curve: stack distances and the curve's points.  The note of
 * these says how many times the bare loop they take apart from the calls that
 * read.
 */
#include <stdio.h>
#include <string.h>

#include "bench/bare_loop.h"
#include "bench/command.h"

#define GROUP "command"

static const struct row {
	const char *name;
	const char *words; /* TRACE, FRAMES and SUITE are replaced */
	enum { NO_LOOP, LRU_LOOP, CURVE_LOOP } loop; /* beside reading */
} rows[] = {
	{ "replay", "replay TRACE -p lru -m FRAMES -d none", LRU_LOOP },
	{ "compare", "compare TRACE -p lru -m FRAMES -d none", LRU_LOOP },
	{ "bench", "bench SUITE", LRU_LOOP },
	{ "curve", "curve TRACE -p lru", CURVE_LOOP },
	{ "replay, default device", "replay TRACE -p lru -m FRAMES", LRU_LOOP },
	{ "info", "info TRACE", NO_LOOP },
	{ "convert", "convert TRACE -o OUT", NO_LOOP },
	{ "bare compare", "compare TRACE", NO_LOOP },
};

#define ROWS (sizeof(rows) / sizeof(rows[0]))

struct paths {
	const char *trace, *suite, *out;
	frame_t nframes;
};

static void
spell(const char *words, const struct paths *p, char *to, size_t size)
{
	char copy[200], *next = NULL, frames[20];
	size_t used = 0;

	snprintf(copy, sizeof(copy), "%s", words);
	snprintf(frames, sizeof(frames), "%u", p->nframes);
	*to = '\0';
	for (char *w = strtok_r(copy, " ", &next); w != NULL && used < size;
	     w = strtok_r(NULL, " ", &next)) {
		const char *s = strcmp(w, "TRACE") == 0    ? p->trace
				: strcmp(w, "SUITE") == 0  ? p->suite
				: strcmp(w, "OUT") == 0    ? p->out
				: strcmp(w, "FRAMES") == 0 ? frames
							   : w;

		used += (size_t)snprintf(to + used, size - used, "%s ", s);
	}
}

static void
write_suite(const struct paths *p)
{
	FILE *f = fopen(p->suite, "w");

	if (f == NULL)
		bench_die(p->suite);
	fprintf(f,
	    "traces: [ { path: \"%s\" } ]\npolicies: [ lru ]\n"
	    "memories: [ %u ]\ndevices: [ none ]\n",
	    p->trace, p->nframes);
	if (fclose(f) != 0)
		bench_die(p->suite);
}

struct command_bench {
	const struct bench_options *o;
	struct timings *t;
	struct contenders c;
};

/* apart: the command's time without reading. */
static void
note(struct timing *x, struct timing *apart, const struct timing *bare)
{
	apart->base = bare;
	snprintf(x->note, sizeof(x->note),
	    "%.2f x bare [%.2f, %.2f] without reading", timing_ratio(apart, 2),
	    timing_ratio(apart, 1), timing_ratio(apart, 3));
}

static void
measure(const struct workload *w, void *arg)
{
	struct command_bench *x = arg;
	struct timing *floor_ = timing_new(x->t, GROUP, w->name, "floor", NULL),
		      *read = timing_new(x->t, GROUP, w->name, "read", floor_),
		      *bare =
			  timing_new(x->t, GROUP, w->name, "lru bare", floor_),
		      *curve = timing_new(
			  x->t, GROUP, w->name, "curve bare", floor_);
	size_t from = x->t->n - 4;
	struct timing *line[ROWS], apart[ROWS] = { { .n = 0 } };
	struct paths p = { w->path, bench_file(), bench_file(),
		w->npages < 20 ? 2 : w->npages / 10 };

	write_suite(&p);
	for (size_t i = 0; i < ROWS; i++)
		line[i] =
		    timing_new(x->t, GROUP, w->name, rows[i].name, floor_);
	for (uint64_t round = 0; round < x->o->rounds; round++) {
		floor_run(floor_, w);
		read_run(read, w);
		bare_run(bare, x->c.item, w, p.nframes, NULL);
		curve_run(curve, w);
		for (size_t i = 0; i < ROWS; i++) {
			char words[2048];
			double ns, reading;

			if (!bench_wants(x->o->list, rows[i].name))
				continue;
			spell(rows[i].words, &p, words, sizeof(words));
			workload_touch_memory(w);
			ns = command_ns(words, NULL, &reading);
			timing_add_ns(line[i], ns / (double)w->string.n);
			timing_add_ns(
			    &apart[i], (ns - reading) / (double)w->string.n);
		}
	}
	for (size_t i = 0; i < ROWS; i++)
		if (rows[i].loop != NO_LOOP && line[i]->n > 0 &&
		    (rows[i].loop != CURVE_LOOP || curve->n > 0))
			note(line[i], &apart[i],
			    rows[i].loop == LRU_LOOP ? bare : curve);
	bench_file_end();
	bench_file_end();
	timings_print(x->t, from);
}

static void
run(const struct bench_options *o, struct timings *t)
{
	struct command_bench x = { .o = o, .t = t };

	contenders_open(&x.c, "lru");
	workloads_each(
	    o, WORKLOAD_SMALL | WORKLOAD_MAIN | WORKLOAD_REAL, measure, &x);
	contenders_close(&x.c);
}

const struct bench_group bench_command = {
	.name = GROUP,
	.summary = "whole commands, beside reading and the bare loop",
	.list = "commands",
	.run = run,
};
