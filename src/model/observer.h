/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * An observer of one run: called for every fault and for every page that a
 * policy cleans or releases by itself.  What it is passed is valid during the
 * call.  Each function may be NULL.
 */
#ifndef MODEL_OBSERVER_H
#define MODEL_OBSERVER_H

#include "model/area.h"
#include "model/fault.h"

struct observer {
	/* Before the first; the columns grow in place as pages come. */
	void (*begin)(void *self, const struct page_facts *facts);
	void (*fault)(void *self, const struct fault *fault);
	/* A page was evicted outside a fault.  at: references begun. */
	void (*evict)(
	    void *self, uint64_t at, page_id_t page, slot_t out, bool written);
	void (*clean)(void *self, uint64_t at, page_id_t page, slot_t out);
	void *self;
};

#endif
