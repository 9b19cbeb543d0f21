/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A law: a name, a sentence, and a function that checks it for one policy on
 * one trace.  The function runs in a child process and sets a verdict.  If the
 * child ends before that, the parent sets VERDICT_BROKEN.
 */
#ifndef CHECK_LAW_H
#define CHECK_LAW_H

#include "check/isolate.h"
#include "check/laws.h"
#include "check/testrun.h"

struct trial {
	const struct law *law;
	const struct laws_spec *spec;
	const struct testtrace *steps;
	frame_t nframes;
	uint64_t seed; /* of the law's own draws; made from the number of
			* steps, so that a trace from a file gives the same */
	struct verdict_page *verdict_page;
	struct mem *m; /* freed after the trial */
};

enum law_flags {
	LAW_GROUND = 1, /* if it is broken, later laws are not judged */
	LAW_TWICE = 2,  /* tried in two children, whose digests must agree */
	LAW_DEMAND = 4, /* not judged where a page in a frame may fault, pages
			 * are read ahead and time decides: asynchronous swap */
};

struct law {
	const char *name;
	const char *sentence;
	void (*hold)(struct trial *trial);
	unsigned flags;    /* enum law_flags */
	const char *alias; /* a former name, still accepted; NULL: none */
};

extern const struct law law_rows[]; /* ended by a NULL name */

/* Milliseconds of processor time that one trial of so many steps may take: some
 * hundred times what the slowest built-in policy needs. */
unsigned trial_time(size_t nsteps);
/* Both set the verdict of the law on the steps, in a child.  The first repeats
 * a trial that exceeds its time, with more of it. */
void trial_judge(struct trial *trial);
void trial_judge_once(struct trial *trial);

/* How most test runs of this trial are made. */
struct testrun_setup trial_setup(const struct trial *trial);
/* Runs the steps of the trial as they are. */
struct testrun *trial_run(struct trial *trial, const struct testrun_setup *how);
/* The steps without pinned, populated and shared pages, for laws that count
 * faults. */
void trial_plain(const struct trial *trial, struct testtrace *out);

/* All set the verdict.  at: references begun when it broke, 0: unknown. */
void trial_holds(struct trial *trial);
void trial_broken(struct trial *trial, uint64_t at, const char *fmt, ...)
    printf_like(3, 4);
/* why: what about the policy keeps the law from being judged. */
void trial_not_judged(struct trial *trial, const char *why);
/* Did the run reach its end without a breach of the contract?  If not, the
 * verdict is VERDICT_NOT_JUDGED, as another law covers that. */
bool trial_ran(struct trial *trial, const struct testrun *c);
/* VERDICT_BROKEN where the logs differ; what: "with other batches". */
bool trial_same(struct trial *trial, const struct testrun *a,
    const struct testrun *b, const char *what);

typedef void law_f(struct trial *h);

/* law_ground.c */
law_f law_ops, law_returns, law_victim, law_table, law_memory, law_place;
/* law_same.c */
law_f law_seed, law_fresh, law_turns, law_batches, law_bound;
/* law_count.c */
law_f law_one, law_all, law_opt, law_stack;
/* law_sight.c */
law_f law_ghost, law_hits, law_future;

#endif
