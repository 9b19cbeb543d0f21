/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The enhanced second chance of the books, in the words of Stallings (Operating
 * Systems, 8.2, the clock with use and modify bit):
 *
 *   1. From the pointer on, scan the frames and change nothing; the first with
 *	(u = 0, m = 0) is replaced.
 *   2. If there is none, scan again for (u = 0, m = 1); the first is replaced.
 *	Set the use bit of each frame that is passed to 0.
 *   3. If there is none, all use bits are 0: repeat 1 and, if needed, 2.
 *
 * Silberschatz (Operating System Concepts, 10.4.5.3): as in the clock
 * algorithm, whose pointer clears the reference bits that it passes; but the
 * first page encountered in the lowest nonempty class is replaced
 * (clear=every). The class is that of the page before the pointer came by.
 *
 * The pointer is set to the frame after the one that was replaced.
 */
#include "plain.h"

struct enhanced {
	uint32_t hand;
	bool every;
};

static void
enhanced_open(struct plain_run *r)
{
	static const char *const clears[] = { "second", "every", NULL };
	struct enhanced *e = r->st;

	e->every = plain_choice(r, "clear", clears) == 1;
}

static uint32_t
page_after_hand(const struct plain_run *r, uint32_t k)
{
	const struct enhanced *e = r->st;
	uint32_t page = r->page[((uint64_t)e->hand + k) % r->nframes];

	return (page != PLAIN_NONE && !r->pinned[page] ? page : PLAIN_NONE);
}

/* One scan: the first page with use bit 0 and this modify bit. */
static uint32_t
scan(struct plain_run *r, bool modified, bool clear)
{
	for (uint32_t k = 0; k < r->nframes; k++) {
		uint32_t page = page_after_hand(r, k);

		if (page == PLAIN_NONE)
			continue;
		if (!r->accessed[page] && r->dirty[page] == modified)
			return (page);
		if (clear)
			r->accessed[page] = false;
	}
	return (PLAIN_NONE);
}

static uint32_t
stallings(struct plain_run *r)
{
	for (;;) {
		uint32_t page = scan(r, false, false);

		if (page == PLAIN_NONE)
			page = scan(r, true, true);
		if (page != PLAIN_NONE)
			return (page);
	}
}

static uint32_t
silberschatz(struct plain_run *r)
{
	uint32_t best = PLAIN_NONE;
	int lowest = 4;

	for (uint32_t k = 0; k < r->nframes && lowest > 0; k++) {
		uint32_t page = page_after_hand(r, k);
		int class;

		if (page == PLAIN_NONE)
			continue;
		class = 2 * r->accessed[page] + r->dirty[page];
		if (class < lowest) {
			lowest = class;
			best = page;
		}
		r->accessed[page] = false;
	}
	return (best);
}

static void
enhanced_miss(struct plain_run *r, uint32_t page)
{
	struct enhanced *e = r->st;

	if (plain_full(r)) {
		uint32_t victim = e->every ? silberschatz(r) : stallings(r);

		e->hand = (r->frame[victim] + 1) % r->nframes;
		plain_evict(r, victim);
	}
	plain_load(r, page);
}

const struct plain plain_enhanced_clock = {
	.name = "enhanced-clock",
	.size = sizeof(struct enhanced),
	.open = enhanced_open,
	.miss = enhanced_miss,
};
