/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The next uses of resident pages, which are positions in the trace; finds the
 * furthest one.
 *
 * No two pages have the same next use, so these are a bit set over positions,
 * and the reference at a position has the page.  But that reference is usually
 * in no cache.  In most cases the furthest use was added recently and is
 * further than the furthest ones before it: such uses are kept together with
 * their page.  If the furthest use is an old one, the uses below it are likely
 * to be needed next, and several pages are looked up at once.  This changes no
 * result.
 *
 * zipf over a million pages, memory 10 %: for two victims in a hundred the
 * page was not kept.
 */
#ifndef POLICIES_LIB_NEXT_USE_H
#define POLICIES_LIB_NEXT_USE_H

#include "base/bitset.h"
#include "base/inline.h"
#include "policies/lib/state_rows.h"

/* Uses known with their page, at most; a power of two.  1024 took 5 % longer.
 */
#define NEXT_USE_KNOWN 4096

/* Uses looked up at once when the page of one is not kept. */
#define NEXT_USE_PREFETCHES 8

/* How far 'low' rises at each use that is not below it.  64 took as long. */
#define NEXT_USE_STEP 16

struct known_use {
	uint32_t use;
	page_id_t page;
};

struct next_use {
	struct bitset all;
	const struct future *future;
	uint32_t *seen; /* by page: one more than a position it was used at,
			 * for pages that came in without a reference */
	const frame_t *frame;    /* by page: prefetched once a page is known */
	uint32_t top;            /* no use is above */
	uint32_t low;            /* about the least recent furthest use */
	uint32_t mask;           /* elements of known[], less one */
	struct known_use *known; /* by use, modulo */
};

/* No more than there are frames are needed. */
static inline uint32_t
next_use_nknown(frame_t nframes)
{
	uint32_t n = NEXT_USE_KNOWN;

	while (n > nframes && n > 1)
		n /= 2;
	return (n);
}

static inline uint64_t
next_use_bytes(const struct policy_setup *setup)
{
	return (bitset_bytes((uint64_t)setup->future->n + 1) +
		((uint64_t)setup->npages + 1) / 2 * sizeof(uint64_t) +
		next_use_nknown(setup->nframes) * sizeof(struct known_use));
}

/* u is zeroed, and so are next_use_bytes() at 'memory'. */
static inline void
next_use_place(struct next_use *u, void *memory,
    const struct policy_setup *setup, const frame_t *frame)
{
	uint64_t size = (uint64_t)setup->future->n + 1;
	char *at = (char *)memory;

	u->future = setup->future;
	u->frame = frame;
	u->mask = next_use_nknown(setup->nframes) - 1;
	u->known = (struct known_use *)at;
	u->known[0].use = FUTURE_NEVER; /* or position 0 would be known */
	at += (u->mask + UINT64_C(1)) * sizeof(*u->known);
	bitset_place(&u->all, at, size);
	at += bitset_bytes(size);
	u->seen = (uint32_t *)at;
}

/*
 * The page's next use, at this position or later.  Mostly the page is the one
 * referred to just now; one that comes in otherwise (populated, unpinned) is
 * followed up from where it was last seen.
 */
static inline uint32_t
next_use_of(struct next_use *u, page_id_t page, uint64_t now)
{
	const struct future *future = u->future;
	uint32_t next;

	if (now > 0 && reference_page(future->reference[now - 1]) == page)
		return (future_past_cut(future, (uint32_t)now - 1, now) != NULL
			    ? future_next(future, (uint32_t)now - 1)
			    : future->next[now - 1]);
	next = u->seen[page] == 0 ? future->first[page]
				  : future_next(future, u->seen[page] - 1);
	while (next < now) {
		u->seen[page] = next + 1;
		next = future_next(future, next);
	}
	return (next);
}

static inline void
next_use_add(struct next_use *u, uint32_t use)
{
	bitset_add(&u->all, use);
	if (use > u->top)
		u->top = use;
}

static inline void
next_use_remove(struct next_use *u, uint32_t use)
{
	bitset_remove(&u->all, use);
}

static inline void
next_use_know(struct next_use *u, uint32_t use, page_id_t page)
{
	const struct known_use known = { use, page };

	u->known[use & u->mask] = known;
	__builtin_prefetch(&u->frame[page], 1);
}

static never_inline void
next_use_prefetch(struct next_use *u, uint64_t use)
{
	for (int i = 0; i < NEXT_USE_PREFETCHES; i++) {
		use = bitset_below(&u->all, use);
		if (use == BITSET_NONE)
			return;
		next_use_know(u, (uint32_t)use,
		    reference_page(u->future->reference[use]));
	}
	if (use < u->low)
		u->low = (uint32_t)use;
}

/* Takes the furthest use out, BITSET_NONE: there is none.  *page: whose. */
static inline uint64_t
next_use_take_furthest(struct next_use *u, page_id_t *page)
{
	uint64_t use = bitset_below(&u->all, (uint64_t)u->top + 1);
	const struct known_use *known = &u->known[use & u->mask];

	if (unlikely(use == BITSET_NONE))
		return (use);
	bitset_remove(&u->all, use);
	u->top = (uint32_t)use;
	*page = known->page;
	if (unlikely(known->use != use)) {
		*page = reference_page(u->future->reference[use]);
		next_use_prefetch(u, use);
	}
	if (use < u->low || u->low == 0)
		u->low = (uint32_t)use;
	else
		u->low += NEXT_USE_STEP;
	return (use);
}

/* For state(): the pages in frames, each with the number of the reference that
 * uses it next. */
static inline void
next_use_state(struct policy_state *to, const struct frame_table *frames,
    frame_t nframes, const struct future *future, uint64_t now)
{
	to->row(to, "next use");
	for (frame_t f = 0; f < nframes; f++) {
		page_id_t page = frames->page[f];
		uint32_t at;

		if (page == NO_PAGE)
			continue;
		at = future->first[page];
		while (at < now)
			at = future_next(future, at);
		to->page_in(to, f);
		if (at == FUTURE_NEVER)
			to->remark(to, ":never");
		else
			state_count(to, at + UINT64_C(1));
	}
}

#endif
