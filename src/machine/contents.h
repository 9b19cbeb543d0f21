/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What pages hold, where a run asks for it (contents=stamps or bytes): the
 * proof that no reclaim, clone or slot reuse loses data.
 *
 * Beside the machine stands a witness: for each page the stamp of what was
 * last written to it.  What is in frames and on swap is kept apart from it, and
 * compared with it whenever a page comes back.
 */
#ifndef MACHINE_CONTENTS_H
#define MACHINE_CONTENTS_H

#include <stdbool.h>

#include "base/mem.h"
#include "model/fault.h"
#include "model/spec.h"

struct contents;

struct contents *contents_open(struct mem *mem, const struct settings *settings,
    frame_t nframes, vpn_t npages);

/* A reference has written to the page, which is in f. */
void contents_write(struct contents *c, vpn_t page, frame_t f);
/* The page comes into f from a slot, its file (NO_SLOT) or, at a zero fault,
 * nothing; false: it is not what was written. */
bool contents_load(struct contents *c, vpn_t page, frame_t f, slot_t slot,
    enum fault_kind kind);
/* The page in f goes to the slot; false: it could not be written. */
bool contents_store(struct contents *c, vpn_t page, frame_t f, slot_t slot);
/* The page leaves f; slot NO_SLOT: its copy is in its file. */
void contents_drop(struct contents *c, vpn_t page, frame_t f, slot_t slot);
/* other is a copy of page. */
void contents_share(struct contents *c, vpn_t page, vpn_t other);
/* The page is copied from one frame to another; false: it differs. */
bool contents_copy(struct contents *c, vpn_t page, frame_t from, frame_t to);

#endif
