/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A law: a name, a sentence, and a function that holds one policy to it over
 * one trace.  Such a function runs in a child; it ends with one of the three
 * verdicts below, or the child ends and its parent gives the verdict.
 */
#ifndef CHECK_LAW_H
#define CHECK_LAW_H

#include "check/isolate.h"
#include "check/laws.h"
#include "check/testrun.h"

struct trial {
	const struct laws_spec *spec;
	const struct testtrace *steps;
	frame_t nframes;
	uint64_t seed; /* for what a law draws itself; from the steps, so
			* that a trace from a file gives the same */
	struct verdict_page *verdict_page;
	struct mem *m; /* of this hearing */
};

enum law_flags {
	LAW_GROUND = 1, /* without it the others cannot be judged */
	LAW_TWICE = 2,  /* tried in two children; their digests must agree */
};

struct law {
	const char *name;
	const char *sentence;
	void (*hold)(struct trial *h);
	unsigned flags; /* enum law_flags */
};

extern const struct law law_rows[]; /* ended by a NULL name */

/* How most courses of this hearing are run. */
struct testrun_how trial_how(const struct trial *h);
/* The steps of the hearing as they are. */
struct testrun *trial_run(struct trial *h, const struct testrun_how *how);
/* The steps without pins and pages that come by themselves, for laws that
 * count faults. */
void trial_plain(const struct trial *h, struct testtrace *out);

/* Both set the verdict; at: references begun when it broke, 0: unknown. */
void trial_holds(struct trial *h);
void trial_broken(struct trial *h, uint64_t at, const char *fmt, ...)
    printf_like(3, 4);
/* Did all courses run to their ends?  If not, or if one of them broke the law
 * of somebody else, there is no judgement. */
bool trial_ran(struct trial *h, const struct testrun *c);
/* BROKEN where the logs differ; what: "with other batches". */
bool trial_same(struct trial *h, const struct testrun *a,
    const struct testrun *b, const char *what);

#endif
