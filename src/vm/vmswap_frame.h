/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The inside of a swapper for address spaces driven by hand: its frames, and
 * the bytes in its slots.
 */
#ifndef VM_VMSWAP_FRAME_H
#define VM_VMSWAP_FRAME_H

#include "vm/addrspace.h"
#include "vm/vmswap.h"

struct hand_place {
	struct addrspace *as;
	vaddr_t va;
};

struct handswap {
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
	vpn_t npages;
	struct hand_place *place; /* by page */
	uint64_t *number;         /* by page: address >> page shift */
	uint32_t *process;        /* by page: the number of its space */
	uint8_t **slot;           /* by slot: bytes; NULL: never written */
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
handframe_of(const struct handswap *h, uint64_t frame)
{
	return ((frame_t)(frame - h->phys->frames.first));
}

/* A page comes into f, which may not have been used before. */
static inline void
handframe_begin(struct handswap *h, frame_t f)
{
	if (f < h->begun)
		return;
	machine_begin_frames(&h->machine, h->begun, f + 1);
	h->begun = f + 1;
}

/* There is such a frame, and a page in it. */
static inline bool
handframe_used(const struct handswap *h, frame_t f)
{
	return (f < h->begun && h->machine.page[f] != NO_PAGE);
}

/* The page of this address among those in the frame; it is one of them. */
vpn_t handframe_page(const struct handswap *h, const struct addrspace *as,
    vaddr_t va, uint64_t frame);

/* The page in f is the policy's to choose; or no longer, if it was. */
void handframe_offer(struct handswap *h, frame_t f);
void handframe_withdraw(struct handswap *h, frame_t f, enum leave_why why);

/* Empties f, which the policy chose, but for the page 'keep' if it is one of
 * its pages.  Fills the victim's part of *fault.  False: the page stays; the
 * frame is held if it will always do so. */
bool handframe_empty(
    struct handswap *h, frame_t f, vpn_t keep, struct fault *fault);

/* Bytes out of a slot into a frame. */
void handframe_fetch(struct handswap *h, frame_t f, slot_t slot);

/* The verbs of an address space (handverbs.c); ctx is to be set. */
extern const struct swapper hand_swapper;
/* No fault is under way. */
void handframe_forget_fault(struct handswap *h);

void handframe_host(struct handswap *h);
void handframe_blame(struct handswap *h, const char *what, frame_t f);

#endif
