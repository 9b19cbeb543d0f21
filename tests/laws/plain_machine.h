/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Memory of a machine (level 3) for the twins of Linux's policies: watermarks,
 * a daemon that reclaims in the background, and faults that reclaim where it is
 * too slow.  By doc/MODEL.md; watermarks as mm/page_alloc.c
 * (calculate_min_free_kbytes(), __setup_per_zone_wmarks()).
 *
 * The lowest watermark's frames are no page's; the twin's machine is made
 * without them.
 */
#ifndef LAWS_PLAIN_MACHINE_H
#define LAWS_PLAIN_MACHINE_H

#include "plain.h"

struct plain_machine {
	uint64_t min, low, high; /* frames */
	enum { DAEMON_SLEEPS, DAEMON_AWAKE, DAEMON_RESTS } daemon;
	uint64_t until; /* ns: the daemon's pass, or its rest, is over */
	/* balance_pgdat(): of the next pass; freed since it was 12; and how
	 * often nothing was at any. */
	unsigned priority;
	uint64_t run_freed;
	int failures;
	/* kswapd_shrink_node(): a pass that is to free so many pages, at this
	 * priority, which it may lower; returns how many it looked at.  0: the
	 * daemon's work is over, or begins anew. */
	uint64_t (*pass)(
	    struct plain_run *r, uint64_t want, unsigned *priority);
};

/* With the reserve. */
static inline uint64_t
plain_machine_free(const struct plain_run *r, const struct plain_machine *m)
{
	return (r->nfree + m->min);
}

/* The watermarks of so many frames; min_free_kbytes 0: by their number. */
void plain_machine_marks(
    struct plain_machine *m, uint64_t frames, uint64_t min_free_kbytes);

/* A page is to come in by a fault that takes so long itself: afterwards a frame
 * is free. */
void plain_machine_charge(struct plain_run *r, struct plain_machine *m,
    uint64_t ns, uint64_t (*reclaim)(struct plain_run *r));
/* The daemon goes on, if its pass is over. */
void plain_machine_run(struct plain_run *r, struct plain_machine *m);

#endif
