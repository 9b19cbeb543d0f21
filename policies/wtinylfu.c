/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * W-TinyLFU: a small LRU window before a main memory that admits by frequency
 * (Einziger, Friedman, Manes, "TinyLFU: A Highly Efficient Cache Admission
 * Policy", ACM Transactions on Storage 13(4), 2017, sections 3 and 4).
 *
 * A sketch counts how often every page, resident or not, was used lately.  New
 * pages come into the window.  When memory is full the window's oldest is a
 * candidate: used more often than the main memory's own victim it takes that
 * page's place, otherwise it goes.  The main memory is a segmented LRU: a page
 * is on probation until it is hit, then protected.
 *
 *	load ─▶ [ window ] ─▶ candidate ─▶ [ probation ] ─▶ victim
 *				 │ rarer       hit ▼ ▲ overflow
 *				 ▼		[ protected ]
 *			       victim
 *
 * The sketch is four rows of 4-bit counters behind a doorkeeper, a Bloom filter
 * that takes the first use of each page.  Of a page's four counters only the
 * least are raised.  After 'sample' uses a frame all counters are halved and
 * the doorkeeper is emptied: the paper's reset.
 *
 * Where our words differ: "cache size" is the number of frames; the estimate
 * of a page is its least counter and 1 more if the doorkeeper knows it; ties
 * let the candidate go.  The hashes come from the run's seed.
 *
 * The three lists are logs that share their 'last', like a pair.
 */
#include <string.h>

#include "base/rng.h"
#include "policy/log.h"
#include "replay/loop.h"

enum { WINDOW, PROBATION, PROTECTED, LISTS };

#define SKETCH_ROWS  4
#define DOOR_HASHES  4
#define COUNTER_MOST 15

struct wtinylfu_params {
	struct amount window;
	uint64_t protected;
	uint64_t sample;
};

struct sketch {
	uint64_t *counter; /* 16 to a word; row after row */
	uint64_t *door;    /* the doorkeeper, a bit each */
	uint64_t width;    /* counters of a row, a power of two */
	uint64_t ndoor;    /* bits, a power of two */
	uint64_t seed;
	uint64_t uses; /* since the last reset; half of those before */
	uint64_t sample;
	bool *full; /* by frame: its page is known, and its counters are all
		     * at their most until the next reset */
	frame_t nframes;
};

/* Where a page's counters and bits are. */
struct sketch_hash {
	uint64_t counter[SKETCH_ROWS];
	uint64_t door[DOOR_HASHES];
};

struct wtinylfu {
	struct sketch sketch;
	struct log list[LISTS];
	const struct frame_table *frames;
	uint32_t limit[LISTS]; /* none for probation */
};

static uint64_t
wtinylfu_power_of_two(uint64_t least)
{
	uint64_t power = 16;

	while (power < least)
		power *= 2;
	return (power);
}

static void
wtinylfu_size_sketch(struct sketch *s, const struct policy_setup *setup)
{
	const struct wtinylfu_params *p = setup->params;

	s->sample = p->sample * setup->nframes;
	s->width = wtinylfu_power_of_two(setup->nframes);
	s->ndoor = wtinylfu_power_of_two(s->sample < 8 ? 64 : 8 * s->sample);
	s->seed = setup->seed;
}

static size_t
wtinylfu_counter_bytes(const struct sketch *s)
{
	return (SKETCH_ROWS * s->width / 2);
}

static void
wtinylfu_size_lists(uint32_t limit[LISTS], const struct policy_setup *setup)
{
	const struct wtinylfu_params *p = setup->params;
	uint64_t window = amount_of(p->window, setup->nframes);

	if (window < 1)
		window = 1;
	if (window > setup->nframes)
		window = setup->nframes;
	limit[WINDOW] = (uint32_t)window;
	limit[PROBATION] = setup->nframes;
	limit[PROTECTED] =
	    (uint32_t)((setup->nframes - window) * p->protected / 1000000);
}

/* Places of a list: one page more than it may hold, for a moment. */
static uint32_t
wtinylfu_places(uint32_t limit)
{
	return (log_cap(limit + 1));
}

static size_t
wtinylfu_footprint(const struct policy_setup *setup)
{
	struct sketch s = { 0 };
	uint32_t limit[LISTS];
	size_t words = setup->nframes;

	wtinylfu_size_sketch(&s, setup);
	wtinylfu_size_lists(limit, setup);
	for (int i = 0; i < LISTS; i++)
		words += wtinylfu_places(limit[i]);
	return (sizeof(struct wtinylfu) + wtinylfu_counter_bytes(&s) +
		s.ndoor / 8 + words * sizeof(uint32_t) + setup->nframes);
}

static void
wtinylfu_init(void *st, const struct policy_setup *setup)
{
	struct wtinylfu *t = st;
	uint32_t *entry, *last, places = 0;

	t->frames = setup->frames;
	wtinylfu_size_sketch(&t->sketch, setup);
	wtinylfu_size_lists(t->limit, setup);
	t->sketch.counter = (uint64_t *)(t + 1);
	t->sketch.door = t->sketch.counter + SKETCH_ROWS * t->sketch.width / 16;
	last = (uint32_t *)(t->sketch.door + t->sketch.ndoor / 64);
	entry = last + setup->nframes;
	for (int i = 0; i < LISTS; i++) {
		log_init(&t->list[i], entry, last, places);
		places += wtinylfu_places(t->limit[i]);
	}
	t->sketch.full = (bool *)(entry + places);
	t->sketch.nframes = setup->nframes;
}

static inline struct sketch_hash
wtinylfu_hash(const struct sketch *s, vpn_t page)
{
	uint64_t h = rng_at(s->seed, page), by = rng_mix(h) | 1;
	struct sketch_hash at;

	for (uint64_t i = 0; i < SKETCH_ROWS; i++, h += by)
		at.counter[i] = i * s->width + (h & (s->width - 1));
	for (int i = 0; i < DOOR_HASHES; i++, h += by)
		at.door[i] = h & (s->ndoor - 1);
	return (at);
}

static inline bool
wtinylfu_at_door(const struct sketch *s, const struct sketch_hash *at)
{
	uint64_t known = 1;

	for (int i = 0; i < DOOR_HASHES; i++)
		known &= s->door[at->door[i] / 64] >> at->door[i] % 64;
	return (known != 0);
}

static inline uint64_t
wtinylfu_counter(const struct sketch *s, uint64_t i)
{
	return (s->counter[i / 16] >> i % 16 * 4 & COUNTER_MOST);
}

static inline uint64_t
wtinylfu_least_counter(const struct sketch *s, const struct sketch_hash *at)
{
	uint64_t least = COUNTER_MOST;

	for (int i = 0; i < SKETCH_ROWS; i++) {
		uint64_t count = wtinylfu_counter(s, at->counter[i]);

		least = count < least ? count : least;
	}
	return (least);
}

/* All counts are halved, what was seen once is forgotten. */
static never_inline void
wtinylfu_reset(struct sketch *s)
{
	size_t words = wtinylfu_counter_bytes(s) / sizeof(uint64_t);

	for (size_t i = 0; i < words; i++)
		s->counter[i] =
		    s->counter[i] >> 1 & UINT64_C(0x7777777777777777);
	memset(s->door, 0, s->ndoor / 8);
	memset(s->full, 0, s->nframes * sizeof(*s->full));
	s->uses /= 2;
}

/* The least counters are raised, without a branch for each: which they are
 * cannot be foretold.  false: all are at their most. */
static inline bool
wtinylfu_raise(struct sketch *s, const struct sketch_hash *at)
{
	uint64_t least = wtinylfu_least_counter(s, at);

	if (least == COUNTER_MOST)
		return (false);
	for (int i = 0; i < SKETCH_ROWS; i++) {
		uint64_t c = at->counter[i];
		uint64_t by = wtinylfu_counter(s, c) == least;

		s->counter[c / 16] += by << c % 16 * 4;
	}
	return (true);
}

/* Counts a use; true: the page cannot count more before the next halving. */
static inline bool
wtinylfu_count(struct sketch *s, vpn_t page)
{
	struct sketch_hash at = wtinylfu_hash(s, page);

	if (wtinylfu_at_door(s, &at))
		return (!wtinylfu_raise(s, &at));
	for (int i = 0; i < DOOR_HASHES; i++)
		s->door[at.door[i] / 64] |= UINT64_C(1) << at.door[i] % 64;
	return (false);
}

/* The page in f was used.  In programs most uses are of few pages, whose
 * counters are at their most soon after each halving. */
static inline void
wtinylfu_record(struct sketch *s, frame_t f, vpn_t page)
{
	if (!s->full[f])
		s->full[f] = wtinylfu_count(s, page);
	if (unlikely(++s->uses == s->sample))
		wtinylfu_reset(s);
}

static uint64_t
wtinylfu_estimate(const struct sketch *s, vpn_t page)
{
	struct sketch_hash at = wtinylfu_hash(s, page);

	return (wtinylfu_least_counter(s, &at) + wtinylfu_at_door(s, &at));
}

/* Which list the frame is in. */
static inline int
wtinylfu_which(const struct wtinylfu *t, frame_t f)
{
	uint32_t last = t->list[WINDOW].last[f];

	return ((last > t->list[PROBATION].base) +
		(last > t->list[PROTECTED].base));
}

static void
wtinylfu_pass_on(struct wtinylfu *t, int from)
{
	log_give(
	    &t->list[from], &t->list[PROBATION], log_oldest(&t->list[from]));
}

static void
wtinylfu_admit(void *st, frame_t f, vpn_t page)
{
	struct wtinylfu *t = st;

	t->sketch.full[f] = false;
	wtinylfu_record(&t->sketch, f, page);
	log_append(&t->list[WINDOW], f);
	if (t->list[WINDOW].count > t->limit[WINDOW])
		wtinylfu_pass_on(t, WINDOW);
}

static void
wtinylfu_touch(void *st, frame_t f)
{
	struct wtinylfu *t = st;
	int which = wtinylfu_which(t, f);

	wtinylfu_record(&t->sketch, f, t->frames->page[f]);
	if (likely(which != PROBATION)) {
		log_move(&t->list[which], f);
		return;
	}
	log_give(&t->list[PROBATION], &t->list[PROTECTED], f);
	if (t->list[PROTECTED].count > t->limit[PROTECTED])
		wtinylfu_pass_on(t, PROTECTED);
}

/* The page that the main memory would let go, LOG_NONE: it is empty. */
static frame_t
wtinylfu_main_victim(struct wtinylfu *t)
{
	frame_t f = log_oldest(&t->list[PROBATION]);

	return (f != LOG_NONE ? f : log_oldest(&t->list[PROTECTED]));
}

static frame_t
wtinylfu_victim(void *st, vpn_t page)
{
	struct wtinylfu *t = st;
	frame_t victim = wtinylfu_main_victim(t), candidate;
	const vpn_t *in = t->frames->page;

	(void)page;
	if (victim != LOG_NONE && t->list[WINDOW].count < t->limit[WINDOW])
		return (victim);
	candidate = log_oldest(&t->list[WINDOW]);
	if (victim == LOG_NONE ||
	    wtinylfu_estimate(&t->sketch, in[candidate]) <=
		wtinylfu_estimate(&t->sketch, in[victim]))
		return (candidate);
	wtinylfu_pass_on(t, WINDOW);
	return (victim);
}

static void
wtinylfu_leave(void *st, frame_t f, enum leave_why why)
{
	struct wtinylfu *t = st;

	(void)why;
	log_remove(&t->list[wtinylfu_which(t, f)], f);
}

static const struct policy_verbs wtinylfu_verbs = {
	.admit = wtinylfu_admit,
	.touch = wtinylfu_touch,
	.victim = wtinylfu_victim,
	.leave = wtinylfu_leave,
};

static void
wtinylfu_replay(struct replay *r, const struct reference *ref, size_t n)
{
	replay_batch(r, ref, n, &wtinylfu_verbs);
}

static const struct param wtinylfu_params[] = {
	{ .name = "window",
	    .type = PARAM_AMOUNT,
	    .offset = offsetof(struct wtinylfu_params, window),
	    .dflt = "1%",
	    .unit = "frames",
	    .text = "size of the window, at least 1; the main memory has the "
		    "rest" },
	{ .name = "protected",
	    .type = PARAM_SHARE,
	    .offset = offsetof(struct wtinylfu_params, protected),
	    .dflt = "80%",
	    .max = 1000000,
	    .text = "share of the main memory that hit pages may hold" },
	{ .name = "sample",
	    .type = PARAM_COUNT,
	    .offset = offsetof(struct wtinylfu_params, sample),
	    .dflt = "10",
	    .min = 1,
	    .max = 1000,
	    .unit = "uses a frame",
	    .text = "after so many the counts are halved" },
	{ .name = NULL },
};

const struct policy policy_wtinylfu = {
	.name = "wtinylfu",
	.summary =
	    "a window before a memory that admits by estimated frequency",
	.source = "Einziger, Friedman, Manes, ACM TOS 13(4) 2017",
	.sight = SEES_ACCESSES,
	.params_size = sizeof(struct wtinylfu_params),
	.params = wtinylfu_params,
	.about = "A sketch estimates how often each page was used lately, "
		 "resident or not. A new page passes through a small window "
		 "and stays only if it was used more often than the page that "
		 "would go for it. Its hashes come from the run's seed.",
	.weakness = "recency: a window of 1% is too small for programs that "
		    "move on; a hit costs eight probes",
	.complexity = "O(1) a hit and a fault on average; 46 to 56 bytes a "
		      "frame, 10 to 20 of them for sample=10",
	.footprint = wtinylfu_footprint,
	.init = wtinylfu_init,
	.verbs = &wtinylfu_verbs,
	.replay = wtinylfu_replay,
};
