/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A whole curve against one run: LRU at every memory size, in one pass, against
 * LRU at one size; and the same of OPT.
 *
 *	bench_curve [-m PERCENT] [-n REFERENCES] [-p PAGES] [-r ROUNDS] [TRACE]
 *
 * Without a trace the references are zipf (exponent 1.0) over PAGES pages.  The
 * run has PERCENT of the pages; the device costs nothing.  OPT is timed with a
 * trace alone, because its stack takes far longer on a million pages; its
 *future is made before the clock runs.  Each curve has the run's page faults at
 *its size, or the program ends with status 1.
 */
#include <stdio.h>

#include "bench/bench_string.h"
#include "bench/timed_replay.h"
#include "study/lru_curve.h"
#include "study/opt_curve.h"

static const struct stream_facts no_facts;

/* Feeds the whole string; the time goes to *t. */
static void
feed(struct timing *t, const struct replay_bench *b,
    const struct consumer *consumer)
{
	struct stream_facts facts = no_facts;
	struct err err;
	uint64_t start = timing_clock();

	facts.npages = b->npages;
	bench_expect(consumer->begin(consumer->self, &facts, &err), &err);
	bench_expect(
	    refstring_feed(&b->refstring, 0, b->refstring.n, consumer, &err),
	    &err);
	if (consumer->end != NULL)
		bench_expect(consumer->end(consumer->self, &facts, &err), &err);
	timing_add(t, start, b->refstring.n);
}

/* The page faults of the curve with as many frames as the run has. */
static uint64_t
faults_at(const struct curve *c, uint64_t frames)
{
	size_t i = 0;

	while (i + 1 < c->npoint && c->point[i + 1].frames <= frames)
		i++;
	return (c->point[i].faults);
}

static uint64_t
time_lru(struct timing *t, const struct replay_bench *b)
{
	struct mem *m = mem_open();
	struct lru_curve *lru = lru_curve_open(m, &bench_settings);
	struct consumer consumer = lru_curve_consumer(lru);
	struct curve curve = { 0 };
	uint64_t faults;

	feed(t, b, &consumer);
	lru_curve_fill(lru, 1, m, &curve);
	faults = faults_at(&curve, b->nframes);
	mem_close(m);
	return (faults);
}

static uint64_t
time_opt(struct timing *t, const struct replay_bench *b)
{
	struct mem *m = mem_open();
	struct opt_curve *opt =
	    opt_curve_open(m, &bench_settings, &b->future.future);
	struct consumer consumer = opt_curve_consumer(opt);
	struct curve curve = { 0 };
	uint64_t faults;

	feed(t, b, &consumer);
	opt_curve_fill(opt, 1, m, &curve);
	faults = faults_at(&curve, b->nframes);
	mem_close(m);
	return (faults);
}

int
main(int argc, char **argv)
{
	uint64_t percent = 10, references = 10000000, pages = 1000000;
	uint64_t rounds = 5, faults[2];
	const struct bench_number numbers[] = {
		{ 'm', "memory of the run, percent of the pages", &percent, 1,
		    100 },
		{ 'n', "references at most", &references, 1, UINT32_MAX },
		{ 'p', "pages, without a trace", &pages, 10, PAGES_MAX },
		{ 'r', "rounds", &rounds, 1, ROUNDS_MAX },
		{ 0 },
	};
	int word = bench_numbers(argc, argv, numbers, "[TRACE]", 1);
	static struct timing curve[] = { { .name = "lru curve" },
		{ .name = "opt curve" } };
	char *names[] = { "lru", "opt" };
	size_t n = word < argc ? 2 : 1;
	struct contenders c;
	struct replay_bench b;
	struct err err;

	contenders_open(&c, names, (int)n);
	b.npages = word < argc
		       ? bench_read(&b.refstring, argv[word], references)
		       : bench_zipf(&b.refstring, references, (uint32_t)pages);
	b.refstring.facts.npages = b.npages;
	b.nframes = (frame_t)((uint64_t)b.npages * percent / 100);
	if (b.nframes == 0)
		b.nframes = 1;
	bench_expect(
	    future_open(&b.future, &b.refstring, b.npages, &err), &err);
	timing_heading("ns per reference, a whole curve beside one run");
	printf("# %s: %ju references, %u pages, %u frames, %ju rounds\n",
	    word < argc ? argv[word] : "zipf 1.0", (uintmax_t)b.refstring.n,
	    b.npages, b.nframes, (uintmax_t)rounds);
	for (uint64_t round = 0; round < rounds; round++) {
		contender_run(&c.item[0], &c.item[0].timing, &b);
		faults[0] = time_lru(&curve[0], &b);
		if (n == 1)
			continue;
		contender_run(&c.item[1], &c.item[1].timing, &b);
		faults[1] = time_opt(&curve[1], &b);
	}
	for (size_t i = 0; i < n; i++) {
		contender_print(&c.item[i], &c.item[i].timing, &b);
		timing_print(&curve[i], &c.item[i].timing, NULL);
		if (faults[i] != c.item[i].faults) {
			fprintf(stderr,
			    "bench_curve: the curve of %s differs\n", names[i]);
			return (1);
		}
	}
	future_close(&b.future);
	refstring_close(&b.refstring);
	contenders_close(&c);
	return (0);
}
