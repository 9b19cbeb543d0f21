/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Frames in the order in which they were added, any of which may be removed.
 *
 * A queue is a ring of words, one for each frame.  A frame is added at the
 * newest end and in most cases removed at the oldest (the head); one that is
 * removed from elsewhere leaves a hole, which is skipped when it reaches the
 * head.  When the ring is full the holes are closed, at most once every n
 * additions for n frames.
 *
 *	word	[ 7 | 2 | . | 9 | 4 |   |   ]	. a hole
 *		  └ head, oldest      └ end, after the newest
 *
 * Two queues of which no frame is in both are a pair.  A word has the frame
 * and a note of two bits, which is read together with the frame.
 *
 * Removal at the head does not need the place of a frame.  So places are kept
 * only from the first time that one is needed: for a frame that is removed from
 * elsewhere, or a note that changes.  Unlike in lru_queue.h, the oldest frame
 * is found without checking whether it was moved since.  The memory is the
 * caller's: fifo_queue_pair_bytes().
 */
#ifndef POLICIES_LIB_FIFO_QUEUE_H
#define POLICIES_LIB_FIFO_QUEUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/inline.h"

/* In a word: the bits of the frame, and a note of 1. */
#define FIFO_QUEUE_FRAME ((UINT32_C(1) << 30) - 1)
#define FIFO_QUEUE_NOTE  (UINT32_C(1) << 30)

#define FIFO_QUEUE_NOTE_MAX 3

/* Words that may be read beyond the last. */
#define FIFO_QUEUE_SPARE 12

struct fifo_queue {
	uint32_t *word;  /* by place */
	uint32_t *place; /* by frame, of those in either queue, once kept */
	uint32_t base;   /* the first place */
	uint32_t limit;  /* one past the last */
	uint32_t head;
	uint32_t end;
	uint32_t count; /* frames */
	uint32_t hole;  /* the word of a hole: no frame, but a valid index */
	bool place_kept;
};

/* Places for at most n frames at a time. */
static inline uint32_t
fifo_queue_places(uint32_t n)
{
	return (2 * n + 64);
}

/* n < 2^29 frames in all, any of them in each. */
static inline size_t
fifo_queue_pair_bytes(uint32_t n)
{
	return (sizeof(uint32_t) *
		(2 * (size_t)fifo_queue_places(n) + FIFO_QUEUE_SPARE + n));
}

/* Returns the first byte behind the pair. */
static inline void *
fifo_queue_place_pair(struct fifo_queue pair[2], void *memory, uint32_t n)
{
	uint32_t *word = (uint32_t *)memory, places = fifo_queue_places(n);
	uint32_t *place = word + 2 * (size_t)places + FIFO_QUEUE_SPARE;

	memset(pair, 0, 2 * sizeof(*pair));
	for (uint32_t i = 0; i < 2; i++) {
		pair[i].word = word;
		pair[i].place = place;
		pair[i].base = pair[i].head = pair[i].end = i * places;
		pair[i].limit = (i + 1) * places;
		pair[i].hole = n;
	}
	return (place + n);
}

static inline uint32_t
fifo_queue_after(const struct fifo_queue *q, uint32_t place)
{
	return (place + 1 == q->limit ? q->base : place + 1);
}

static never_inline void
fifo_queue_close_up(struct fifo_queue *q)
{
	uint32_t from = q->head, to = from;

	for (; from != q->end; from = fifo_queue_after(q, from)) {
		uint32_t word = q->word[from];

		if (word == q->hole)
			continue;
		q->word[to] = word;
		if (q->place_kept)
			q->place[word & FIFO_QUEUE_FRAME] = to;
		to = fifo_queue_after(q, to);
	}
	q->end = to;
}

/* Puts the frame, which is in neither queue, at the newest end, with a note of
 * 0 to FIFO_QUEUE_NOTE_MAX. */
static inline void
fifo_queue_push(struct fifo_queue *q, uint32_t f, uint32_t note)
{
	uint32_t word = f + note * FIFO_QUEUE_NOTE;
	uint32_t end = q->end, after = fifo_queue_after(q, end);

	if (unlikely(after == q->head)) {
		fifo_queue_close_up(q);
		end = q->end;
		after = fifo_queue_after(q, end);
	}
	q->word[end] = word;
	if (unlikely(q->place_kept))
		q->place[f] = end;
	q->end = after;
	q->count++;
}

/* The oldest frame; the queue is not empty. */
static inline uint32_t
fifo_queue_front(struct fifo_queue *q)
{
	while (unlikely(q->word[q->head] == q->hole))
		q->head = fifo_queue_after(q, q->head);
	return (q->word[q->head] & FIFO_QUEUE_FRAME);
}

/* The note of the frame that fifo_queue_front() found. */
static inline uint32_t
fifo_queue_front_note(const struct fifo_queue *q)
{
	return (q->word[q->head] / FIFO_QUEUE_NOTE);
}

/*
 * The frames some places behind the head, for a policy that prefetches; any
 * frame where there is none.  Of the far one its page is prefetched, of the
 * near one the policy's data of that page.
 */
static inline uint32_t
fifo_queue_near(const struct fifo_queue *q)
{
	return (q->word[q->head + FIFO_QUEUE_SPARE / 2] & FIFO_QUEUE_FRAME);
}

static inline uint32_t
fifo_queue_far(const struct fifo_queue *q)
{
	return (q->word[q->head + FIFO_QUEUE_SPARE] & FIFO_QUEUE_FRAME);
}

/* Prefetches the words themselves: the rings are so long that the processor's
 * own prefetch is too late after a wrap. */
static inline void
fifo_queue_prefetch(const struct fifo_queue *q)
{
	__builtin_prefetch(&q->word[q->head + 4 * FIFO_QUEUE_SPARE]);
}

/* Removes the frame that fifo_queue_front() found. */
static inline void
fifo_queue_pop(struct fifo_queue *q)
{
	q->head = fifo_queue_after(q, q->head);
	q->count--;
}

/* Is this frame at the head? */
static inline bool
fifo_queue_at_front(const struct fifo_queue *q, uint32_t f)
{
	return ((q->word[q->head] & FIFO_QUEUE_FRAME) == f && q->count > 0);
}

static never_inline void
fifo_queue_keep_places(struct fifo_queue *pair)
{
	for (struct fifo_queue *q = pair; q < pair + 2; q++) {
		for (uint32_t i = q->head; i != q->end;
		     i = fifo_queue_after(q, i))
			if (q->word[i] != q->hole)
				q->place[q->word[i] & FIFO_QUEUE_FRAME] = i;
		q->place_kept = true;
	}
}

/* Where the frame is, which is in one of the pair. */
static inline uint32_t
fifo_queue_find(struct fifo_queue *pair, uint32_t f)
{
	if (unlikely(!pair->place_kept))
		fifo_queue_keep_places(pair);
	return (pair->place[f]);
}

/* Raises the note of the frame, which is in one of the pair, by 1 up to its
 * limit. */
static inline void
fifo_queue_raise_note(struct fifo_queue *pair, uint32_t f)
{
	uint32_t *word = &pair->word[fifo_queue_find(pair, f)];

	if (*word < FIFO_QUEUE_NOTE_MAX * FIFO_QUEUE_NOTE)
		*word += FIFO_QUEUE_NOTE;
}

/* Removes the frame; returns which queue of the pair it was in. */
static inline int
fifo_queue_remove(struct fifo_queue *pair, uint32_t f)
{
	uint32_t place;
	int which;

	for (which = 0; which < 2; which++)
		if (fifo_queue_at_front(&pair[which], f)) {
			fifo_queue_pop(&pair[which]);
			return (which);
		}
	place = fifo_queue_find(pair, f);
	which = place >= pair[1].base;
	pair[which].word[place] = pair[which].hole;
	pair[which].count--;
	return (which);
}

#endif
