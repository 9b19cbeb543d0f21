/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * WSARB-1 and WSARB-2: additional reference bits with a working set, in the
 * words of the assignment (University of Adelaide, Operating Systems,
 * assignment 2, 2020).
 *
 * Every page in memory has a shift register R of a bits, into which its
 * reference bit is shifted from the left every b references, and a counter C of
 * 8 bits, the number of references to it in the working set window, the last
 * delta references with the present one.  Both are 0 at first and "only count
 * the pages which are in memory frames".
 *
 *   WSARB-1	smallest C, then smallest R, then the page loaded first
 *   WSARB-2	smallest R, then smallest C, then the page loaded first
 *
 * References are those to pages that may be evicted, and pages that come in
 * otherwise.  window=0 counts nothing, so C is 0.
 */
#include "plain.h"

struct wsarb {
	uint32_t *seen; /* the page of each reference, at its time % window */
	uint64_t *load; /* by page: the time of its load */
	uint64_t *reg;  /* by page: R */
	uint64_t now;
	uint64_t window;
	uint64_t every;
	uint64_t bits;
	bool register_first;
};

static void
wsarb_open(struct plain_run *r)
{
	static const char *const firsts[] = { "count", "register", NULL };
	struct wsarb *w = r->st;

	w->register_first = plain_choice(r, "first", firsts) == 1;
	w->bits = plain_count(r, "bits", 8);
	w->window = plain_count(r, "window", 256);
	w->every = plain_count(r, "tick", 0);
	if (w->every == 0)
		w->every = r->nframes > 1000 ? r->nframes : 1000;
	w->seen = plain_alloc(r, w->window + 1, sizeof(*w->seen));
	w->load = plain_alloc(r, r->npages, sizeof(*w->load));
	w->reg = plain_alloc(r, r->npages, sizeof(*w->reg));
}

static uint64_t
wsarb_every(struct plain_run *r)
{
	struct wsarb *w = r->st;

	return (w->every);
}

/* C at time now + 1, whose reference is not yet noted. */
static uint64_t
wsarb_count(const struct plain_run *r, uint32_t page)
{
	const struct wsarb *w = r->st;
	uint64_t n = 0, at = w->now;

	for (uint64_t back = 1; back < w->window && at > 0; back++, at--)
		n += at >= w->load[page] && w->seen[at % w->window] == page;
	return (n < 255 ? n : 255);
}

static void
wsarb_note(struct plain_run *r, uint32_t page)
{
	struct wsarb *w = r->st;

	w->now++;
	if (w->window > 0)
		w->seen[w->now % w->window] = page;
}

static void
wsarb_admit(struct plain_run *r, uint32_t page)
{
	struct wsarb *w = r->st;

	wsarb_note(r, page);
	w->load[page] = w->now;
	w->reg[page] = 0;
}

/* Is a to go before b? */
static bool
wsarb_sooner(const struct plain_run *r, uint32_t a, uint32_t b)
{
	const struct wsarb *w = r->st;
	uint64_t ca = wsarb_count(r, a), cb = wsarb_count(r, b);

	if (w->register_first && w->reg[a] != w->reg[b])
		return (w->reg[a] < w->reg[b]);
	if (ca != cb)
		return (ca < cb);
	if (w->reg[a] != w->reg[b])
		return (w->reg[a] < w->reg[b]);
	return (w->load[a] < w->load[b]);
}

static void
wsarb_miss(struct plain_run *r, uint32_t page)
{
	uint32_t victim = PLAIN_NONE;

	for (uint32_t f = 0; plain_full(r) && f < r->nframes; f++)
		if (!r->pinned[r->page[f]] &&
		    (victim == PLAIN_NONE ||
			wsarb_sooner(r, r->page[f], victim)))
			victim = r->page[f];
	if (victim != PLAIN_NONE)
		plain_evict(r, victim);
	plain_load(r, page);
	wsarb_admit(r, page);
}

static void
wsarb_tick(struct plain_run *r)
{
	struct wsarb *w = r->st;

	for (uint32_t page = 0; page < r->npages; page++) {
		if (!plain_evictable(r, page))
			continue;
		w->reg[page] = w->reg[page] >> 1 | (uint64_t)r->accessed[page]
						       << (w->bits - 1);
		r->accessed[page] = false;
	}
}

const struct plain plain_wsarb = {
	.name = "wsarb",
	.size = sizeof(struct wsarb),
	.open = wsarb_open,
	.hit = wsarb_note,
	.miss = wsarb_miss,
	.admit = wsarb_admit,
	.tick = wsarb_tick,
	.period = wsarb_every,
};
