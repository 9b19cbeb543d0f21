/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A lane: a reference string, generated or from a bundled trace, on which
 * policies are run one after another, each on a machine of its own.
 *
 * Errors end the test.
 */
#ifndef LAWS_LANE_H
#define LAWS_LANE_H

#include "base/rng.h"
#include "study/refstring.h"

struct lane {
	const char *name;
	struct refstring refstring;
	struct future_memory future;
	page_id_t npages;
	struct mem *m; /* until lane_close() */
};

void lane_open(struct lane *l, const char *name);
void lane_add(struct lane *l, page_id_t page, bool write);
/* Pages [first, first + n), each read once, in order. */
void lane_sweep(struct lane *l, page_id_t first, page_id_t n);
/* Ends the recording; a policy can be run after that. */
void lane_seal(struct lane *l);
/* The first references of a bundled trace, at most so many, sealed. */
void lane_read(struct lane *l, const char *trace, uint64_t most);
void lane_close(struct lane *l);

/* Options of a run; all zero: an ordinary run, without a device. */
struct lane_options {
	bool unbound;
	bool nvme; /* a device that takes time, so the latency is recorded */
	bool observed;                   /* makes result.digest */
	const struct observer *observer; /* or NULL */
	uint64_t batch; /* references at a time; 0: all at once */
	uint64_t seed;  /* 0: 1 */
	uint64_t most;  /* references at most; 0: all */
};

struct lane_result {
	struct outcome outcome;
	uint64_t page_faults;
	frame_t resident;
	uint64_t digest; /* of all faults, victims and write-backs, in order */
};

/* policy: NAME[:key=value,...] */
struct lane_result lane_run(const struct lane *l, const char *policy,
    frame_t frames, const struct lane_options *how);
uint64_t lane_faults(const struct lane *l, const char *policy, frame_t frames);

/* Whether all counts are the same.  Times are not compared. */
bool lane_same(const struct lane_result *a, const struct lane_result *b);

/* Where the bundled traces are. */
const char *lane_path(struct mem *m, const char *trace);

#endif
