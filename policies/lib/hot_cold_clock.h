/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The clock of CLOCK-Pro as the paper's section 3 describes it: see clockpro.c.
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
#ifndef POLICIES_LIB_HOT_COLD_CLOCK_H
#define POLICIES_LIB_HOT_COLD_CLOCK_H

#include "model/page.h"
#include "policies/lib/clock_ring.h"

/* Kinds of the ring's elements; one that is resident and not cold is hot. */
enum { COLD, TEST };

struct hot_cold_clock {
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
static inline uint32_t
hot_cold_max_elements(frame_t nframes)
{
	return (2 * nframes + 1);
}

static inline size_t
hot_cold_bytes(frame_t nframes, page_id_t npages)
{
	return (clock_ring_bytes(
	    hot_cold_max_elements(nframes), (uint64_t)nframes + npages));
}

static inline uint32_t
hot_cold_max_cold(const struct hot_cold_clock *c)
{
	return (c->nframes > 1 ? c->nframes - 1 : 1);
}

static inline void
hot_cold_limit(struct hot_cold_clock *c, bool adaptive, uint64_t target)
{
	c->adaptive = adaptive;
	if (adaptive)
		target = c->nframes / 100;
	if (target > hot_cold_max_cold(c))
		target = hot_cold_max_cold(c);
	c->target = target > 0 ? (uint32_t)target : 1;
}

static inline bool
hot_cold_resident(const struct hot_cold_clock *c, uint32_t x)
{
	return (x < c->nframes);
}

static inline bool
hot_cold_is_hot(const struct hot_cold_clock *c, uint32_t x)
{
	return (hot_cold_resident(c, x) && !clock_ring_is(&c->list, x, COLD));
}

static inline void
hot_cold_insert_hot(struct hot_cold_clock *c, frame_t f)
{
	clock_ring_insert(&c->list, f);
	if (c->list.count == 1)
		c->hand_cold = c->hand_test = f;
	c->nhot++;
}

static inline void
hot_cold_set_cold(struct hot_cold_clock *c, frame_t f)
{
	clock_ring_mark(&c->list, f, COLD);
	c->ncold++;
	c->nhot--;
}

static inline void
hot_cold_insert_cold(struct hot_cold_clock *c, frame_t f)
{
	hot_cold_insert_hot(c, f);
	hot_cold_set_cold(c, f);
	clock_ring_mark(&c->list, f, TEST);
}

static inline void
hot_cold_remove(struct hot_cold_clock *c, uint32_t x)
{
	if (c->hand_cold == x)
		c->hand_cold = clock_ring_next(&c->list, x);
	if (c->hand_test == x)
		c->hand_test = clock_ring_next(&c->list, x);
	if (hot_cold_is_hot(c, x))
		c->nhot--;
	else if (hot_cold_resident(c, x))
		c->ncold--;
	clock_ring_remove(&c->list, x);
}

static inline void
hot_cold_want_more_cold(struct hot_cold_clock *c)
{
	if (c->adaptive && c->target < hot_cold_max_cold(c))
		c->target++;
}

static inline void
hot_cold_end_test(struct hot_cold_clock *c, uint32_t x)
{
	bool ghost = !hot_cold_resident(c, x);

	clock_ring_unmark(&c->list, x, TEST);
	if (c->adaptive && c->target > 1 &&
	    (ghost || !frame_accessed(c->frames, x)))
		c->target--;
	if (ghost)
		hot_cold_remove(c, x);
}

/* Moves HAND_hot past the cold page x, at which it is. */
static inline void
hot_cold_pass_cold(struct hot_cold_clock *c, uint32_t x)
{
	if (clock_ring_is(&c->list, x, TEST))
		hot_cold_end_test(c, x);
	if (hot_cold_resident(c, x))
		clock_ring_pass(&c->list, x);
}

/* Turns HAND_hot until a hot page, of which there is one, has become cold, and
 * on to the next hot one. */
static inline void
hot_cold_run_hot(struct hot_cold_clock *c)
{
	bool demoted = false;

	while (!demoted) {
		uint32_t x = clock_ring_first(&c->list);

		if (!hot_cold_is_hot(c, x)) {
			hot_cold_pass_cold(c, x);
			continue;
		}
		if (frame_accessed(c->frames, x)) {
			frame_clear_accessed(c->frames, x);
		} else {
			hot_cold_set_cold(c, x);
			demoted = true;
		}
		clock_ring_pass(&c->list, x);
	}
	while (c->nhot > 0) {
		uint32_t x = clock_ring_first(&c->list);

		if (hot_cold_is_hot(c, x))
			return;
		hot_cold_pass_cold(c, x);
	}
}

static inline void
hot_cold_limit_hot(struct hot_cold_clock *c)
{
	while (c->nhot > c->nframes - c->target)
		hot_cold_run_hot(c);
}

/* Ends one test; there is one. */
static inline void
hot_cold_run_test(struct hot_cold_clock *c)
{
	uint32_t x = clock_ring_find(&c->list, c->hand_test, TEST);

	c->hand_test = clock_ring_next(&c->list, x);
	hot_cold_end_test(c, x);
}

/* The cold page at HAND_cold was used: hot if that was in its test, otherwise
 * another test begins. */
static inline void
hot_cold_reward(struct hot_cold_clock *c, frame_t f)
{
	bool in_test = clock_ring_is(&c->list, f, TEST);

	frame_clear_accessed(c->frames, f);
	if (in_test)
		hot_cold_want_more_cold(c);
	hot_cold_remove(c, f);
	if (in_test) {
		hot_cold_insert_hot(c, f);
		hot_cold_limit_hot(c);
	} else {
		hot_cold_insert_cold(c, f);
	}
}

static inline void
hot_cold_forget(struct hot_cold_clock *c, page_id_t page)
{
	if (clock_ring_has(&c->list, c->nframes + page))
		hot_cold_remove(c, c->nframes + page);
}

static inline void
hot_cold_admit(struct hot_cold_clock *c, frame_t f, page_id_t page)
{
	uint32_t max_hot = c->nframes - c->target;

	if (clock_ring_has(&c->list, c->nframes + page)) {
		hot_cold_want_more_cold(c);
		hot_cold_remove(c, c->nframes + page);
		hot_cold_insert_hot(c, f);
		hot_cold_limit_hot(c);
	} else if (c->filling && c->nhot < max_hot) {
		hot_cold_insert_hot(c, f);
		c->filling = c->nhot < max_hot;
	} else {
		hot_cold_insert_cold(c, f);
	}
}

static inline frame_t
hot_cold_victim(struct hot_cold_clock *c)
{
	for (;;) {
		if (c->ncold == 0)
			hot_cold_run_hot(c);
		c->hand_cold = clock_ring_find(&c->list, c->hand_cold, COLD);
		if (!frame_accessed(c->frames, c->hand_cold))
			return (c->hand_cold);
		hot_cold_reward(c, c->hand_cold);
	}
}

/* The page in f, cold and in its test, stays in its place without a frame. */
static inline void
hot_cold_keep(struct hot_cold_clock *c, frame_t f)
{
	page_id_t page = c->frames->page[f];
	uint32_t x = c->nframes + page;

	hot_cold_forget(c, page);
	if (c->hand_test == f)
		c->hand_test = x;
	clock_ring_unmark(&c->list, f, COLD);
	c->ncold--;
	clock_ring_rename(&c->list, f, x);
	if (c->hand_cold == f)
		c->hand_cold = clock_ring_next(&c->list, x);
	while (c->list.count - c->ncold - c->nhot > c->nframes)
		hot_cold_run_test(c);
}

#endif
