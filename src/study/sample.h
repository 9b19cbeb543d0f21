/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A sample of a trace: all references to some of its pages.
 *
 * A page is in the sample if a hash of its page number in the address space is
 * below a limit (Waldspurger, Park, Garthwaite and Ahmad, "Efficient MRC
 * Construction with SHARDS", FAST 2015).  The limit is given by a rate; or it
 * is lowered whenever more pages than allowed are in the sample, and references
 * to pages that have left it are then dropped, also earlier ones.
 *
 * A machine with memory in proportion to the pages of the sample stands for the
 * one that is asked for, whatever its policy (Waldspurger, Saemundsson, Ahmad
 * and Park, "Cache Modeling and Optimization using Miniature Simulations",
 * USENIX ATC 2017).  Its counts are multiplied by pages / pages of the sample.
 *
 * Pages of the sample have numbers of their own, from 0.  Pages of two
 * processes with the same address are both in it or both not, so copies made by
 * a fork stay together.
 */
#ifndef STUDY_SAMPLE_H
#define STUDY_SAMPLE_H

#include "model/sampling.h"
#include "study/plan.h"

struct sample {
	struct refstring string; /* with its own facts */
	uint64_t pages, whole;   /* of the sample, and of the trace */
};

/* Is a sample asked for? */
static inline bool
sample_wanted(const struct engine_spec *spec)
{
	return (spec->sample.ppm != 0 || spec->sample.pages != 0);
}

/* Why a model or a kind of result cannot be sampled; 0: it can. */
int sample_check(const struct engine_spec *spec, struct err *err);

/*
 * Reads the trace and fills e->refstring with the sample and the study's trace
 * with facts of the whole.  part: SAMPLE_PARTS disjoint parts of the sample;
 * one may have no pages.  They are closed with sample_close(), also after an
 * error.
 */
int sample_record(
    struct engine *e, struct sample part[SAMPLE_PARTS], struct err *err);

void sample_close(struct sample part[SAMPLE_PARTS]);

/* n in the sample, in the whole trace; and the other way round, at least 1. */
uint64_t sample_up(uint64_t n, uint64_t pages, uint64_t whole);
frame_t sample_frames(uint64_t frames, uint64_t pages, uint64_t whole);

/* Of the pages in so many frames, the fewest and the most that are in a sample,
 * with 95 % confidence (the hypergeometric distribution, as a normal one); at
 * least 1. */
struct sample_bounds {
	uint64_t low, high;
};
struct sample_bounds sample_bounds(
    uint64_t frames, uint64_t pages, uint64_t whole);

/* Is it too small for its parts? */
static inline bool
sample_is_small(const struct trace_facts *t)
{
	return (t->sampling.pages < SAMPLE_FEW && t->sampling.pages < t->pages);
}

/*
 * Half the width of the 95 % confidence interval of an estimate: of the mean of
 * n values (Student's t; n below 2: 0); and how far the sample's
 * references, multiplied as the estimate was, are from those of the trace:
 * where few pages have most references, they are in the sample or not, and its
 * parts do not tell.  Where the sample is small also how far it is from the
 * values with the frames of sample_bounds(): parts have too few frames to tell.
 *
 * At most how far the estimate is from none and from all references, and that
 * where the sample tells nothing; 0 where it has all pages.
 */
uint64_t sample_error(const uint64_t *value, size_t n, uint64_t estimate,
    const uint64_t bound[2], const struct trace_facts *t);

/* Makes the runs of the plan on a sample. */
int sample_run(struct engine *e, struct err *err);
/* Fills a curve for each run of the plan from a sample (curves.h). */
int sample_curves(
    struct engine *e, uint64_t points, struct curve *curve, struct err *err);

#endif
