/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What pages hold, where a run asks for it (contents=stamps or bytes): the
 * proof that no reclaim, clone or slot reuse loses data.
 *
 * Beside the machine stands a witness: for each page a sum over what has been
 * written to it, which is told of references alone.  What is in frames and on
 * swap is kept apart from it, moves as the machine says, and is held against
 * the witness whenever a page goes out, comes back or is copied.
 *
 *	stamps	a page is one number, that of its last write
 *	bytes	a page is page_size bytes; swap is a real file, a slot a place
 *		in it; a write changes eight bytes
 */
#ifndef MACHINE_CONTENTS_H
#define MACHINE_CONTENTS_H

#include <stdbool.h>

#include "base/err.h"
#include "base/mem.h"
#include "model/fault.h"
#include "model/spec.h"

struct contents;

/* now: references begun, for the history.  NULL with *err set where the swap
 * file cannot be made. */
struct contents *contents_open(struct mem *mem, const struct settings *settings,
    frame_t nframes, page_id_t npages, const uint64_t *now, struct err *err);
void contents_close(struct contents *c); /* NULL is allowed */

/* A reference has written to the page, which is in f. */
void contents_write(struct contents *c, page_id_t page, frame_t f);

/* Each of these returns false when a page is not what was written to it, or
 * the swap file failed; contents_explain() then says what happened. */

/* The page comes into f from a slot, its file (NO_SLOT) or, at a zero fault,
 * nothing. */
bool contents_load(struct contents *c, page_id_t page, frame_t f, slot_t slot,
    enum fault_kind kind);
/* The page in f is written to the slot. */
bool contents_store(struct contents *c, page_id_t page, frame_t f, slot_t slot);
/* The page is copied from one frame to another. */
bool contents_copy(
    struct contents *c, page_id_t page, frame_t from, frame_t to);

/* other is a copy of page. */
void contents_share(struct contents *c, page_id_t page, page_id_t other);

/* Why the first of them that failed did: page, slot, and what has happened to
 * both.  Returns -1. */
int contents_explain(const struct contents *c, struct err *err);

#endif
