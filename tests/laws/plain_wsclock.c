/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * WSClock (Carr and Hennessy 1981, section 3).
 *
 * Every frame has LU, the virtual time at which its page was last seen to be
 * used.  At a fault the hand looks at one frame after another:
 *
 *   the page was used   its bit is cleared, LU becomes the present time
 *   in the working set  (time - LU is at most tau): passed
 *   outside, clean      it is replaced
 *   outside, dirty      it is sent to be cleaned and passed
 *
 * Virtual time counts references to pages that may be evicted, and pages that
 * come in otherwise.  A page cleaned is clean at once here.  When
 * the hand has been at every frame: the first page that was cleaned on the way
 * is replaced; where there was none, all pages are in the working set and the
 * paper removes a task; here the page with the earliest LU goes, of several the
 * first from the hand on.
 */
#include <assert.h>

#include "plain.h"

struct wsclock {
	uint64_t *lu; /* by page */
	uint64_t tau;
	uint64_t now;
	uint32_t hand;
};

static void
wsclock_open(struct plain_run *r)
{
	struct wsclock *w = r->st;

	w->lu = plain_alloc(r, r->npages, sizeof(*w->lu));
	w->tau = plain_count(r, "tau", 10000);
}

/* The page that the hand finds outside the working set, or PLAIN_NONE; in
 * *cleaned the first that it had cleaned. */
static uint32_t
wsclock_turn(struct plain_run *r, uint32_t *cleaned)
{
	struct wsclock *w = r->st;

	for (uint32_t k = 0; k < r->nframes; k++) {
		uint32_t page = r->page[(w->hand + k) % r->nframes];

		if (page == PLAIN_NONE || r->pinned[page])
			continue;
		if (r->accessed[page]) {
			r->accessed[page] = false;
			w->lu[page] = w->now;
		} else if (w->now - w->lu[page] > w->tau) {
			if (!r->dirty[page])
				return (page);
			plain_clean(r, page);
			if (*cleaned == PLAIN_NONE)
				*cleaned = page;
		}
	}
	return (PLAIN_NONE);
}

static uint32_t
wsclock_earliest(struct plain_run *r)
{
	struct wsclock *w = r->st;
	uint32_t best = PLAIN_NONE;

	for (uint32_t k = 0; k < r->nframes; k++) {
		uint32_t page = r->page[(w->hand + k) % r->nframes];

		if (page == PLAIN_NONE || r->pinned[page])
			continue;
		if (best == PLAIN_NONE || w->lu[page] < w->lu[best])
			best = page;
	}
	return (best);
}

static void
wsclock_admit(struct plain_run *r, uint32_t page)
{
	struct wsclock *w = r->st;

	w->lu[page] = w->now;
}

static void
wsclock_hit(struct plain_run *r, uint32_t page)
{
	struct wsclock *w = r->st;

	(void)page;
	w->now++;
}

static void
wsclock_unpin(struct plain_run *r, uint32_t page)
{
	wsclock_hit(r, page);
	wsclock_admit(r, page);
}

static void
wsclock_miss(struct plain_run *r, uint32_t page)
{
	struct wsclock *w = r->st;

	w->now++;
	if (plain_full(r)) {
		uint32_t cleaned = PLAIN_NONE;
		uint32_t victim = wsclock_turn(r, &cleaned);

		if (victim == PLAIN_NONE)
			victim = cleaned;
		if (victim == PLAIN_NONE)
			victim = wsclock_earliest(r);
		assert(victim != PLAIN_NONE);
		w->hand = (r->frame[victim] + 1) % r->nframes;
		plain_evict(r, victim);
	}
	plain_load(r, page);
	wsclock_admit(r, page);
}

const struct plain plain_wsclock = {
	.name = "wsclock",
	.size = sizeof(struct wsclock),
	.open = wsclock_open,
	.hit = wsclock_hit,
	.miss = wsclock_miss,
	.admit = wsclock_unpin,
};
