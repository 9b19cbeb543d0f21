/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * How results were estimated from a sample of a trace's pages.
 */
#ifndef MODEL_SAMPLING_H
#define MODEL_SAMPLING_H

#include <stdint.h>

/* Parts of a sample from whose spread the error is estimated. */
#define SAMPLE_PARTS 8

/* A sample of fewer pages is small: its parts have too few to show how far the
 * estimates are off. */
#define SAMPLE_FEW 128

/* What is asked for: a rate, or a number of pages.  Both 0: no sample. */
struct sample_spec {
	uint64_t ppm;   /* of the pages, in parts per million */
	uint64_t pages; /* at most so many; at least SAMPLE_PARTS */
};

/* What was taken.  pages 0: nothing was, and results are exact. */
struct trace_sampling {
	uint64_t ppm, most; /* as it was asked for; 0: not so */
	uint64_t seed;
	uint64_t pages, references; /* in the sample */
};

static inline struct sample_spec
sample_spec_of(const struct trace_sampling *s)
{
	struct sample_spec spec = { s->ppm, s->most };

	return (spec);
}

#endif
