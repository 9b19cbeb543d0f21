/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The warden: a policy that stands between the replay and the policy that is
 * held to the laws.  It passes every verb on, lends the policy its memory where
 * it will be seen to step over the edge, and looks over its shoulder.
 *
 *	replay ──▶ warden ──▶ policy
 *	   ▲          │          │
 *	   └──────────┴── host ──┘
 */
#ifndef CHECK_INTERPOSER_H
#define CHECK_INTERPOSER_H

#include "policy/policy.h"

/* Where the lent memory lies. */
enum placement {
	PLACE_ANYWHERE, /* where the system puts it */
	PLACE_LOW,      /* below everything else */
	PLACE_INSIDE,   /* the same, and not at the start of a page */
	/* Guarded, for the law of memory: */
	PLACE_ENDS,   /* it ends where no memory is */
	PLACE_BEGINS, /* it begins where no memory is */
};

/* Where a child tells what it is about, for when it does not come back. */
struct verdict_page;

struct interposer {
	struct policy face;    /* what the replay is given */
	struct policy_ops ops; /* and its verbs */
	const struct policy *policy;
	const void *params;
	enum placement placement;
	bool watch_table; /* entries may lose accessed bits, nothing else */
	struct verdict_page *verdict_page;
	page_id_t npages;

	/* Of the run in progress. */
	struct policy_host host; /* first asked, passes on to: */
	struct policy_host *outer;
	const struct frame_table *frames;
	frame_t nframes;
	char *st;    /* lent to the policy */
	size_t size; /* asked for */
	char *map;   /* what was mapped for it */
	size_t mapped;
	void *guard;     /* copies of parameters and setup */
	bool *offered;   /* by frame: admitted and not left */
	page_id_t *page; /* by frame, as it was before the verb */
	uint8_t *entry;  /* by page, as it was before the verb */
	uint64_t releases;
	char said[200]; /* what it did that it may not; empty: nothing */
	uint64_t said_at;
};

/* Ready for one run: its face goes to the replay, itself as parameters. */
void interposer_init(struct interposer *w, const struct policy *policy,
    const void *params, enum placement placement,
    struct verdict_page *verdict_page);
/* Gives the memory back after the run. */
void interposer_end(struct interposer *w);

#endif
