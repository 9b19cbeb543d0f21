/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The policy contract.
 *
 * The replay owns frames, page tables and swap.  A policy owns one decision:
 * which resident page goes next.  It is told what happens through the verbs
 * below and answers one question, victim().
 *
 * A policy allocates nothing.  It says how much memory it wants, footprint(),
 * and is lent that much, zeroed and aligned to 64 bytes, for the whole run.  So
 * a policy cannot run out of memory, cannot leak, and what it costs is known
 * and reported.  Memory is taken from the system as it is touched: an array
 * with an element for every page there may ever be (npages) costs only what
 * is used of it.
 *
 * It is the swap_manager of uCore, in one page's terms: init and init_mm are
 * init() (there is no global state), map_swappable is admit(),
 * set_unswappable and unmapped pages are leave(), swap_out_victim is victim(),
 * tick_event is tick(); check_swap is the laws that 'pagerace check' holds any
 * policy to.
 *
 * This header, model/page.h and base/param.h are all that a policy's author
 * need read, and base/rng.h where it draws; they are installed with what they
 * include, and so is log.h, things in order of their last use.  A policy in a
 * shared object exports two names:
 *
 *	const uint32_t policy_contract = POLICY_CONTRACT;
 *	const struct policy policy_plugin = { .name = "mine", ... };
 */
#ifndef POLICY_POLICY_H
#define POLICY_POLICY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/param.h"
#include "model/future.h"
#include "model/page.h"
#include "model/reference.h"

/* Changes whenever a plug-in built before would be misunderstood. */
#define POLICY_CONTRACT UINT32_C(1)

/*
 * How much of the world a policy may see.  Each line includes those above it.
 * The report prints it, because beating CLOCK is no feat for a policy that
 * sees what no kernel sees.
 */
enum policy_sight {
	SEES_FAULTS,   /* pages coming and going: FIFO, random */
	SEES_BITS,     /* and accessed and dirty bits: CLOCK, NRU, aging */
	SEES_ACCESSES, /* and every hit, in order: LRU, ARC; no kernel can */
	SEES_FUTURE,   /* and the next use of a page: OPT; nobody can */
};

/* Why a frame is taken from a policy.  Only after LEAVE_EVICTED may a ghost of
 * the page be kept. */
enum leave_why {
	LEAVE_EVICTED,  /* this policy chose it */
	LEAVE_UNMAPPED, /* the program gave the page back */
	LEAVE_PINNED, /* it may not be evicted; admit() follows if that ends */
};

/* The hot half: called from the replay loop.  A NULL verb is not called;
 * victim must be there. */
struct policy_ops {
	/* The page is now resident in f.  Its accessed and dirty bits are
	 * clear and are set after this returns; those of a page that is
	 * unpinned are as they were.  After a fork several pages may be in f,
	 * and frames->page[f] becomes another of them without a word when the
	 * one there leaves: do not keep it. */
	void (*admit)(void *st, frame_t f, page_id_t page);
	/* The page in f was hit; its bits are set after this returns.  Only for
	 * SEES_ACCESSES and up. */
	void (*touch)(void *st, frame_t f);
	/* Every frame is taken: name one to empty, of those admitted and not
	 * left, for this page.  leave() follows at once, then admit() of the
	 * page with the same frame. */
	frame_t (*victim)(void *st, page_id_t page);
	/* The page in f is going; frames->page[f] and its bits are still
	 * readable. */
	void (*leave)(void *st, frame_t f, enum leave_why why);
	/* The page, which is not resident, is gone for good: no ghost of it may
	 * remain.  Only for policies that keep ghosts. */
	void (*forget)(void *st, page_id_t page);
};

#define TICK_DEFAULT UINT64_C(1000)

struct replay;
typedef void policy_replay_f(
    struct replay *r, const struct reference *ref, size_t n);

/* What a policy may ask of the replay, from within any verb or tick(). */
struct policy_host {
	/* A page just loaded counts as accessed: true unless init() says
	 * otherwise.  When false only a later hit sets the bit. */
	bool load_accessed;
	/* References begun, the one in progress included: the next use of a
	 * page is the first reference to it at this position or later. */
	const uint64_t *now;
	/* Writes the page in f back and clears its dirty bit: swap I/O, and
	 * counted as such.  Nothing if it is clean. */
	void (*clean)(struct policy_host *host, frame_t f);
	/* Evicts the page in f now, without another taking its place; leave()
	 * is called with LEAVE_EVICTED.  For policies that vary how much
	 * memory they use.  From touch() and admit() not the frame they are
	 * called for. */
	void (*release)(struct policy_host *host, frame_t f);
};

/* What a policy is lent when a run begins. */
struct policy_setup {
	const void *params;          /* its own struct, filled from its table */
	const struct future *future; /* NULL unless SEES_FUTURE */
	const struct frame_table *frames;
	frame_t nframes;  /* frames are below this, at least 1 */
	page_id_t npages; /* page numbers are below this */
	uint64_t seed;
	struct policy_host *host;
};

/* The cold half: what the front door needs to know. */
struct policy {
	const char *name;
	const char *summary; /* one line, for the list of policies */
	const char *source;  /* the paper, with its section */
	enum policy_sight sight;
	size_t params_size;
	const struct param *params; /* NULL: it has none */
	const char *about;          /* three sentences: what it does */
	const char *weakness;       /* where it is known to do badly */
	const char *complexity;     /* time and memory, in words */

	size_t (*footprint)(const struct policy_setup *setup);
	void (*init)(void *st, const struct policy_setup *setup);
	/* Called every tick_every() references, and at a trace's own ticks. */
	void (*tick)(void *st); /* NULL: never */
	/* NULL: trace's ticks only.  It may say 0: TICK_DEFAULT references, or
	 * as many as there are frames where that is more, so that a tick that
	 * looks at every frame costs a reference no more than one look. */
	uint64_t (*tick_every)(const void *params);

	const struct policy_ops *ops;
	/* replay_batch() bound to these verbs; NULL: called through them. */
	policy_replay_f *replay;
	/* It gives frames back while memory is not full, so its faults can be
	 * compared with others' only at the memory it used. */
	bool varies_space;
};

/* The names, as reports print them: "faults", "bits", "accesses", "future". */
const char *policy_sight_name(enum policy_sight sight);

/* References between two ticks of the policy on so many frames; 0: it has
 * none of its own. */
uint64_t policy_period(
    const struct policy *p, const void *params, frame_t nframes);

#endif
