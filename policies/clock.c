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
#include "policies/lib/state_rows.h"
#include "sim/bind.h"

/* Frames that the hand looks at together, one bit each in a word. */
#define CLOCK_WINDOW 64
#define CLOCK_GROUP  8

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
	frame_t passed; /* in the batch, before 'base' */
	frame_t lately; /* eight times the mean of batches */
	bool begun;     /* a window was made in the batch */
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

/* How many frames to look at: as many as were passed in a batch lately, and a
 * quarter more; further ones in the same batch, a few at a time. */
static inline frame_t
clock_window_size(const struct clock *c)
{
	const frame_t left = c->nframes - c->hand;
	frame_t n = CLOCK_GROUP;

	if (!c->begun)
		n = (c->lately / 8 * 5 / 4 + 2 * CLOCK_GROUP - 1) /
		    CLOCK_GROUP * CLOCK_GROUP;
	if (n > CLOCK_WINDOW)
		n = CLOCK_WINDOW;
	return (left < n ? left : n);
}

/* Bits of n pages: which are accessed, and which may be of the batch. */
static always_inline void
clock_look(const struct clock *c, const page_id_t *page, unsigned n,
    uint64_t *accessed, uint64_t *looks)
{
	const struct policy_pending *pending = c->host->pending;
	const uint8_t *entry = c->frames->entry, mark = pending->mark;
	uint64_t a = 0, l = 0;

#pragma GCC unroll 8
	for (unsigned i = n; i-- > 0;) {
		page_id_t p = page[i];

		a = 2 * a + (entry[p] & ENTRY_ACCESSED);
		l = 2 * l + (pending->seen[p % POLICY_SEEN] == mark);
	}
	*accessed = a / ENTRY_ACCESSED;
	*looks = l;
}

/* Makes the window of the frames from the hand on, without a branch for each:
 * whether a page is accessed is not predictable. */
static never_inline void
clock_open_window(struct clock *c)
{
	const page_id_t *page = c->frames->page + c->hand;
	const frame_t n = clock_window_size(c);
	uint64_t accessed = 0, looks = 0, a, l;
	frame_t i = 0;

	for (; i + CLOCK_GROUP <= n; i += CLOCK_GROUP) {
		clock_look(c, page + i, CLOCK_GROUP, &a, &l);
		accessed |= a << i;
		looks |= l << i;
	}
	if (i < n) {
		clock_look(c, page + i, n - i, &a, &l);
		accessed |= a << i;
		looks |= l << i;
	}
	c->accessed = accessed & ~looks;
	c->looks = looks;
	c->stops = ~c->accessed & UINT64_MAX >> (CLOCK_WINDOW - n);
	c->base = c->hand;
	c->nwindow = n;
	c->begun = true;
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
	frame_t passed;

	if (c->nwindow == 0)
		return;
	passed = c->passed + c->hand - c->base;
	clock_close_window(c, c->hand - c->base);
	if (passed > CLOCK_WINDOW)
		passed = CLOCK_WINDOW;
	c->lately += passed - c->lately / 8;
	c->passed = 0;
	c->begun = false;
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
			c->passed += c->nwindow;
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

/* The frames that the hand stops at before one that it has to look at. */
static inline uint64_t
clock_victims(void *st, frame_t *base)
{
	struct clock *c = st;
	uint64_t look;

	if (c->absent != 0 || c->stay)
		return (0);
	if (c->stops == 0)
		clock_next_window(c);
	*base = c->base;
	look = c->looks & c->stops;
	return (c->stops & ((look & -look) - 1));
}

static inline void
clock_named(void *st, uint64_t which)
{
	struct clock *c = st;

	if (which == 0)
		return;
	c->stops ^= which;
	c->hand = c->base + CLOCK_WINDOW - (frame_t)__builtin_clzll(which);
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

not_used static const struct policy_batch clock_batch = {
	.victims = clock_victims,
	.named = clock_named,
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

POLICY_BIND_BATCHES(clock);
