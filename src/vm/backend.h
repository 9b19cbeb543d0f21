/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Backends: where the pages of an area come from.  A row for each kind.
 */
#ifndef VM_BACKEND_H
#define VM_BACKEND_H

#include "vm/addrspace.h"

struct backend {
	/* Maps all of a new area, or fails and maps none of it. */
	enum addr_code (*map)(struct addrspace *as, const struct area *a);
	/* Fills an absent page; NULL: it takes no faults. */
	enum addr_fault (*fault)(
	    struct addrspace *as, const struct area *a, vaddr_t page);
	bool owns; /* its frames are freed when pages are unmapped */
};

/* By enum backend_kind. */
extern const struct backend backends[];

#endif
