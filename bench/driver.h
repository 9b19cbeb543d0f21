/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the groups of the bench share: options, timings, and the list of
 * results.
 *
 * Things that are compared are timed in turns, round by round, in one process,
 * because machines are shared and their speed drifts.  So the samples of two
 * results of one group and workload are pairs, and a ratio is the median of the
 * ratios of the pairs, with its quartiles.  Each result has one line:
 *
 *	NAME  MEDIAN UNIT  [LOWER, UPPER quartile]
 *	    RATIO x BASE [LOWER, UPPER]  NOTE
 */
#ifndef BENCH_DRIVER_H
#define BENCH_DRIVER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/mem.h"
#include "base/param.h"

#define ROUNDS_MAX 101

/* The times of one thing, in ns for each unit of work. */
struct timing {
	const char *group, *workload, *name;
	double ns[ROUNDS_MAX];
	size_t n;
	const struct timing *base; /* what the ratio is to; NULL: none */
	char note[64];
};

/* A list that only grows; pointers to timings stay valid. */
struct timings {
	struct mem *m;
	struct timing **item;
	size_t n, cap;
};

struct bench_options {
	uint64_t references; /* of a workload; 0: as much as is usual */
	uint64_t rounds;
	bool quick;            /* little of everything, to see that it runs */
	const char *workloads; /* a list of names; NULL: all of the group's */
	const char *engine;    /* of the commands, besides the usual one; NULL:
				* none */
	const char *json; /* where the document is written; NULL: nowhere */
	const char *list; /* of the group that runs: what of it; NULL: all
			   */
};

struct bench_group {
	const char *name;
	const char *summary;
	const char *list; /* what the words behind the name are; NULL: none are
			   * taken */
	void (*run)(const struct bench_options *o, struct timings *t);
};

extern const struct bench_group bench_loop, bench_command, bench_lockstep,
    bench_curve, bench_packed, bench_lackey, bench_readers, bench_numbering,
    bench_areas;

/* Ends the program with the message and the status of its kind, unless result
 * is 0. */
void bench_expect(int result, const struct err *err);
/* The same for a system call that failed. */
_Noreturn void bench_die(const char *what);

/*
 * Touches so many bytes of memory and frees them, so that what is timed next
 * takes memory that the machine has.  The host of a virtual machine may take
 * memory that has been free for two seconds.  To get it again took 2 to 3 ns a
 * byte, where memory that is still there took 0.09.
 */
void bench_touch_memory(size_t size);

/* Is name one of the list "a,b,c"?  NULL has all. */
bool bench_wants(const char *list, const char *name);

/* A new file in TMPDIR, which the program removes at its end. */
const char *bench_file(void);
/* Removes the one that was made last. */
void bench_file_end(void);

/* References: what was asked for, or the usual number, or with quick few. */
uint64_t bench_amount(const struct bench_options *o, uint64_t usual);

/* A new timing.  The names are copied; workload "" : it has none. */
struct timing *timing_new(struct timings *t, const char *group,
    const char *workload, const char *name, const struct timing *base);

/* Processor time of this process, ns.  It takes some 600 ns to ask. */
uint64_t timing_clock(void);
/* One time more: from since until now, or an amount. */
void timing_add(struct timing *t, uint64_t since, uint64_t units);
void timing_add_ns(struct timing *t, double ns);

/* quarter: 1, 2 or 3. */
double timing_quartile(const struct timing *t, int quarter);
/* Of the ratios to the base, pair by pair. */
double timing_ratio(const struct timing *t, int quarter);

/* The results from this one on; a heading for each workload. */
void timings_print(const struct timings *t, size_t from);

/* What was measured with. */
void results_heading(const struct bench_options *o);
/* Writes all results as a document; see results.c for its form. */
void results_write(const struct timings *t, const struct bench_options *o);
/* Compares the documents of two builds (results_compare.c): prints a table and
 * returns whether anything is slower beyond so many percent. */
bool results_compare(char *const *path, size_t n, double limit);

#endif
