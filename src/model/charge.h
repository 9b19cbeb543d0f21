/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The charge of a memory group: how many pages count against its limit
 * (try_charge_memcg() in mm/memcontrol.c).
 *
 * A charge takes 64 pages at once where the limit allows it.  The 63 that are
 * not needed yet are the stock of the processor, which the next charges use up;
 * they count against the limit, too.  If the limit does not allow 64, one page
 * is charged; if it does not allow one, pages must be reclaimed first.
 *
 * A group begins with 64 pages charged, of which the kernel's own are in use.
 */
#ifndef MODEL_CHARGE_H
#define MODEL_CHARGE_H

#include <stdbool.h>
#include <stdint.h>

#define CHARGE_BATCH 64

/* Reclaims for one charge that free nothing, before the group is out of
 * memory. */
#define CHARGE_RETRIES 16

/* Pages that a reclaim is to free, whatever is needed: SWAP_CLUSTER_MAX. */
#define CHARGE_RECLAIM 32

struct charge {
	uint64_t limit; /* pages */
	uint64_t used;  /* charged, the stock included */
	uint64_t stock;
};

/* Of a machine's memory nothing is charged: watermarks decide. */
#define CHARGE_NO_LIMIT UINT64_MAX

static inline void
charge_open(struct charge *c, uint64_t limit, uint64_t kernel_pages)
{
	c->limit = limit;
	c->used = kernel_pages;
	c->stock = 0;
	if (kernel_pages <= CHARGE_BATCH && CHARGE_BATCH <= limit) {
		c->used = CHARGE_BATCH;
		c->stock = CHARGE_BATCH - kernel_pages;
	}
}

/* Can one more page be charged? */
static inline bool
charge_fits(const struct charge *c)
{
	return (c->stock > 0 || c->used < c->limit);
}

/* One more page, beyond the limit if it must be. */
static inline void
charge_page(struct charge *c)
{
	if (c->stock > 0) {
		c->stock--;
	} else if (c->used + CHARGE_BATCH <= c->limit) {
		c->used += CHARGE_BATCH;
		c->stock = CHARGE_BATCH - 1;
	} else {
		c->used++;
	}
}

static inline void
uncharge_page(struct charge *c)
{
	c->used--;
}

#endif
