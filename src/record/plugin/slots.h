/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The buffers of the ring that the threads of a process fill.
 */
#ifndef RECORD_PLUGIN_SLOTS_H
#define RECORD_PLUGIN_SLOTS_H

#include "record/plugin/ring.h"

#define VCPUS_MAX 4096

extern struct slots {
	struct ring *ring;
	int32_t pid; /* of this process */
	/* What a thread fills, by number of the virtual processor, which it
	 * is.  One that is full stands for none. */
	struct ring_buffer *filling[VCPUS_MAX];
} slots;

/* Begins, with no buffer; in a child of fork(2), too. */
void slots_start(struct ring *ring);
bool slots_wanted(void);
/* Puts what a thread has filled into the queue. */
void slots_flush(unsigned vcpu);
void slots_flush_all(void);
/* Room for n more words, which are to be counted; NULL: nothing is wanted. */
uint64_t *slots_room(unsigned vcpu, uint32_t n);
void slots_count(unsigned vcpu, uint32_t n);
__attribute__((cold)) void slots_put_slowly(unsigned vcpu, uint64_t word);

static inline void
slots_put(unsigned vcpu, uint64_t word)
{
	struct ring_buffer *b;
	uint32_t n;

	if (__builtin_expect(vcpu >= VCPUS_MAX, 0))
		return;
	b = slots.filling[vcpu];
	n = b->count;
	if (__builtin_expect(n == RING_WORDS, 0)) {
		slots_put_slowly(vcpu, word);
		return;
	}
	b->word[n] = word;
	__atomic_store_n(&b->count, n + 1, __ATOMIC_RELEASE);
}

#endif
