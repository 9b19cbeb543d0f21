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
 * accessed: CLOCK-Pro sees no more than a kernel does.  Not stated in the
 * paper: the first pages are hot until there are n - mc; pages are inserted
 * just before HAND_hot, which so reaches them last; a page that HAND_cold finds
 * used outside its test begins another test.
 *
 * HAND_hot is the first hand of a ring (clock_ring.h), in which the other hands
 * find the next page of a kind without visiting the others: with few cold pages
 * among many hot ones that would be a whole turn for each fault.
 *
 *	HAND_hot				     pages enter here
 *	    ▼						 ▼
 *	  [ H | c | H | n | H | c | H | n | c ]
 *		HAND_test ▲	▲ HAND_cold
 *
 * Elements are frames, and beyond them page numbers: a page evicted in its
 * test keeps its place under its other name.
 */
#include "policies/lib/clock_ring.h"
#include "policies/lib/state_rows.h"
#include "sim/bind.h"

struct clockpro_params {
	struct amount cold;
};

/* Kinds of the ring's elements; one that is resident and not cold is hot. */
enum { COLD, TEST };

struct clockpro {
	const struct frame_table *frames;
	struct clock_ring list;
	uint32_t hand_cold; /* elements, while there are any */
	uint32_t hand_test;
	frame_t nframes;
	uint32_t ncold, nhot; /* resident */
	uint32_t target;      /* of cold pages, mc */
	bool adaptive;
	bool filling; /* the first pages, which are hot */
};

/* Elements: n resident and n + 1 not. */
static uint32_t
clockpro_max_elements(const struct policy_setup *setup)
{
	return (2 * setup->nframes + 1);
}

static size_t
clockpro_footprint(const struct policy_setup *setup)
{
	return (sizeof(struct clockpro) +
		clock_ring_bytes(clockpro_max_elements(setup),
		    (uint64_t)setup->nframes + setup->npages));
}

static uint32_t
clockpro_max_cold(const struct clockpro *c)
{
	return (c->nframes > 1 ? c->nframes - 1 : 1);
}

static void
clockpro_init_target(struct clockpro *c, const struct amount *cold)
{
	uint64_t target = amount_of(*cold, c->nframes);

	c->adaptive = cold->ppm == 0 && cold->count == 0;
	if (c->adaptive)
		target = c->nframes / 100;
	if (target > clockpro_max_cold(c))
		target = clockpro_max_cold(c);
	c->target = target > 0 ? (uint32_t)target : 1;
}

static void
clockpro_init(void *st, const struct policy_setup *setup)
{
	const struct clockpro_params *p = setup->params;
	struct clockpro *c = st;

	c->frames = setup->frames;
	c->nframes = setup->nframes;
	c->filling = true;
	clockpro_init_target(c, &p->cold);
	clock_ring_place(&c->list, c + 1, clockpro_max_elements(setup));
	setup->host->load_accessed = false;
}

static bool
clockpro_resident(const struct clockpro *c, uint32_t x)
{
	return (x < c->nframes);
}

static bool
clockpro_is_hot(const struct clockpro *c, uint32_t x)
{
	return (clockpro_resident(c, x) && !clock_ring_is(&c->list, x, COLD));
}

static void
clockpro_insert_hot(struct clockpro *c, frame_t f)
{
	clock_ring_insert(&c->list, f);
	if (c->list.count == 1)
		c->hand_cold = c->hand_test = f;
	c->nhot++;
}

static void
clockpro_set_cold(struct clockpro *c, frame_t f)
{
	clock_ring_mark(&c->list, f, COLD);
	c->ncold++;
	c->nhot--;
}

static void
clockpro_insert_cold(struct clockpro *c, frame_t f)
{
	clockpro_insert_hot(c, f);
	clockpro_set_cold(c, f);
	clock_ring_mark(&c->list, f, TEST);
}

static void
clockpro_remove(struct clockpro *c, uint32_t x)
{
	if (c->hand_cold == x)
		c->hand_cold = clock_ring_next(&c->list, x);
	if (c->hand_test == x)
		c->hand_test = clock_ring_next(&c->list, x);
	if (clockpro_is_hot(c, x))
		c->nhot--;
	else if (clockpro_resident(c, x))
		c->ncold--;
	clock_ring_remove(&c->list, x);
}

static void
clockpro_want_more_cold(struct clockpro *c)
{
	if (c->adaptive && c->target < clockpro_max_cold(c))
		c->target++;
}

static void
clockpro_end_test(struct clockpro *c, uint32_t x)
{
	bool ghost = !clockpro_resident(c, x);

	clock_ring_unmark(&c->list, x, TEST);
	if (c->adaptive && c->target > 1 &&
	    (ghost || !frame_accessed(c->frames, x)))
		c->target--;
	if (ghost)
		clockpro_remove(c, x);
}

/* Moves HAND_hot past the cold page x, at which it is. */
static void
clockpro_pass_cold(struct clockpro *c, uint32_t x)
{
	if (clock_ring_is(&c->list, x, TEST))
		clockpro_end_test(c, x);
	if (clockpro_resident(c, x))
		clock_ring_pass(&c->list, x);
}

/* Turns HAND_hot until a hot page, of which there is one, has become cold, and
 * on to the next hot one. */
static void
clockpro_run_hot(struct clockpro *c)
{
	bool demoted = false;

	while (!demoted) {
		uint32_t x = clock_ring_first(&c->list);

		if (!clockpro_is_hot(c, x)) {
			clockpro_pass_cold(c, x);
			continue;
		}
		if (frame_accessed(c->frames, x)) {
			frame_clear_accessed(c->frames, x);
		} else {
			clockpro_set_cold(c, x);
			demoted = true;
		}
		clock_ring_pass(&c->list, x);
	}
	while (c->nhot > 0) {
		uint32_t x = clock_ring_first(&c->list);

		if (clockpro_is_hot(c, x))
			return;
		clockpro_pass_cold(c, x);
	}
}

static void
clockpro_limit_hot(struct clockpro *c)
{
	while (c->nhot > c->nframes - c->target)
		clockpro_run_hot(c);
}

/* Ends one test; there is one. */
static void
clockpro_run_test(struct clockpro *c)
{
	uint32_t x = clock_ring_find(&c->list, c->hand_test, TEST);

	c->hand_test = clock_ring_next(&c->list, x);
	clockpro_end_test(c, x);
}

/* The cold page at HAND_cold was used: hot if that was in its test, otherwise
 * another test begins. */
static void
clockpro_reward(struct clockpro *c, frame_t f)
{
	bool in_test = clock_ring_is(&c->list, f, TEST);

	frame_clear_accessed(c->frames, f);
	if (in_test)
		clockpro_want_more_cold(c);
	clockpro_remove(c, f);
	if (in_test) {
		clockpro_insert_hot(c, f);
		clockpro_limit_hot(c);
	} else {
		clockpro_insert_cold(c, f);
	}
}

static void
clockpro_forget(void *st, page_id_t page)
{
	struct clockpro *c = st;

	if (clock_ring_has(&c->list, c->nframes + page))
		clockpro_remove(c, c->nframes + page);
}

static void
clockpro_admit(void *st, frame_t f, page_id_t page)
{
	struct clockpro *c = st;
	uint32_t max_hot = c->nframes - c->target;

	if (clock_ring_has(&c->list, c->nframes + page)) {
		clockpro_want_more_cold(c);
		clockpro_remove(c, c->nframes + page);
		clockpro_insert_hot(c, f);
		clockpro_limit_hot(c);
	} else if (c->filling && c->nhot < max_hot) {
		clockpro_insert_hot(c, f);
		c->filling = c->nhot < max_hot;
	} else {
		clockpro_insert_cold(c, f);
	}
}

static frame_t
clockpro_victim(void *st, not_used page_id_t page)
{
	struct clockpro *c = st;

	for (;;) {
		if (c->ncold == 0)
			clockpro_run_hot(c);
		c->hand_cold = clock_ring_find(&c->list, c->hand_cold, COLD);
		if (!frame_accessed(c->frames, c->hand_cold))
			return (c->hand_cold);
		clockpro_reward(c, c->hand_cold);
	}
}

/* The page in f, cold and in its test, stays in its place without a frame. */
static void
clockpro_keep(struct clockpro *c, frame_t f)
{
	page_id_t page = c->frames->page[f];
	uint32_t x = c->nframes + page;

	clockpro_forget(c, page);
	if (c->hand_test == f)
		c->hand_test = x;
	clock_ring_unmark(&c->list, f, COLD);
	c->ncold--;
	clock_ring_rename(&c->list, f, x);
	if (c->hand_cold == f)
		c->hand_cold = clock_ring_next(&c->list, x);
	while (c->list.count - c->ncold - c->nhot > c->nframes)
		clockpro_run_test(c);
}

static void
clockpro_leave(void *st, frame_t f, enum leave_why why)
{
	struct clockpro *c = st;

	if (why == LEAVE_EVICTED && clock_ring_is(&c->list, f, TEST))
		clockpro_keep(c, f);
	else
		clockpro_remove(c, f);
}

static void
clockpro_state(const void *st, struct policy_state *to)
{
	const struct clockpro *c = st;
	const struct clock_ring *ring = &c->list;

	/* From the hot hand on. */
	to->row(to, "clock");
	for (uint32_t i = 0; i < ring->end; i++) {
		uint32_t x = ring->entry[i];

		if (!bitset_has(&ring->all, i))
			continue;
		if (x < c->nframes)
			to->page_in(to, x);
		else
			to->page(to, x - c->nframes);
		to->remark(to, x >= c->nframes                 ? " gone"
			       : !clock_ring_is(ring, x, COLD) ? " hot"
			       : clock_ring_is(ring, x, TEST)  ? " test"
							       : " cold");
	}
	state_value(to, "cold target", c->target);
}

static const struct policy_ops clockpro_ops = {
	.size = sizeof(struct policy_ops),
	.admit = clockpro_admit,
	.victim = clockpro_victim,
	.leave = clockpro_leave,
	.forget = clockpro_forget,
	.state = clockpro_state,
};

static const struct param clockpro_params[] = {
	{ .name = "cold",
	    .type = PARAM_AMOUNT,
	    .offset = offsetof(struct clockpro_params, cold),
	    .dflt = "0",
	    .unit = "frames",
	    .text = "target number of cold pages; 0: it adapts; a share below "
		    "one frame is 1; all frames or more is one less than all, "
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
		 "the outcome of the tests. Not compared with the program of "
		 "its authors.",
	.weakness = "programs whose hot pages change quickly; many rules, so "
		    "its choices are hard to explain",
	.complexity = "nothing per hit, O(log64 n) per fault on average; 22 "
		      "bytes per frame and 4 per page",
	.footprint = clockpro_footprint,
	.init = clockpro_init,
	.ops = &clockpro_ops,
};

POLICY_BIND(clockpro, replay_batch);
