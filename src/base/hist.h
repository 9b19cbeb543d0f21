/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A log-linear histogram with the bucketing of HdrHistogram (Tene,
 * "HdrHistogram v2", for a lowest value of 1 and two significant figures): 256
 * buckets of width 1, then 128 buckets for every doubling.  A value read back
 * lies within 1/128 (0.79 %) of the true one; minimum, maximum, count and sum
 * are exact.
 */
#ifndef BASE_HIST_H
#define BASE_HIST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define HIST_FIGURES     2   /* significant figures */
#define HIST_SUB_BUCKETS 256 /* 2^ceil(log2(2 * 10^figures)) */
#define HIST_HALF        (HIST_SUB_BUCKETS / 2)
#define HIST_BUCKETS     (HIST_SUB_BUCKETS + 56 * HIST_HALF)

struct hist {
	uint64_t count;
	uint64_t min, max; /* of what was added; 0 when nothing was */
	unsigned __int128 sum;
	uint64_t bucket[HIST_BUCKETS];
	bool rounded; /* the sum was computed from a rounded mean */
};

/* The bucket of a value, and the lowest and highest value of a bucket. */
static inline unsigned
hist_index(uint64_t v)
{
	int b = 56 - __builtin_clzll(v | (HIST_SUB_BUCKETS - 1));

	return ((unsigned)(b * HIST_HALF) + (unsigned)(v >> b));
}

uint64_t hist_low(unsigned index);
uint64_t hist_high(unsigned index);

/* A zeroed histogram is an empty one. */
void hist_add(struct hist *h, uint64_t v, uint64_t times);
/* Each of n values once. */
void hist_add_all(struct hist *h, const uint64_t *v, size_t n);

/* All that was added to another one. */
void hist_add_hist(struct hist *h, const struct hist *from);

double hist_mean(const struct hist *h);
double hist_deviation(const struct hist *h);

/*
 * The value at or below which this part per million of all values is: the
 * highest value of its bucket, but never above the maximum.  0 when empty.
 */
uint64_t hist_quantile(const struct hist *h, uint64_t ppm);

/* The next bucket from *index on that is not empty; false: there is none. */
bool hist_next(const struct hist *h, unsigned *index);

#endif
