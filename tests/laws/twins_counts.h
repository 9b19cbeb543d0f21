/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a kernel counts, by linux or mglru and by their plain twins, of one
 * case: a string, changes of pages, a device, parameters.
 */
#ifndef LAWS_TWINS_COUNTS_H
#define LAWS_TWINS_COUNTS_H

#include "base/rng.h"
#include "model/change.h"
#include "plain_swap.h"
#include "policy/policy.h"
#include "sim/replay.h"

#define CASE_REFS    4000
#define CASE_PAGES   (2 * CASE_REFS)
#define CASE_CHANGES 1000

struct kernel_case {
	uint64_t seed;
	frame_t nframes;
	bool timed; /* the device takes time, which is compared, too */
	char params[160];
	struct plain_figures figures;
	struct reference ref[CASE_REFS + REPLAY_AHEAD];
	uint32_t nref, npages;
	uint64_t vpn[CASE_PAGES];
	uint32_t area[CASE_PAGES], process[CASE_PAGES];
	uint8_t file[CASE_PAGES]; /* FILE_PAGE and so on */
	struct change change[CASE_CHANGES];
	uint32_t nchange;
	uint64_t kernel_pages;
	bool machine;             /* level=3 with memory_of=machine */
	uint64_t min_free_kbytes; /* of it */
	/* scope=local: the frames of each group, and the group of each process;
	 * 0: there is one */
	size_t ngroup;
	frame_t group_frames[4];
	uint32_t group[8];
};

/* In the order of the names that are printed. */
struct kernel_tally {
	uint64_t hits, evictions, reads, writes;
	struct plain_counts n;
	uint64_t total_ns;
};

/* The index-th place of a string over 'span' places, of a kind below
 * CASE_PLACES; the last kind has runs.  *state begins as 0. */
#define CASE_PLACES 6
uint32_t case_place(
    struct rng *rng, int kind, uint32_t span, uint32_t index, uint32_t *state);

const struct policy *counts_policy(const char *name);
/* Ends the program where the policy refuses the case. */
void counts_product(const struct kernel_case *at, const struct policy *policy,
    struct kernel_tally *c);
/* params and figures: in place of those of the case, to plant faults. */
void counts_twin(const struct kernel_case *at, const struct plain *twin,
    const char *params, const struct plain_figures *figures,
    struct kernel_tally *c);
/* Prints what differs. */
bool counts_differ(const struct kernel_case *at, const char *policy,
    const struct kernel_tally *product, const struct kernel_tally *twin);

#endif
