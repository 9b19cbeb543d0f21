/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The memory that the recorder shares with the QEMU processes of a recording.
 *
 * A thread fills a buffer with words.  When it is full, and at a system call,
 * the words are copied to a slot, which is put into the queue, from which the
 * recorder takes it.
 *
 *	buffer of a thread  ->  slot  ->  queue  ->  recorder
 *	                         ^------ empty slots <--'
 *
 * The copy is what makes it fast: a buffer stays in the cache of the thread's
 * processor, while a slot has to come from the recorder's.  Stores to memory
 * that another processor's cache has wait for one another, if there is other
 * work between them; those of a copy do not.
 *
 * What is in a buffer when a process is killed is not lost, because buffers and
 * their counts are in shared memory as well.  The lists of empty buffers and
 * slots and the queue are changed under a mutex that is robust: a process may
 * be killed while it has it.  Each change becomes visible by its last store;
 * the states of buffers and slots say what is empty, and the lists are made
 * from them when a process has ended.
 *
 * A word is an access or an event (model/access_word.h).  A record of an event
 * is followed by further words, all in one slot.
 */
#ifndef RECORD_PLUGIN_RING_H
#define RECORD_PLUGIN_RING_H

#include <errno.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "model/access_word.h"

#define RING_MAGIC   UINT64_C(0x7061676572616365)
#define RING_VERSION 2
#define RING_SLOTS   256
#define RING_BUFFERS 4096 /* threads at a time that execute instructions */
#define RING_WORDS   2048 /* of a slot, and of a buffer */

enum ring_kind {
	/* As in enum access_op. */
	RING_READ = 0,
	RING_WRITE = 1,
	RING_FETCH = 3,
	RING_MAP,     /* size: flags; then: bytes, and the name in 4 words */
	RING_UNMAP,   /* then: bytes */
	RING_PROTECT, /* size: flags; then: bytes */
	RING_DISCARD, /* then: bytes */
	RING_PAGEOUT, /* then: bytes */
};

/* Flags of a map: those of struct event, and: */
#define RING_POPULATED 0x100

#define RING_MAP_WORDS   6
#define RING_RANGE_WORDS 2
#define RING_NAME_BYTES  32

static inline uint64_t
ring_word(enum ring_kind kind, uint64_t size, uint64_t addr)
{
	return (access_word(kind, size, addr));
}

static inline enum ring_kind
ring_kind(uint64_t word)
{
	return ((enum ring_kind)access_word_kind(word));
}

enum ring_state { RING_EMPTY, RING_FILLING, RING_QUEUED };

struct ring_slot {
	int32_t pid;
	uint32_t state;
	uint32_t count; /* of words */
	uint64_t word[RING_WORDS] __attribute__((aligned(64)));
};

/* Of one thread. */
struct ring_buffer {
	uint32_t count; /* of words that are complete */
	int32_t pid;
	uint32_t state;
	/* Not 0: the words are in the queue when so many slots have been put
	 * into it. */
	uint64_t queued;
	uint64_t word[RING_WORDS] __attribute__((aligned(64)));
};

/* The numbers of what is empty; the last one is taken first. */
struct ring_slots {
	uint32_t n, number[RING_SLOTS];
};

struct ring_buffers {
	uint32_t n, number[RING_BUFFERS];
};

struct ring {
	uint64_t magic;
	uint32_t version;
	uint32_t stop;    /* nothing more is wanted */
	uint32_t fetches; /* instruction fetches are wanted */
	pthread_mutex_t lock;
	struct ring_slots empty_slots;
	struct ring_buffers empty_buffers;
	/* Counts of slots put in and taken out. */
	uint64_t put, taken;
	uint32_t queue[RING_SLOTS];
	struct ring_slot slot[RING_SLOTS];
	struct ring_buffer buffer[RING_BUFFERS];
};

static inline bool
ring_is_queued(const struct ring *r, uint32_t slot)
{
	for (uint64_t i = r->taken; i != r->put; i++)
		if (r->queue[i % RING_SLOTS] == slot)
			return (true);
	return (false);
}

/* A process was killed in ring_put(): what it put in is in the queue, or it is
 * in its buffer. */
static inline void
ring_repair(struct ring *r)
{
	for (uint32_t i = 0; i < RING_BUFFERS; i++) {
		struct ring_buffer *b = &r->buffer[i];

		if (b->queued != 0 && b->queued <= r->put)
			b->count = 0;
		b->queued = 0;
	}
	for (uint32_t i = 0; i < RING_SLOTS; i++)
		if (r->slot[i].state == RING_QUEUED && !ring_is_queued(r, i))
			r->slot[i].state = RING_FILLING;
}

/* failed: what pthread_mutex_lock(3) or the like returned.  True: it is locked.
 */
static inline bool
ring_is_locked(struct ring *r, int failed)
{
	if (failed != EOWNERDEAD)
		return (failed == 0);
	ring_repair(r);
	pthread_mutex_consistent(&r->lock);
	return (true);
}

static inline void
ring_lock(struct ring *r)
{
	(void)ring_is_locked(r, pthread_mutex_lock(&r->lock));
}

static inline bool
ring_try_lock(struct ring *r)
{
	return (ring_is_locked(r, pthread_mutex_trylock(&r->lock)));
}

static inline void
ring_unlock(struct ring *r)
{
	pthread_mutex_unlock(&r->lock);
}

/* An empty slot, or NULL: there is none now. */
static inline struct ring_slot *
ring_take_slot(struct ring *r, int32_t pid)
{
	struct ring_slot *s = NULL;
	uint32_t n;

	ring_lock(r);
	n = r->empty_slots.n;
	if (n > 0 && n <= RING_SLOTS) {
		s = &r->slot[r->empty_slots.number[n - 1] % RING_SLOTS];
		s->pid = pid;
		s->state = RING_FILLING;
		r->empty_slots.n = n - 1;
	}
	ring_unlock(r);
	return (s);
}

/* An empty buffer, or NULL. */
static inline struct ring_buffer *
ring_take_buffer(struct ring *r, int32_t pid)
{
	struct ring_buffer *b = NULL;
	uint32_t n;

	ring_lock(r);
	n = r->empty_buffers.n;
	if (n > 0 && n <= RING_BUFFERS) {
		b = &r->buffer[r->empty_buffers.number[n - 1] % RING_BUFFERS];
		b->pid = pid;
		b->count = 0;
		b->queued = 0;
		__atomic_store_n(&b->state, RING_FILLING, __ATOMIC_RELEASE);
		r->empty_buffers.n = n - 1;
	}
	ring_unlock(r);
	return (b);
}

/* Slots in the queue after which those that fill more wait: what the recorder
 * reads is then still in a cache. */
#define RING_AHEAD 64

static inline bool
ring_is_ahead(const struct ring *r)
{
	return (__atomic_load_n(&r->put, __ATOMIC_RELAXED) -
		    __atomic_load_n(&r->taken, __ATOMIC_RELAXED) >
		RING_AHEAD);
}

/* The words of a buffer go into the queue, by a slot that was taken.  release:
 * and the buffer to the empty ones.  The queue is as long as there are slots.
 */
static inline void
ring_put(
    struct ring *r, struct ring_slot *s, struct ring_buffer *b, bool release)
{
	memcpy(s->word, b->word, b->count * sizeof(b->word[0]));
	s->count = b->count;
	ring_lock(r);
	__atomic_store_n(&b->queued, r->put + 1, __ATOMIC_RELEASE);
	s->state = RING_QUEUED;
	r->queue[r->put % RING_SLOTS] = (uint32_t)(s - r->slot);
	__atomic_store_n(&r->put, r->put + 1, __ATOMIC_RELEASE);
	__atomic_store_n(&b->count, 0, __ATOMIC_RELEASE);
	__atomic_store_n(&b->queued, 0, __ATOMIC_RELEASE);
	if (release && r->empty_buffers.n < RING_BUFFERS) {
		b->state = RING_EMPTY;
		r->empty_buffers.number[r->empty_buffers.n++] =
		    (uint32_t)(b - r->buffer);
	}
	ring_unlock(r);
}

#endif
