/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * VSWS: the variable-interval sampled working set (Ferrari and Yih, "VSWS: The
 * Variable-Interval Sampled Working Set Policy", IEEE Transactions on Software
 * Engineering SE-9(3), 1983; its rules are repeated in Stallings, Operating
 * Systems, section 8.2).
 *
 * At a sampling instance every page whose accessed bit is clear is released and
 * all bits are cleared; in between the resident set only grows.  Instances
 * follow each other after
 *
 *	L references, or
 *	Q faults, if that is earlier, but M references at least.
 *
 * So the set is examined often while a program changes its locality, when WS
 * with a long window and PFF hold the pages of both, and seldom otherwise.
 *
 * An instance is at a reference.  The page referenced stays, and this use
 * belongs to the next interval; at a fault the page is loaded first, and the
 * fault counts for the interval that ends.  The first interval begins with the
 * run.
 *
 * The paper does not limit the resident set; here the memory of the machine is
 * the upper bound.  Where it is full, the victim is the first page from a hand
 * on that was not used since the last instance, or else the one at the hand.
 * That clears no bits: the instances do.
 *
 * Time is virtual, as in ws.c.
 */
#include "base/bitset.h"
#include "policies/lib/state_rows.h"
#include "sim/bind.h"

/* Longer than any trace, and no sum of a time and this overflows. */
#define VSWS_LONG (UINT64_C(1) << 62)

struct vsws_params {
	uint64_t m, l, q;
};

struct vsws {
	const struct frame_table *frames;
	struct policy_host *host;
	uint64_t now;
	uint64_t due;  /* the next instance, unless faults come */
	uint64_t last; /* instance */
	uint64_t faults;
	struct vsws_params params;
	frame_t nframes;
	frame_t hand;
	struct bitset present; /* frames with a page that may be evicted */
};

static size_t
vsws_footprint(const struct policy_setup *setup)
{
	return (sizeof(struct vsws) + bitset_bytes(setup->nframes));
}

static uint64_t
vsws_limit(uint64_t time)
{
	return (time < VSWS_LONG ? time : VSWS_LONG);
}

static void
vsws_init(void *st, const struct policy_setup *setup)
{
	const struct vsws_params *p = setup->params;
	struct vsws *v = st;

	v->frames = setup->frames;
	v->host = setup->host;
	v->nframes = setup->nframes;
	v->params = (struct vsws_params){
		.m = vsws_limit(p->m), .l = vsws_limit(p->l), .q = p->q
	};
	v->due = v->params.l;
	bitset_place(&v->present, v + 1, setup->nframes);
}

/* A sampling instance, at a reference to the page in f. */
static never_inline void
vsws_sample(struct vsws *v, frame_t f)
{
	const struct frame_table *t = v->frames;
	uint64_t next;

	for (uint64_t i = bitset_lowest(&v->present); i != BITSET_NONE;
	     i = next) {
		next = bitset_next(&v->present, i + 1);
		if (i == f)
			continue;
		if (!entry_test_clear_accessed(t->entry, t->page[i]))
			v->host->release(v->host, (frame_t)i);
	}
	v->last = v->now;
	v->due = v->now + v->params.l;
	v->faults = 0;
}

static void
vsws_admit(void *st, frame_t f, not_used page_id_t page)
{
	struct vsws *v = st;

	v->now++;
	bitset_add(&v->present, f);
	if (++v->faults == v->params.q && v->last + v->params.m < v->due)
		v->due = v->last + v->params.m;
	if (unlikely(v->now >= v->due))
		vsws_sample(v, f);
}

static void
vsws_touch(void *st, frame_t f)
{
	struct vsws *v = st;

	if (unlikely(++v->now >= v->due))
		vsws_sample(v, f);
}

static frame_t
vsws_victim(void *st, not_used page_id_t page)
{
	struct vsws *v = st;
	frame_t f = v->hand, first = NO_FRAME;

	for (;; f = frame_after(f, v->nframes)) {
		if (!bitset_has(&v->present, f))
			continue;
		if (f == first || !frame_accessed(v->frames, f))
			break;
		if (first == NO_FRAME)
			first = f;
	}
	v->hand = frame_after(f, v->nframes);
	return (f);
}

static void
vsws_leave(void *st, frame_t f, not_used enum leave_why why)
{
	struct vsws *v = st;

	bitset_remove(&v->present, f);
}

static void
vsws_state(const void *st, struct policy_state *to)
{
	const struct vsws *v = st;

	state_hand(to, "hand", v->hand);
	state_value(to, "since", v->now - v->last);
	state_value(to, "faults", v->faults);
}

static const struct policy_ops vsws_ops = {
	.size = sizeof(struct policy_ops),
	.admit = vsws_admit,
	.touch = vsws_touch,
	.victim = vsws_victim,
	.leave = vsws_leave,
	.state = vsws_state,
};

static const struct param vsws_params[] = {
	{ .name = "m",
	    .type = PARAM_COUNT,
	    .offset = offsetof(struct vsws_params, m),
	    .dflt = "1000",
	    .min = 1,
	    .unit = "references",
	    .text = "M, the shortest interval between two samples" },
	{ .name = "l",
	    .type = PARAM_COUNT,
	    .offset = offsetof(struct vsws_params, l),
	    .dflt = "10000",
	    .min = 1,
	    .unit = "references",
	    .text = "L, the longest interval; it holds also if m is longer" },
	{ .name = "q",
	    .type = PARAM_COUNT,
	    .offset = offsetof(struct vsws_params, q),
	    .dflt = "100",
	    .min = 1,
	    .unit = "faults",
	    .text = "Q, so many faults end an interval that is not shorter "
		    "than m" },
	{ .name = NULL },
};

const struct policy policy_vsws = {
	.name = "vsws",
	.summary = "a working set sampled more often while faults are frequent",
	.size = sizeof(struct policy),
	.source =
	    "Ferrari and Yih, IEEE TSE SE-9(3) 1983; Stallings, Operating "
	    "Systems, 8.2",
	.sight = SEES_ACCESSES,
	.params = vsws_params,
	.param_size = sizeof(struct param),
	.params_size = sizeof(struct vsws_params),
	.about = "At sampling instances the pages not used since the last one "
		 "are released; in between the resident set grows. An instance "
		 "follows after L references, or after Q faults if M "
		 "references have passed. It needs only the accessed bits; it "
		 "sees every access because its clock counts references. Read "
		 "its faults together with its mean residency.",
	.weakness = "three parameters to be set for the program; where memory "
		    "is smaller than the set it grows to, the victim is chosen "
		    "by one bit",
	.complexity = "O(1) per hit; O(n) per sampling instance, and per fault "
		      "where memory is full; 0.13 bytes per frame",
	.footprint = vsws_footprint,
	.init = vsws_init,
	.ops = &vsws_ops,
	.varies_space = true,
	.counts_references = true,
};

POLICY_BIND(vsws, replay_batch);
