/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Taking buffers, and putting what is in them into the queue.
 *
 * A thread without a buffer has one that is full, which is in no ring: so what
 * it writes next needs one look only.
 */
#include "record/plugin/slots.h"

#include <time.h>
#include <unistd.h>

struct slots slots;

static struct ring_buffer no_buffer;

void
slots_start(struct ring *ring)
{
	slots.ring = ring;
	slots.pid = (int32_t)getpid();
	no_buffer.count = RING_WORDS;
	for (unsigned i = 0; i < VCPUS_MAX; i++)
		slots.filling[i] = &no_buffer;
}

bool
slots_wanted(void)
{
	return (__atomic_load_n(&slots.ring->stop, __ATOMIC_RELAXED) == 0);
}

static void
wait_a_little(void)
{
	static const struct timespec pause = { .tv_nsec = 200000 };

	nanosleep(&pause, NULL);
}

/* release: the buffer is given back, too. */
static void
flush(unsigned vcpu, bool release)
{
	struct ring_buffer *b = slots.filling[vcpu];
	struct ring_slot *s = NULL;

	if (b == &no_buffer || b->count == 0)
		return;
	while (slots_wanted() &&
	       (ring_is_ahead(slots.ring) ||
		   (s = ring_take_slot(slots.ring, slots.pid)) == NULL))
		wait_a_little();
	if (s == NULL) {
		b->count = 0;
		return;
	}
	ring_put(slots.ring, s, b, release);
	if (release)
		slots.filling[vcpu] = &no_buffer;
}

void
slots_flush(unsigned vcpu)
{
	flush(vcpu, true);
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
	struct ring_buffer *b = slots.filling[vcpu];

	if (b->count + n <= RING_WORDS)
		return (b->word + b->count);
	flush(vcpu, false);
	b = slots.filling[vcpu];
	while (slots_wanted()) {
		if (b != &no_buffer)
			return (b->word);
		b = ring_take_buffer(slots.ring, slots.pid);
		if (b != NULL)
			slots.filling[vcpu] = b;
		else {
			wait_a_little();
			b = &no_buffer;
		}
	}
	return (NULL);
}

void
slots_count(unsigned vcpu, uint32_t n)
{
	struct ring_buffer *b = slots.filling[vcpu];

	__atomic_store_n(&b->count, b->count + n, __ATOMIC_RELEASE);
}

void
slots_put_slowly(unsigned vcpu, uint64_t word)
{
	uint64_t *to = slots_room(vcpu, 1);

	if (to == NULL)
		return;
	*to = word;
	slots_count(vcpu, 1);
}
