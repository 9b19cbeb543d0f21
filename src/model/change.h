/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Changes: the effects of an event on pages.  The address spaces turn events
 * into changes once, for any number of machines, which know pages only.
 */
#ifndef MODEL_CHANGE_H
#define MODEL_CHANGE_H

#include "model/page.h"

enum change_kind {
	CHANGE_FREE,  /* page is unmapped: frame, slot, ghosts are freed */
	CHANGE_FILL,  /* page is populated: resident from now, not a fault */
	CHANGE_SHARE, /* other is a copy-on-write copy of page */
	CHANGE_PIN,   /* page is made resident and stays */
	CHANGE_UNPIN,
	CHANGE_PROTECT, /* page has other permissions; made only for a TLB */
	CHANGE_TICK,
	CHANGE_PAGEOUT, /* page is evicted unless it is pinned or others share
			 * its frame: no policy chose it */
	CHANGE_COUNT,   /* no page changes: the warm-up is over */
};

struct change {
	uint64_t at; /* references that come before it */
	enum change_kind kind;
	page_id_t page;
	page_id_t other;
};

#endif
