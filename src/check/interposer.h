/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The interposer: a policy between the replay and the policy that is checked.
 * It passes every call on, allocates the policy's memory where an access beyond
 * its ends is noticed, and compares frames and entries before and after a call.
 *
 *	replay ──▶ interposer ──▶ policy
 *	   ▲           │            │
 *	   └───────────┴─── host ───┘
 */
#ifndef CHECK_INTERPOSER_H
#define CHECK_INTERPOSER_H

#include "policy/policy.h"

/* Where the policy's memory lies. */
enum placement {
	PLACE_ANYWHERE, /* where the system puts it */
	PLACE_LOW,      /* below everything else */
	PLACE_INSIDE,   /* the same, and not at the start of a page */
	/* Between pages that may not be accessed, for the law of memory: */
	PLACE_ENDS,   /* it ends at such a page */
	PLACE_BEGINS, /* it begins at one */
};

struct verdict_page;

struct interposer {
	struct policy face;    /* what the replay is given */
	struct policy_ops ops; /* its table */
	const struct policy *policy;
	const void *params;
	enum placement placement;
	bool watch_table; /* entries may lose accessed bits, nothing else */
	struct verdict_page *verdict_page;
	page_id_t npages;

	/* Of the run in progress. */
	struct policy_host host; /* the policy's; passes on to: */
	struct policy_host *outer;
	const struct frame_table *frames;
	frame_t nframes;
	char *st;    /* the policy's memory */
	size_t size; /* what footprint() returned */
	char *map;   /* the mapping that has it */
	size_t mapped;
	void *guard;     /* copies of parameters and setup */
	bool *offered;   /* by frame: admitted and not left */
	page_id_t *page; /* by frame, as it was before the call */
	uint8_t *entry;  /* by page, as it was before the call */
	uint64_t releases;
	char said[200]; /* the first breach of the contract; empty: none */
	uint64_t said_at;
};

/* Prepares one run.  The replay is given ip->face as its policy, and ip itself
 * as that policy's parameters. */
void interposer_init(struct interposer *ip, const struct policy *policy,
    const void *params, enum placement placement,
    struct verdict_page *verdict_page);
/* Frees the memory after the run. */
void interposer_end(struct interposer *ip);

#endif
