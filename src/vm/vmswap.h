/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A policy over address spaces that are driven by hand.
 *
 *	space/ ──swapper──▶ handswap ──verbs──▶ policy
 *	  bytes in frames     │
 *			      └──▶ machine: entries, slots; as for a trace
 *
 * The machine is the one that traces are led past, so slots, dirty pages,
 * always_write and the rest mean the same; what comes on top is that pages
 * have bytes, which go to their slots and come back.  A page is a page of one
 * space from its first fill until it is unmapped.
 *
 * Policies that see the future are refused: nobody knows what a hand does next.
 */
#ifndef VM_VMSWAP_H
#define VM_VMSWAP_H

#include "base/err.h"
#include "model/spec.h"
#include "policy/policy.h"
#include "sim/replay.h"
#include "vm/physmem.h"

struct vmswap;

struct vmswap_setup {
	const struct policy *policy;
	const void *params;              /* the policy's own */
	const struct settings *settings; /* contents is not looked at */
	const struct observer *observer; /* NULL: nobody looks */
};

/* Attaches to phys, which nothing has been mapped over; the policy rules as
 * many frames as phys may have. */
int vmswap_open(struct vmswap **h, struct physmem *phys,
    const struct vmswap_setup *setup, struct err *err);
/* After the last space is gone, or phys with all of them. */
void vmswap_close(struct vmswap *h); /* NULL is allowed */

/* -1 when the policy broke its contract, or a page cannot have the slot that
 * slot_mode=vaddr gives it.  What an address space could be refused for is not
 * said here but by its own answer. */
int vmswap_failure(const struct vmswap *h, struct err *err);

/* What has happened; counts are of pages. */
struct vmswap_counts {
	uint64_t references;
	uint64_t faults[FAULT_KINDS];
	uint64_t evictions, reads, writes, cleaned;
	frame_t resident;
	slot_t slots;
	page_id_t pages; /* numbered so far */
};

struct vmswap_counts vmswap_tell(const struct vmswap *h);

/* The slot of a swapped page by its ticket; NO_SLOT: it has no copy there,
 * because it never was written. */
slot_t vmswap_slot(const struct vmswap *h, uint32_t ticket);

/* For a test that must see a fault: exchanges what two slots hold. */
void vmswap_exchange(struct vmswap *h, slot_t a, slot_t b);

#endif
