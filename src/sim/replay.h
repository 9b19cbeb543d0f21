/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One run: a machine, the policy that rules it, a device, what is remembered.
 *
 *	batches of references ──▶ loop.h ──▶ fault ──▶ account.c
 *	changes of pages ───────▶ change.c
 *
 * Under scope=local every process has a cell of its own: a share of the frames
 * and an instance of the policy.  Under scope=global there is one cell.
 */
#ifndef SIM_REPLAY_H
#define SIM_REPLAY_H

#include <setjmp.h>

#include "base/err.h"
#include "base/mem.h"
#include "device/device.h"
#include "machine/transition.h"
#include "model/change.h"
#include "model/study.h"
#include "policy/policy.h"
#include "sim/partition.h"

struct replay;
typedef void policy_replay_f(
    struct replay *r, const struct reference *ref, size_t n);

struct replay {
	struct machine machine;
	struct partition *partition; /* the one in force */
	const struct policy *policy;
	/* What an entry must show for a reference to be done with it: for a
	 * read, for a write. */
	uint8_t done_bits[2];
	/* Bits of a page just loaded: for a read, for a write. */
	uint8_t load_bits[2];
	uint8_t hit_bits[2]; /* bits that a hit sets: for a read, for a write */
	uint64_t now;        /* references begun */
	bool between_references; /* no reference is under way: a change, a tick
				  */
	struct fault fault;
	/* By kind, and whether there was a victim. */
	uint64_t faults[FAULT_KINDS][2];
	uint64_t fast_faults[2]; /* those of the fast path, which have one */
	bool account_each_fault; /* each is passed to account_fault(); else
				  * they are only counted */
	bool fast_path;          /* faults may take the fast path (loop.h) */
	bool use_vectors;        /* for sifting blocks (blocks.c) */
	bool prefetches;         /* what is kept of pages is in no near cache */
	struct block *block;     /* the one at hand */
	uint64_t no_frame;

	struct partition *partitions;
	size_t npartition;
	struct device *device;
	const struct kernel_figures *kernel;
	uint64_t think_ns;
	bool sync_writes;
	const struct page_facts *facts;
	struct outcome *outcome;
	const struct observer *observer; /* NULL: nobody looks */
	uint64_t tick;           /* setting: a tick every so many references */
	const uint32_t *process; /* by page, where ncell > 1 */
	policy_replay_f *batch;  /* bound to the policy, or replay_generic */
	jmp_buf broken; /* a policy broke its contract: back to replay_feed() */
	struct err *err;
	struct mem *mem;
};

/* What replay_open() is given. */
struct replay_setup {
	const struct policy *policy;
	const void *params; /* of the policy */
	const struct settings *settings;
	frame_t nframes;
	page_id_t npages; /* page numbers are below this */
	bool sparse;      /* npages is only a bound, as the trace is not known:
			   * see replay_note_pages() */
	const struct page_facts *facts;
	const struct future *future;
	const struct device_figures *device;
	const struct kernel_figures *kernel;
	const struct observer *observer;
	size_t nprocess;      /* for scope=local; and tallies where not 0 */
	const frame_t *share; /* by process, for scope=local: frames, in all
			       * nframes */
	size_t narea;         /* tallies where not 0 */
	bool unbound;      /* through pointers, to hold the bound loop to it */
	bool no_vectors;   /* without vectors, to hold those with to it */
	bool prefetches;   /* as with many pages, to hold that to few */
	bool no_fast_path; /* long forms only, to hold the short ones to them
			    */
};

/* All memory of the run is *r's own and goes with replay_close(); the outcome
 * is the caller's, its histograms and tallies from keep. */
int replay_open(struct replay **r, const struct replay_setup *setup,
    struct outcome *outcome, struct mem *keep, struct err *err);
void replay_close(struct replay *r); /* NULL is allowed */

/*
 * Leads n references past the machine.  ref[n .. n + REPLAY_AHEAD) must be
 * readable, and of pages below npages: the loop looks ahead of itself.
 */
#define REPLAY_AHEAD 32
int replay_feed(
    struct replay *r, const struct reference *ref, size_t n, struct err *err);

/* Applies changes that come at this point of the trace. */
int replay_change(
    struct replay *r, const struct change *c, size_t n, struct err *err);

/*
 * For a run that was opened sparse: page numbers in what follows are below
 * npages.  The count decides how memory is laid out and what is prefetched,
 * never a result.  Before replay_finish() replay_settle_pages() is given the
 * number of pages that there were, as the outcome tells the state that the
 * policy needs for so many.
 */
void replay_note_pages(struct replay *r, page_id_t npages);
void replay_settle_pages(struct replay *r, page_id_t npages);

/* Completes the outcome.  denied: references of the trace that were refused
 * before they reached the machine; linear: those to linear areas, which are
 * always there and take no frame: hits. */
void replay_finish(struct replay *r, uint64_t denied, uint64_t linear);

/* The loop that is compiled for this policy; NULL: there is none. */
policy_replay_f *replay_bound(const struct policy *p);

/* For the loop (loop.h) and its neighbours. */
/* The victim is shared: its page goes out.  Or it may not be named. */
void cow_victim(struct replay *r, struct partition *c, frame_t f);
/* A page that shares a frame gets one of its process's own, or has the one it
 * is in to itself, if that is its process's and no other page is in it; *fault
 * says what that took.  The page's copy is this one alone: it is to be marked
 * dirty.  false: there is no frame. */
bool cow_unshare(struct replay *r, page_id_t page);
/* A reference to a page that is shared or pinned. */
void cow_reference(struct replay *r, page_id_t page, bool write);
/* The page in f of the machine is its policy's to choose; and no longer. */
void replay_admit(struct replay *r, frame_t f, page_id_t page);
void replay_leave(struct replay *r, frame_t f, enum leave_why why);
/* Accounting (account.c).  Prepares the outcome; its memory is from keep. */
void account_open(
    struct replay *r, struct mem *keep, const struct replay_setup *s);
/* A fault, if account_each_fault. */
void account_fault(struct replay *r, const struct fault *fault);
/* A page is written to the slot now, outside a fault. */
void account_write(struct replay *r, slot_t slot);
/* From now on the machine's where[] is kept. */
void replay_keep_frame_of(struct replay *r);
/* The policy in force named f and may not.  Does not return. */
_Noreturn void replay_blame(struct replay *r, const char *what, frame_t f);
/* The machine can go no further: says why. */
int replay_failure(const struct replay *r, struct err *err);
policy_replay_f replay_generic;

#endif
