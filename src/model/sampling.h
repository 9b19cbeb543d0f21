/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * How results were estimated from a sample of a trace's pages.
 */
#ifndef MODEL_SAMPLING_H
#define MODEL_SAMPLING_H

#include <stdbool.h>
#include <stdint.h>

/* Parts of a sample from whose spread the error is estimated. */
#define SAMPLE_PARTS 8

/* A sample of fewer pages is small: its parts have too few to show how far the
 * estimates are off. */
#define SAMPLE_FEW 128

/* And of fewer than these tells nothing of page faults: the result is which
 * pages happen to be in it.  No error is estimated then; the largest possible
 * one is stated (doc/PERFORMANCE.md has how often the others hold). */
#define SAMPLE_LEAST 24

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

/* Of a trace with so many pages: was a sample taken that tells nothing? */
static inline bool
sampling_tells_nothing(const struct trace_sampling *s, uint64_t pages)
{
	return (s->pages > 0 && s->pages < SAMPLE_LEAST && s->pages < pages);
}

static inline struct sample_spec
sample_spec_of(const struct trace_sampling *s)
{
	struct sample_spec spec = { s->ppm, s->most };

	return (spec);
}

#endif
