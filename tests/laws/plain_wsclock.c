/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * WSClock (Carr and Hennessy 1981): a clock whose hand keeps the time of last
 * use.  A page not used for tau references is outside the working set: if clean
 * it is evicted; if dirty it is written back, and evicted if the turn finds no
 * other.
 *
 * Where every page is in the working set the paper suspends a process; here
 * the page whose recorded use is oldest is evicted.
 */
#include "plain.h"

struct wsclock {
	uint64_t *used; /* by page */
	uint64_t tau;
	uint64_t t;
	uint32_t hand;
};

static void
wsclock_open(struct plain_run *r)
{
	struct wsclock *w = r->st;

	w->used = plain_alloc(r, r->npages, sizeof(*w->used));
	w->tau = plain_count(r, "tau", 10000);
}

static void
wsclock_hit(struct plain_run *r, uint32_t page)
{
	struct wsclock *w = r->st;

	(void)page;
	w->t++;
}

/* One turn: a clean page outside the working set, else the first written back,
 * else PLAIN_NONE. */
static uint32_t
wsclock_turn(struct plain_run *r)
{
	struct wsclock *w = r->st;
	uint32_t cleaned = PLAIN_NONE;

	for (uint32_t i = 0; i < r->nframes; i++) {
		uint32_t page = r->page[w->hand];

		w->hand = (w->hand + 1) % r->nframes;
		if (page == PLAIN_NONE || r->pinned[page])
			continue;
		if (r->accessed[page]) {
			r->accessed[page] = false;
			w->used[page] = w->t;
		} else if (w->t - w->used[page] > w->tau) {
			if (!r->dirty[page])
				return (page);
			plain_clean(r, page);
			if (cleaned == PLAIN_NONE)
				cleaned = page;
		}
	}
	return (cleaned);
}

/* The page of the oldest use; of equals the first from the hand. */
static uint32_t
wsclock_oldest(struct plain_run *r)
{
	struct wsclock *w = r->st;
	uint32_t best = PLAIN_NONE;

	for (uint32_t i = 0; i < r->nframes; i++) {
		uint32_t page = r->page[(w->hand + i) % r->nframes];

		if (page == PLAIN_NONE || r->pinned[page])
			continue;
		if (best == PLAIN_NONE || w->used[page] < w->used[best])
			best = page;
	}
	return (best);
}

static uint32_t
wsclock_victim(struct plain_run *r)
{
	struct wsclock *w = r->st;
	uint32_t page = wsclock_turn(r);

	if (page == PLAIN_NONE)
		page = wsclock_oldest(r);
	w->hand = (r->frame[page] + 1) % r->nframes;
	return (page);
}

static void
wsclock_miss(struct plain_run *r, uint32_t page)
{
	struct wsclock *w = r->st;

	w->t++;
	if (plain_full(r))
		plain_evict(r, wsclock_victim(r));
	plain_load(r, page);
	w->used[page] = w->t;
}

static void
wsclock_admit(struct plain_run *r, uint32_t page)
{
	struct wsclock *w = r->st;

	w->used[page] = ++w->t;
}

const struct plain plain_wsclock = {
	.name = "wsclock",
	.size = sizeof(struct wsclock),
	.open = wsclock_open,
	.hit = wsclock_hit,
	.miss = wsclock_miss,
	.admit = wsclock_admit,
};
