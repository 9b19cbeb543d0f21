/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Dealing and drawing.
 */
#include "generate/profile_deck.h"

#include <string.h>

/* Cards of a class: of n, so that the sum over all classes is n, and what the
 * weights say where n is their sum. */
static uint64_t
cards_of(const struct profile_deck *d, uint64_t before, uint64_t weight)
{
	uint64_t sum = d->profile.sum;

	return ((uint64_t)((uint128)(before + weight) * d->n / sum) -
		(uint64_t)((uint128)before * d->n / sum));
}

static void
deal(struct profile_deck *d)
{
	uint64_t before = 0;
	uint32_t n = (uint32_t)d->profile.n;

	memset(d->left, 0, (n + (size_t)1) * sizeof(*d->left));
	for (uint32_t i = 1; i <= n; i++) {
		uint64_t weight = d->profile.class[i - 1].weight;
		uint32_t above = i + (i & -i);

		d->left[i] += d->exact ? cards_of(d, before, weight) : weight;
		if (above <= n)
			d->left[above] += d->left[i];
		before += weight;
	}
	d->total = d->exact ? d->n : d->profile.sum;
	if (d->has_first)
		d->first = cards_of(d, before - d->profile.class[n - 1].weight,
		    d->profile.class[n - 1].weight);
}

void
profile_deck_open(struct profile_deck *d, struct mem *m,
    const struct profile *profile, uint64_t n, bool exact)
{
	uint32_t classes = (uint32_t)profile->n;

	*d = (struct profile_deck){
		.profile = *profile,
		.n = n > 0 ? n : 1,
		.exact = exact,
		.bit = 1U << (31 - __builtin_clz(classes)),
		.has_first = profile->class[classes - 1].upto == PROFILE_FIRST,
	};
	d->left = mem_array(m, classes + (size_t)1, sizeof(*d->left));
	deal(d);
}

uint64_t
profile_deck_pages(const struct profile_deck *d)
{
	size_t n = d->profile.n - d->has_first;
	uint64_t farthest = n > 0 ? d->profile.class[n - 1].upto : 1;

	return (d->first > farthest ? d->first : farthest);
}

/* The class of a card, from 0; which: below the total. */
static uint32_t
class_at(const struct profile_deck *d, uint64_t which)
{
	uint32_t i = 0;

	for (uint32_t step = d->bit; step > 0; step /= 2)
		if (i + step <= d->profile.n && d->left[i + step] <= which) {
			i += step;
			which -= d->left[i];
		}
	return (i);
}

static void
take(struct profile_deck *d, uint32_t class)
{
	if (!d->exact)
		return;
	for (uint32_t i = class + 1; i <= d->profile.n; i += i & -i)
		d->left[i]--;
	d->total--;
	d->first -= d->has_first && class + 1 == d->profile.n;
}

/* One of (below, upto]. */
static uint64_t
between(uint64_t below, uint64_t upto, struct rng *rng)
{
	return (below + 1 + rng_below(rng, upto - below));
}

uint64_t
profile_deck_draw(
    struct profile_deck *d, uint64_t live, uint64_t pages, struct rng *rng)
{
	const struct profile_class *class = d->profile.class;
	uint64_t below, distance;
	uint32_t i;

	if (d->total == 0)
		deal(d);
	i = class_at(d, rng_below(rng, d->total));
	below = i > 0 ? class[i - 1].upto : 0;
	distance = class[i].upto == PROFILE_FIRST
		       ? 0
		       : between(below, class[i].upto, rng);
	if (distance <= live) {
		take(d, i);
		return (distance);
	}
	if (!d->exact || (!d->has_first && live < pages))
		return (0);
	if (d->first > 0) {
		take(d, (uint32_t)d->profile.n - 1);
		return (0);
	}
	/* All first references are made: the nearest that there is. */
	if (live < pages && below >= live)
		return (0);
	take(d, i);
	return (below >= live
		    ? live
		    : between(below,
			  class[i].upto < live ? class[i].upto : live, rng));
}
