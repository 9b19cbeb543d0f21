/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A reference string replayed under several policies, with the clock running
 * only while references are fed: for the programs that compare policies.
 */
#ifndef BENCH_TIMED_REPLAY_H
#define BENCH_TIMED_REPLAY_H

#include "bench/driver.h"
#include "policy/choose.h"
#include "study/job.h"

extern const struct settings bench_settings;

/* What is replayed, and in how much memory; the device costs nothing. */
struct replay_bench {
	struct refstring refstring;
	struct future_memory future;
	page_id_t npages;
	frame_t nframes;
};

/* A policy under test. */
struct contender {
	const struct policy *policy;
	const void *params;
	struct timing timing;
	struct timing base; /* of FIFO, where it is timed beside each policy */
	uint64_t faults;
};

struct contenders {
	struct contender *item;
	size_t n;
	struct mem *mem; /* owns all of it */
};

/* The policies that n words name, "lru lirs:hir=5%,2q"; all of them if there
 * are none. A name that is unknown ends the program with status 2. */
void contenders_open(struct contenders *c, char *const *words, int n);
void contenders_close(struct contenders *c);

/* One replay, its time added to *t; the number of page faults goes to
 * c->faults. */
void contender_run(
    struct contender *c, struct timing *t, const struct replay_bench *b);

/* One line, with the share of references that fault. */
void contender_print(
    struct contender *c, struct timing *base, const struct replay_bench *b);

#endif
