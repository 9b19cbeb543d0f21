/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One run of a manager: the state that the policy (kit.c) and the kernel
 * around it (kernel.c) share.  Its symbols are hidden, because several kits
 * may be loaded into one program.
 */
#ifndef UCORE_KIT_H
#define UCORE_KIT_H

#include <setjmp.h>

#include "policy/policy.h"

/* Last, because the kernel defines bool only where it is not defined. */
#include <swap.h>

struct kit {
	const struct frame_table *frames;
	struct policy_host *host;
	frame_t nframes;
	page_id_t renewals; /* how many pages may still get another number */
	bool broken;
	struct mm_struct mm;
	jmp_buf panicked;
	page_id_t *fetched; /* pages whose entries were made in this call */
	frame_t nfetched;
	char *state;      /* the manager's variables */
	page_id_t *known; /* by page: the manager's number of it, plus 1, and
			   * GONE where that was given up; 0: none */
	page_id_t nknown;
	page_id_t *in; /* by frame: the manager's number of the page in it */
	/* By the manager's number: */
	struct Page *page;
	pte_t *pte;
	frame_t *frame; /* its frame, plus 1; 0: it has left */
};

#pragma GCC visibility push(hidden)

/* The run whose call of the manager is in progress; NULL: none. */
extern __thread struct kit *kit_current;

/* After a call: clears in the machine what the call cleared in entries. */
void kit_give_entries_back(struct kit *k);

#pragma GCC visibility pop

#endif
