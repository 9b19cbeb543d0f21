/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The bits of a page-table entry, and nobody else knows them all.
 *
 * An entry is one byte, kept apart from where the page is (a frame, a slot),
 * so that a hit reads a byte a page: a million pages are a megabyte, which a
 * processor's second cache holds.
 *
 *   untouched  0
 *   resident   PRESENT; and ACCESSED, DIRTY, SLOT, HITS
 *   pinned     PINNED; the same but HITS, kept from the policy
 *   shared     SHARED; in one frame with other pages, the frame's ACCESSED,
 *              DIRTY, SLOT and HITS are in the entry of the page that heads it
 *   swapped    SWAPPED; and SLOT, unless its copy is in its file
 *
 * Pinned and shared pages are not PRESENT, so that every reference to them
 * leaves the short path of the loop; it is a hit all the same.
 *
 * HITS is a count, for a policy that asks how often a page was hit rather than
 * whether (sim/blocks.h); elsewhere it stays 0.
 */
#ifndef MACHINE_ENTRY_H
#define MACHINE_ENTRY_H

#include "model/page.h"

#define ENTRY_SLOT    0x08 /* a slot is its own; a good copy unless DIRTY */
#define ENTRY_SHARED  0x10 /* copy-on-write: in a frame with others */
#define ENTRY_PINNED  0x20 /* may not be evicted */
#define ENTRY_HIT     0x40 /* in a frame: one hit */
#define ENTRY_HITS    0xc0 /* in a frame: all that can be counted, three */
#define ENTRY_SWAPPED 0x80 /* in no frame, and has been filled */

#define ENTRY_OF_FRAME (ENTRY_ACCESSED | ENTRY_DIRTY | ENTRY_SLOT | ENTRY_HITS)
#define ENTRY_IN_FRAME (ENTRY_PRESENT | ENTRY_PINNED | ENTRY_SHARED)

#endif
