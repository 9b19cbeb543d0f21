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
#include <stdio.h>
#include <string.h>

#include "generate/pattern.h"
#include "generate/profile_deck.h"

/* Slots are twice as many, and have numbers of 32 bits. */
#define DISTANCE_PAGES_MAX (UINT64_C(1) << 28)

struct distance_params {
	uint64_t pages;
	const char *profile, *histogram, *curve;
	bool exact;
};

static const struct param distance_params[] = {
	{ "pages", PARAM_COUNT, offsetof(struct distance_params, pages), "0", 0,
	    DISTANCE_PAGES_MAX, NULL, NULL,
	    "how many pages there are; 0: as many as the profile needs" },
	{ "profile", PARAM_TEXT, offsetof(struct distance_params, profile),
	    "1:50+8:30+100:15+1000:4+inf:1", 0, 0, NULL, NULL,
	    "classes DISTANCE:WEIGHT in rising order; a class reaches from the "
	    "one before to its distance, each as likely; inf: a new page" },
	{ "histogram", PARAM_TEXT, offsetof(struct distance_params, histogram),
	    NULL, 0, 0, NULL, "FILE",
	    "the same from a file, a class on each line; or the document of "
	    "'info --json'" },
	{ "curve", PARAM_TEXT, offsetof(struct distance_params, curve), NULL, 0,
	    0, NULL, "FILE",
	    "a line FRAMES FAULTS for each point of LRU's curve, the first "
	    "with "
	    "0 frames and all references; or a result document with lru" },
	{ "exact", PARAM_BOOL, offsetof(struct distance_params, exact), "yes",
	    0, 0, NULL, NULL,
	    "whether each class has as many references as its weight says, and "
	    "not only on average" },
	{ .name = NULL },
};

struct distance {
	uint32_t *tree; /* by slot, from 1: how many of a range are in use */
	uint32_t *page; /* by slot, from 1: its page; UINT32_MAX: none */
	uint32_t slots, bit; /* bit: the highest power of two in slots */
	uint32_t used, live; /* slots begun, pages referenced so far */
	uint64_t pages;
	struct profile_deck deck;
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
read_profile(
    struct profile *out, struct mem *m, const char *profile, struct err *err)
{
	for (const char *p = profile; *p != '\0'; p += *p == '+') {
		bool inf = strncmp(p, "inf", 3) == 0;
		int64_t upto = 0, weight;
		const char *why;

		if (inf)
			p += 3;
		else if ((upto = take_number(&p)) < 0)
			return (refuse(profile,
			    "a distance has at most nine digits", err));
		if (*p++ != ':' || (weight = take_number(&p)) < 0)
			return (refuse(profile,
			    "a weight of at most nine digits follows a colon",
			    err));
		if (*p != '\0' && *p != '+')
			return (
			    refuse(profile, "a plus follows a weight", err));
		why = profile_add(out, m, inf ? PROFILE_FIRST : (uint64_t)upto,
		    (uint64_t)weight);
		if (why != NULL)
			return (refuse(profile, why, err));
	}
	return (0);
}

/* The profile that is given: one of the three. */
static int
get_profile(struct profile *out, struct mem *m, const struct distance_params *p,
    const struct pattern_env *env, struct err *err)
{
	const char *path = p->histogram != NULL ? p->histogram : p->curve;

	if (p->histogram != NULL && p->curve != NULL)
		return (err_set(err, ERR_USAGE,
		    "pattern distance: histogram or curve, not both"));
	if (path == NULL)
		return (read_profile(out, m, p->profile, err));
	if (env->profiles == NULL)
		return (err_set(err, ERR_USAGE,
		    "pattern distance: '%.60s' cannot be read here", path));
	return (env->profiles->read(
	    env->profiles->self, out, m, path, p->curve != NULL, err));
}

static int
distance_open(void *state, const void *params, const struct pattern_env *env,
    struct mem *m, struct err *err)
{
	const struct distance_params *p = params;
	struct distance *d = state;
	struct profile profile = { .n = 0 };

	if (get_profile(&profile, m, p, env, err) != 0)
		return (-1);
	if (profile.sum == 0)
		return (refuse(p->profile, "no weight", err));
	profile_deck_open(&d->deck, m, &profile, env->likely, p->exact);
	d->pages = p->pages > 0 ? p->pages : profile_deck_pages(&d->deck);
	if (d->pages > DISTANCE_PAGES_MAX)
		return (err_set(err, ERR_USAGE,
		    "pattern distance: the profile needs %ju pages (at most "
		    "268435456; pages=N makes it do with fewer)",
		    (uintmax_t)d->pages));
	d->slots = (uint32_t)(2 * d->pages + 64);
	d->bit = 1U << (31 - __builtin_clz(d->slots));
	d->tree = mem_array(m, d->slots + (size_t)1, sizeof(*d->tree));
	d->page = mem_array(m, d->slots + (size_t)1, sizeof(*d->page));
	return (0);
}

static void
add_slot(struct distance *d, uint32_t slot, uint32_t by)
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

static void
distance_fill(void *state, not_used const void *params, uint64_t page,
    struct rng *rng, struct pattern_reference *out, size_t n)
{
	struct distance *d = state;

	for (size_t i = 0; i < n; i++) {
		uint64_t distance =
		    profile_deck_draw(&d->deck, d->live, d->pages, rng);
		uint32_t number, slot;

		if (distance == 0 && d->live < d->pages) {
			number = d->live++;
		} else {
			/* No page is new: the one used least recently. */
			slot = slot_at(
			    d, distance == 0 ? d->live : (uint32_t)distance);
			number = d->page[slot];
			d->page[slot] = UINT32_MAX;
			add_slot(d, slot, UINT32_MAX);
		}
		if (d->used == d->slots)
			close_up(d);
		d->page[++d->used] = number;
		add_slot(d, d->used, 1);
		out[i].offset = number * page;
	}
}

static uint64_t
distance_extent(const void *state, not_used const void *params, uint64_t page,
    not_used uint64_t n)
{
	return (((const struct distance *)state)->pages * page);
}

static void
distance_hash(const void *state, pattern_hash_f *add, void *to)
{
	const struct profile *p =
	    &((const struct distance *)state)->deck.profile;
	char text[48];

	for (size_t i = 0; i < p->n; i++) {
		int len = snprintf(text, sizeof(text), "%ju:%ju+",
		    (uintmax_t)p->class[i].upto, (uintmax_t)p->class[i].weight);

		add(to, text, (size_t)len);
	}
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
	.hash = distance_hash,
	.fill = distance_fill,
};
