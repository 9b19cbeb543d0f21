/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * An instance of a policy: its memory, the frames it manages, its ticks, and
 * its host, which has the functions that the policy may call.
 *
 * A run has one instance, or one for each process with scope=local
 * (partition.h); an interactive swapper has one (vm/).  The functions in which
 * these owners differ are in struct instance_owner.
 *
 * A policy numbers its frames from 0; its frame f is base + f of the machine.
 * All frames here are the policy's.
 */
#ifndef SIM_INSTANCE_H
#define SIM_INSTANCE_H

#include "base/err.h"
#include "base/inline.h"
#include "machine/transition.h"
#include "model/observer.h"
#include "policy/policy.h"

struct instance;

struct instance_owner {
	/* The policy did what the contract forbids.  Need not return. */
	void (*broken)(struct instance *i, const char *what, frame_t f);
	/* Can the dirty page in f be written?  NULL: always, or the machine
	 * fails. */
	bool (*can_write)(struct instance *i, frame_t f);
	/* The page in f has been written to the slot. */
	void (*written)(struct instance *i, frame_t f, slot_t slot);
	/* Empties f, which the policy released: calls instance_leave() and
	 * fills the victim's part of *fault.  false: the page stays. */
	bool (*empty)(struct instance *i, frame_t f, struct fault *fault);
	/* policy_host.time; NULL: there is none. */
	sim_ns (*time)(struct policy_host *host);
	/* policy_host.settle; NULL where nothing is ever pending. */
	void (*settle)(struct policy_host *host, page_id_t page);
};

struct instance {
	struct policy_host host; /* first: an instance is found from its host */
	const struct instance_owner *owner;
	const struct policy *policy;
	struct policy_setup setup; /* what the policy was given */
	struct machine *machine;
	const struct observer *observer; /* NULL: none */
	uint64_t period;    /* references from tick to tick; 0: no ticks */
	uint64_t next_tick; /* the reference before which a tick is due */
	/* What the loop reads is last.  Instance and policy memory may both
	 * begin on a page; a processor takes a load for a reload of the last
	 * store at the same offset in any page.  With 'st' 0x58 bytes from the
	 * beginning, where lirs stores at each hit, it took 9 % longer. */
	void *st;                  /* its own memory */
	struct frame_table frames; /* as the policy sees them */
	frame_t base, nframes;
	frame_t evictable; /* frames that the policy may name */
	frame_t used;      /* frames below it have been used */
	const bool *held;  /* by frame: its page may not be named, though it is
			    * not pinned; NULL: there is none */
};

struct instance_setup {
	const struct instance_owner *owner;
	const struct policy *policy;
	const void *params;
	const struct future *future; /* NULL unless SEES_FUTURE */
	struct machine *machine;
	const struct observer *observer;
	frame_t base, nframes;
	page_id_t npages;    /* page numbers are below this, */
	page_id_t stand_ins; /* policy_setup.stand_ins */
	uint64_t seed;
	const uint64_t *now;                  /* references begun */
	const struct policy_pending *pending; /* NULL: nothing ever is */
	const bool *held;                     /* as in the instance */
	bool partial;                         /* policy_setup.partial */
	const uint64_t *vpn;                  /* policy_setup.vpn */
	const uint32_t *process;              /* policy_setup.process */
	const uint8_t *file;                  /* policy_setup.file */
	const bool *files;                    /* policy_setup.files */
	/* policy_host.busy and submit; NULL: swap is synchronous. */
	enum policy_io (*busy)(struct policy_host *host, frame_t f);
	void (*submit)(struct policy_host *host);
	bool machine_memory;  /* policy_setup.machine_memory */
	const frame_t *nfree; /* policy_host.nfree, and 'high' */
	uint64_t high;
	uint64_t kernel_pages; /* the setting; 0: as many as a kernel charges */
};

/* Has the policy all that an instance of it needs?  -1 with *err set. */
int instance_check_policy(const struct policy *p, struct err *err);

/* Makes an instance, its memory from m.  Returns the bytes that the policy
 * asked for. */
size_t instance_open(
    struct instance *i, struct mem *m, const struct instance_setup *setup);

/* The bytes that a policy asks for, for so many frames and pages; future: NULL
 * unless SEES_FUTURE. */
size_t instance_footprint(const struct policy *p, const void *params,
    const struct future *future, frame_t nframes, page_id_t npages);

/* The bytes that the policy asks for where there are so many pages. */
size_t instance_state_bytes(const struct instance *i, page_id_t npages);

/* Frame f, and those below it, are used from now on. */
static inline void
instance_use_frame(struct instance *i, frame_t f)
{
	if (f < i->used)
		return;
	machine_begin_frames(i->machine, i->base + i->used, i->base + f + 1);
	i->used = f + 1;
}

/* Is there such a frame, and a page in it? */
static inline bool
instance_holds_page(const struct instance *i, frame_t f)
{
	return (f < i->used && i->frames.page[f] != NO_PAGE);
}

/* The page in f, which is in use, is not the policy's to choose. */
static inline bool
instance_held(const struct instance *i, frame_t f)
{
	return (entry_pinned(i->frames.entry[i->frames.page[f]]) ||
		(i->held != NULL && i->held[f]));
}

/* Gives the page in f to the policy to choose from; takes it back. */
static always_inline void
instance_admit(
    struct instance *i, frame_t f, page_id_t page, const struct policy_ops *ops)
{
	i->evictable++;
	if (ops->admit != NULL)
		ops->admit(i->st, f, page);
}

static always_inline void
instance_leave(struct instance *i, frame_t f, enum leave_why why,
    const struct policy_ops *ops)
{
	if (ops->leave != NULL)
		ops->leave(i->st, f, why);
	i->evictable--;
}

/* instance_admit() for a page that the policy has had before. */
void instance_admit_again(struct instance *i, frame_t f, page_id_t page);

void instance_touch(struct instance *i, frame_t f);

/* May the policy name f?  If not, its contract is broken. */
bool instance_may_name(struct instance *i, frame_t f);

/* The frame that the policy chooses to empty; i->evictable must not be 0.
 * NO_FRAME: the policy broke its contract, and owner->broken() returned. */
static always_inline frame_t
instance_victim(
    struct instance *i, page_id_t wanted, const struct policy_ops *ops)
{
	frame_t f = ops->victim(i->st, wanted);

	return (likely(instance_may_name(i, f)) ? f : NO_FRAME);
}

/* The ticks that are due before reference 'now': the policy's own, and one
 * every 'every' references (0: none). */
void instance_tick_due(struct instance *i, uint64_t now, uint64_t every);
/* A tick of the trace, or of a timer. */
void instance_tick(struct instance *i);

/* The error for a broken contract. */
void instance_blame(
    const struct instance *i, const char *what, frame_t f, struct err *err);

/* Calls the observer for a page that was evicted outside a fault. */
static inline void
instance_observe_evict(const struct instance *i, const struct fault *fault)
{
	observe_evict(i->observer, *i->host.now, fault->victim, fault->out,
	    fault->written);
}

#endif
