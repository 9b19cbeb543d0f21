/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The variable-interval sampled working set (Ferrari and Yih 1983; Stallings,
 * Operating Systems, 8.2, repeats it).
 *
 * At a sampling instance the pages whose use bit is clear leave, and all use
 * bits are reset.  Between two instances nothing leaves and pages that fault
 * are added.  With M, L and Q:
 *
 *   1. When the time since the last instance reaches L: sample.
 *   2. When Q faults have occurred before that: sample at once, but not before
 *	the time since the last instance is M.
 *
 * Time counts references to pages that may be evicted, and pages that come in
 * otherwise, which count as faults.  The first interval begins at 0.  An
 * instance is at a reference: its page is there and stays, and its use belongs
 * to the interval that begins.  Where memory is full, a hand takes the frame of
 * the first page that was not used since the last instance, or its own if all
 * were; it resets no bits.  That is before the instance.
 */
#include "plain.h"

struct vsws {
	uint64_t m, l, q;
	uint64_t now;
	uint64_t last; /* the time of the last instance */
	uint64_t faults;
	uint32_t hand;
};

static void
vsws_open(struct plain_run *r)
{
	struct vsws *v = r->st;

	v->m = plain_count(r, "m", 1000);
	v->l = plain_count(r, "l", 10000);
	v->q = plain_count(r, "q", 100);
}

/* The present reference is to 'page', which is resident. */
static void
vsws_time(struct plain_run *r, uint32_t page)
{
	struct vsws *v = r->st;
	uint64_t since = v->now - v->last;

	if (since < v->l && (v->faults < v->q || since < v->m))
		return;
	for (uint32_t f = 0; f < r->nframes; f++) {
		uint32_t other = r->page[f];

		if (other == PLAIN_NONE || other == page || r->pinned[other])
			continue;
		if (!r->accessed[other])
			plain_evict(r, other);
		else
			r->accessed[other] = false;
	}
	v->last = v->now;
	v->faults = 0;
}

static void
vsws_hit(struct plain_run *r, uint32_t page)
{
	struct vsws *v = r->st;

	v->now++;
	vsws_time(r, page);
}

static void
vsws_take_frame(struct plain_run *r)
{
	struct vsws *v = r->st;
	uint32_t victim = PLAIN_NONE;

	for (uint32_t k = 0; k < r->nframes; k++) {
		uint32_t page = r->page[((uint64_t)v->hand + k) % r->nframes];

		if (r->pinned[page])
			continue;
		if (victim == PLAIN_NONE)
			victim = page;
		if (!r->accessed[page]) {
			victim = page;
			break;
		}
	}
	v->hand = (r->frame[victim] + 1) % r->nframes;
	plain_evict(r, victim);
}

static void
vsws_fault(struct plain_run *r, uint32_t page)
{
	struct vsws *v = r->st;

	v->now++;
	v->faults++;
	if (!plain_resident(r, page)) {
		if (plain_full(r))
			vsws_take_frame(r);
		plain_load(r, page);
	}
	vsws_time(r, page);
}

const struct plain plain_vsws = {
	.name = "vsws",
	.size = sizeof(struct vsws),
	.open = vsws_open,
	.hit = vsws_hit,
	.miss = vsws_fault,
	.admit = vsws_fault,
	.varies = true,
};
