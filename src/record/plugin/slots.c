/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Taking slots, and putting them into the queue.
 *
 * A thread without a slot has one that is full, which is in no ring: so what
 * it writes next needs one look only.
 */
#include "record/plugin/slots.h"

#include <time.h>
#include <unistd.h>

struct slots slots;

static struct ring_slot no_slot = { .count = RING_WORDS };

void
slots_start(struct ring *ring)
{
	slots.ring = ring;
	slots.pid = (int32_t)getpid();
	for (unsigned i = 0; i < VCPUS_MAX; i++)
		slots.filling[i].slot = &no_slot;
}

bool
slots_wanted(void)
{
	return (__atomic_load_n(&slots.ring->stop, __ATOMIC_RELAXED) == 0);
}

void
slots_flush(unsigned vcpu)
{
	struct ring_slot *s = slots.filling[vcpu].slot;

	if (s == &no_slot || s->count == 0)
		return;
	slots.filling[vcpu].slot = &no_slot;
	ring_put(slots.ring, s);
}

void
slots_flush_all(void)
{
	for (unsigned i = 0; i < VCPUS_MAX; i++)
		slots_flush(i);
}

uint64_t *
slots_room(unsigned vcpu, uint32_t n)
{
	static const struct timespec pause = { .tv_nsec = 200000 };
	struct filling *f = &slots.filling[vcpu];
	struct ring_slot *s;

	if (f->slot->count + n <= RING_WORDS)
		return (f->word + f->slot->count);
	slots_flush(vcpu);
	while (slots_wanted()) {
		s = ring_is_ahead(slots.ring)
			? NULL
			: ring_take_empty(slots.ring, slots.pid);
		if (s != NULL) {
			*f = (struct filling){ s, ring_words(slots.ring, s) };
			return (f->word);
		}
		nanosleep(&pause, NULL);
	}
	return (NULL);
}

void
slots_count(unsigned vcpu, uint32_t n)
{
	struct ring_slot *s = slots.filling[vcpu].slot;

	__atomic_store_n(&s->count, s->count + n, __ATOMIC_RELEASE);
}
