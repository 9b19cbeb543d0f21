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

/* Frames ahead of the hand whose entries are prefetched. */
#define CLOCK_AHEAD 8

/* Frames that the hand looks at together. */
#define CLOCK_GROUP 4

/* The accessed bit of each. */
typedef uint32_t clock_word;

_Static_assert(
    CLOCK_AHEAD + CLOCK_GROUP <= FRAMES_SPARE, "page[] is read beyond the end");

enum clock_hand { HAND_ADVANCE, HAND_STAY };

struct clock_params {
	uint64_t load_bit;
	int hand;
};

struct clock {
	struct policy_host *host;
	const struct frame_table *frames;
	frame_t nframes;
	frame_t hand;
	frame_t absent; /* frames without a page that may be evicted */
	bool stay;
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

static inline void
clock_admit(void *st, frame_t f, not_used page_id_t page)
{
	struct clock *c = st;

	if (unlikely(!c->present[f])) {
		c->present[f] = true;
		c->absent--;
	}
}

/*
 * Moves the hand on over whole groups of frames, all of whose pages may be
 * evicted, without a branch for each: whether a page is accessed is not
 * predictable.  Returns whether a victim was found, which is at the hand then;
 * if not, the frame at the hand needs a closer look.
 */
static always_inline bool
clock_sweep(struct clock *c, const struct frame_table *frames)
{
	const struct policy_pending *pending = c->host->pending;
	const uint8_t mark = pending->mark;
	const clock_word each = (clock_word)-1 / UINT8_MAX * ENTRY_ACCESSED;
	uint8_t *entry = frames->entry;
	frame_t f = c->hand;

	while (c->nframes - f >= CLOCK_GROUP) {
		const page_id_t *p = &frames->page[f];
		uint8_t e[CLOCK_GROUP];
		clock_word word = 0, clear, kept;
		bool looks = false;

		for (unsigned i = 0; i < CLOCK_GROUP; i++) {
			e[i] = entry[p[i]];
			word |= (clock_word)(e[i] & ENTRY_ACCESSED) << 8 * i;
			looks |= pending->seen[p[i] % POLICY_SEEN] == mark;
			frame_prefetch(frames, f + i + CLOCK_AHEAD);
		}
		c->hand = f;
		clear = each & ~word;
		/* What is below the first that is not accessed. */
		kept = (clear & -clear) - 1;
		if (unlikely(looks))
			return (false);
		for (unsigned i = 0; i < CLOCK_GROUP; i++)
			entry_clear_masked(
			    entry, p[i], e[i], (uint8_t)(kept >> 8 * i));
		if (likely(clear != 0)) {
			c->hand = f + (frame_t)__builtin_ctzll(clear) / 8;
			return (true);
		}
		f += CLOCK_GROUP;
	}
	c->hand = f < c->nframes ? f : 0;
	return (false);
}

static inline frame_t
clock_victim(void *st, not_used page_id_t page)
{
	struct clock *c = st;
	/* Copied to locals: entries are uint8_t, which may alias anything. */
	const struct frame_table frames = *c->frames;
	const frame_t nframes = c->nframes;
	const bool all = c->absent == 0;
	frame_t f, next;

	if (likely(all) && likely(clock_sweep(c, &frames))) {
		f = c->hand;
		c->hand = c->stay ? f : frame_after(f, nframes);
		return (f);
	}
	for (f = c->hand;; f = next) {
		page_id_t p = frames.page[f];

		next = frame_after(f, nframes);
		frame_prefetch(&frames, f + CLOCK_AHEAD);
		if (unlikely(!all) && !c->present[f])
			continue;
		policy_look(c->host, p);
		if (!entry_test_clear_accessed(frames.entry, p))
			break;
	}
	c->hand = c->stay ? f : next;
	return (f);
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
}

static void
clock_state(const void *st, struct policy_state *to)
{
	state_hand(to, "hand", ((const struct clock *)st)->hand);
}

static const struct policy_ops clock_ops = {
	.size = sizeof(struct policy_ops),
	.admit = clock_admit,
	.victim = clock_victim,
	.leave = clock_leave,
	.state = clock_state,
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
