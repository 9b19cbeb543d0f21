/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * W-TinyLFU (Einziger, Friedman and Manes, ACM TOS 2017): a small LRU window in
 * front of a segmented LRU.  The window's oldest page enters the main part only
 * if it is used more often than the one it would displace.
 *
 * Uses are estimated by a count-min sketch, 4 rows of 4-bit counters with
 * minimal increment, after a Bloom filter, the paper's doorkeeper, that keeps
 * out pages seen once; after each sample all counters are halved.
 *
 * That is variant=paper.  By default as in Caffeine's simulator: CountMin4 has
 * four counters for each of the 16 of a word, no filter, and adds to all four;
 * PeriodicResetCountMin4 counts additions that changed one; TinyLfu lets a warm
 * candidate in by chance; and WindowTinyLfuPolicy moves the candidate to
 * probation before it looks for the victim there.
 */
#include "plain.h"

struct wtinylfu {
	struct plain_list window, probation, protect;
	uint64_t window_limit, protect_limit;
	uint8_t *counter; /* row * width + column */
	bool *door;
	uint64_t width, door_bits;
	uint64_t sample, seen;
	bool program; /* Caffeine */
	struct rng rng;
};

static uint64_t
power_of_two(uint64_t least)
{
	uint64_t power = 1;

	while (power < least)
		power *= 2;
	return (power);
}

/* The frames of the window.  In the program main is rounded down, so a share
 * for the window is rounded up; counts in tests are below 10,000. */
static uint64_t
window_size(struct plain_run *r, bool program)
{
	uint64_t given = plain_amount(r, "window", "1%", 1000000);
	uint64_t n = r->nframes, size = given;

	if (given >= 10000)
		size = (n * given + (program ? 999999 : 0)) / 1000000;
	return (size < 1 ? 1 : size > n ? n : size);
}

static void
wtinylfu_open(struct plain_run *r)
{
	static const char *const variants[] = { "authors", "paper", NULL };
	struct wtinylfu *w = r->st;
	uint64_t n = r->nframes;

	plain_list_open(r, &w->window);
	plain_list_open(r, &w->probation);
	plain_list_open(r, &w->protect);
	w->program = plain_choice(r, "variant", variants) == 0;
	w->rng.state = rng_mix(r->setup.seed);
	w->window_limit = window_size(r, w->program);
	w->protect_limit =
	    plain_amount(r, "protected", "80%", n - w->window_limit);
	w->sample =
	    plain_count(r, "sample", 10) * (w->program ? power_of_two(n) : n);
	w->width = w->program ? 4 * power_of_two(n < 4 ? 4 : n)
			      : power_of_two(n < 16 ? 16 : n);
	w->door_bits = power_of_two(w->sample * 8 < 64 ? 64 : w->sample * 8);
	w->counter = plain_alloc(r, 4 * w->width, sizeof(*w->counter));
	w->door = plain_alloc(r, w->door_bits, sizeof(*w->door));
}

/* The page's i-th hash: 0 to 3 for the rows, 4 to 7 for the doorkeeper. */
static uint64_t
hash(struct plain_run *r, uint32_t page, unsigned i)
{
	uint64_t first = rng_at(r->setup.seed, page);

	return (first + i * (rng_mix(first) | 1));
}

static uint8_t *
counter(struct plain_run *r, uint32_t page, unsigned row)
{
	struct wtinylfu *w = r->st;

	return (&w->counter[row * w->width + hash(r, page, row) % w->width]);
}

static unsigned
sketched(struct plain_run *r, uint32_t page)
{
	unsigned least = 15;

	for (unsigned row = 0; row < 4; row++)
		if (*counter(r, page, row) < least)
			least = *counter(r, page, row);
	return (least);
}

static bool
at_door(struct plain_run *r, uint32_t page)
{
	struct wtinylfu *w = r->st;

	for (unsigned i = 4; i < 8; i++)
		if (!w->door[hash(r, page, i) % w->door_bits])
			return (false);
	return (true);
}

static unsigned
estimate(struct plain_run *r, uint32_t page)
{
	struct wtinylfu *w = r->st;

	return (sketched(r, page) + (!w->program && at_door(r, page)));
}

/* increment() and tryReset() of the program. */
static void
record_program(struct plain_run *r, uint32_t page)
{
	struct wtinylfu *w = r->st;
	uint64_t odd = 0;
	bool added = false;

	for (unsigned row = 0; row < 4; row++)
		if (*counter(r, page, row) < 15) {
			++*counter(r, page, row);
			added = true;
		}
	if (!added || ++w->seen != w->sample)
		return;
	for (uint64_t i = 0; i < 4 * w->width; i++) {
		odd += w->counter[i] % 2;
		w->counter[i] /= 2;
	}
	w->seen = w->seen > odd / 4 ? (w->seen - odd / 4) / 2 : 0;
}

static void
record_paper(struct plain_run *r, uint32_t page)
{
	struct wtinylfu *w = r->st;
	unsigned least = sketched(r, page);

	if (!at_door(r, page)) {
		for (unsigned i = 4; i < 8; i++)
			w->door[hash(r, page, i) % w->door_bits] = true;
	} else if (least < 15) {
		for (unsigned row = 0; row < 4; row++)
			if (*counter(r, page, row) == least)
				++*counter(r, page, row);
	}
	if (++w->seen < w->sample)
		return;
	w->seen /= 2;
	for (uint64_t i = 0; i < 4 * w->width; i++)
		w->counter[i] /= 2;
	for (uint64_t i = 0; i < w->door_bits; i++)
		w->door[i] = false;
}

static void
record(struct plain_run *r, uint32_t page)
{
	struct wtinylfu *w = r->st;

	if (w->program)
		record_program(r, page);
	else
		record_paper(r, page);
}

static void
wtinylfu_hit(struct plain_run *r, uint32_t page)
{
	struct wtinylfu *w = r->st;

	record(r, page);
	if (w->window.has[page]) {
		plain_list_remove(&w->window, page);
		plain_list_push_head(&w->window, page);
		return;
	}
	plain_list_drop(&w->probation, page);
	plain_list_drop(&w->protect, page);
	plain_list_push_head(&w->protect, page);
	while (w->protect.n > w->protect_limit) {
		page = w->protect.tail;
		plain_list_remove(&w->protect, page);
		plain_list_push_head(&w->probation, page);
	}
}

static void
wtinylfu_drop(struct plain_run *r, uint32_t page)
{
	struct wtinylfu *w = r->st;

	plain_list_drop(&w->window, page);
	plain_list_drop(&w->probation, page);
	plain_list_drop(&w->protect, page);
}

/* Does the candidate take the place of the victim? */
static bool
admitted(struct plain_run *r, uint32_t candidate, uint32_t victim)
{
	struct wtinylfu *w = r->st;

	if (estimate(r, candidate) > estimate(r, victim))
		return (true);
	if (!w->program || estimate(r, candidate) < 6)
		return (false);
	return (rng_next(&w->rng) < UINT64_C(1) << 57);
}

static void
wtinylfu_evict(struct plain_run *r)
{
	struct wtinylfu *w = r->st;
	uint32_t main =
	    w->probation.n != 0 ? w->probation.tail : w->protect.tail;
	uint32_t candidate = w->window.tail;
	uint32_t victim = candidate;

	if (main != PLAIN_NONE && w->window.n < w->window_limit) {
		victim = main;
	} else if (w->program && w->probation.n == 0) {
		; /* it would meet itself there */
	} else if (main != PLAIN_NONE && admitted(r, candidate, main)) {
		victim = main;
		plain_list_remove(&w->window, candidate);
		plain_list_push_head(&w->probation, candidate);
	}
	plain_evict(r, victim);
	wtinylfu_drop(r, victim);
}

/* The page enters the window. */
static void
enter(struct plain_run *r, uint32_t page)
{
	struct wtinylfu *w = r->st;

	plain_list_push_head(&w->window, page);
	while (w->window.n > w->window_limit) {
		page = w->window.tail;
		plain_list_remove(&w->window, page);
		plain_list_push_head(&w->probation, page);
	}
}

static void
wtinylfu_admit(struct plain_run *r, uint32_t page)
{
	record(r, page);
	enter(r, page);
}

static void
wtinylfu_miss(struct plain_run *r, uint32_t page)
{
	struct wtinylfu *w = r->st;

	if (w->program)
		record(r, page);
	if (plain_full(r))
		wtinylfu_evict(r);
	plain_load(r, page);
	if (!w->program)
		record(r, page);
	enter(r, page);
}

const struct plain plain_wtinylfu = {
	.name = "wtinylfu",
	.size = sizeof(struct wtinylfu),
	.open = wtinylfu_open,
	.hit = wtinylfu_hit,
	.miss = wtinylfu_miss,
	.admit = wtinylfu_admit,
	.drop = wtinylfu_drop,
};
