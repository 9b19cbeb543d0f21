/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * CLOCK-Pro (Jiang, Chen and Zhang, USENIX ATC 2005, section 3): hot pages,
 * resident cold ones and the ghosts of cold ones on one clock with three hands.
 *
 * The clock is a list; its hands move from tail to head and begin again.  The
 * paper's list head is the place just behind the hot hand: a page is put there
 * and is the last that this hand reaches.  A cold page is in test until a hand
 * ends the test.  If it is used in test, it becomes hot and cold pages get one
 * frame more, otherwise one less.
 *
 * variant=authors is in plain_jiang.c.
 */
#include <stdlib.h>
#include <string.h>

#include "plain.h"
#include "plain_jiang.h"

struct clockpro {
	struct plain_list clock;
	bool *hot, *test, *ref; /* by page */
	uint32_t hand_hot, hand_cold, hand_test;
	uint32_t nhot, nghost;
	uint32_t cold, cold_max; /* frames cold pages are to have */
	bool fixed;
	bool filling;        /* the first pages are hot */
	struct jiang *jiang; /* NULL: variant=paper */
};

static void
clockpro_open(struct plain_run *r)
{
	static const char *const variants[] = { "authors", "paper", NULL };
	struct clockpro *c = r->st;
	bool paper = plain_choice(r, "variant", variants) == 1;
	uint64_t cold = plain_amount(r, "cold", "0", r->nframes);
	const char *given =
	    r->setup.params != NULL ? strstr(r->setup.params, "cold=") : NULL;

	plain_list_open(r, &c->clock);
	c->hot = plain_alloc(r, r->npages, sizeof(*c->hot));
	c->test = plain_alloc(r, r->npages, sizeof(*c->test));
	c->ref = plain_alloc(r, r->npages, sizeof(*c->ref));
	c->hand_hot = c->hand_cold = c->hand_test = PLAIN_NONE;
	/* A share that is less than one page is one page. */
	c->fixed = given != NULL && strtoull(given + 5, NULL, 10) != 0;
	if (!paper) {
		c->jiang = jiang_open(r, c->fixed, cold);
		return;
	}
	c->cold_max = r->nframes > 1 ? r->nframes - 1 : 1;
	if (!c->fixed)
		cold = r->nframes / 100;
	if (cold == 0)
		cold = 1;
	c->cold = cold < c->cold_max ? (uint32_t)cold : c->cold_max;
	c->filling = c->cold < r->nframes;
}

static uint32_t
after(const struct clockpro *c, uint32_t page)
{
	uint32_t next = c->clock.newer[page];

	return (next != PLAIN_NONE ? next : c->clock.tail);
}

static void
take_out(struct plain_run *r, uint32_t page)
{
	struct clockpro *c = r->st;
	uint32_t next = c->clock.n > 1 ? after(c, page) : PLAIN_NONE;

	if (c->hand_hot == page)
		c->hand_hot = next;
	if (c->hand_cold == page)
		c->hand_cold = next;
	if (c->hand_test == page)
		c->hand_test = next;
	plain_list_remove(&c->clock, page);
	c->nhot -= c->hot[page];
	c->nghost -= !plain_resident(r, page);
}

/* Just behind the hot hand; the page is resident. */
static void
put_in(struct clockpro *c, uint32_t page, bool hot, bool test)
{
	c->hot[page] = hot;
	c->test[page] = test;
	c->ref[page] = false;
	c->nhot += hot;
	if (c->clock.n == 0) {
		plain_list_push_head(&c->clock, page);
		c->hand_hot = c->hand_cold = c->hand_test = page;
	} else {
		plain_list_insert_older(&c->clock, c->hand_hot, page);
	}
}

static void
end_test(struct plain_run *r, uint32_t page)
{
	struct clockpro *c = r->st;

	c->test[page] = false;
	if (!c->ref[page] && !c->fixed && c->cold > 1)
		c->cold--;
	if (!plain_resident(r, page))
		take_out(r, page);
}

/* Moves the hot hand over cold pages, ending their tests, to a hot page. */
static void
to_hot_page(struct plain_run *r)
{
	struct clockpro *c = r->st;

	while (c->nhot > 0 && !c->hot[c->hand_hot]) {
		uint32_t page = c->hand_hot;

		c->hand_hot = after(c, page);
		if (c->test[page])
			end_test(r, page);
	}
}

static void
run_hot(struct plain_run *r)
{
	struct clockpro *c = r->st;
	uint32_t page;

	for (;;) {
		to_hot_page(r);
		page = c->hand_hot;
		c->hand_hot = after(c, page);
		if (!c->ref[page])
			break;
		c->ref[page] = false;
	}
	c->hot[page] = false;
	c->nhot--;
	to_hot_page(r);
}

static void
run_test(struct plain_run *r)
{
	struct clockpro *c = r->st;
	uint32_t page;

	do {
		page = c->hand_test;
		c->hand_test = after(c, page);
	} while (!c->test[page]);
	end_test(r, page);
}

/* A page used within its test becomes hot; another may have to cool. */
static void
promote(struct plain_run *r, uint32_t page)
{
	struct clockpro *c = r->st;

	if (!c->fixed && c->cold < c->cold_max)
		c->cold++;
	put_in(c, page, true, false);
	while (c->nhot + c->cold > r->nframes)
		run_hot(r);
}

static bool
has_cold(struct plain_run *r)
{
	struct clockpro *c = r->st;
	uint32_t p;

	for (p = c->clock.tail; p != PLAIN_NONE; p = c->clock.newer[p])
		if (plain_resident(r, p) && !c->hot[p])
			return (true);
	return (false);
}

static void
clockpro_evict(struct plain_run *r)
{
	struct clockpro *c = r->st;
	uint32_t page;

	for (;;) {
		bool test;

		if (!has_cold(r))
			run_hot(r);
		while (c->hot[c->hand_cold] || !plain_resident(r, c->hand_cold))
			c->hand_cold = after(c, c->hand_cold);
		page = c->hand_cold;
		if (!c->ref[page])
			break;
		test = c->test[page];
		take_out(r, page);
		if (test)
			promote(r, page);
		else
			put_in(c, page, false, true);
	}
	if (!c->test[page]) {
		take_out(r, page);
		plain_evict(r, page);
		return;
	}
	c->hand_cold = after(c, page);
	plain_evict(r, page);
	c->nghost++;
	while (c->nghost > r->nframes)
		run_test(r);
}

static void
clockpro_hit(struct plain_run *r, uint32_t page)
{
	struct clockpro *c = r->st;

	if (c->jiang != NULL)
		jiang_hit(c->jiang, page);
	else
		c->ref[page] = true;
}

/* A page that is not on the clock. */
static void
clockpro_admit(struct plain_run *r, uint32_t page)
{
	struct clockpro *c = r->st;
	bool hot = c->filling && c->nhot + c->cold < r->nframes;

	if (c->jiang != NULL) {
		jiang_admit(r, c->jiang, page);
		return;
	}
	put_in(c, page, hot, !hot);
	if (c->nhot + c->cold >= r->nframes)
		c->filling = false;
}

static void
clockpro_miss(struct plain_run *r, uint32_t page)
{
	struct clockpro *c = r->st;

	if (c->jiang != NULL) {
		jiang_miss(r, c->jiang, page);
		return;
	}
	if (plain_full(r))
		clockpro_evict(r);
	if (c->clock.has[page]) {
		take_out(r, page);
		plain_load(r, page);
		promote(r, page);
	} else {
		plain_load(r, page);
		clockpro_admit(r, page);
	}
}

static void
clockpro_drop(struct plain_run *r, uint32_t page)
{
	struct clockpro *c = r->st;

	if (c->jiang != NULL)
		jiang_drop(r, c->jiang, page);
	else if (c->clock.has[page])
		take_out(r, page);
}

const struct plain plain_clockpro = {
	.name = "clockpro",
	.size = sizeof(struct clockpro),
	.open = clockpro_open,
	.hit = clockpro_hit,
	.miss = clockpro_miss,
	.admit = clockpro_admit,
	.drop = clockpro_drop,
};
