/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What happened on a miss: the one noun in which machine, device and metrics
 * meet.
 */
#ifndef MODEL_FAULT_H
#define MODEL_FAULT_H

#include "model/page.h"

enum fault_kind {
	FAULT_ZERO = 0,    /* first touch: a frame, zeroed */
	FAULT_SWAP_IN = 1, /* read back */
	FAULT_COW,         /* a write to a shared page: a frame and a copy */
	FAULT_COW_LAST,    /* the same by the last sharer: no copy */
	FAULT_KINDS
};

struct fault {
	uint64_t at; /* references that came before */
	enum fault_kind kind;
	bool write;
	page_id_t page;
	frame_t frame;
	slot_t in; /* read from, NO_SLOT: nothing was read */
	bool read; /* one page was read; in may still be NO_SLOT, where a page
		    * has its copy in its file */
	page_id_t victim; /* NO_PAGE: none */
	slot_t out;       /* where the victim was written */
	bool written;     /* the victim was written */
};

#endif
