/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * SIEVE: a FIFO queue and a hand that keeps its place (Zhang, Yang, Yue,
 * Vigfusson, Rashmi, "SIEVE is Simpler than LRU", NSDI 2024, section 3,
 * Algorithm 1).
 *
 * New pages come in at the head with 'visited' clear; a hit sets it.  The hand
 * goes from the tail toward the head: visited, the bit is cleared; clear, the
 * page goes and the hand stays there.  Past the head it begins at the tail
 * again.  Nothing ever moves in the queue, which is what makes it differ from
 * CLOCK: survivors stay where they are, and new pages soon meet the hand.
 *
 * 'visited' is the accessed bit, with pages just loaded not counting as
 * accessed: the policy needs no more than the hardware keeps.
 *
 *	order  [ 4 . 7 1 . . 3 9 2 ]	. a place given up
 *	         tail  └ hand    └ head
 *
 * The queue is an array with holes.  When it is full the frames in it are moved
 * together.  The last place is never a hole, so a hand at or past the end has
 * gone by the head and begins at the tail: hand 0 is "no hand".
 */
#include "replay/loop.h"

struct sieve {
	const struct frame_table *frames;
	frame_t *order;  /* by place: a frame, NO_FRAME: a hole */
	uint32_t *place; /* by frame */
	uint32_t cap;
	uint32_t tail; /* no place below holds a frame */
	uint32_t end;  /* one past the head */
	uint32_t hand;
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
		sizeof(frame_t) *
		    ((size_t)sieve_cap(setup->nframes) + setup->nframes));
}

static void
sieve_init(void *st, const struct policy_setup *setup)
{
	struct sieve *s = st;

	s->frames = setup->frames;
	s->cap = sieve_cap(setup->nframes);
	s->order = (frame_t *)(s + 1);
	s->place = s->order + s->cap;
	setup->host->load_accessed = false;
}

static never_inline void
sieve_compact(struct sieve *s)
{
	uint32_t to = 0, hand = 0;

	for (uint32_t i = s->tail; i < s->end; i++) {
		frame_t f = s->order[i];

		if (i == s->hand)
			hand = to;
		if (f == NO_FRAME)
			continue;
		s->order[to] = f;
		s->place[f] = to++;
	}
	s->tail = 0;
	s->end = to;
	s->hand = hand;
}

static void
sieve_admit(void *st, frame_t f, vpn_t page)
{
	struct sieve *s = st;

	(void)page;
	if (unlikely(s->end == s->cap))
		sieve_compact(s);
	/* A page that was pinned may come with the bit set. */
	frame_clear_accessed(s->frames, f);
	s->place[f] = s->end;
	s->order[s->end++] = f;
}

static frame_t
sieve_victim(void *st, vpn_t page)
{
	struct sieve *s = st;

	(void)page;
	for (uint32_t i = s->hand < s->tail ? s->tail : s->hand;; i++) {
		frame_t f;

		if (i >= s->end)
			i = s->tail;
		f = s->order[i];
		if (f == NO_FRAME)
			continue;
		if (!frame_accessed(s->frames, f)) {
			s->hand = i;
			return (f);
		}
		frame_clear_accessed(s->frames, f);
	}
}

/* A hand on the frame is left on its hole, which is to say on the next newer.
 */
static void
sieve_leave(void *st, frame_t f, enum leave_why why)
{
	struct sieve *s = st;

	(void)why;
	s->order[s->place[f]] = NO_FRAME;
	while (s->end > s->tail && s->order[s->end - 1] == NO_FRAME)
		s->end--;
	while (s->tail < s->end && s->order[s->tail] == NO_FRAME)
		s->tail++;
	if (s->hand >= s->end)
		s->hand = 0;
}

static const struct policy_verbs sieve_verbs = {
	.admit = sieve_admit,
	.victim = sieve_victim,
	.leave = sieve_leave,
};

static void
sieve_replay(struct replay *r, const struct reference *ref, size_t n)
{
	replay_batch(r, ref, n, &sieve_verbs);
}

const struct policy policy_sieve = {
	.name = "sieve",
	.summary = "a FIFO queue and a hand that keeps its place",
	.source = "Zhang et al., NSDI 2024, Algorithm 1",
	.sight = SEES_BITS,
	.about = "Pages stand in the order of their loads and never move. A "
		 "hand goes from the oldest to the newest, clears the bit of "
		 "pages hit since and takes the first without. New pages that "
		 "are not hit soon are sifted out quickly, and one bit a page "
		 "is all it needs.",
	.weakness = "loops longer than memory, like LRU; slow to give up pages "
		    "that were hot once",
	.complexity = "O(1) a fault on average, O(n) at worst, nothing a hit; "
		      "16 bytes a frame",
	.footprint = sieve_footprint,
	.init = sieve_init,
	.verbs = &sieve_verbs,
	.replay = sieve_replay,
};
