/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The log-linear histogram.  Index arithmetic, for 256 sub-buckets:
 *
 *	value	      0 .. 255	 256 .. 511   512 .. 1023
 *	bucket width  1		 2	      4
 *	index	      0 .. 255	 256 .. 383   384 .. 511
 */
#include "base/hist.h"

#include <math.h>

uint64_t
hist_low(unsigned index)
{
	unsigned b = index < HIST_SUB_BUCKETS ? 0 : index / HIST_HALF - 1;

	return ((uint64_t)(index - b * HIST_HALF) << b);
}

uint64_t
hist_high(unsigned index)
{
	return (
	    index + 1 < HIST_BUCKETS ? hist_low(index + 1) - 1 : UINT64_MAX);
}

void
hist_add(struct hist *h, uint64_t v, uint64_t times)
{
	if (times == 0)
		return;
	if (h->count == 0 || v < h->min)
		h->min = v;
	if (v > h->max)
		h->max = v;
	h->count += times;
	h->sum += (unsigned __int128)v * times;
	h->bucket[hist_index(v)] += times;
}

void
hist_add_all(struct hist *h, const uint64_t *v, size_t n)
{
	uint64_t min = h->count == 0 ? UINT64_MAX : h->min, max = h->max;
	unsigned __int128 sum = 0;

	if (n == 0)
		return;
	for (size_t i = 0; i < n; i++) {
		min = v[i] < min ? v[i] : min;
		max = v[i] > max ? v[i] : max;
		sum += v[i];
		h->bucket[hist_index(v[i])]++;
	}
	h->min = min;
	h->max = max;
	h->sum += sum;
	h->count += n;
}

void
hist_add_hist(struct hist *h, const struct hist *from)
{
	if (from->count == 0)
		return;
	if (h->count == 0 || from->min < h->min)
		h->min = from->min;
	if (from->max > h->max)
		h->max = from->max;
	h->count += from->count;
	h->sum += from->sum;
	for (unsigned i = hist_index(from->min); i <= hist_index(from->max);
	     i++)
		h->bucket[i] += from->bucket[i];
}

double
hist_mean(const struct hist *h)
{
	return (h->count == 0 ? 0 : (double)h->sum / (double)h->count);
}

double
hist_deviation(const struct hist *h)
{
	double mean = hist_mean(h), sum = 0;
	unsigned i = 0;

	for (; hist_next(h, &i); i++) {
		double middle =
		    ((double)hist_low(i) + (double)hist_high(i)) / 2;

		sum += (middle - mean) * (middle - mean) * (double)h->bucket[i];
	}
	return (h->count == 0 ? 0 : sqrt(sum / (double)h->count));
}

uint64_t
hist_quantile(const struct hist *h, uint64_t ppm)
{
	unsigned __int128 want = (unsigned __int128)h->count * ppm;
	uint64_t rank = (uint64_t)((want + 999999) / 1000000), seen = 0;
	unsigned i = 0;

	for (; hist_next(h, &i); i++) {
		seen += h->bucket[i];
		if (seen >= rank)
			return (hist_high(i) < h->max ? hist_high(i) : h->max);
	}
	return (h->max);
}

bool
hist_next(const struct hist *h, unsigned *index)
{
	while (*index < HIST_BUCKETS && h->bucket[*index] == 0)
		(*index)++;
	return (*index < HIST_BUCKETS);
}
