/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A test run: one replay of a test trace, with a log of its faults.  It can be
 * advanced by some steps at a time, so that two test runs alternate.
 */
#ifndef CHECK_TESTRUN_H
#define CHECK_TESTRUN_H

#include "check/interposer.h"
#include "check/testtrace.h"
#include "study/job.h"

enum log_what {
	LOG_LOAD,     /* a fault: page was loaded for victim, or NO_PAGE */
	LOG_RELEASED, /* victim was evicted outside a fault */
	LOG_CLEANED   /* page was written back */
};

struct log_entry {
	uint64_t at; /* references before */
	enum log_what what;
	page_id_t page;
	page_id_t victim;
};

struct testrun_log {
	struct log_entry *entry;
	size_t n, cap;
};

/* How a test run is made. */
struct testrun_setup {
	const struct policy *policy;
	const void *params;
	const struct settings *settings;
	struct verdict_page *verdict_page;
	frame_t nframes;
	uint64_t seed;
	page_id_t more_pages; /* in npages, beyond those of the steps */
	uint64_t cut;         /* seed for cutting the stream at random places;
			       * 0: it is cut at changes only */
	enum placement placement;
	bool watch_table;
	bool direct;     /* without the interposer */
	bool unbound;    /* direct, called through pointers */
	bool unobserved; /* without an observer, and so without a log */
	bool renumbered; /* the log has step.other for a page */
};

struct testrun {
	struct testrun_setup how;
	struct mem *m;
	const struct testtrace *steps;
	struct refstring refstring;
	struct future_memory future;
	struct interposer interposer;
	struct replay *replay;
	struct consumer consumer; /* the replay */
	struct stream stream;     /* from the steps to it */
	struct observer observer;
	struct page_facts facts;
	struct settings settings;
	size_t step;         /* the next */
	uint64_t at, change; /* references and changes before it */
	struct rng *cutter;
	page_id_t *identity; /* step.other, by page, where renumbered */
	struct testrun_log log;
	struct outcome outcome;
	bool failed; /* err says why */
	struct err err;
};

/* Allocates from m.  Where it fails, failed is set. */
struct testrun *testrun_open(struct mem *m, const struct testtrace *steps,
    const struct testrun_setup *how);
/* Runs so many steps, or those that are left; false: it has ended. */
bool testrun_advance(struct testrun *c, size_t nsteps);
/* Completes the outcome and ends the run; the log stays. */
void testrun_close(struct testrun *c);

/* testrun_open(), all steps, and testrun_close(). */
struct testrun *testrun_run(struct mem *m, const struct testtrace *steps,
    const struct testrun_setup *how);

/* The first entry in which the logs differ, or SIZE_MAX. */
size_t testrun_difference(const struct testrun *a, const struct testrun *b);
/* Describes entry i of the log in words. */
void testrun_tell(const struct testrun *c, size_t i, char *buf, size_t size);
uint64_t testrun_digest(const struct testrun *c);
uint64_t testrun_faults(const struct testrun *c);

#endif
