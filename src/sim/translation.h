/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The TLB of a run: what fills it and what empties it.
 */
#ifndef SIM_TRANSLATION_H
#define SIM_TRANSLATION_H

#include "machine/tlb.h"
#include "model/change.h"
#include "model/observer.h"
#include "model/page.h"
#include "model/reference.h"

struct replay;

struct translation {
	struct tlb tlb;
	struct replay *replay;
	const struct observer *next; /* called after this one; or NULL */
	struct observer observer;
	bool flush;       /* when another process runs */
	bool walk_only;   /* a hit does not set the accessed bit */
	uint32_t process; /* that ran last */
	/* Of the reference in progress. */
	bool hit;
	bool fault;
	uint8_t entry; /* with the bits of its page, before it */
};

/* NULL: the settings have no TLB. */
struct translation *translation_open(
    struct replay *r, struct mem *m, const struct settings *s);
/* The observer of a run for which 'next' is asked, or NULL; t may be NULL. */
const struct observer *translation_watch(
    struct translation *t, const struct observer *next);
void translation_begin(struct translation *t, struct reference ref);
void translation_end(struct translation *t, struct reference ref);
/* After changes of pages. */
void translation_change(
    struct translation *t, const struct change *c, size_t n);

#endif
