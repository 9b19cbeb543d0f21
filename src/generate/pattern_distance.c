/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * distance: a trace with a given histogram of LRU stack distances.
 *
 * The LRU stack is kept as the pages in order of their last reference, in
 * slots; a reference takes the page at the distance drawn and puts it into the
 * next slot.  A Fenwick tree (Software: Practice and Experience 24(3), 1994)
 * over the slots in use finds the slot of a distance in logarithmic time.  When
 * the slots are used up, the pages move together to the first ones.
 *
 *	slots	a . b . . c d	distances: d 1, c 2, b 3, a 4
 */
#include <stdlib.h>
#include <string.h>

#include "generate/pattern.h"

#define CLASSES_MAX 64

struct distance_params {
	uint64_t pages;
	const char *profile;
};

static const struct param distance_params[] = {
	PATTERN_PAGES(distance_params, "10k"),
	{ "profile", PARAM_TEXT, offsetof(struct distance_params, profile),
	    "1:50+8:30+100:15+1000:4+inf:1", 0, 0, NULL, NULL,
	    "classes DISTANCE:WEIGHT in rising order; a class reaches from the "
	    "one before to its distance, each as likely; inf: a new page" },
	{ .name = NULL },
};

struct distance {
	uint32_t *tree; /* by slot, from 1: how many of a range are in use */
	uint32_t *page; /* by slot, from 1: its page; UINT32_MAX: none */
	uint32_t slots, top, bit; /* bit: the highest power of two in slots */
	uint32_t used, live;      /* slots begun, pages referenced so far */
	unsigned n;
	uint64_t upto[CLASSES_MAX]; /* distance; UINT64_MAX: a new page */
	uint64_t weight[CLASSES_MAX], sum;
};

static int
refuse(const char *profile, const char *why, struct err *err)
{
	return (err_set(err, ERR_USAGE,
	    "pattern distance: profile '%.60s': %s (1:50+100:45+inf:5)",
	    profile, why));
}

/* A number of at most nine digits; -1: there is none. */
static int64_t
take_number(const char **p)
{
	int64_t v = 0;
	int digits = 0;

	for (; **p >= '0' && **p <= '9' && digits < 9; (*p)++, digits++)
		v = v * 10 + (**p - '0');
	return (digits == 0 || (**p >= '0' && **p <= '9') ? -1 : v);
}

static int
read_profile(struct distance *d, const char *profile, struct err *err)
{
	uint64_t last = 0;

	for (const char *p = profile; *p != '\0'; p += *p == '+') {
		bool inf = strncmp(p, "inf", 3) == 0;
		int64_t upto = 0, weight;

		if (d->n == CLASSES_MAX)
			return (refuse(profile, "more than 64 classes", err));
		if (inf)
			p += 3;
		else
			upto = take_number(&p);
		if (!inf && (upto < 0 || (uint64_t)upto <= last))
			return (refuse(profile,
			    "distances are whole numbers that rise", err));
		if (*p++ != ':' || (weight = take_number(&p)) < 0)
			return (refuse(profile,
			    "a weight of at most nine digits follows a colon",
			    err));
		if (*p != '\0' && *p != '+')
			return (
			    refuse(profile, "a plus follows a weight", err));
		if (d->n > 0 && d->upto[d->n - 1] == UINT64_MAX)
			return (refuse(profile, "inf is the last class", err));
		last = (uint64_t)upto;
		d->upto[d->n] = inf ? UINT64_MAX : last;
		d->weight[d->n++] = (uint64_t)weight;
		d->sum += (uint64_t)weight;
	}
	return (d->sum > 0 ? 0 : refuse(profile, "no weight", err));
}

static int
distance_open(void *state, const void *params, not_used uint64_t page,
    struct mem *m, struct err *err)
{
	const struct distance_params *p = params;
	struct distance *d = state;

	if (read_profile(d, p->profile, err) != 0)
		return (-1);
	d->slots = (uint32_t)(2 * p->pages + 64);
	d->bit = 1U << (31 - __builtin_clz(d->slots));
	d->tree = mem_array(m, d->slots + (size_t)1, sizeof(*d->tree));
	d->page = mem_array(m, d->slots + (size_t)1, sizeof(*d->page));
	memset(d->tree, 0, (d->slots + (size_t)1) * sizeof(*d->tree));
	return (0);
}

static void
add(struct distance *d, uint32_t slot, uint32_t by)
{
	for (; slot <= d->slots; slot += slot & -slot)
		d->tree[slot] += by; /* by -1 it wraps back */
}

/* The slot of the page at this distance, at least 1. */
static uint32_t
slot_at(const struct distance *d, uint32_t distance)
{
	uint32_t rank = d->live - distance, slot = 0; /* pages before it */

	for (uint32_t step = d->bit; step > 0; step /= 2)
		if (slot + step <= d->slots && d->tree[slot + step] <= rank) {
			slot += step;
			rank -= d->tree[slot];
		}
	return (slot + 1);
}

/* The pages move to the first slots, in order. */
static void
close_up(struct distance *d)
{
	uint32_t n = 0;

	for (uint32_t i = 1; i <= d->used; i++)
		if (d->page[i] != UINT32_MAX)
			d->page[++n] = d->page[i];
	d->used = n;
	memset(d->tree, 0, (d->slots + (size_t)1) * sizeof(*d->tree));
	for (uint32_t i = 1; i <= d->slots; i++) {
		uint32_t above = i + (i & -i);

		d->tree[i] += i <= n;
		if (above <= d->slots)
			d->tree[above] += d->tree[i];
	}
}

/* A distance by the profile; 0: a new page. */
static uint64_t
draw(const struct distance *d, struct rng *rng)
{
	uint64_t at = rng_below(rng, d->sum), below = 0;
	unsigned i = 0;

	for (; at >= d->weight[i]; i++) {
		at -= d->weight[i];
		below = d->upto[i];
	}
	return (d->upto[i] == UINT64_MAX
		    ? 0
		    : below + 1 + rng_below(rng, d->upto[i] - below));
}

static void
distance_fill(void *state, const void *params, uint64_t page, struct rng *rng,
    struct pattern_reference *out, size_t n)
{
	const struct distance_params *p = params;
	struct distance *d = state;

	for (size_t i = 0; i < n; i++) {
		uint64_t distance = draw(d, rng);
		bool fresh = distance == 0 || distance > d->live;
		uint32_t number, slot;

		if (fresh && d->live < p->pages) {
			number = d->live++;
		} else {
			slot = slot_at(d, fresh ? d->live : (uint32_t)distance);
			number = d->page[slot];
			d->page[slot] = UINT32_MAX;
			add(d, slot, UINT32_MAX);
		}
		if (d->used == d->slots)
			close_up(d);
		d->page[++d->used] = number;
		add(d, d->used, 1);
		out[i].offset = number * page;
	}
}

static uint64_t
distance_extent(const void *params, uint64_t page, not_used uint64_t n)
{
	const struct distance_params *p = params;

	return (p->pages * page);
}

const struct pattern pattern_distance = {
	.name = "distance",
	.summary = "LRU stack distances as a histogram gives them",
	.source = "the LRU stack model: Spirn and Denning, AFIPS 1972; Mattson "
		  "and others, IBM Systems Journal 9(2), 1970",
	.params = distance_params,
	.params_size = sizeof(struct distance_params),
	.state_size = sizeof(struct distance),
	.open = distance_open,
	.extent = distance_extent,
	.fill = distance_fill,
};
