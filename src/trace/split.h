/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Splitting at page boundaries: the access of a record becomes accesses that
 * each lie within one page.
 *
 * An access that straddles a boundary becomes one access for each page, low
 * page first; with straddle=first only the part in its first page is kept.  A
 * record that counts pages becomes one access of one byte for each page.  A
 * batch has a fixed size and a record may be far longer, so the rest of a
 * record is kept and begins the next batch.
 *
 * With ifetch=no fetches are dropped here, before anything counts them.
 */
#ifndef TRACE_SPLIT_H
#define TRACE_SPLIT_H

#include "model/access.h"
#include "model/spec.h"

struct splitter {
	struct access *out; /* the batch being filled: n of cap accesses */
	uint64_t *time;     /* of each; NULL: not wanted */
	size_t n, cap;
	unsigned shift; /* log2 of the page size */
	bool first;     /* straddle=first */
	bool no_fetch;  /* ifetch=no */
	/* The rest of a record. */
	struct access rest;
	uint64_t left; /* bytes, or pages; 0: nothing */
	bool by_page;
	uint64_t now; /* the time of the record; NO_TIME: it has none */
	/* Since the beginning of the trace. */
	uint64_t accesses;
	uint64_t straddles;
	uint64_t more; /* records behind the first of their line */
	bool dropped;  /* at least one fetch */
};

void split_init(struct splitter *c, const struct settings *settings);
/* Begins a batch, with the rest of the last record. */
void split_batch(
    struct splitter *c, struct access *out, uint64_t *time, size_t cap);
/*
 * Both require that 'left' is 0 and that one access fits into the batch.  They
 * return NULL, or a static text why the address is not valid; then nothing has
 * changed.
 */
const char *split_access(struct splitter *c, struct access a);
const char *split_pages(
    struct splitter *c, struct access first, uint64_t pages);

#endif
