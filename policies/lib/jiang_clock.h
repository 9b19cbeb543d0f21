/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The clock of CLOCK-Pro as its author's simulator has it (Song Jiang,
 * clock-pro.c, 2005).
 *
 * A list of pages, hot, cold and evicted in their test, joined to a ring. Pages
 * enter at the head.  The hands move towards the head and from there to the
 * tail.  Unlike in the paper's text:
 *
 *   pages enter at the head, which is not where HAND_hot is: cold pages that
 *	it passed stay behind, and it reaches new pages before them
 *   HAND_hot ends no test; it pushes HAND_test, which ends the tests of all it
 *	passes, and clears their accessed bits
 *   a page that HAND_cold finds used outside its test is evicted
 *   credits decide the number of cold pages
 *   at least two frames are for cold pages
 *
 * There is one credit more for each evicted page that returns in its test,
 * and one less for each evicted page whose test ends.  HAND_cold uses a
 * credit where it finds a page used in its test; without credits that page is
 * exchanged for a hot one.  Where a page is kept cold for a credit, the
 * program means to leave its bit set but sets that of the page ahead of it;
 * so does this.
 *
 * The program has no pages that are unmapped; here hands and head then move to
 * a neighbour.  It does not end when there is no hot page; here HAND_hot then
 * does nothing.
 *
 * Elements are frames and, beyond them, page numbers.  Every hand is passed
 * along the ring at most once for each page that enters or is used, so a fault
 * costs O(1) on average.
 */
#ifndef POLICIES_LIB_JIANG_CLOCK_H
#define POLICIES_LIB_JIANG_CLOCK_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/bitset.h"
#include "model/page.h"

#define JIANG_NONE     UINT32_MAX
#define JIANG_MIN_COLD 2

/* Of an element; one that is in the ring and not cold is hot. */
enum {
	JIANG_IN = 1,
	JIANG_COLD = 2,
	JIANG_TEST = 4,
	JIANG_USED = 8 /* counts as accessed whatever the page's bit */
};

enum jiang_met { JIANG_NOT_MET, JIANG_MET, JIANG_MET_AND_DEMOTED };

struct jiang_clock {
	const struct frame_table *frames;
	uint32_t *next, *prev; /* by element; to tail, to head */
	uint8_t *flags;        /* by element */
	uint32_t head, hand_hot, hand_cold, hand_test;
	uint32_t nframes;
	uint32_t nhot, ncold; /* resident */
	uint32_t nghost;
	uint32_t min_cold, max_cold; /* for credits */
	int64_t credits;
	bool adaptive;
};

static inline size_t
jiang_clock_bytes(uint64_t elements)
{
	return (elements * (2 * sizeof(uint32_t) + 1));
}

/* Zeroed memory of jiang_clock_bytes(). */
static inline void
jiang_clock_place(struct jiang_clock *c, void *memory, uint64_t elements)
{
	c->next = (uint32_t *)memory;
	c->prev = c->next + elements;
	c->flags = (uint8_t *)(c->prev + elements);
	c->head = c->hand_hot = c->hand_cold = c->hand_test = JIANG_NONE;
}

/* The number of cold pages, or, where it adapts, 1 % of the frames and more. */
static inline void
jiang_limit(struct jiang_clock *c, bool adaptive, uint64_t cold)
{
	uint32_t most = c->nframes > 1 ? c->nframes - 1 : 1;

	c->adaptive = adaptive;
	if (adaptive)
		cold = c->nframes / 100;
	if (cold < JIANG_MIN_COLD)
		cold = JIANG_MIN_COLD;
	c->min_cold = cold < most ? (uint32_t)cold : most;
	c->max_cold = c->adaptive ? most : c->min_cold;
}

static inline bool
jiang_resident(const struct jiang_clock *c, uint32_t x)
{
	return (x < c->nframes);
}

static inline bool
jiang_is(const struct jiang_clock *c, uint32_t x, int flag)
{
	return ((c->flags[x] & flag) != 0);
}

static inline bool
jiang_used(const struct jiang_clock *c, uint32_t x)
{
	return (jiang_is(c, x, JIANG_USED) || frame_accessed(c->frames, x));
}

static inline void
jiang_clear_used(struct jiang_clock *c, uint32_t x)
{
	c->flags[x] &= (uint8_t)~JIANG_USED;
	if (jiang_resident(c, x))
		frame_clear_accessed(c->frames, x);
}

static inline void
jiang_count(struct jiang_clock *c, uint32_t x, uint32_t by)
{
	if (!jiang_resident(c, x))
		c->nghost += by;
	else if (jiang_is(c, x, JIANG_COLD))
		c->ncold += by;
	else
		c->nhot += by;
}

/* What was at x is at the element 'to', or nowhere when x was the last. */
static inline void
jiang_move_hands(struct jiang_clock *c, uint32_t x, uint32_t to)
{
	if (c->hand_hot == x)
		c->hand_hot = to;
	if (c->hand_cold == x)
		c->hand_cold = to;
	if (c->hand_test == x)
		c->hand_test = to;
}

static inline void
jiang_unlink(struct jiang_clock *c, uint32_t x)
{
	uint32_t next = c->next[x], prev = c->prev[x];
	bool last = next == x;

	jiang_move_hands(c, x, last ? JIANG_NONE : prev);
	if (c->head == x)
		c->head = last ? JIANG_NONE : next;
	c->next[prev] = next;
	c->prev[next] = prev;
	jiang_count(c, x, UINT32_MAX);
	c->flags[x] = 0;
}

/* x enters at the head, of this kind. */
static inline void
jiang_link(struct jiang_clock *c, uint32_t x, int flags)
{
	if (c->head == JIANG_NONE) {
		c->next[x] = c->prev[x] = x;
		c->hand_hot = c->hand_test = x;
	} else {
		c->next[x] = c->head;
		c->prev[x] = c->prev[c->head];
		c->next[c->prev[x]] = x;
		c->prev[c->head] = x;
	}
	c->head = x;
	c->flags[x] = (uint8_t)(JIANG_IN | flags);
	if (c->hand_cold == JIANG_NONE && (flags & JIANG_COLD) != 0)
		c->hand_cold = x;
	jiang_count(c, x, 1);
}

static inline void
jiang_relink(struct jiang_clock *c, uint32_t x, int flags)
{
	jiang_clear_used(c, x);
	jiang_unlink(c, x);
	jiang_link(c, x, flags);
}

/* Ends the test of x, if it is cold; a page without a frame leaves. */
static inline void
jiang_end_test(struct jiang_clock *c, uint32_t x)
{
	if (!jiang_is(c, x, JIANG_COLD))
		return;
	if (!jiang_resident(c, x)) {
		if (c->adaptive)
			c->credits--;
		jiang_unlink(c, x);
		return;
	}
	c->flags[x] &= (uint8_t)~JIANG_TEST;
	jiang_clear_used(c, x);
}

static inline void
jiang_test_step(struct jiang_clock *c)
{
	uint32_t x = c->hand_test;

	c->hand_test = c->prev[x];
	jiang_end_test(c, x);
}

/* Ends tests while more than n pages without a frame are in the ring. */
static inline void
jiang_limit_ghosts(struct jiang_clock *c)
{
	while (c->nghost > c->nframes)
		jiang_test_step(c);
}

static inline uint32_t
jiang_hot_step(struct jiang_clock *c, bool *demoted)
{
	uint32_t x = c->hand_hot;

	if (jiang_is(c, x, JIANG_COLD)) {
		c->hand_hot = c->prev[x];
		return (x);
	}
	*demoted = !jiang_used(c, x);
	jiang_relink(c, x, *demoted ? JIANG_COLD : 0);
	return (JIANG_NONE);
}

/*
 * HAND_hot goes on until a hot page has become cold and from there to the next
 * hot one.  Meeting the cold page 'met', for which it moves, ends it too, and
 * that page's test.
 */
static inline enum jiang_met
jiang_run_hot(struct jiang_clock *c, uint32_t met)
{
	bool done = false, demoted = false, is_met = false;

	while (c->nhot > 0 && (!done || jiang_is(c, c->hand_hot, JIANG_COLD))) {
		bool now = false;
		uint32_t passed = jiang_hot_step(c, &now);

		demoted |= now;
		is_met |= passed != JIANG_NONE && passed == met;
		done |= now || is_met;
		if (c->next[c->hand_hot] == c->hand_test) {
			jiang_test_step(c);
			jiang_limit_ghosts(c);
		}
	}
	if (!is_met)
		return (JIANG_NOT_MET);
	/* Only where pages were unmapped is HAND_test elsewhere. */
	if (jiang_is(c, met, JIANG_TEST))
		jiang_end_test(c, met);
	return (demoted ? JIANG_MET_AND_DEMOTED : JIANG_MET);
}

static inline void
jiang_find_cold(struct jiang_clock *c)
{
	while (!jiang_resident(c, c->hand_cold) ||
	       !jiang_is(c, c->hand_cold, JIANG_COLD))
		c->hand_cold = c->prev[c->hand_cold];
}

/* The page at HAND_cold was used in its test. */
static inline void
jiang_reward(struct jiang_clock *c)
{
	uint32_t x = c->hand_cold, ncold = c->nframes - c->nhot;
	enum jiang_met met;
	bool grow;

	if ((c->credits > 0 && ncold >= c->max_cold) ||
	    (c->credits < 0 && ncold <= c->min_cold))
		c->credits = 0;
	if (c->credits < 0) {
		jiang_relink(c, x, 0);
		c->credits++;
		return;
	}
	grow = c->credits > 0;
	met = jiang_run_hot(c, x); /* which takes credits */
	if (!grow) {
		if (met != JIANG_MET)
			jiang_relink(c, x, 0);
	} else if (met == JIANG_NOT_MET) {
		c->hand_cold = c->prev[x];
		jiang_relink(c, x, JIANG_COLD | JIANG_TEST);
		c->flags[c->hand_cold] |= JIANG_USED;
		c->credits--;
	} else {
		jiang_clear_used(c, x);
		c->credits -= met == JIANG_MET_AND_DEMOTED;
	}
}

static inline frame_t
jiang_victim(struct jiang_clock *c)
{
	for (;;) {
		if (c->ncold == 0)
			jiang_run_hot(c, JIANG_NONE);
		jiang_find_cold(c);
		if (!jiang_used(c, c->hand_cold) ||
		    !jiang_is(c, c->hand_cold, JIANG_TEST))
			return (c->hand_cold);
		jiang_reward(c);
	}
}

static inline void
jiang_forget(struct jiang_clock *c, page_id_t page)
{
	if (jiang_is(c, c->nframes + page, JIANG_IN))
		jiang_unlink(c, c->nframes + page);
}

static inline void
jiang_admit(struct jiang_clock *c, frame_t f, page_id_t page)
{
	uint32_t ghost = c->nframes + page;

	if (jiang_is(c, ghost, JIANG_IN)) {
		enum jiang_met met = jiang_run_hot(c, ghost);

		if (met == JIANG_MET) {
			jiang_link(c, f, JIANG_COLD | JIANG_TEST);
			return;
		}
		if (c->adaptive)
			c->credits++;
		if (jiang_is(c, ghost, JIANG_IN))
			jiang_unlink(c, ghost);
		jiang_link(c, f, 0);
	} else if (c->nframes - c->nhot - c->ncold > c->min_cold) {
		jiang_link(c, f, 0);
	} else {
		jiang_link(c, f, JIANG_COLD | JIANG_TEST);
	}
}

/* The page in f, cold and in its test, stays in its place without a frame. */
static inline void
jiang_keep(struct jiang_clock *c, frame_t f)
{
	uint32_t ghost = c->nframes + c->frames->page[f];
	uint32_t next, prev;

	jiang_forget(c, c->frames->page[f]);
	next = c->next[f] == f ? ghost : c->next[f];
	prev = c->prev[f] == f ? ghost : c->prev[f];
	c->next[ghost] = next;
	c->prev[ghost] = prev;
	c->next[prev] = ghost;
	c->prev[next] = ghost;
	if (c->hand_cold == f)
		c->hand_cold = prev;
	jiang_move_hands(c, f, ghost);
	if (c->head == f)
		c->head = ghost;
	jiang_count(c, f, UINT32_MAX);
	c->flags[f] = 0;
	c->flags[ghost] = JIANG_IN | JIANG_COLD | JIANG_TEST;
	jiang_count(c, ghost, 1);
}

static inline void
jiang_evict(struct jiang_clock *c, frame_t f)
{
	if (jiang_is(c, f, JIANG_TEST))
		jiang_keep(c, f);
	else
		jiang_unlink(c, f);
	if (c->ncold > 0)
		jiang_find_cold(c);
	jiang_limit_ghosts(c);
}

#endif
