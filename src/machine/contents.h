/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The contents of pages, for runs that ask for them (contents=stamps or bytes).
 * They show that no eviction, copy or reuse of a slot loses data.
 *
 * For each page a checksum of what was written to it is kept, which depends on
 * references alone.  The contents of frames and slots are kept apart from it
 * and move when the machine moves a page.  Whenever a page is evicted, read
 * back or copied, its contents are compared with the checksum.
 *
 *	stamps	a page is one number, that of its last write
 *	bytes	a page is page_size bytes; swap is a file, a slot is a range of
 *		it; a write changes eight bytes
 */
#ifndef MACHINE_CONTENTS_H
#define MACHINE_CONTENTS_H

#include <stdbool.h>

#include "base/err.h"
#include "base/mem.h"
#include "model/fault.h"
#include "model/spec.h"

struct contents;

/* Slots are below nslots.  now: references begun, for messages.  NULL: the swap
 * file cannot be made. */
struct contents *contents_open(struct mem *mem, const struct settings *settings,
    frame_t nframes, page_id_t npages, slot_t nslots, const uint64_t *now,
    struct err *err);
void contents_close(struct contents *c); /* NULL is allowed */
/* So many slots from now on; none is in use yet.  NULL is allowed. */
void contents_slots(struct contents *c, struct mem *mem, slot_t nslots);

/* A reference writes to the page, which is in f. */
void contents_write(struct contents *c, page_id_t page, frame_t f);

/* Each of these returns false if the page is not what was written to it, or the
 * swap file failed; contents_explain() says what happened. */

/* The page comes into f: zeroed for FAULT_ZERO, else from the slot, or from its
 * file (NO_SLOT). */
bool contents_load(struct contents *c, page_id_t page, frame_t f, slot_t slot,
    enum fault_kind kind);
/* The page in f is written to the slot. */
bool contents_store(struct contents *c, page_id_t page, frame_t f, slot_t slot);
/* The page is copied from one frame to another. */
bool contents_copy(
    struct contents *c, page_id_t page, frame_t from, frame_t to);

/* From now on the contents of other are those of page. */
void contents_share(struct contents *c, page_id_t page, page_id_t other);

/* The error for the first failure: page, slot, and the last moves of both.
 * Returns -1. */
int contents_explain(const struct contents *c, struct err *err);

#endif
