/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A fault: what the machine did, for the device, the counters and observers.
 */
#ifndef MODEL_FAULT_H
#define MODEL_FAULT_H

#include "model/page.h"

enum fault_kind {
	FAULT_ZERO = 0,    /* first touch: zeroed, or read from a file */
	FAULT_SWAP_IN = 1, /* the page is read back */
	FAULT_COW,         /* a write to a shared page: it is copied */
	FAULT_COW_LAST,    /* a write by the last sharer: no copy */
	FAULT_KINDS
};

struct fault {
	uint64_t at; /* references before this one */
	enum fault_kind kind;
	bool write;
	page_id_t page;
	frame_t frame;
	bool read; /* the page was read from swap or from its file */
	bool file; /* it is of a file, and the policy tells them apart */
	slot_t in; /* read from this slot; NO_SLOT: from its file, or not */

	/* The victim's part. */
	page_id_t victim; /* NO_PAGE: none, and the rest is not set */
	bool written;     /* the victim was written to swap */
	slot_t out;       /* to this slot */
};

#endif
