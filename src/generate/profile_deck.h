/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Drawing stack distances by a profile.
 *
 * Dealt exactly, there is a card for each reference, as many of each class as
 * its weight says, and a card that was drawn does not come back: the trace has
 * the profile, and not only on average.  A distance that there cannot be yet,
 * because fewer pages have been referenced, waits, and a first reference is
 * drawn in its place.
 */
#ifndef GENERATE_PROFILE_DECK_H
#define GENERATE_PROFILE_DECK_H

#include "base/rng.h"
#include "model/profile.h"

struct profile_deck {
	struct profile profile;
	uint64_t n;            /* cards of a deal */
	uint64_t *left;        /* a Fenwick tree by class, from 1 */
	uint64_t total, first; /* cards left, and of these first references */
	uint32_t bit; /* the highest power of two in the number of classes */
	bool exact, has_first;
};

/* The profile must have some weight.  Memory is from m. */
void profile_deck_open(struct profile_deck *d, struct mem *m,
    const struct profile *profile, uint64_t n, bool exact);

/* First references of a deal, or the largest distance where it is larger:
 * pages that a trace needs for it. */
uint64_t profile_deck_pages(const struct profile_deck *d);

/* The next distance, when so many pages have been referenced, of those there
 * are; 0: a new page. */
uint64_t profile_deck_draw(
    struct profile_deck *d, uint64_t live, uint64_t pages, struct rng *rng);

#endif
