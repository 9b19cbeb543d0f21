/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * CLOCK: FIFO with a second chance for pages used since (Corbato, "A Paging
 * Experiment with the Multics System", MIT Project MAC, 1968).
 *
 * The frames of the machine form a ring and a hand points at one.  If the
 * page at the hand is accessed, its bit is cleared and the hand moves on; if
 * not, the page is evicted.  Frames without a page that may be evicted
 * (pinned, or empty) are skipped.  A page that is loaded into an empty frame
 * has that frame's place in the ring.
 *
 * Variants with published examples (some are in tests/cases/teaching.txt) are
 * selected by two parameters:
 *
 *   load_bit	1: the page just loaded counts as accessed, as on a machine that
 *		repeats the faulting reference; this is "second chance".  0:
 *		only a later hit sets the bit.
 *   hand	advance: after a fault the hand is behind the filled frame.
 *		stay: it remains on it, and the newest page is examined first.
 */
#include <string.h>

#include "policies/lib/state_rows.h"
#include "sim/bind.h"

/* Frames that the hand looks at together, one bit each in a word. */
#define CLOCK_WINDOW 64

/* Where it looks at one after the other, frames ahead of it whose entries are
 * prefetched. */
#define CLOCK_AHEAD 8

_Static_assert(CLOCK_AHEAD <= FRAMES_SPARE, "page[] is read beyond the end");

enum clock_hand { HAND_ADVANCE, HAND_STAY };

struct clock_params {
	uint64_t load_bit;
	int hand;
};

struct clock {
	struct policy_host *host;
	const struct frame_table *frames;
	frame_t nframes;
	frame_t hand;   /* 'nframes' is as 0 */
	frame_t absent; /* frames without a page that may be evicted */
	bool stay;
	/* In a batch of references, the frames base .. base + nwindow that the
	 * hand has looked at together; none, if nwindow is 0.  By frame:
	 * looks: the page may be one of the batch; accessed: it is not, and its
	 * bit is set, and is to be cleared once the hand has passed; stops: any
	 * other frame that the hand has not passed. */
	frame_t base, nwindow;
	uint64_t stops, looks, accessed;
	bool present[]; /* by frame: has a page that may be evicted */
};

static size_t
clock_footprint(const struct policy_setup *setup)
{
	return (sizeof(struct clock) + setup->nframes * sizeof(bool));
}

static void
clock_init(void *st, const struct policy_setup *setup)
{
	const struct clock_params *p = setup->params;
	struct clock *c = st;

	c->host = setup->host;
	c->frames = setup->frames;
	c->nframes = setup->nframes;
	c->absent = setup->nframes;
	c->stay = p->hand == HAND_STAY;
	setup->host->load_accessed = p->load_bit != 0;
}

/* A program that is older than this plug-in has no batches. */
static inline bool
clock_in_batch(const struct clock *c)
{
	return (c->host->size > offsetof(struct policy_host, in_batch) &&
		c->host->in_batch);
}

/* The lowest bit of each of the bytes, ascending. */
static always_inline uint64_t
clock_bits(const uint8_t *byte)
{
	uint64_t bits = 0, word;

	for (unsigned i = 0; i < CLOCK_WINDOW; i += 8) {
		memcpy(&word, byte + i, sizeof(word));
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
		word = __builtin_bswap64(word);
#endif
		word &= UINT64_C(0x0101010101010101);
		bits |= word * UINT64_C(0x0102040810204080) >> 56 << i;
	}
	return (bits);
}

/* Makes the window of the frames from the hand on, without a branch for each:
 * whether a page is accessed is not predictable. */
static never_inline void
clock_open_window(struct clock *c)
{
	const struct policy_pending *pending = c->host->pending;
	const page_id_t *page = c->frames->page + c->hand;
	const uint8_t *entry = c->frames->entry, mark = pending->mark;
	const frame_t left = c->nframes - c->hand;
	const frame_t n = left < CLOCK_WINDOW ? left : CLOCK_WINDOW;
	const uint64_t all = UINT64_MAX >> (CLOCK_WINDOW - n);
	uint8_t e[CLOCK_WINDOW] = { 0 }, looks[CLOCK_WINDOW] = { 0 };

	if (likely(n == CLOCK_WINDOW)) {
#pragma GCC unroll 8
		for (frame_t i = 0; i < CLOCK_WINDOW; i++) {
			e[i] = entry[page[i]];
			looks[i] = pending->seen[page[i] % POLICY_SEEN] == mark;
		}
	} else {
		for (frame_t i = 0; i < n; i++) {
			e[i] = entry[page[i]];
			looks[i] = pending->seen[page[i] % POLICY_SEEN] == mark;
		}
	}
	for (frame_t i = 0; i < CLOCK_WINDOW; i++)
		e[i] = (e[i] & ENTRY_ACCESSED) == 0;
	c->looks = clock_bits(looks) & all;
	c->stops = (clock_bits(e) | c->looks) & all;
	c->accessed = all & ~c->stops;
	c->base = c->hand;
	c->nwindow = n;
}

/* The hand has passed the first n frames of the window: clears the bits of
 * their pages, but those that were looked at one by one. */
static always_inline void
clock_close_window(struct clock *c, unsigned n)
{
	const page_id_t *page = c->frames->page + c->base;
	uint8_t *entry = c->frames->entry;
	uint64_t passed = 0;

	if (n > 0)
		passed = c->accessed & UINT64_MAX >> (CLOCK_WINDOW - n);
	for (; passed != 0; passed &= passed - 1)
		entry_clear_accessed(entry, page[__builtin_ctzll(passed)]);
	c->nwindow = 0;
	c->stops = 0;
}

static void
clock_batch_end(void *st)
{
	struct clock *c = st;

	if (c->nwindow != 0)
		clock_close_window(c, c->hand - c->base);
}

static inline void
clock_admit(void *st, frame_t f, not_used page_id_t page)
{
	struct clock *c = st;

	if (unlikely(!c->present[f])) {
		c->present[f] = true;
		c->absent--;
		clock_batch_end(c);
	}
}

/* The hand has passed the window, or there is none. */
static never_inline void
clock_next_window(struct clock *c)
{
	while (c->stops == 0) {
		if (c->nwindow != 0) {
			c->hand = c->base + c->nwindow;
			clock_close_window(c, c->nwindow);
		}
		if (c->hand == c->nframes)
			c->hand = 0;
		clock_open_window(c);
	}
}

/* The victim, where no batch is in progress or frames are absent. */
static never_inline frame_t
clock_step(struct clock *c)
{
	const struct frame_table frames = *c->frames;
	const frame_t nframes = c->nframes;
	frame_t f, next;

	clock_batch_end(c);
	if (c->hand == nframes)
		c->hand = 0;
	for (f = c->hand;; f = next) {
		page_id_t p = frames.page[f];

		next = frame_after(f, nframes);
		frame_prefetch(&frames, f + CLOCK_AHEAD);
		if (unlikely(c->absent != 0) && !c->present[f])
			continue;
		policy_look(c->host, p);
		if (!entry_test_clear_accessed(frames.entry, p))
			break;
	}
	c->hand = c->stay ? f : next;
	return (f);
}

static inline frame_t
clock_victim(void *st, not_used page_id_t page)
{
	struct clock *c = st;

	for (;;) {
		uint64_t stop;
		frame_t f;

		if (unlikely(c->stops == 0)) {
			if (!clock_in_batch(c) || c->absent != 0)
				return (clock_step(c));
			clock_next_window(c);
		}
		stop = c->stops & -c->stops;
		f = c->base + (frame_t)__builtin_ctzll(c->stops);
		c->stops ^= stop;
		c->hand = f + 1;
		if (unlikely((c->looks & stop) != 0)) {
			page_id_t p = c->frames->page[f];

			policy_look(c->host, p);
			if (entry_test_clear_accessed(c->frames->entry, p))
				continue;
		}
		if (unlikely(c->stay)) {
			/* The page that comes in is one of the batch. */
			c->hand = f;
			c->stops |= stop;
			c->looks |= stop;
		}
		return (f);
	}
}

static inline void
clock_leave(void *st, frame_t f, enum leave_why why)
{
	struct clock *c = st;

	/* admit() of the same frame follows (policy.h): 'present' stays true.
	 */
	if (likely(why == LEAVE_EVICTED))
		return;
	c->present[f] = false;
	c->absent++;
	clock_batch_end(c);
}

static void
clock_state(const void *st, struct policy_state *to)
{
	const struct clock *c = st;

	state_hand(to, "hand", c->hand == c->nframes ? 0 : c->hand);
}

static const struct policy_ops clock_ops = {
	.size = sizeof(struct policy_ops),
	.admit = clock_admit,
	.victim = clock_victim,
	.leave = clock_leave,
	.state = clock_state,
	.batch_end = clock_batch_end,
};

static const char *const clock_hands[] = { "advance", "stay", NULL };

static const struct param clock_params[] = {
	{ .name = "load_bit",
	    .type = PARAM_COUNT,
	    .offset = offsetof(struct clock_params, load_bit),
	    .dflt = "1",
	    .max = 1,
	    .text = "1: a page just loaded counts as accessed; 0: only a later "
		    "hit sets the bit" },
	{ .name = "hand",
	    .type = PARAM_CHOICE,
	    .offset = offsetof(struct clock_params, hand),
	    .dflt = "advance",
	    .choices = clock_hands,
	    .text = "after a fault the hand moves past the filled frame, or "
		    "stays on it" },
	{ .name = NULL },
};

const struct policy policy_clock = {
	.name = "clock",
	.summary = "FIFO with a second chance for pages that were used",
	.size = sizeof(struct policy),
	.source = "Corbato, A Paging Experiment with the Multics "
		  "System, MIT Project MAC, 1968; Silberschatz, Galvin "
		  "and Gagne, Operating System Concepts, 10.4.5.2",
	.sight = SEES_BITS,
	.params = clock_params,
	.param_size = sizeof(struct param),
	.params_size = sizeof(struct clock_params),
	.about = "A hand moves round the frames. If a page's accessed bit is "
		 "set, the hand clears the bit and keeps the page; the first "
		 "page whose bit is clear is evicted. Kernels have used it for "
		 "decades as an approximation of LRU.",
	.weakness = "scans and loops longer than memory, like LRU; when every "
		    "bit is set it is FIFO",
	.complexity = "O(1) per fault on average, O(n) at worst, nothing per "
		      "hit; 1 byte per frame",
	.footprint = clock_footprint,
	.init = clock_init,
	.ops = &clock_ops,
};

POLICY_BIND(clock, replay_blocks);
