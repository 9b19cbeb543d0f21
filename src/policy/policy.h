/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The policy contract.
 *
 * The replay owns frames, page tables and swap.  A policy makes one decision:
 * which resident page is evicted next.  The replay calls the operations below
 * when something happens, and victim() when a frame is needed.
 *
 * A policy allocates nothing.  footprint() returns how many bytes it needs; it
 * gets as many, zeroed and aligned to 64 bytes, for the whole run.  So a policy
 * cannot run out of memory or leak it, and its size is known and reported.
 * Memory is taken from the system as it is touched: of an array with an element
 * for every page number (npages), only the part that is used takes memory.
 *
 * One victim for each fault.  A fault takes one victim, and the frame of the
 * victim is filled by the page that faulted before anything else happens to it.
 * A policy with a scan() empties frames before they are needed, and its
 * victim() is called only if that was not enough.  What relies on one victim:
 *
 *   policies		clock (a victim's frame stays 'present'), fifo (frames
 *			are evicted in the order of their numbers),
 *			lib/tick_counter.h (a victim's score stays); those that
 *			begin a fault in victim() and end it in admit(): 2q,
 *			arc, cacheus, lecar
 *   sim/loop.h		loop_fast_path: a fault has one victim or none
 *   sim/blocks.h	replay_blocks: a fault empties and fills one frame
 *   struct fault	one victim, one write
 *   tests/laws		the plain twins
 *
 * The contract follows the swap_manager of uCore: init and init_mm are init()
 * (there is no global state), map_swappable is admit(), set_unswappable and
 * unmapped pages are leave(), swap_out_victim is victim(), tick_event is
 * tick(); the laws of 'pagerace check' take the place of check_swap.
 *
 * To write a policy, read this header, model/page.h and base/param.h, and
 * base/rng.h if it draws random numbers.  They are installed, and so are the
 * data structures of policies/lib.  A policy in a shared object exports two
 * names:
 *
 *	const uint32_t policy_contract = POLICY_CONTRACT;
 *	const struct policy policy_plugin = {
 *		.size = sizeof(struct policy), .name = "mine", ... };
 *
 * Structs that are passed between program and plug-in have their size, so
 * members can be appended without a new version.  In a struct of a plug-in,
 * members beyond its size read as 0.  Before a plug-in built against a later
 * header reads a member that this header lacks from a struct of the program, it
 * must compare the size.  The arrays of struct frame_table and struct future
 * are appended to as well, and policy_setup.size tells for them.  Structs that
 * lie in another by value never grow: policy_prefetch, policy_pending.
 */
#ifndef POLICY_POLICY_H
#define POLICY_POLICY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/param.h"
#include "model/future.h"
#include "model/page.h"
#include "model/reclaim_counts.h"
#include "model/reference.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Changes when a plug-in that was built before would be misunderstood. */
#define POLICY_CONTRACT UINT32_C(2)

/*
 * What a policy may see.  Each value includes those above it.  Reports print
 * it, because a policy that sees what no kernel sees must not be compared with
 * CLOCK without saying so.
 */
enum policy_sight {
	SEES_FAULTS,   /* pages that come and go: FIFO, random */
	SEES_BITS,     /* and accessed and dirty bits: CLOCK, NRU, aging */
	SEES_ACCESSES, /* and every hit, in order: LRU, ARC; no kernel does */
	SEES_FUTURE,   /* and the next use of a page: OPT; no system can */
};

/* Why a page leaves.  A policy may keep ghosts of evicted pages only. */
enum leave_why {
	LEAVE_EVICTED,  /* this policy chose it */
	LEAVE_UNMAPPED, /* the program unmapped it, or had it paged out: then
			 * it may come back, as a page never seen before */
	LEAVE_PINNED, /* it may not be evicted; admit() follows if that ends */
};

/* Called from the replay loop; one that is NULL is not.  victim is required. */
struct policy_state;

struct policy_ops {
	size_t size; /* sizeof(struct policy_ops) */
	/* The page is now resident in f.  Its accessed and dirty bits are
	 * clear and are set after this returns; a page that is unpinned keeps
	 * its bits (but see host->load_accessed).  After a fork several pages
	 * may share f, and frames->page[f] becomes another of them without a
	 * call when the one there leaves: do not store it. */
	void (*admit)(void *st, frame_t f, page_id_t page);
	/* The page in f was hit; its bits are set after this returns.  Only for
	 * SEES_ACCESSES and SEES_FUTURE. */
	void (*touch)(void *st, frame_t f);
	/* No frame is free: returns the frame to empty for this page, one that
	 * was admitted and has not left.  leave(LEAVE_EVICTED) follows at once,
	 * then admit() with the same frame, before any other operation: see
	 * 'One victim for each fault' above. */
	frame_t (*victim)(void *st, page_id_t page);
	/* The page in f leaves; frames->page[f] and its bits can still be
	 * read.  After host->release() f stays empty. */
	void (*leave)(void *st, frame_t f, enum leave_why why);
	/* The page, which is not resident, was unmapped: no ghost of it may
	 * remain.  Only for policies that keep ghosts. */
	void (*forget)(void *st, page_id_t page);
	/* Shows the hand, lists and counters that the next decision depends
	 * on, for a table of steps; it changes nothing.  Optional, and called
	 * between references only. */
	void (*state)(const void *st, struct policy_state *to);
	/*
	 * Reclaim in batches; both or neither.  needs_scan() is called before a
	 * page is brought in, by a fault or otherwise, whether frames are free
	 * or not.  If it returns true, scan() follows: it may empty any number
	 * of frames by host->release() and should empty at least n.  If no
	 * frame is free after that, victim() is called.  After a fork neither
	 * is called for a page that is copied.  A pinned page, which has left,
	 * may still be charged: leave(LEAVE_UNMAPPED) follows when it is
	 * unmapped.
	 */
	bool (*needs_scan)(const void *st);
	void (*scan)(void *st, frame_t n);
	/* What it counted since init(); adds to *to.  Optional. */
	void (*counts)(const void *st, struct reclaim_counts *to);
	/* Write-back of the page in f, which release() left there, is complete:
	 * it is clean, and release() would empty f at once.  Called within
	 * scan() and before a fault is served.  A policy without it gets a
	 * swap device that is synchronous. */
	void (*written)(void *st, frame_t f);
	/* Pages that came in and wait to enter the policy's lists enter them
	 * now, where swap is asynchronous: after a fault that read pages ahead
	 * (f is NO_FRAME), and by a fault that writes, before its page is
	 * mapped, if the page in f waits.  Optional. */
	void (*drain)(void *st, frame_t f);
	/* Follows where host->in_batch is true.  Until then the bits of a page
	 * that policy_look() has nothing to do for change only by the policy,
	 * which may clear them late, or when the page comes in.  Optional. */
	void (*batch_end)(void *st);
	/* A write made the page in f, of a file, dirty.  true: host->clean()
	 * wrote it before the program went on, so the write is repeated, and
	 * this is called again.  With kernel_swap; optional. */
	bool (*dirtied)(void *st, frame_t f);
	/* With machine_memory: the daemon's pass, to free n pages (0: its work
	 * is over) at *priority, which it may lower; returns those seen. */
	uint64_t (*background)(void *st, frame_t n, unsigned *priority);
};

/*
 * What state() writes to: rows, each with a name and any number of items.  In a
 * list the page that goes first, if nothing else happens, comes first.  A row
 * may be begun again: what follows is added to it.  Texts are copied; a name
 * has at most 31 bytes, a remark 79.
 */
struct policy_state {
	size_t size;
	void (*row)(struct policy_state *to, const char *name);
	/* The next item of the row: a page; the page in a frame; a frame, as
	 * the place of a hand; a number. */
	void (*page)(struct policy_state *to, page_id_t page);
	void (*page_in)(struct policy_state *to, frame_t f);
	void (*frame)(struct policy_state *to, frame_t f);
	void (*number)(struct policy_state *to, uint64_t n);
	/* Written behind the last item: ":3", "*". */
	void (*remark)(struct policy_state *to, const char *text);
};

#define TICK_DEFAULT UINT64_C(1000)

/*
 * Hits whose bits are not in the pages' entries yet.  A loop that takes many
 * references at once sets bits late.  Only a page for which
 * seen[page % POLICY_SEEN] == mark may have such hits; 'mark' changes with each
 * block of references.
 */
#define POLICY_SEEN 4096 /* 4 KiB of the first cache; 64 pages are marked */

struct policy_pending {
	uint8_t seen[POLICY_SEEN];
	uint8_t mark;
};

/* How a policy learns of hits.  With HITS_COUNTED and HITS_KNOWN a loop may
 * leave out the calls of touch(). */
enum policy_hits {
	HITS_TOLD,    /* by touch(), if there is one */
	HITS_COUNTED, /* by entry_take_hits() in victim(), and by touch() */
	HITS_KNOWN,   /* from the future; touch() does nothing */
};

/* What a policy reads of a page at a fault or a hit.  A loop prefetches it some
 * references ahead, because arrays by page do not fit a near cache. */
struct policy_prefetch {
	const void *absent; /* by page, for a page that is absent; or NULL */
	size_t size;        /* of an element of it */
	const uint32_t *present; /* by frame, for a page that is present */
};

enum policy_io { IO_NONE, IO_WRITE, IO_READ };

/* What a policy may call or read, in any operation and in tick().  init() may
 * set load_accessed, hits, prefetch and reads_addresses; a policy does not
 * write the rest. */
struct policy_host {
	size_t size;
	/* A page just loaded counts as accessed: true unless init() sets it
	 * to false.  Then only a later hit sets the bit, and the bit of
	 * every page is clear in admit(). */
	bool load_accessed;
	enum policy_hits hits;           /* HITS_TOLD unless init() sets it */
	struct policy_prefetch prefetch; /* empty unless init() sets it */
	/* References begun, the one in progress included: the next use of a
	 * page is the first reference to it at this position or later. */
	const uint64_t *now;
	/* Writes the page in f back and clears its dirty bit: swap I/O, and
	 * counted as such.  Nothing if it is clean.  The host may refuse, if no
	 * slot is free: then the page is still dirty, and victim() must return
	 * a frame nonetheless.  In a run it is clean then, or the run fails. */
	void (*clean)(struct policy_host *host, frame_t f);
	/* Evicts the page in f now and leaves f empty; leave() is called with
	 * LEAVE_EVICTED.  For policies that vary how much memory they use.
	 * touch() and admit() may not release the frame that they are called
	 * for. */
	void (*release)(struct policy_host *host, frame_t f);
	/* For policy_look() and policy_away(), which are below. */
	const struct policy_pending *pending;
	void (*settle)(struct policy_host *host, page_id_t page);
	uint64_t away;
	/* Where swap is asynchronous, else NULL.  Then release() of a page that
	 * must be written leaves it in its frame, not mapped, and written()
	 * follows.  busy(): may release() be called for f?  If not, its page is
	 * being written or read; if it is being written, written() follows.
	 * submit(): the pages released since the last call go to the device. */
	enum policy_io (*busy)(struct policy_host *host, frame_t f);
	void (*submit)(struct policy_host *host);
	sim_ns (*time)(struct policy_host *host); /* now; NULL: there is none */
	const uint32_t *released; /* by page, to be prefetched; or NULL */
	bool reads_addresses;     /* and process of its page, admit() does */
	bool in_batch;            /* until batch_end() */
	const frame_t *nfree; /* with machine_memory: free, without reserve; */
	uint64_t high;        /* the daemon ends when more are.  Else NULL */
};

/* Before victim() reads or clears the bits of a page: sets those that are
 * pending.  Needed for policies that are bound to replay_blocks()
 * (sim/bind.h); with any other loop nothing is pending. */
static inline void
policy_look(struct policy_host *host, page_id_t page)
{
	const struct policy_pending *p = host->pending;

	if (unlikely(p->seen[page % POLICY_SEEN] == p->mark))
		host->settle(host, page);
}

/* A hint, about the page that victim() is to return or to look at: it is not
 * referenced after the reference in progress and before position 'until'. */
static inline void
policy_away(struct policy_host *host, uint64_t until)
{
	host->away = until;
}

/* What a policy gets when a run begins. */
struct policy_setup {
	size_t size;
	const void *params;          /* its own struct, filled from its table */
	const struct future *future; /* NULL unless SEES_FUTURE */
	const struct frame_table *frames;
	frame_t nframes;  /* frames are below this, at least 1 */
	page_id_t npages; /* page numbers are below this */
	uint64_t seed;
	struct policy_host *host;
	/* One of several policies, each with frames and pages of its own
	 * (scope=local): the future has references to pages of others. */
	bool partial;
	/* By page: its address divided by the page size, from admit() of the
	 * page on.  NULL where pages have no addresses: then the number of the
	 * page serves.  Pages of several processes may share one. */
	const uint64_t *vpn;
	/* As vpn: its process, numbered as they appear.  NULL: there is one. */
	const uint32_t *process;
	/* For a policy that reclaims by a limit: pages that the kernel itself
	 * has charged to the group, which the frames must hold, too. */
	uint64_t kernel_pages;
	/* By page, from admit() of the page on: FILE_PAGE if it is of a file,
	 * which it is written to, with FILE_CODE if that may be executed, else
	 * 0.  NULL: no page is, or the machine does not tell. */
	const uint8_t *file;
	/* The frames are a machine's memory, not the limit of a group: nothing
	 * is charged, needs_scan() is false, and watermarks call scan(). */
	bool machine_memory;
	/* False: 'file' need not be read: page_file().  NULL: it must be. */
	const bool *files;
	/* The last so many pages are none of the trace but stand in for some:
	 * no result may depend on their numbers (below level 3 it is 0). */
	page_id_t stand_ins;
};

/* What is read ahead: neighbours by address, or by slot.  SWAP_WINDOW_AUTO: by
 * slot on a device with an arm. */
enum swap_window { SWAP_WINDOW_AUTO, SWAP_WINDOW_ADDRESS, SWAP_WINDOW_SLOT };

/* The swap of a kernel, for policies that reclaim as one does. */
struct policy_swap {
	size_t size;
	bool async;            /* as on a disk; else as on zram */
	unsigned page_cluster; /* where async: a fault reads up to 2^n pages */
	enum swap_window window;
	/* With slot_order=cluster, an empty cluster is chosen before one that
	 * is partly used, as before 6.18. */
	bool free_clusters_first;
};

/* Members after 'ops' may be left out. */
struct policy {
	const char *name;
	const char *summary; /* one line, for the list of policies */
	size_t size;         /* sizeof(struct policy) */
	const char *source;  /* the paper, with its section */
	enum policy_sight sight;
	const struct param *params; /* rows; NULL: it has none */
	size_t param_size;      /* sizeof(struct param), where it has some */
	size_t params_size;     /* of the struct that the rows fill */
	const char *about;      /* what it does, in a few sentences */
	const char *weakness;   /* where it is known to do badly */
	const char *complexity; /* time and memory, in words */
	size_t (*footprint)(const struct policy_setup *setup);
	void (*init)(void *st, const struct policy_setup *setup);
	const struct policy_ops *ops;
	/* Called every tick_every() references, and at a trace's own ticks;
	 * NULL: never. */
	void (*tick)(void *st);
	/* NULL: at the trace's own ticks only.  It may return 0: TICK_DEFAULT
	 * references, or as many as there are frames where that is more: a tick
	 * may look at every frame. */
	uint64_t (*tick_every)(const void *params);
	/* It releases frames although memory is not full, so its faults are
	 * comparable with those of others only at equal mean memory. */
	bool varies_space;
	/* Does it draw random numbers with these parameters?  Then runs differ
	 * with the seed, and --seeds makes several.  NULL: never. */
	bool (*draws)(const void *params);
	/* It measures time in references or counts those to a page, so a trace
	 * that repeated references were left out of gives other faults. */
	bool counts_references;
	/* It reclaims as a kernel does, so the machine has a kernel's swap
	 * (level 3, synchronous): a page gives its slot back when it is read,
	 * and every victim is written. */
	bool kernel_swap;
	/* What swap is with these parameters, where kernel_swap is set; *to has
	 * the synchronous one.  NULL: that. */
	void (*swap)(const void *params, struct policy_swap *to);
	/* What the named parameter, which was given, needs in order to act with
	 * these parameters; NULL: nothing.  NULL: every one acts. */
	const char *(*needs)(const void *params, const char *name);
	/* A parameter of type PARAM_CHOICE for what the model does not know of
	 * the kernel: a band is over all its choices.  NULL: none. */
	const char *band_param;
};

/* For 'draws': with any parameters. */
static inline bool
policy_draws_always(const void *params)
{
	(void)params;
	return (true);
}

static inline uint64_t
policy_vpn(const uint64_t *vpn, page_id_t page)
{
	return (vpn != NULL ? vpn[page] : page);
}

/* The names, as reports print them: "faults", "bits", "accesses", "future". */
const char *policy_sight_name(enum policy_sight sight);

/* Is swap asynchronous with this policy and these parameters?  Fills *to. */
bool policy_swap_async(
    const struct policy *p, const void *params, struct policy_swap *to);

/* References between two ticks on so many frames; 0: it has none of its own. */
uint64_t policy_period(
    const struct policy *p, const void *params, frame_t nframes);

#ifdef __cplusplus
}
#endif

#endif
