/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Timings of things that are compared within one run: interleaved rounds,
 * reported as median and quartiles, for machines are shared and noisy.
 */
#ifndef BENCH_SAMPLE_H
#define BENCH_SAMPLE_H

#include <stddef.h>
#include <stdint.h>

#define SAMPLES_MAX 64

struct sample {
	const char *name;
	double ns[SAMPLES_MAX]; /* per unit of work, one a round */
	size_t n;
};

uint64_t sample_clock(void); /* ns */
void sample_add(struct sample *s, uint64_t since, uint64_t units);
/* Sorts; quarter 1, 2, 3 are the quartiles. */
double sample_quartile(struct sample *s, int quarter);
/* A line: name, median, quartiles, and the ratio to base (NULL: none), which
 * is "no difference seen" when the quartiles overlap. */
void sample_print(struct sample *s, struct sample *base, const char *unit);
/* Machine and compiler, as a result must state them. */
void sample_heading(const char *title);

#endif
