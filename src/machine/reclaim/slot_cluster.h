/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Slots in clusters of 512, as Linux gives them out from 6.12 on
 * (cluster_alloc_swap_entry() in mm/swapfile.c), for one processor.
 *
 *	cursor ──▶ the cluster that slots are taken from, upwards
 *	partly used ──▶ [ 4 ][ 0 ][ 7 ]	first to become so, first
 *	free ──▶ [ 2 ], then those that were never used
 *
 * At the end of its cluster the cursor goes on in the first partly used one, or
 * where there is none in a free one: that is the order of 6.18 and 7.3.  6.12
 * takes free ones first.  A cluster enters the list of partly used ones when
 * its first slot is taken, or when it was full and a slot is given back.
 */
#ifndef MACHINE_RECLAIM_SLOT_CLUSTER_H
#define MACHINE_RECLAIM_SLOT_CLUSTER_H

#include "base/bitset.h"
#include "base/mem.h"
#include "model/page.h"

#define SLOT_CLUSTER 512 /* SWAPFILE_CLUSTER */

/* The list that a cluster is in.  A full one is in none, like one that was
 * never used. */
enum cluster_in { IN_NO_LIST, IN_PART, IN_FREE, CLUSTER_LISTS };

/* First in, first out. */
struct cluster_list {
	uint32_t first, last; /* cluster + 1; 0: none */
};

struct slot_clusters {
	struct slot_cluster {
		uint32_t next, prev; /* in its list: cluster + 1 */
		uint16_t used;       /* slots of it */
		uint8_t in;          /* enum cluster_in */
	} * cluster;
	struct cluster_list list[CLUSTER_LISTS];
	uint32_t begun; /* clusters below it have been used */
	slot_t limit;   /* slots are below this */
	slot_t cursor;  /* the next slot to look at; 0: no cluster is chosen */
	bool free_first;
};

/* free_first: the order of 6.12. */
void slot_clusters_open(
    struct slot_clusters *c, struct mem *m, slot_t limit, bool free_first);

/* Takes a slot out of 'freed', which has the free slots of clusters that have
 * been used; NO_SLOT: there is none. */
slot_t slot_clusters_take(struct slot_clusters *c, struct bitset *freed);

/* The slot is free again; the caller adds it to 'freed'. */
void slot_clusters_put(struct slot_clusters *c, slot_t slot);

#endif
