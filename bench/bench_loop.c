/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The replay loop against a floor: a loop that reads the same references and
 * updates one byte for each page.
 *
 *	bench_loop [-n REFERENCES] [-p PAGES] [-r ROUNDS] [POLICY...]
 *
 * The trace is zipf (exponent 1.0) over PAGES pages, numbered as a reader
 * numbers them: in order of first touch.  Memory is 10 % of the pages, the
 * device costs nothing.  The policies, by default all, and the floor are timed
 * in turns.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/bench_string.h"
#include "bench/timed_replay.h"

static void
time_floor(struct timing *timing, const struct refstring *t, page_id_t npages)
{
	static volatile uint8_t sink;
	uint8_t *byte = calloc(npages, 1);
	uint64_t start;

	memset(byte, 1, npages);
	start = timing_clock();
	for (uint64_t i = 0; i < t->n; i++)
		byte[reference_page(t->reference[i])] +=
		    1 + (uint8_t)reference_write(t->reference[i]);
	timing_add(timing, start, t->n);
	sink = byte[t->n % npages];
	(void)sink;
	free(byte);
}

int
main(int argc, char **argv)
{
	uint64_t references = 20000000, pages = 1000000, rounds = 7;
	const struct bench_number numbers[] = {
		{ 'n', "references", &references, 1, UINT32_MAX },
		{ 'p', "pages", &pages, 10, PAGES_MAX },
		{ 'r', "rounds", &rounds, 1, ROUNDS_MAX },
		{ 0 },
	};
	int word = bench_numbers(argc, argv, numbers, "[POLICY...]", argc);
	static struct timing floor_ = { .name = "floor" };
	struct contenders c;
	struct replay_bench b;
	struct err err;

	contenders_open(&c, argv + word, argc - word);
	b.npages = bench_zipf(&b.refstring, references, (uint32_t)pages);
	b.nframes = b.npages < 20 ? 2 : b.npages / 10;
	bench_expect(
	    future_open(&b.future, &b.refstring, b.npages, &err), &err);
	timing_heading("ns per reference, zipf 1.0, memory 10 % of the pages");
	printf("# %ju references, %ju pages, %ju rounds\n",
	    (uintmax_t)references, (uintmax_t)b.npages, (uintmax_t)rounds);
	for (uint64_t round = 0; round < rounds; round++) {
		time_floor(&floor_, &b.refstring, b.npages);
		for (size_t i = 0; i < c.n; i++)
			contender_run(&c.item[i], &c.item[i].timing, &b);
	}
	timing_print(&floor_, NULL, NULL);
	for (size_t i = 0; i < c.n; i++)
		contender_print(&c.item[i], &floor_, &b);
	future_close(&b.future);
	refstring_close(&b.refstring);
	contenders_close(&c);
	return (0);
}
