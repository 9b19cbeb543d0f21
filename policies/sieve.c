/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * SIEVE: a FIFO queue and a hand that keeps its position (Zhang, Yang, Yue,
 * Vigfusson, Rashmi, "SIEVE is Simpler than LRU", NSDI 2024, section 3,
 * Algorithm 1).
 *
 * New pages are added at the newest end (the paper's head) with 'visited'
 * clear; a hit sets it.  The hand moves from the oldest end (the tail) to the
 * newest.  If a page is visited, the bit is cleared; if not, the page is
 * evicted and the hand stays there.  After the newest page it continues at the
 * oldest. Pages never move in the queue.  That is the difference from CLOCK:
 * survivors stay where they are, and the hand soon reaches new pages.
 *
 * 'visited' is the accessed bit, with pages just loaded not counting as
 * accessed: the policy needs only what the hardware provides.
 *
 *	order  [ 4 . 7 1 . . 3 9 2 ]	. a hole
 *	         oldest └ hand   └ newest
 *
 * The queue is an array with holes.  When it is full the frames in it are
 * moved together.  The last place is never a hole, so a hand at or past the
 * end continues at the oldest page: hand 0 is "no hand".
 *
 * A victim is at the hand, so the place of each frame is kept only once a
 * page leaves that was not chosen here.
 */
#include "policies/lib/state_rows.h"
#include "sim/bind.h"

/* Places ahead of the hand whose pages' entries are prefetched. */
#define SIEVE_AHEAD 8

struct sieve {
	struct policy_host *host;
	const struct frame_table *frames;
	frame_t *order;  /* by place: a frame, or hole */
	uint32_t *place; /* by frame, once kept */
	frame_t hole;    /* no frame, but a valid index */
	uint32_t cap;
	uint32_t oldest; /* no place below has a frame */
	uint32_t end;    /* one past the newest */
	uint32_t hand;
	bool place_kept;
};

static uint32_t
sieve_cap(frame_t nframes)
{
	return (3 * nframes + 64);
}

static size_t
sieve_footprint(const struct policy_setup *setup)
{
	return (sizeof(struct sieve) +
		sizeof(frame_t) * ((size_t)sieve_cap(setup->nframes) +
				      SIEVE_AHEAD + setup->nframes));
}

static void
sieve_init(void *st, const struct policy_setup *setup)
{
	struct sieve *s = st;

	s->host = setup->host;
	s->frames = setup->frames;
	s->hole = setup->nframes;
	s->cap = sieve_cap(setup->nframes);
	s->order = (frame_t *)(s + 1);
	s->place = s->order + s->cap + SIEVE_AHEAD;
	setup->host->load_accessed = false;
}

static never_inline void
sieve_compact(struct sieve *s)
{
	uint32_t to = 0, hand = 0;

	for (uint32_t i = s->oldest; i < s->end; i++) {
		frame_t f = s->order[i];

		if (i == s->hand)
			hand = to;
		s->order[to] = f;
		if (s->place_kept && f != s->hole)
			s->place[f] = to;
		to += f != s->hole;
	}
	s->oldest = 0;
	s->end = to;
	s->hand = hand;
}

static inline void
sieve_append(struct sieve *s, frame_t f)
{
	if (unlikely(s->end == s->cap))
		sieve_compact(s);
	if (unlikely(s->place_kept))
		s->place[f] = s->end;
	s->order[s->end++] = f;
}

static inline void
sieve_admit(void *st, frame_t f, not_used page_id_t page)
{
	sieve_append(st, f);
}

static inline frame_t
sieve_victim(void *st, not_used page_id_t page)
{
	struct sieve *s = st;
	/* Copied to locals: entries are uint8_t, which may alias anything. */
	const struct frame_table frames = *s->frames;
	const frame_t *order = s->order;
	const frame_t hole = s->hole;
	const uint32_t oldest = s->oldest, end = s->end;
	uint32_t i = s->hand < oldest ? oldest : s->hand;
	frame_t f;

	for (;; i++) {
		page_id_t p;

		if (i >= end)
			i = oldest;
		f = order[i];
		frame_prefetch(&frames, order[i + SIEVE_AHEAD]);
		if (f == hole)
			continue;
		p = frames.page[f];
		policy_look(s->host, p);
		if (!entry_test_clear_accessed(frames.entry, p))
			break;
	}
	s->hand = i;
	return (f);
}

static never_inline void
sieve_keep_place(struct sieve *s)
{
	for (uint32_t i = s->oldest; i < s->end; i++)
		if (s->order[i] != s->hole)
			s->place[s->order[i]] = i;
	s->place_kept = true;
}

/* A hand on the frame stays on its hole, which is the same as on the next newer
 * page. */
static inline void
sieve_leave(void *st, frame_t f, not_used enum leave_why why)
{
	struct sieve *s = st;
	uint32_t at = s->hand;

	if (unlikely(at < s->oldest || at >= s->end || s->order[at] != f)) {
		if (!s->place_kept)
			sieve_keep_place(s);
		at = s->place[f];
	}
	s->order[at] = s->hole;
	while (s->end > s->oldest && s->order[s->end - 1] == s->hole)
		s->end--;
	while (s->oldest < s->end && s->order[s->oldest] == s->hole)
		s->oldest++;
	if (s->hand >= s->end)
		s->hand = 0;
}

static void
sieve_state(const void *st, struct policy_state *to)
{
	const struct sieve *s = st;

	to->row(to, "order");
	for (uint32_t i = s->oldest; i < s->end; i++) {
		if (s->order[i] == s->hole)
			continue;
		to->page_in(to, s->order[i]);
		if (i == s->hand)
			to->remark(to, " <");
	}
}

static const struct policy_ops sieve_ops = {
	.size = sizeof(struct policy_ops),
	.admit = sieve_admit,
	.victim = sieve_victim,
	.leave = sieve_leave,
	.state = sieve_state,
};

const struct policy policy_sieve = {
	.name = "sieve",
	.summary = "a FIFO queue with a hand that keeps its position",
	.size = sizeof(struct policy),
	.source = "Zhang et al., NSDI 2024, Algorithm 1",
	.sight = SEES_BITS,
	.about = "Pages stand in the order of their loads and never move. A "
		 "hand moves from the oldest page to the newest, clears the "
		 "bit of each page hit since its last pass, and evicts the "
		 "first page whose bit is clear. New pages without a hit are "
		 "evicted soon, and one bit for each page is enough.",
	.weakness = "loops longer than memory, like LRU; keeps pages for long "
		    "that were frequently used before",
	.complexity = "O(1) per fault on average, O(n) at worst, nothing per "
		      "hit; 16 bytes per frame",
	.footprint = sieve_footprint,
	.init = sieve_init,
	.ops = &sieve_ops,
};

POLICY_BIND(sieve, replay_blocks);
