/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * clock (Corbato 1968): at the hand, bit set: clear it, go on; bit clear:
 * victim.  The hand is over frame numbers, starts at frame 0 and is moved only
 * by the search for a victim: not by filling a free frame, not by an unmap
 * under it.  Empty and pinned frames are passed.  hand=advance leaves the hand
 * one past the victim's frame, hand=stay on it.  load_bit=1 reads the accessed
 * bit, which the load sets too; load_bit=0 keeps a bit that only hits set.
 */
#include "plain.h"

enum { CLOCK_ADVANCE, CLOCK_STAY };
static const char *const clock_hands[] = { "advance", "stay", NULL };

struct clock {
	uint32_t hand;
	int after; /* CLOCK_ADVANCE... */
	bool load_bit;
	bool *hit; /* by page: since loaded and since the hand passed */
};

static void
clock_open(struct plain_run *r)
{
	struct clock *t = r->st;

	t->load_bit = plain_count(r, "load_bit", 1) != 0;
	t->after = plain_choice(r, "hand", clock_hands);
	t->hit = plain_alloc(r, r->npages, sizeof(*t->hit));
}

static void
clock_hit(struct plain_run *r, uint32_t page)
{
	struct clock *t = r->st;

	t->hit[page] = true;
}

static void
clock_admit(struct plain_run *r, uint32_t page)
{
	struct clock *t = r->st;

	t->hit[page] = false;
}

static bool
clock_spares(struct plain_run *r, uint32_t page)
{
	struct clock *t = r->st;
	bool *bit = t->load_bit ? r->accessed : t->hit;
	bool set = bit[page];

	bit[page] = false;
	return (set);
}

static void
clock_miss(struct plain_run *r, uint32_t page)
{
	struct clock *t = r->st;

	if (plain_full(r)) {
		while (!plain_evictable(r, r->page[t->hand]) ||
		       clock_spares(r, r->page[t->hand]))
			t->hand = (t->hand + 1) % r->nframes;
		plain_evict(r, r->page[t->hand]);
		if (t->after == CLOCK_ADVANCE)
			t->hand = (t->hand + 1) % r->nframes;
	}
	plain_load(r, page);
	clock_admit(r, page);
}

const struct plain plain_clock = {
	.name = "clock",
	.size = sizeof(struct clock),
	.open = clock_open,
	.hit = clock_hit,
	.miss = clock_miss,
	.admit = clock_admit,
};
