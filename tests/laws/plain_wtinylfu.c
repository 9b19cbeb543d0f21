/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * W-TinyLFU (Einziger, Friedman and Manes, ACM TOS 2017): a small LRU window in
 * front of a segmented LRU.  The window's oldest page enters the main part only
 * if it is used more often than the one it would displace.
 *
 * Uses are estimated by a count-min sketch, 4 rows of 4-bit counters with
 * minimal increment, after a Bloom filter, the paper's doorkeeper, that keeps
 * out pages seen once; after each sample all counters are halved.
 */
#include "plain.h"

struct wtinylfu {
	struct plain_list window, probation, protect;
	uint64_t window_limit, protect_limit;
	uint8_t *counter; /* row * width + column */
	bool *door;
	uint64_t width, door_bits;
	uint64_t sample, seen;
};

static uint64_t
power_of_two(uint64_t least)
{
	uint64_t power = 1;

	while (power < least)
		power *= 2;
	return (power);
}

static void
wtinylfu_open(struct plain_run *r)
{
	struct wtinylfu *w = r->st;
	uint64_t n = r->nframes;

	plain_list_open(r, &w->window);
	plain_list_open(r, &w->probation);
	plain_list_open(r, &w->protect);
	w->window_limit = plain_amount(r, "window", "1%", n);
	if (w->window_limit < 1)
		w->window_limit = 1;
	if (w->window_limit > n)
		w->window_limit = n;
	w->protect_limit =
	    plain_amount(r, "protected", "80%", n - w->window_limit);
	w->sample = plain_count(r, "sample", 10) * n;
	w->width = power_of_two(n < 16 ? 16 : n);
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
	return (sketched(r, page) + at_door(r, page));
}

static void
record(struct plain_run *r, uint32_t page)
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
	} else if (main != PLAIN_NONE &&
		   estimate(r, candidate) > estimate(r, main)) {
		victim = main;
		plain_list_remove(&w->window, candidate);
		plain_list_push_head(&w->probation, candidate);
	}
	plain_evict(r, victim);
	wtinylfu_drop(r, victim);
}

static void
wtinylfu_admit(struct plain_run *r, uint32_t page)
{
	struct wtinylfu *w = r->st;

	record(r, page);
	plain_list_push_head(&w->window, page);
	while (w->window.n > w->window_limit) {
		page = w->window.tail;
		plain_list_remove(&w->window, page);
		plain_list_push_head(&w->probation, page);
	}
}

static void
wtinylfu_miss(struct plain_run *r, uint32_t page)
{
	if (plain_full(r))
		wtinylfu_evict(r);
	plain_load(r, page);
	wtinylfu_admit(r, page);
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
