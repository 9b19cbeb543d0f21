/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a reference costs under each policy on a real trace, against FIFO.
 *
 *	bench_policies [-m PERCENT] [-n REFERENCES] [-r ROUNDS]
 *	    [TRACE [POLICY...]]
 *
 * The trace, by default the largest bundled one, is read before the clock runs,
 * up to so many references; memory is PERCENT of its pages, the device costs
 * nothing.  The policies, by default all, are timed in turns, and FIFO before
 * and after each, so that a change of the machine's speed meets both.
 */
#include <stdio.h>
#include <stdlib.h>

#include "bench/bench_string.h"
#include "bench/timed_replay.h"

int
main(int argc, char **argv)
{
	uint64_t percent = 25, references = UINT32_MAX, rounds = 5;
	const struct bench_number numbers[] = {
		{ 'm', "memory, percent of the pages", &percent, 1, 100 },
		{ 'n', "references at most", &references, 1, UINT32_MAX },
		{ 'r', "rounds", &rounds, 1, ROUNDS_MAX },
		{ 0 },
	};
	int word =
	    bench_numbers(argc, argv, numbers, "[TRACE [POLICY...]]", argc);
	const char *path =
	    word < argc ? argv[word++] : TRACES_DIR "/sqlite.lackey.xz";
	char *fifo_name = "fifo";
	struct contenders c, fifo;
	struct replay_bench b;
	struct err err;

	contenders_open(&c, argv + word, argc - word);
	contenders_open(&fifo, &fifo_name, 1);
	b.npages = bench_read(&b.refstring, path, references);
	if (b.refstring.n == 0) {
		fprintf(stderr, "bench_policies: %s has no references\n", path);
		return (3);
	}
	b.nframes = (frame_t)((uint64_t)b.npages * percent / 100);
	if (b.nframes == 0)
		b.nframes = 1;
	bench_expect(
	    future_open(&b.future, &b.refstring, b.npages, &err), &err);
	timing_heading("ns per reference, beside FIFO's");
	printf("# %s: %ju references, %u pages, %u frames, %ju rounds\n", path,
	    (uintmax_t)b.refstring.n, b.npages, b.nframes, (uintmax_t)rounds);
	for (uint64_t round = 0; round < rounds; round++)
		for (size_t i = 0; i < c.n; i++) {
			contender_run(fifo.item, &c.item[i].base, &b);
			contender_run(&c.item[i], &c.item[i].timing, &b);
			contender_run(fifo.item, &c.item[i].base, &b);
		}
	for (size_t i = 0; i < c.n; i++) {
		c.item[i].base.name = "fifo";
		contender_print(&c.item[i], &c.item[i].base, &b);
	}
	future_close(&b.future);
	refstring_close(&b.refstring);
	contenders_close(&fifo);
	contenders_close(&c);
	return (0);
}
