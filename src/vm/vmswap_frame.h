/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The inside of a swapper for address spaces driven by hand: its frames, and
 * the bytes in its slots.
 */
#ifndef VM_VMSWAP_FRAME_H
#define VM_VMSWAP_FRAME_H

#include "vm/addrspace.h"
#include "vm/vmswap.h"

struct vmswap_place {
	struct addrspace *as;
	vaddr_t va;
};

struct vmswap {
	struct policy_host host; /* first: a swapper is found from its host */
	struct swapper swapper;
	const struct policy *policy;
	void *st; /* the policy's own memory */
	struct frame_table frames;
	frame_t nframes;
	frame_t begun;   /* machine's page[] is filled below it */
	frame_t offered; /* frames the policy may name */
	bool *held;      /* by frame: a page is in it, but not offered */
	struct machine machine;
	struct physmem *phys;
	page_id_t npages;
	struct vmswap_place *place; /* by page */
	uint64_t *number;           /* by page: address >> page shift */
	uint32_t *process;          /* by page: the number of its space */
	uint8_t **slot;             /* by slot: bytes; NULL: never written */
	uint64_t now, tick, policy_tick, next_tick;
	uint64_t faults[FAULT_KINDS];
	bool accessing;     /* an access is under way */
	bool faulted;       /* and its page has arrived */
	struct fault fault; /* what is known of it so far */
	const struct observer *observer;
	struct err trouble; /* kind ERR_NONE: none */
	struct mem *mem;
};

static inline frame_t
vmswap_frame_of(const struct vmswap *h, uint64_t frame)
{
	return ((frame_t)(frame - h->phys->frames.first));
}

/* A page comes into f, which may not have been used before. */
static inline void
vmswap_frame_begin(struct vmswap *h, frame_t f)
{
	if (f < h->begun)
		return;
	machine_begin_frames(&h->machine, h->begun, f + 1);
	h->begun = f + 1;
}

/* There is such a frame, and a page in it. */
static inline bool
vmswap_frame_used(const struct vmswap *h, frame_t f)
{
	return (f < h->begun && h->machine.page[f] != NO_PAGE);
}

/* The page of this address among those in the frame; it is one of them. */
page_id_t vmswap_frame_page(const struct vmswap *h, const struct addrspace *as,
    vaddr_t va, uint64_t frame);

/* The page in f is the policy's to choose; or no longer, if it was. */
void vmswap_frame_offer(struct vmswap *h, frame_t f);
void vmswap_frame_withdraw(struct vmswap *h, frame_t f, enum leave_why why);

/* Empties f, which the policy chose, but for the page 'keep' if it is one of
 * its pages.  Fills the victim's part of *fault.  False: the page stays; the
 * frame is held if it will always do so. */
bool vmswap_frame_empty(
    struct vmswap *h, frame_t f, page_id_t keep, struct fault *fault);

/* Bytes out of a slot into a frame. */
void vmswap_frame_fetch(struct vmswap *h, frame_t f, slot_t slot);

/* The verbs of an address space (handverbs.c); ctx is to be set. */
extern const struct swapper vmswap_swapper;
/* No fault is under way. */
void vmswap_frame_forget_fault(struct vmswap *h);

void vmswap_frame_host(struct vmswap *h);
void vmswap_frame_blame(struct vmswap *h, const char *what, frame_t f);

#endif
