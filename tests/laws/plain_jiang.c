/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * CLOCK-Pro as the simulator of its first author has it (Song Jiang,
 * clock-pro.c, 2005), written from that program: clockpro:variant=authors.
 *
 * The program's 'prev' is 'newer' here, round the head to the tail.  It keeps a
 * page's bits with the page, as here, where the product keeps them with frames.
 */
#include "plain_jiang.h"

struct jiang {
	struct plain_list clock;
	bool *hot, *test, *ref; /* by page */
	uint32_t hand_hot, hand_cold, hand_test;
	uint32_t nhot, ncold, nghost;
	uint32_t least, most; /* cold pages */
	int64_t credits;
	bool fixed;
};

struct jiang *
jiang_open(struct plain_run *r, bool fixed, uint64_t cold)
{
	struct jiang *c = plain_alloc(r, 1, sizeof(*c));
	uint32_t all_but_one = r->nframes > 1 ? r->nframes - 1 : 1;

	plain_list_open(r, &c->clock);
	c->hot = plain_alloc(r, r->npages, sizeof(*c->hot));
	c->test = plain_alloc(r, r->npages, sizeof(*c->test));
	c->ref = plain_alloc(r, r->npages, sizeof(*c->ref));
	c->hand_hot = c->hand_cold = c->hand_test = PLAIN_NONE;
	c->fixed = fixed;
	if (!fixed)
		cold = r->nframes / 100;
	if (cold < 2)
		cold = 2;
	if (cold > all_but_one)
		cold = all_but_one;
	c->least = (uint32_t)cold;
	c->most = fixed ? c->least : all_but_one;
	return (c);
}

static uint32_t
prev(const struct jiang *c, uint32_t page)
{
	uint32_t newer = c->clock.newer[page];

	return (newer != PLAIN_NONE ? newer : c->clock.tail);
}

static uint32_t
next(const struct jiang *c, uint32_t page)
{
	uint32_t older = c->clock.older[page];

	return (older != PLAIN_NONE ? older : c->clock.head);
}

static bool
cold(const struct plain_run *r, const struct jiang *c, uint32_t page)
{
	return (plain_resident(r, page) && !c->hot[page]);
}

/* The counts of pages are the caller's. */
static void
take_out(struct jiang *c, uint32_t page)
{
	uint32_t to = c->clock.n > 1 ? prev(c, page) : PLAIN_NONE;

	if (c->hand_hot == page)
		c->hand_hot = to;
	if (c->hand_cold == page)
		c->hand_cold = to;
	if (c->hand_test == page)
		c->hand_test = to;
	plain_list_remove(&c->clock, page);
}

static void
put_in(struct jiang *c, uint32_t page, bool hot, bool test)
{
	plain_list_push_head(&c->clock, page);
	c->hot[page] = hot;
	c->test[page] = test;
	c->ref[page] = false;
	if (c->clock.n == 1)
		c->hand_hot = c->hand_test = page;
	if (c->hand_cold == PLAIN_NONE && !hot)
		c->hand_cold = page;
}

static void
end_test(struct plain_run *r, struct jiang *c, uint32_t page)
{
	if (c->hot[page])
		return;
	c->test[page] = c->ref[page] = false;
	if (plain_resident(r, page))
		return;
	if (!c->fixed)
		c->credits--;
	take_out(c, page);
	c->nghost--;
}

/* One step of the hand, then as many as the ghosts that are too many need. */
static void
run_test(struct plain_run *r, struct jiang *c, bool step)
{
	while (step || c->nghost > r->nframes) {
		uint32_t page = c->hand_test;

		c->hand_test = prev(c, page);
		end_test(r, c, page);
		step = false;
	}
}

/* Bit 0: the hand came to the page 'met'; bit 1: a hot page became cold. */
static int
run_hot(struct plain_run *r, struct jiang *c, uint32_t met)
{
	int what = 0;

	while (c->nhot > 0 && (what == 0 || !c->hot[c->hand_hot])) {
		uint32_t page = c->hand_hot;

		if (!c->hot[page]) {
			what |= page == met;
			c->hand_hot = prev(c, page);
		} else {
			bool stays = c->ref[page];

			take_out(c, page);
			put_in(c, page, stays, false);
			if (!stays) {
				c->nhot--;
				c->ncold++;
				what |= 2;
			}
		}
		if (next(c, c->hand_hot) == c->hand_test)
			run_test(r, c, true);
	}
	if ((what & 1) != 0 && c->clock.has[met] && c->test[met])
		end_test(r, c, met);
	return (what);
}

static void
to_cold(struct plain_run *r, struct jiang *c)
{
	while (!cold(r, c, c->hand_cold))
		c->hand_cold = prev(c, c->hand_cold);
}

static void
to_hot(struct jiang *c, uint32_t page)
{
	take_out(c, page);
	put_in(c, page, true, false);
	c->nhot++;
	c->ncold--;
}

/* The page at the cold hand was used in its test. */
static void
used(struct plain_run *r, struct jiang *c)
{
	uint32_t page = c->hand_cold, ncold = r->nframes - c->nhot;
	int what;

	if (c->credits > 0 && ncold >= c->most)
		c->credits = 0;
	if (c->credits < 0 && ncold <= c->least)
		c->credits = 0;
	if (c->credits < 0) {
		to_hot(c, page);
		c->credits++;
	} else if (c->credits == 0) {
		what = run_hot(r, c, page);
		if (what != 1)
			to_hot(c, page);
	} else {
		what = run_hot(r, c, page);
		if ((what & 1) == 0) {
			uint32_t ahead = prev(c, page);

			take_out(c, page);
			put_in(c, page, false, true);
			c->hand_cold = ahead;
			c->ref[ahead] = true;
			c->credits--;
		} else {
			c->ref[page] = false;
			c->credits -= what == 3;
		}
	}
}

static void
evict(struct plain_run *r, struct jiang *c)
{
	uint32_t page;

	for (;;) {
		if (c->ncold == 0)
			run_hot(r, c, PLAIN_NONE);
		to_cold(r, c);
		page = c->hand_cold;
		if (!c->ref[page] || !c->test[page])
			break;
		used(r, c);
	}
	c->hand_cold = prev(c, page);
	plain_evict(r, page);
	c->ncold--;
	if (c->test[page])
		c->nghost++;
	else
		take_out(c, page);
	if (c->ncold > 0)
		to_cold(r, c);
	run_test(r, c, false);
}

void
jiang_hit(struct jiang *c, uint32_t page)
{
	c->ref[page] = true;
}

/* A page that is not on the clock. */
void
jiang_admit(struct plain_run *r, struct jiang *c, uint32_t page)
{
	bool hot = r->nframes - c->nhot - c->ncold > c->least;

	put_in(c, page, hot, !hot);
	c->nhot += hot;
	c->ncold += !hot;
}

void
jiang_miss(struct plain_run *r, struct jiang *c, uint32_t page)
{
	int what;

	if (plain_full(r))
		evict(r, c);
	if (!c->clock.has[page]) {
		plain_load(r, page);
		jiang_admit(r, c, page);
		return;
	}
	what = run_hot(r, c, page);
	if (c->clock.has[page]) {
		take_out(c, page);
		c->nghost--;
	}
	plain_load(r, page);
	if (what == 1) {
		put_in(c, page, false, true);
		c->ncold++;
	} else {
		put_in(c, page, true, false);
		c->nhot++;
		if (!c->fixed)
			c->credits++;
	}
}

void
jiang_drop(struct plain_run *r, struct jiang *c, uint32_t page)
{
	if (!c->clock.has[page])
		return;
	if (!plain_resident(r, page))
		c->nghost--;
	else if (c->hot[page])
		c->nhot--;
	else
		c->ncold--;
	take_out(c, page);
}
