/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The slots of the ring that the threads of a process fill.
 */
#ifndef RECORD_PLUGIN_SLOTS_H
#define RECORD_PLUGIN_SLOTS_H

#include "record/plugin/ring.h"

#define VCPUS_MAX 4096

/* What a thread fills: a slot, and its words. */
struct filling {
	struct ring_slot *slot; /* one that is full stands for none */
	uint64_t *word;
};

extern struct slots {
	struct ring *ring;
	int32_t pid; /* of this process */
	/* By number of the virtual processor, which is a thread. */
	struct filling filling[VCPUS_MAX];
} slots;

/* Begins, with no slot; in a child of fork(2), too. */
void slots_start(struct ring *ring);
bool slots_wanted(void);
/* Puts what a thread has filled into the queue. */
void slots_flush(unsigned vcpu);
void slots_flush_all(void);
/* Room for n more words, which are to be counted; NULL: nothing is wanted. */
uint64_t *slots_room(unsigned vcpu, uint32_t n);
void slots_count(unsigned vcpu, uint32_t n);

static inline void
slots_put(unsigned vcpu, uint64_t word)
{
	struct filling *f = &slots.filling[vcpu];
	uint32_t n;

	if (__builtin_expect(vcpu >= VCPUS_MAX, 0))
		return;
	n = f->slot->count;
	if (__builtin_expect(n == RING_WORDS, 0)) {
		if (slots_room(vcpu, 1) == NULL)
			return;
		n = f->slot->count;
	}
	f->word[n] = word;
	__atomic_store_n(&f->slot->count, n + 1, __ATOMIC_RELEASE);
}

#endif
