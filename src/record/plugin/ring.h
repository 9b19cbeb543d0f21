/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The memory that the recorder shares with the QEMU processes of a recording.
 *
 * It is cut into slots.  A thread takes an empty slot, fills it with words and
 * puts it into the queue, from which the recorder takes it.
 *
 *	thread	->  slot  ->  queue  ->  recorder
 *	  ^------ empty slots <-----------'
 *
 * The count of words in a slot that is being filled is in shared memory as
 * well, so what a process has recorded when it is killed is not lost.  The
 * list of empty slots and the queue are changed under a mutex that is robust: a
 * process may be killed while it has it.  Each change becomes visible by its
 * last store.
 *
 * A word is a record: four bits of kind, twelve of size, 48 of address.  A
 * record of an event is followed by further words, all in one slot.
 */
#ifndef RECORD_PLUGIN_RING_H
#define RECORD_PLUGIN_RING_H

#include <errno.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

#define RING_MAGIC   UINT64_C(0x7061676572616365)
#define RING_VERSION 1
#define RING_SLOTS   4096
#define RING_WORDS   2048 /* of a slot */

enum ring_kind {
	RING_READ,
	RING_WRITE,
	RING_FETCH,
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

#define RING_ADDR ((UINT64_C(1) << 48) - 1)

static inline uint64_t
ring_word(enum ring_kind kind, uint64_t size, uint64_t addr)
{
	return (
	    (uint64_t)kind << 60 | (size & 0xfff) << 48 | (addr & RING_ADDR));
}

static inline enum ring_kind
ring_kind(uint64_t word)
{
	return ((enum ring_kind)(word >> 60));
}

static inline uint64_t
ring_size(uint64_t word)
{
	return (word >> 48 & 0xfff);
}

static inline uint64_t
ring_addr(uint64_t word)
{
	return (word & RING_ADDR);
}

enum ring_state { SLOT_EMPTY, SLOT_FILLING, SLOT_QUEUED };

/* Each in a cache line of its own, because threads write them. */
struct ring_slot {
	int32_t pid;
	uint32_t state;
	uint32_t count; /* of words that are complete */
} __attribute__((aligned(64)));

struct ring {
	uint64_t magic;
	uint32_t version;
	uint32_t stop;    /* nothing more is wanted */
	uint32_t fetches; /* instruction fetches are wanted */
	pthread_mutex_t lock;
	uint32_t nempty;
	uint32_t empty[RING_SLOTS];
	/* Counts of slots put in and taken out. */
	uint64_t put, taken;
	uint32_t queue[RING_SLOTS];
	struct ring_slot slot[RING_SLOTS];
	uint64_t word[RING_SLOTS][RING_WORDS];
};

static inline uint64_t *
ring_words(struct ring *r, const struct ring_slot *s)
{
	return (r->word[s - r->slot]);
}

static inline void
ring_lock(struct ring *r)
{
	if (pthread_mutex_lock(&r->lock) == EOWNERDEAD)
		pthread_mutex_consistent(&r->lock);
}

static inline void
ring_unlock(struct ring *r)
{
	pthread_mutex_unlock(&r->lock);
}

/* An empty slot, or NULL: there is none now. */
static inline struct ring_slot *
ring_take_empty(struct ring *r, int32_t pid)
{
	struct ring_slot *s = NULL;

	ring_lock(r);
	if (r->nempty > 0) {
		s = &r->slot[r->empty[r->nempty - 1]];
		s->pid = pid;
		s->count = 0;
		s->state = SLOT_FILLING;
		__atomic_store_n(&r->nempty, r->nempty - 1, __ATOMIC_RELEASE);
	}
	ring_unlock(r);
	return (s);
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

/* The queue is as long as there are slots. */
static inline void
ring_put(struct ring *r, struct ring_slot *s)
{
	ring_lock(r);
	s->state = SLOT_QUEUED;
	r->queue[r->put % RING_SLOTS] = (uint32_t)(s - r->slot);
	__atomic_store_n(&r->put, r->put + 1, __ATOMIC_RELEASE);
	ring_unlock(r);
}

#endif
