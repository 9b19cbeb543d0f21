/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * How far a swap-in reads ahead (mm/swap_state.c): a window that grows with the
 * pages read ahead that were used, up to 2^page_cluster pages.
 *
 * On a rotating device the window is an aligned block of slots, elsewhere it is
 * of addresses: ahead of the page if faults go up, behind it if they go down,
 * else around it.
 */
#ifndef MACHINE_RECLAIM_SWAP_READAHEAD_H
#define MACHINE_RECLAIM_SWAP_READAHEAD_H

#include <stdbool.h>
#include <stdint.h>

/* What the last faults showed: of an area, or of the device where the window is
 * of slots.  All zero at first. */
struct swap_readahead {
	uint64_t last; /* address or slot of the last fault */
	unsigned window;
	unsigned hits; /* pages read ahead that were used since */
	bool begun;
};

/* From 'first' to before 'end'. */
struct swap_span {
	uint64_t first, end;
};

/* A fault at this page number or slot reads the span. */
struct swap_span swap_readahead_addresses(
    struct swap_readahead *ra, uint64_t vpn, unsigned page_cluster);
struct swap_span swap_readahead_slots(
    struct swap_readahead *ra, uint64_t slot, unsigned page_cluster);

/* A fault at this page number found its page in the swap cache. */
void swap_readahead_hit(
    struct swap_readahead *ra, uint64_t vpn, bool was_read_ahead);

#endif
