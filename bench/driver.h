/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the bench programs share: options, timings, and one form of output.
 *
 * Things that are compared are timed in turns, round by round, in one process,
 * because machines are shared and their speed drifts. Each has one line:
 *
 *	NAME  MEDIAN ns  [LOWER, UPPER quartile]  RATIO x BASE  NOTE
 *
 * Lines that begin with '#' say what was measured. compare.sh reads this form.
 */
#ifndef BENCH_DRIVER_H
#define BENCH_DRIVER_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

#define ROUNDS_MAX 64

/* An option with a number, "-n 20000000" or "-n 20m"; *value is its default
 * before it is read. */
struct bench_number {
	char letter; /* 0 ends a table */
	const char *what;
	uint64_t *value;
	uint64_t min, max;
};

/*
 * Reads the options of the table and returns the index of the first word behind
 * them. words: what the words are, for the usage, and how many there may be. A
 * command line that is wrong is one error; the program ends with status 2.
 */
int bench_numbers(int argc, char **argv, const struct bench_number *table,
    const char *words, int nwords);

/* Ends the program with the message and the status of its kind, unless result
 * is 0. */
void bench_expect(int result, const struct err *err);

/* The times of one thing. */
struct timing {
	const char *name;
	double ns[2 * ROUNDS_MAX]; /* per unit of work */
	size_t n;
};

/* Processor time of this thread, ns. It takes some 600 ns to ask. */
uint64_t timing_clock(void);
/* One time more, from since until now. */
void timing_add(struct timing *t, uint64_t since, uint64_t units);
double timing_median(struct timing *t);

/* What is measured, and on what. */
void timing_heading(const char *title);
/* base NULL: no ratio; note NULL: none. Says "no difference seen" where the
 * quartiles of both overlap. */
void timing_print(struct timing *t, struct timing *base, const char *note);

#endif
