/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The interactive swapper: a policy over address spaces that a script or a user
 * operates on.
 *
 *	addrspace ──swapper──▶ vmswap ──policy_ops──▶ policy
 *	  bytes in frames         │
 *				  └──▶ machine: entries, slots
 *
 * The machine is that of a trace replay, so slots, dirty pages, always_write
 * and other settings have the same meaning.  In addition pages have bytes,
 * which are copied to their slots and back.  A page belongs to one space, from
 * its first fill until it is unmapped.
 *
 * Policies that see the future are refused, because there is no trace.
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
	const struct settings *settings; /* but for contents */
	const struct observer *observer; /* NULL: none */
};

/* Attaches to phys, before any page is mapped; the policy gets as many frames
 * as the limit of phys. */
int vmswap_open(struct vmswap **v, struct physmem *phys,
    const struct vmswap_setup *setup, struct err *err);
/* After the last space has been destroyed. */
void vmswap_close(struct vmswap *v); /* NULL is allowed */

/* -1: the policy broke its contract, or a page cannot have the slot that
 * slot_mode=vaddr gives it.  A shortage of frames or slots is no failure; the
 * address space's function reports it. */
int vmswap_failure(const struct vmswap *v, struct err *err);

/* Counters, of pages but for references. */
struct vmswap_counts {
	uint64_t references;
	uint64_t faults[FAULT_KINDS];
	uint64_t evictions, reads, writes, cleaned;
	frame_t resident;
	slot_t slots;    /* in use */
	page_id_t pages; /* numbered so far */
};

struct vmswap_counts vmswap_tell(const struct vmswap *v);

/* The slot of a swapped page by its ticket; NO_SLOT: it was never written and
 * has none. */
slot_t vmswap_slot(const struct vmswap *v, uint32_t ticket);

/* For tests of what a wrong slot does: exchanges the bytes of two slots. */
void vmswap_exchange(struct vmswap *v, slot_t a, slot_t b);

#endif
