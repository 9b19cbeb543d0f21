/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Cut at the door: what a record says becomes accesses of one page each.
 *
 * An access that straddles a page boundary becomes one access per page, low
 * page first; with straddle=first only the part in its first page is kept.  A
 * record of a format that counts pages becomes one access of one byte per page.
 * The batch it goes into has a fixed size, so what does not fit is remembered
 * and opens the next batch: a record may be far longer than a batch.
 *
 * Fetches that are not wanted end here, before anything has counted them.
 */
#ifndef TRACE_SPLIT_H
#define TRACE_SPLIT_H

#include "model/access.h"
#include "model/spec.h"

struct splitter {
	struct access *out; /* the batch being filled */
	size_t n, cap;
	unsigned shift; /* of a page */
	bool first;     /* straddle=first */
	bool no_fetch;  /* ifetch=no */
	/* What is left of a record. */
	struct access rest;
	uint64_t left; /* bytes, or pages; 0: nothing */
	bool by_page;
	/* Counted since the front of the trace. */
	uint64_t accesses;
	uint64_t straddles;
	bool dropped; /* a fetch was */
};

void split_init(struct splitter *c, const struct settings *settings);
/* Begins a batch, with what is left of the one before. */
void split_batch(struct splitter *c, struct access *out, size_t cap);
/*
 * Both want nothing left over and room for one.  They return NULL, or in words
 * why there is no such place, and then nothing has been done.
 */
const char *split_access(struct splitter *c, struct access a);
const char *split_pages(
    struct splitter *c, struct access first, uint64_t pages);

#endif
