/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The words of a slot become accesses and events.
 *
 * They were written by a process that may be damaged, so every number is
 * checked; what is wrong is left out, and a record that is cut ends the slot.
 */
#include "record/ring_words.h"

#include <string.h>

#include "record/plugin/ring.h"

static void
take_range(struct capture *c, struct tracee *t, uint64_t word, uint64_t bytes)
{
	static const enum event_kind kinds[] = {
		[RING_PROTECT] = EVENT_PROTECT,
		[RING_DISCARD] = EVENT_DISCARD,
		[RING_PAGEOUT] = EVENT_PAGEOUT,
	};
	uint64_t start = access_word_addr(word);

	if (bytes == 0 || bytes > UINT64_C(1) << 48 || start % 4096 != 0 ||
	    bytes % 4096 != 0)
		return;
	if (ring_kind(word) == RING_UNMAP)
		capture_unmap(c, t, start, start + bytes);
	else
		capture_range(c, t, kinds[ring_kind(word)], start,
		    start + bytes, (unsigned)access_word_size(word));
}

static void
take_map(struct capture *c, struct tracee *t, const uint64_t *word)
{
	unsigned flags = (unsigned)access_word_size(word[0]);
	struct recarea a = { .start = access_word_addr(word[0]) };
	char name[RING_NAME_BYTES + 1] = { 0 };

	if (word[1] == 0 || word[1] > UINT64_C(1) << 48 ||
	    a.start % 4096 != 0 || word[1] % 4096 != 0)
		return;
	a.end = a.start + word[1];
	a.flags = flags & (MAP_READ | MAP_WRITE | MAP_EXEC | MAP_USER);
	memcpy(name, &word[2], RING_NAME_BYTES);
	areamap_name(a.name, name[0] == '\0' ? "[anon]" : name);
	capture_map(c, t, &a,
	    (flags & RING_POPULATED) != 0 ? BACKEND_POPULATED : BACKEND_LAZY);
}

void
ring_take_words(
    struct capture *c, struct tracee *t, const uint64_t *word, uint32_t n)
{
	const uint64_t *end = word + n;

	while (word < end && !c->ended) {
		enum ring_kind kind;
		uint64_t size;
		size_t words = 1;

		word += capture_words(c, t, word, (size_t)(end - word));
		if (word == end)
			break;
		kind = ring_kind(*word);
		size = access_word_size(*word);
		if (kind <= RING_FETCH) {
			if (size > 0)
				capture_access(c, t, (enum access_op)kind,
				    access_word_addr(*word), size);
		} else if (kind == RING_MAP && end - word >= RING_MAP_WORDS) {
			take_map(c, t, word);
			words = RING_MAP_WORDS;
		} else if (kind > RING_MAP && kind <= RING_PAGEOUT &&
			   end - word >= RING_RANGE_WORDS) {
			take_range(c, t, word[0], word[1]);
			words = RING_RANGE_WORDS;
		} else {
			return;
		}
		word += words;
	}
}
