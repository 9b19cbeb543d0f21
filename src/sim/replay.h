/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One run: a machine, the policy that chooses its victims, a device, counters.
 *
 *	batches of references ──▶ loop.h, blocks.h ──▶ fault ──▶ account.c
 *	changes of pages ───────▶ changes.c
 *
 * With scope=local each process, or each group of them, has a partition of the
 * frames and an instance of the policy; with scope=global there is one
 * partition.
 */
#ifndef SIM_REPLAY_H
#define SIM_REPLAY_H

#include <setjmp.h>

#include "base/err.h"
#include "base/isa.h"
#include "base/mem.h"
#include "device/device.h"
#include "machine/transition.h"
#include "model/change.h"
#include "model/study.h"
#include "policy/policy.h"
#include "sim/costs.h"
#include "sim/frame_quota.h"
#include "sim/partition.h"
#include "sim/parts.h"
#include "sim/translation.h"

struct replay;
struct fuse;
struct swap_io;
typedef void policy_replay_f(
    struct replay *r, const struct reference *ref, size_t n);

struct replay {
	struct machine machine;
	struct partition *partition; /* of the process that runs */
	const struct policy *policy;
	int plugin;      /* its number (policy/watch.h); -1: it is built in */
	uint64_t beaten; /* references begun at the last watch_beat() */
	/* For a read, for a write: the bits that an entry must have so that a
	 * reference need not set any; those of a page just loaded; those that a
	 * hit sets. */
	uint8_t done_bits[2], load_bits[2], hit_bits[2];
	uint64_t now;            /* references begun */
	bool between_references; /* in a change or a tick */
	struct fault fault;
	/* Faults by kind, and whether there was a victim. */
	uint64_t faults[FAULT_KINDS][2];
	uint64_t fast_faults[2]; /* by kind; these have a victim each */
	uint64_t file_first[2];  /* of the first touches, those of files that
				  * are told apart */
	bool account_each_fault; /* each has a time of its own, or an observer;
				  * else they are counted by kind */
	struct costs *costs;
	struct parts *parts; /* counts by area and process; or NULL */
	bool fast_path;      /* faults may take the fast path (loop.h), */
	bool fast_costs;     /* where each has a time of its own */
	enum isa vectors;    /* that classify blocks (blocks.c) */
	bool use_prefetch;   /* prefetch the policy's state of a page */
	struct block *block; /* the one in progress */
	struct fuse *fuse;   /* it is one of several (fuse.h); or NULL */
	uint64_t fuse_bit;   /* which one */
	uint64_t no_frame;
	uint64_t pageouts;       /* evictions by changes of the trace */
	bool reclaiming;         /* a scan before a page comes in */
	sim_ns reclaim_ns;       /* what it took so far */
	uint64_t reclaims;       /* faults that had one */
	struct swap_io *swap_io; /* NULL: a swap-in reads one page, and a write
				  * is at once */
	unsigned level;          /* of the model, 0 to 3 */
	page_id_t stand_ins;     /* pages that are none of the trace */

	struct partition *partitions;
	size_t npartition;
	struct device *device;
	bool free_device; /* it takes no time */
	const struct kernel_figures *kernel;
	uint64_t think_ns;
	/* The program's own time after the last of so many references, from
	 * 'timed_from' on (think=trace); NULL: think_ns each. */
	const uint64_t *time;
	uint64_t timed_from;
	/* Where references are left out: as replay_places(), from 'placed_from'
	 * on; NULL: all are fed. */
	const uint64_t *place;
	uint64_t placed_from;
	bool sync_writes;
	const struct page_facts *facts;
	struct outcome *outcome;
	const struct observer *observer; /* NULL: none is called now */
	/* With a warm-up, until it ends 'outcome' is one that is thrown away;
	 * 'counted' and 'watching' take their place then, and 'before' has the
	 * counts up to there. */
	struct outcome *counted; /* NULL: everything is counted */
	const struct observer *watching;
	struct outcome before;
	struct translation *translation; /* NULL: there is no TLB */
	uint64_t tick;           /* setting: a tick every so many references */
	const uint32_t *process; /* by page; NULL: one partition */
	const uint32_t *part;    /* by process: its partition */
	policy_replay_f *batch;  /* how references are taken: 'loop', or
				  * replay_step_by_step() */
	policy_replay_f *loop;   /* bound to the policy, or replay_generic */
	jmp_buf broken;
	jmp_buf *broken_to; /* a policy broke its contract: back to
			     * replay_feed(), which has 'broken', or to
			     * fuse_feed() */
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
	size_t nprocess; /* not 0: count by process, too */
	const struct frame_division *division; /* for scope=local: of nframes;
						* NULL: one partition */
	bool warmup;  /* nothing counts before replay_count() */
	size_t narea; /* not 0: count by area, too */
	/* For tests, which compare results with and without. */
	bool unbound;        /* the policy is called through pointers */
	bool no_vectors;     /* blocks are classified without vectors */
	bool force_prefetch; /* as if there were many pages */
	bool no_fast_path;   /* every fault takes the long path */
};

/* replay_close() frees all memory of the run.  The outcome is the caller's; its
 * histograms and counts by area and process are allocated from keep. */
int replay_open(struct replay **r, const struct replay_setup *setup,
    struct outcome *outcome, struct mem *keep, struct err *err);
void replay_close(struct replay *r); /* NULL is allowed */

/*
 * Runs n references.  ref[n .. n + REPLAY_AHEAD) must be readable and name
 * pages below npages: the loop prefetches for them.
 */
#define REPLAY_AHEAD 32
int replay_feed(
    struct replay *r, const struct reference *ref, size_t n, struct err *err);

/* The program's own time at the references that follow, in place of think_ns:
 * time[i] is its time when i more of them have begun.  Valid until the next
 * call, or as long as the run. */
void replay_times(struct replay *r, const uint64_t *time);

/*
 * Of the references that follow some were left out, which would have changed
 * nothing: place[i] is how many references of the trace come before the one
 * at i, those left out included; the last before a change, and at the end, is
 * not left out.  Times and counts of references are those of the trace then;
 * policy_host.now counts what is fed.  Valid as long as for replay_times(),
 * which must not be called.  At least one reference has to follow.
 */
void replay_places(struct replay *r, const uint64_t *place);

/* References of the trace begun. */
static inline uint64_t
replay_clock(const struct replay *r)
{
	return (r->place == NULL ? r->now
				 : r->place[r->now - r->placed_from - 1] + 1);
}

/* The partition that a page is loaded into. */
static inline struct partition *
replay_partition(const struct replay *r, page_id_t page)
{
	return (
	    &r->partitions[r->process != NULL ? r->part[r->process[page]] : 0]);
}

/* Applies changes that come at this point of the trace. */
int replay_change(
    struct replay *r, const struct change *c, size_t n, struct err *err);

/*
 * For a run that was opened sparse: page numbers in what follows are below
 * npages.  The count decides how memory is laid out and what is prefetched,
 * never a result.  Before replay_finish(), replay_settle_pages() must be called
 * with the final number of pages: the outcome has the size of the state that
 * the policy needs for them.
 */
void replay_note_pages(struct replay *r, page_id_t npages);
void replay_settle_pages(struct replay *r, page_id_t npages);

/* Do frames and pages, which are below npages, still agree?  A plug-in can
 * write to any memory, and the counts of the run would then be wrong. */
int replay_check(const struct replay *r, page_id_t npages, struct err *err);

/* The warm-up ends: what follows is counted. */
void replay_count(struct replay *r);

/* Where a page lies on the device: its slot, or its place in its file. */
static inline slot_t
replay_place_of(slot_t slot, page_id_t page)
{
	return (slot != NO_SLOT ? slot : page);
}

/* A fault that did not take the fast path. */
static inline void
replay_count_fault(struct replay *r, const struct fault *fault)
{
	bool victim = fault->victim != NO_PAGE;

	r->faults[fault->kind][victim]++;
	r->file_first[victim] += fault->file && fault->kind == FAULT_ZERO;
}

/* Completes the outcome.  denied: references that the address space refused,
 * which were not fed; linear: references to linear areas, which are always
 * resident and take no frame: they count as hits. */
void replay_finish(struct replay *r, uint64_t denied, uint64_t linear);

/* The loop that is compiled for this policy; NULL: there is none. */
policy_replay_f *replay_bound(const struct policy *p);

/*
 * For the other files of this module.
 */

/* Copy-on-write (cow.c).  Evicts what is in f, which the policy named: pages
 * that share it; or else the policy broke its contract. */
void cow_victim(struct replay *r, struct partition *c, frame_t f);
/* Gives a shared page a frame of its process's partition to itself: the one it
 * is in, if it is the last sharer, or a new one.  Fills r->fault.  The caller
 * marks the page dirty.  false: there is no frame. */
bool cow_unshare(struct replay *r, page_id_t page);
/* A reference to a page that is shared or pinned, or, where swap is
 * asynchronous, to any that is not present. */
void cow_reference(struct replay *r, page_id_t page, bool write);
/* Gives f, a frame of the machine, to the policy to choose from; takes it back.
 */
void replay_admit(struct replay *r, frame_t f, page_id_t page);
void replay_leave(struct replay *r, frame_t f, enum leave_why why);
/* Accounting (account.c).  Prepares the outcome; its memory is from keep. */
void account_open(
    struct replay *r, struct mem *keep, const struct replay_setup *s);
/* The histograms of an outcome, in memory from m. */
void account_histograms(struct outcome *o, struct mem *m);
/* The kernel's work in a fault, which had a victim or not.  read_first: a page
 * is read when it is touched for the first time. */
sim_ns account_fixed(const struct kernel_figures *k, bool read_first,
    enum fault_kind kind, bool victim);
/* Faults that were only counted, by kind (zero-fill, swap-in) and whether there
 * was a victim, where the device takes no time. */
void account_uniform(struct outcome *o, const struct kernel_figures *k,
    bool read_first, const uint64_t faults[2][2]);
/* A fault that did not take the fast path. */
void account_fault(struct replay *r, const struct fault *fault);
/* A fault that did, and what it cost where each has a time of its own: the
 * reference in progress brought a page in for a victim, which was written or
 * not. */
void account_exchange(struct replay *r, enum fault_kind kind, bool written);
/* What a kernel would count, since the beginning; and less 'b', which is what
 * was counted in the warm-up (kernel_counts.c). */
void account_read_kernel(const struct replay *r, struct outcome *o);
void account_settle_kernel(
    const struct replay *r, struct outcome *o, const struct outcome *b);
/* Counts evictions by area and process that were not noted (account_parts.c).
 */
void account_balance(struct replay *r);
/* From now on victims are noted by area and process: what comes may bring pages
 * in or take them out without a fault. */
void account_note_victims(struct replay *r);
/* What replay_count() does to the counters. */
void account_restart(struct replay *r);
/* Of a fault whose cost was found elsewhere. */
void account_latency(
    struct replay *r, const struct fault *fault, sim_ns latency, sim_ns wait);
/* Simulated time: references before this one, or before this point between
 * references. */
sim_ns account_now(const struct replay *r, uint64_t at);
/* The same, with the faults whose times are added up at the end. */
sim_ns account_time(const struct replay *r, uint64_t at);
/* A page is written to the slot, or to its file, now. */
void account_write(struct replay *r, page_id_t page, slot_t slot);
/* A page was evicted outside a fault: its write, and its part of the counts. */
void account_evict(struct replay *r, const struct fault *fault);
/* A page was evicted for one that is read ahead: its part of the counts. */
void account_evict_ahead(struct replay *r, const struct fault *fault);
/* Fills frame_of[] of the machine and keeps it from now on. */
void replay_keep_frame_of(struct replay *r);
/* The policy of the process that runs broke its contract with f. */
_Noreturn void replay_blame(struct replay *r, const char *what, frame_t f);
/* -1: the machine has failed. */
int replay_failure(const struct replay *r, struct err *err);
policy_replay_f replay_generic;
/* The loop for a run that is followed reference by reference (stepping.c). */
policy_replay_f replay_step_by_step;

#endif
