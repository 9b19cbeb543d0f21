/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The interactive swapper, internal: its frames, and the bytes in its slots.
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
	bool *held; /* by frame: it holds a page that the policy may not
		     * name: pinned, or its entry is unreachable */
	struct machine machine;
	struct physmem *phys;
	page_id_t npages, cap;      /* numbered so far; that may be numbered */
	struct vmswap_place *place; /* by page */
	uint64_t *number;           /* by page: address >> page shift */
	uint32_t *process;          /* by page: the number of its space */
	uint8_t **slot;             /* by slot: bytes; NULL: never written */
	uint64_t now;               /* references begun */
	uint64_t tick; /* setting: a tick every so many references */
	uint64_t faults[FAULT_KINDS];
	bool accessing;     /* an access is in progress */
	bool faulted;       /* and it has brought a page in */
	struct fault fault; /* as far as it is known */
	struct err failure; /* kind ERR_NONE: none */
	struct mem *mem;
};

static inline frame_t
vmswap_frame_of(const struct vmswap *v, uint64_t frame)
{
	return ((frame_t)(frame - v->phys->frames.first));
}

/* The page of this address, which is one of those in the frame. */
page_id_t vmswap_frame_page(const struct vmswap *v, const struct addrspace *as,
    vaddr_t va, uint64_t frame);

/* The policy may name f from now on; and no longer, if it could. */
void vmswap_frame_offer(struct vmswap *v, frame_t f);
void vmswap_frame_withdraw(struct vmswap *v, frame_t f, enum leave_why why);

/* Empties f, whose page leaves for this reason; 'keep' stays if it is in it.
 * Fills the victim's part of *fault.  false: nothing was evicted; the frame is
 * held if it cannot be emptied later, either. */
bool vmswap_frame_empty(struct vmswap *v, frame_t f, page_id_t keep,
    enum leave_why why, struct fault *fault);

/* Copies the bytes of a slot into a frame. */
void vmswap_frame_fetch(struct vmswap *v, frame_t f, slot_t slot);

/* The functions of the swapper (vmswap_ops.c); the owner sets ctx. */
extern const struct swapper vmswap_swapper;
/* No fault is in progress. */
void vmswap_frame_forget_fault(struct vmswap *v);

extern const struct instance_owner vmswap_owner;

#endif
