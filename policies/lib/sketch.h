/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A count-min sketch: an estimate of how often each page, resident or not, was
 * used recently (Einziger, Friedman, Manes, "TinyLFU", ACM Transactions on
 * Storage 13(4), 2017, section 3).
 *
 * SKETCH_DOORKEEPER, as the paper has it.  Four rows of 4-bit counters are
 * behind a doorkeeper, a Bloom filter that records the first use of each page.
 * Of a page's four counters only the lowest ones are incremented (conservative
 * update); its estimate is the lowest counter, plus 1 if the page is in the
 * doorkeeper.  After 'sample' uses all counters are halved and the doorkeeper
 * is cleared: the paper's reset.
 *
 *	page ─▶ ( doorkeeper ) ─▶ [ . . 3 . . . ]
 *				  [ 7 . . . . . ]   the estimate is 3 + 1
 *				  [ . . . . 4 . ]
 *				  [ . 3 . . . . ]
 *
 * SKETCH_WIDE, as in the simulator of Caffeine (CountMin4.java and
 * PeriodicResetCountMin4.java).  The rows are four times as wide and there is
 * no doorkeeper; all four counters are incremented.  A use counts toward the
 * reset if it incremented one, and a reset takes as many uses off as the
 * halving of odd counters lost.
 *
 * Only resident pages are used.  When the counters of a page are at their
 * limit, full[] is set for its frame, and until the next reset its uses do not
 * read the sketch.  The memory is the caller's: sketch_bytes(), zeroed.
 */
#ifndef POLICIES_LIB_SKETCH_H
#define POLICIES_LIB_SKETCH_H

#include <stdbool.h>
#include <string.h>

#include "base/inline.h"
#include "base/rng.h"
#include "model/page.h"

#define SKETCH_ROWS        4
#define SKETCH_DOOR_HASHES 4
#define SKETCH_COUNTER_MAX 15

enum sketch_kind { SKETCH_DOORKEEPER, SKETCH_WIDE };

struct sketch {
	uint64_t *counter; /* 16 to a word; row after row */
	uint64_t *door;    /* bits of the doorkeeper */
	uint64_t width;    /* counters of a row, a power of two */
	uint64_t ndoor;    /* bits of the doorkeeper, a power of two */
	uint64_t seed;
	uint64_t uses; /* since the last reset, and half of those before */
	uint64_t sample;
	bool *full; /* by frame: its page can count no more until a reset */
	frame_t nframes;
	bool wide; /* SKETCH_WIDE */
};

/* Where a page's counters and bits are. */
struct sketch_hash {
	uint64_t counter[SKETCH_ROWS];
	uint64_t door[SKETCH_DOOR_HASHES];
};

static inline uint64_t
sketch_power_of_two(uint64_t least, uint64_t power)
{
	while (power < least)
		power *= 2;
	return (power);
}

/* For so many frames, with a reset after 'sample' uses for each; sketch_place()
 * must follow. */
static inline void
sketch_init(struct sketch *s, enum sketch_kind kind, frame_t nframes,
    uint64_t sample, uint64_t seed)
{
	memset(s, 0, sizeof(*s));
	s->seed = seed;
	s->nframes = nframes;
	s->wide = kind == SKETCH_WIDE;
	if (s->wide) {
		s->width = 4 * sketch_power_of_two(nframes, 4);
		s->sample = sample * sketch_power_of_two(nframes, 1);
		return;
	}
	s->width = sketch_power_of_two(nframes, 16);
	s->sample = sample * nframes;
	s->ndoor = sketch_power_of_two(8 * s->sample, 64);
}

static inline size_t
sketch_counter_bytes(const struct sketch *s)
{
	return (SKETCH_ROWS * s->width / 2);
}

static inline size_t
sketch_bytes(const struct sketch *s)
{
	return (sketch_counter_bytes(s) + s->ndoor / 8 +
		((size_t)s->nframes + 7) / 8 * 8);
}

/* After sketch_init(). */
static inline void
sketch_place(struct sketch *s, void *memory)
{
	s->counter = (uint64_t *)memory;
	s->door = s->counter + sketch_counter_bytes(s) / sizeof(uint64_t);
	s->full = (bool *)(s->door + s->ndoor / 64);
}

static inline struct sketch_hash
sketch_hash_of(const struct sketch *s, page_id_t page)
{
	uint64_t h = rng_at(s->seed, page), stride = rng_mix(h) | 1;
	struct sketch_hash at;

	for (uint64_t i = 0; i < SKETCH_ROWS; i++, h += stride)
		at.counter[i] = i * s->width + (h & (s->width - 1));
	for (int i = 0; i < SKETCH_DOOR_HASHES; i++, h += stride)
		at.door[i] = h & (s->ndoor - 1);
	return (at);
}

static inline bool
sketch_in_doorkeeper(const struct sketch *s, const struct sketch_hash *at)
{
	uint64_t known = 1;

	for (int i = 0; i < SKETCH_DOOR_HASHES; i++)
		known &= s->door[at->door[i] / 64] >> at->door[i] % 64;
	return (known != 0);
}

static inline uint64_t
sketch_counter(const struct sketch *s, uint64_t i)
{
	return (s->counter[i / 16] >> i % 16 * 4 & SKETCH_COUNTER_MAX);
}

static inline uint64_t
sketch_least(const struct sketch *s, const struct sketch_hash *at)
{
	uint64_t least = SKETCH_COUNTER_MAX;

	for (int i = 0; i < SKETCH_ROWS; i++) {
		uint64_t count = sketch_counter(s, at->counter[i]);

		least = count < least ? count : least;
	}
	return (least);
}

/* Halves all counters and clears the doorkeeper. */
static never_inline void
sketch_reset(struct sketch *s)
{
	size_t words = sketch_counter_bytes(s) / sizeof(uint64_t);
	uint64_t odd = 0;

	for (size_t i = 0; i < words; i++) {
		odd += (uint64_t)__builtin_popcountll(
		    s->counter[i] & UINT64_C(0x1111111111111111));
		s->counter[i] =
		    s->counter[i] >> 1 & UINT64_C(0x7777777777777777);
	}
	memset(s->door, 0, s->ndoor / 8);
	memset(s->full, 0, s->nframes * sizeof(*s->full));
	if (s->wide)
		s->uses -= odd / 4 < s->uses ? odd / 4 : s->uses;
	s->uses /= 2;
}

/* Increments the lowest counters, without branches that cannot be predicted.
 * false: all are at their limit. */
static inline bool
sketch_raise(struct sketch *s, const struct sketch_hash *at)
{
	uint64_t least = sketch_least(s, at);

	if (least == SKETCH_COUNTER_MAX)
		return (false);
	for (int i = 0; i < SKETCH_ROWS; i++) {
		uint64_t c = at->counter[i];
		uint64_t one = sketch_counter(s, c) == least;

		s->counter[c / 16] += one << c % 16 * 4;
	}
	return (true);
}

/* Increments all that are not at their limit.  false: all are. */
static inline bool
sketch_raise_all(struct sketch *s, const struct sketch_hash *at)
{
	bool raised = false;

	for (int i = 0; i < SKETCH_ROWS; i++) {
		uint64_t c = at->counter[i];
		uint64_t one = sketch_counter(s, c) != SKETCH_COUNTER_MAX;

		s->counter[c / 16] += one << c % 16 * 4;
		raised |= one != 0;
	}
	return (raised);
}

/* Counts a use; true: its counters are at their limit until the next reset. */
static inline bool
sketch_count(struct sketch *s, page_id_t page)
{
	struct sketch_hash at = sketch_hash_of(s, page);

	if (s->wide)
		return (!sketch_raise_all(s, &at));
	if (sketch_in_doorkeeper(s, &at))
		return (!sketch_raise(s, &at));
	for (int i = 0; i < SKETCH_DOOR_HASHES; i++)
		s->door[at.door[i] / 64] |= UINT64_C(1) << at.door[i] % 64;
	return (false);
}

static inline void
sketch_end_use(struct sketch *s, bool full)
{
	if (s->wide && full)
		return;
	if (unlikely(++s->uses == s->sample))
		sketch_reset(s);
}

/* A use of a page that is in no frame yet. */
static inline void
sketch_use(struct sketch *s, page_id_t page)
{
	sketch_end_use(s, sketch_count(s, page));
}

/* A use of the page in f.  In programs most uses are of few pages, whose
 * counters soon are at their limit. */
static inline void
sketch_record(struct sketch *s, frame_t f, page_id_t page)
{
	if (!s->full[f])
		s->full[f] = sketch_count(s, page);
	sketch_end_use(s, s->full[f]);
}

static inline uint64_t
sketch_estimate(const struct sketch *s, page_id_t page)
{
	struct sketch_hash at = sketch_hash_of(s, page);

	return (
	    sketch_least(s, &at) + (!s->wide && sketch_in_doorkeeper(s, &at)));
}

/* A new page is in f. */
static inline void
sketch_admit(struct sketch *s, frame_t f)
{
	s->full[f] = false;
}

#endif
