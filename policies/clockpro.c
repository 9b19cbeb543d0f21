/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * CLOCK-Pro: LIRS for kernels (Jiang, Chen, Zhang, "CLOCK-Pro: An Effective
 * Improvement of the CLOCK Replacement", USENIX ATC 2005, section 3).
 *
 * As in LIRS, the distance between a page's last two uses decides, not the time
 * since its last use; a clock takes the place of the stack.  Pages are hot or
 * cold, and cold ones are the victims.  A cold page begins in its test period:
 * if it is used again in that time it becomes hot, even if it was evicted
 * before, because then it stays in the clock as a non-resident page.  There are
 * three hands:
 *
 *   HAND_cold	looks for a victim among resident cold pages.
 *   HAND_hot	demotes hot pages not used since it last passed, and ends the
 *		test of every cold page it passes.
 *   HAND_test	ends tests, when more than n pages are non-resident.
 *
 * mc, the target number of cold pages, grows when a page is used in its test
 * and shrinks when a test ends without a use; 'cold' fixes it.
 *
 * The reference bit is the accessed bit, with pages just loaded not counting as
 * accessed: CLOCK-Pro sees no more than a kernel does.
 *
 * variant=paper is this (policies/lib/hot_cold_clock.h).  Not stated in the
 * paper: the first pages are hot until there are n - mc; pages are inserted
 * just before HAND_hot, which so reaches them last; a page that HAND_cold finds
 * used outside its test begins another test.
 *
 * variant=authors is the simulator of the paper's first author, from which its
 * figures are (clock-pro.c, 2005): policies/lib/jiang_clock.h says where it
 * differs.  That program leaves out references to the page referenced last,
 * which no accessed bit can show; here they are hits like others.
 */
#include "policies/lib/hot_cold_clock.h"
#include "policies/lib/jiang_clock.h"
#include "policies/lib/state_rows.h"
#include "sim/bind.h"

enum clockpro_variant { VARIANT_AUTHORS, VARIANT_PAPER };

struct clockpro_params {
	int variant;
	struct amount cold;
};

struct clockpro {
	bool authors; /* the variant: the first of these is used */
	union {
		struct jiang_clock jiang;
		struct hot_cold_clock paper;
	};
};

static size_t
clockpro_footprint(const struct policy_setup *setup)
{
	const struct clockpro_params *p = setup->params;

	return (sizeof(struct clockpro) +
		(p->variant == VARIANT_AUTHORS
			? jiang_clock_bytes(
			      (uint64_t)setup->nframes + setup->npages)
			: hot_cold_bytes(setup->nframes, setup->npages)));
}

static void
clockpro_init(void *st, const struct policy_setup *setup)
{
	const struct clockpro_params *p = setup->params;
	struct clockpro *c = st;
	bool adaptive = p->cold.ppm == 0 && p->cold.count == 0;
	uint64_t cold = amount_of(p->cold, setup->nframes);

	c->authors = p->variant == VARIANT_AUTHORS;
	setup->host->load_accessed = false;
	if (c->authors) {
		c->jiang.frames = setup->frames;
		c->jiang.nframes = setup->nframes;
		jiang_limit(&c->jiang, adaptive, cold);
		jiang_clock_place(
		    &c->jiang, c + 1, (uint64_t)setup->nframes + setup->npages);
	} else {
		c->paper.frames = setup->frames;
		c->paper.nframes = setup->nframes;
		c->paper.filling = true;
		hot_cold_limit(&c->paper, adaptive, cold);
		clock_ring_place(&c->paper.list, c + 1,
		    hot_cold_max_elements(setup->nframes));
	}
}

static void
clockpro_admit(void *st, frame_t f, page_id_t page)
{
	struct clockpro *c = st;

	if (c->authors)
		jiang_admit(&c->jiang, f, page);
	else
		hot_cold_admit(&c->paper, f, page);
}

static frame_t
clockpro_victim(void *st, not_used page_id_t page)
{
	struct clockpro *c = st;

	return (
	    c->authors ? jiang_victim(&c->jiang) : hot_cold_victim(&c->paper));
}

static void
clockpro_leave(void *st, frame_t f, enum leave_why why)
{
	struct clockpro *c = st;

	if (c->authors && why == LEAVE_EVICTED)
		jiang_evict(&c->jiang, f);
	else if (c->authors)
		jiang_unlink(&c->jiang, f);
	else if (why == LEAVE_EVICTED && clock_ring_is(&c->paper.list, f, TEST))
		hot_cold_keep(&c->paper, f);
	else
		hot_cold_remove(&c->paper, f);
}

static void
clockpro_forget(void *st, page_id_t page)
{
	struct clockpro *c = st;

	if (c->authors)
		jiang_forget(&c->jiang, page);
	else
		hot_cold_forget(&c->paper, page);
}

static void
clockpro_state_item(
    struct policy_state *to, frame_t nframes, uint32_t x, bool cold, bool test)
{
	if (x < nframes)
		to->page_in(to, x);
	else
		to->page(to, x - nframes);
	to->remark(to, x >= nframes ? " gone"
		       : !cold      ? " hot"
		       : test       ? " test"
				    : " cold");
}

/* From the hot hand on. */
static void
clockpro_state_jiang(const struct jiang_clock *c, struct policy_state *to)
{
	uint32_t x = c->hand_hot;

	to->row(to, "clock");
	if (x != JIANG_NONE)
		do {
			clockpro_state_item(to, c->nframes, x,
			    jiang_is(c, x, JIANG_COLD),
			    jiang_is(c, x, JIANG_TEST));
			x = c->prev[x];
		} while (x != c->hand_hot);
	state_value(to, "cold pages", c->ncold);
}

static void
clockpro_state_paper(const struct hot_cold_clock *c, struct policy_state *to)
{
	const struct clock_ring *ring = &c->list;

	to->row(to, "clock");
	for (uint32_t i = 0; i < ring->end; i++) {
		uint32_t x = ring->entry[i];

		if (bitset_has(&ring->all, i))
			clockpro_state_item(to, c->nframes, x,
			    clock_ring_is(ring, x, COLD),
			    clock_ring_is(ring, x, TEST));
	}
	state_value(to, "cold target", c->target);
}

static void
clockpro_state(const void *st, struct policy_state *to)
{
	const struct clockpro *c = st;

	if (c->authors)
		clockpro_state_jiang(&c->jiang, to);
	else
		clockpro_state_paper(&c->paper, to);
}

static const struct policy_ops clockpro_ops = {
	.size = sizeof(struct policy_ops),
	.admit = clockpro_admit,
	.victim = clockpro_victim,
	.leave = clockpro_leave,
	.forget = clockpro_forget,
	.state = clockpro_state,
};

static const char *const clockpro_variants[] = { "authors", "paper", NULL };

static const struct param clockpro_params[] = {
	{ .name = "variant",
	    .type = PARAM_CHOICE,
	    .offset = offsetof(struct clockpro_params, variant),
	    .dflt = "authors",
	    .choices = clockpro_variants,
	    .text = "as the simulator of the paper's first author, or as the "
		    "paper's section 3" },
	{ .name = "cold",
	    .type = PARAM_AMOUNT,
	    .offset = offsetof(struct clockpro_params, cold),
	    .dflt = "0",
	    .unit = "frames",
	    .text = "target number of cold pages; 0: it adapts; a share below "
		    "one frame is 1, and at least 2 are cold where "
		    "variant=authors; all frames or more is one less than all, "
		    "because one must be hot" },
	{ .name = NULL },
};

const struct policy policy_clockpro = {
	.name = "clockpro",
	.summary = "LIRS by a clock with three hands",
	.size = sizeof(struct policy),
	.source = "Jiang, Chen, Zhang, USENIX ATC 2005, section 3",
	.sight = SEES_BITS,
	.params = clockpro_params,
	.param_size = sizeof(struct param),
	.params_size = sizeof(struct clockpro_params),
	.about = "A page is cold until it is used again within its test "
		 "period, which continues after eviction; then it is hot. Only "
		 "cold pages are evicted. The number of cold pages adapts to "
		 "the outcome of the tests. The page faults are those of the "
		 "author's simulator (Song Jiang, clock-pro.c) with "
		 "ADAPTIVE_COLD_ALLOC and 1 % to all but one of the frames "
		 "for cold pages, in traces without references to the page "
		 "referenced last; it leaves those out. As distributed it is "
		 "cold=5%.",
	.weakness = "programs whose hot pages change quickly; many rules, so "
		    "its choices are hard to explain",
	.complexity = "nothing per hit, O(1) per fault on average; 9 bytes "
		      "per frame and 9 per page; variant=paper: O(log64 n) per "
		      "fault on average; 22 bytes per frame and 4 per page",
	.footprint = clockpro_footprint,
	.init = clockpro_init,
	.ops = &clockpro_ops,
};

POLICY_BIND(clockpro, replay_batch);
