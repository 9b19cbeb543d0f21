/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Backends: where the pages of an area come from.  One row for each kind.
 */
#ifndef VM_BACKEND_H
#define VM_BACKEND_H

#include "vm/addrspace.h"

struct backend {
	/* Maps a new area wholly or, failing, not at all. */
	enum addr_code (*map)(struct addrspace *as, const struct area *a);
	/* Fills an absent page; NULL: it takes no faults. */
	enum addr_fault (*fault)(
	    struct addrspace *as, const struct area *a, vaddr_t page);
	bool owns; /* frames go back when pages go */
};

/* By enum backend_kind. */
extern const struct backend backends[];

#endif
