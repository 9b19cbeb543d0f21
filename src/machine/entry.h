/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The bits of a page-table entry, and nobody else knows them all.
 *
 * An entry is one byte, kept apart from where the page is (a frame, a slot),
 * so that a hit reads a byte a page: a million pages are a megabyte, which a
 * processor's second cache holds.
 *
 *   untouched  0
 *   resident   PRESENT, TOUCHED; and ACCESSED, DIRTY, SLOT
 *   pinned     PINNED, TOUCHED; the same, kept from the policy
 *   shared     SHARED, TOUCHED; in one frame with other pages, the frame's
 *              ACCESSED, DIRTY and SLOT are in the entry of the page that
 *              heads it
 *   swapped    TOUCHED; and SLOT, unless its copy is in its file
 *
 * Pinned and shared pages are not PRESENT, so that every reference to them
 * leaves the short path of the loop; it is a hit all the same.
 */
#ifndef MACHINE_ENTRY_H
#define MACHINE_ENTRY_H

#include "model/page.h"

#define ENTRY_TOUCHED 0x08 /* has been filled: absent, it is swapped out */
#define ENTRY_SHARED  0x10 /* copy-on-write: in a frame with others */
#define ENTRY_PINNED  0x20 /* may not be evicted */
#define ENTRY_SLOT    0x40 /* a slot is its own; a good copy unless DIRTY */
#define ENTRY_NEVER   0x80 /* never set: a test for it always fails */

#define ENTRY_OF_FRAME (ENTRY_ACCESSED | ENTRY_DIRTY | ENTRY_SLOT)
#define ENTRY_IN_FRAME (ENTRY_PRESENT | ENTRY_PINNED | ENTRY_SHARED)

#endif
