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
	struct instance instance; /* first: a swapper is found from it */
	struct swapper swapper;
	bool *held; /* by frame: a page is in it, but not offered */
	struct machine machine;
	struct physmem *phys;
	page_id_t npages;
	struct vmswap_place *place; /* by page */
	uint64_t *number;           /* by page: address >> page shift */
	uint32_t *process;          /* by page: the number of its space */
	uint8_t **slot;             /* by slot: bytes; NULL: never written */
	uint64_t now;               /* references begun */
	uint64_t tick; /* setting: a tick every so many references */
	uint64_t faults[FAULT_KINDS];
	bool accessing;     /* an access is under way */
	bool faulted;       /* and its page has arrived */
	struct fault fault; /* what is known of it so far */
	struct err failure; /* kind ERR_NONE: none */
	struct mem *mem;
};

static inline frame_t
vmswap_frame_of(const struct vmswap *h, uint64_t frame)
{
	return ((frame_t)(frame - h->phys->frames.first));
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

extern const struct instance_owner vmswap_owner;

#endif
