/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Least hit density (Beckmann, Chen and Cidon, NSDI 2018), for pages: every
 * object has the size 1, and there is one application.
 *
 * Time counts references to pages that may be evicted, and pages that come in
 * otherwise.  The age of a page is the time since its last use, in units of
 * 2^shift, at most 19999.  Pages are in 16 classes by the sum of the ages of
 * their last two hits: class 15 for 0, otherwise how often the sum can be
 * doubled, at most 15 times, before it reaches 20000; a new page is in class 0.
 * Of each class and age, hits and evictions are counted.  Every 'period'
 * references the counts are reduced to nine tenths and give the hit densities:
 * of all events at this age or later, the hits, divided by the time that the
 * pages go on to live, which is the sum of those events over these ages. Before
 * the first time the density is (class + 1) / (age + 1).
 *
 * A victim is the page of the lowest density of 8 drawn at random (32 once
 * there were more than 50 reconfigurations) and of the 8 pages admitted last
 * whose density was below the running mean of victims; of equal ones the first.
 * A page of the greatest age has none.  One use in 32, by chance, makes its
 * page an explorer until its next use, whose density is 1 higher; there are at
 * most a hundredth of the frames of them, and none from the 50th
 * reconfiguration on. At the sixth and the 26th reconfiguration the unit of age
 * is adapted to the number of pages.
 *
 * Counts have 10 bits behind the point, densities 28.
 */
#include <string.h>

#include "plain.h"

#define CLASSES 16
#define AGES    20000u
#define ONE     (UINT64_C(1) << 10)
#define DENSE   (INT64_C(1) << 28)
#define NEVER   (-(INT64_C(1) << 60))
#define RECENT  8

struct tag {
	uint64_t used;
	uint64_t loaded;
	uint32_t age1, age2; /* of the last hit, and of the one before */
	bool explorer;
};

struct lhd {
	struct tag *tag; /* by page */
	uint64_t hits[CLASSES][AGES], evictions[CLASSES][AGES];
	int64_t density[CLASSES][AGES];
	uint32_t top; /* no event was at this age or above; saves time */
	uint64_t now, period, left;
	unsigned shift, reconfigured;
	uint64_t objects, mass; /* running mean of the number of pages */
	int64_t victims;        /* running mean of their densities */
	int64_t budget;         /* explorers that there may still be */
	uint32_t recent[RECENT];
	uint64_t recent_load[RECENT];
	uint64_t nrecent;
	struct rng rng;
};

static void
lhd_open(struct plain_run *r)
{
	struct lhd *l = r->st;

	l->tag = plain_alloc(r, r->npages, sizeof(*l->tag));
	l->period = l->left = plain_count(r, "period", 1048576);
	l->shift = 10;
	l->budget = r->nframes / 100;
	l->rng.state = r->setup.seed;
	for (uint64_t c = 0; c < CLASSES; c++)
		for (uint64_t a = 0; a < AGES; a++)
			l->density[c][a] =
			    (int64_t)((c + 1) * (uint64_t)DENSE / (a + 1));
}

static uint32_t
age_of(const struct lhd *l, uint32_t page)
{
	uint64_t age = (l->now - l->tag[page].used) >> l->shift;

	return (age < AGES ? (uint32_t)age : AGES - 1);
}

static int
class_of(const struct lhd *l, uint32_t page)
{
	uint32_t sum = l->tag[page].age1 + l->tag[page].age2;
	int class = 0;

	if (sum == 0)
		return (CLASSES - 1);
	for (; sum < AGES && class < CLASSES - 1; sum *= 2)
		class ++;
	return (class);
}

static int64_t
density_of(const struct lhd *l, uint32_t page)
{
	uint32_t age = age_of(l, page);

	if (age == AGES - 1)
		return (NEVER);
	return (l->density[class_of(l, page)][age] +
		(l->tag[page].explorer ? DENSE : 0));
}

/* Of a unit that is 2^wider times as long. */
static void
widen(uint64_t count[AGES], int wider)
{
	static uint64_t old[AGES];

	memcpy(old, count, sizeof(old));
	if (wider > 0) {
		memset(count, 0, (AGES - 1) * sizeof(*count));
		for (uint32_t a = 0; a < AGES >> wider; a++)
			for (uint32_t i = 0; i < 1u << wider; i++)
				count[a] += old[(a << wider) + i];
		return;
	}
	for (uint32_t a = AGES >> -wider; a < AGES - 1; a++)
		count[AGES - 1] += old[a];
	for (uint32_t a = 0; a < AGES - 1; a++)
		count[a] = old[a >> -wider] >> -wider;
}

static bool
any(const struct lhd *l, uint32_t age)
{
	uint64_t n = 0;

	for (int c = 0; c < CLASSES; c++)
		n += l->hits[c][age] + l->evictions[c][age];
	return (n > 0);
}

static void
adapt(struct plain_run *r)
{
	struct lhd *l = r->st;
	uint32_t held = 0, log = 1;
	int wider;

	for (uint32_t f = 0; f < r->nframes; f++)
		held += r->page[f] != PLAIN_NONE && !r->pinned[r->page[f]];
	l->objects = l->objects * 9 / 10 + held * ONE;
	l->mass = l->mass * 9 / 10 + ONE;
	if (l->reconfigured != 5 && l->reconfigured != 25)
		return;
	while ((l->mass * 200) << log < l->objects)
		log++;
	wider = (int)log - (int)l->shift;
	l->shift = log;
	l->objects *= 8;
	l->mass *= 8;
	for (int c = 0; wider != 0 && c < CLASSES; c++) {
		widen(l->hits[c], wider);
		widen(l->evictions[c], wider);
	}
	for (l->top = AGES; l->top > 0 && !any(l, l->top - 1);)
		l->top--;
}

static void
reconfigure(struct plain_run *r)
{
	struct lhd *l = r->st;

	for (int c = 0; c < CLASSES; c++)
		for (uint32_t a = 0; a < l->top; a++) {
			l->hits[c][a] = l->hits[c][a] * 9 / 10;
			l->evictions[c][a] = l->evictions[c][a] * 9 / 10;
		}
	adapt(r);
	if (l->reconfigured == 0 || l->reconfigured == 5 ||
	    l->reconfigured == 25)
		memset(l->density, 0, sizeof(l->density));
	for (int c = 0; c < CLASSES; c++) {
		uint64_t hits = 0, events = 0, life = 0;

		for (uint32_t a = l->top; a-- > 0;) {
			hits += l->hits[c][a];
			events += l->hits[c][a] + l->evictions[c][a];
			life += events;
			l->density[c][a] = 0;
			if (events > 0)
				l->density[c][a] =
				    (int64_t)((hits * (uint64_t)DENSE) / life);
		}
	}
	l->reconfigured++;
	l->left = l->period;
}

static void
event(struct lhd *l, uint64_t count[AGES], uint32_t age)
{
	count[age] += ONE;
	if (age >= l->top)
		l->top = age + 1;
}

/* The end of every use. */
static void
used(struct plain_run *r, uint32_t page, bool new)
{
	struct lhd *l = r->st;
	struct tag *t = &l->tag[page];
	bool explore = rng_next(&l->rng) % 32 == 0;

	t->used = l->now;
	t->explorer = explore && l->budget > 0 && l->reconfigured < 50;
	l->budget -= t->explorer;
	if (new && !explore && density_of(l, page) < l->victims) {
		l->recent[l->nrecent % RECENT] = page;
		l->recent_load[l->nrecent++ % RECENT] = t->loaded;
	}
	l->now++;
	if (--l->left == 0)
		reconfigure(r);
}

static void
lhd_hit(struct plain_run *r, uint32_t page)
{
	struct lhd *l = r->st;
	struct tag *t = &l->tag[page];
	uint32_t age = age_of(l, page);

	event(l, l->hits[class_of(l, page)], age);
	l->budget += t->explorer;
	t->age2 = t->age1;
	t->age1 = age;
	used(r, page, false);
}

static void
lhd_admit(struct plain_run *r, uint32_t page)
{
	struct lhd *l = r->st;

	l->tag[page] = (struct tag){ .loaded = l->now, .age2 = AGES };
	used(r, page, true);
}

static void
consider(
    const struct plain_run *r, uint32_t page, uint32_t *victim, int64_t *least)
{
	int64_t d = density_of(r->st, page);

	if (*victim == PLAIN_NONE || d < *least) {
		*victim = page;
		*least = d;
	}
}

static void
lhd_evict(struct plain_run *r)
{
	struct lhd *l = r->st;
	uint32_t victim = PLAIN_NONE;
	int64_t least = 0;

	for (int i = l->reconfigured > 50 ? 32 : 8; i > 0; i--) {
		uint32_t page;

		do
			page = r->page[rng_below(&l->rng, r->nframes)];
		while (!plain_evictable(r, page));
		consider(r, page, &victim, &least);
	}
	for (uint64_t i = 0; i < RECENT && i < l->nrecent; i++)
		if (plain_evictable(r, l->recent[i]) &&
		    l->tag[l->recent[i]].loaded == l->recent_load[i])
			consider(r, l->recent[i], &victim, &least);
	l->victims += (least - l->victims) / 10;
	event(l, l->evictions[class_of(l, victim)], age_of(l, victim));
	l->budget += l->tag[victim].explorer;
	plain_evict(r, victim);
}

static void
lhd_miss(struct plain_run *r, uint32_t page)
{
	if (plain_full(r))
		lhd_evict(r);
	plain_load(r, page);
	lhd_admit(r, page);
}

static void
lhd_drop(struct plain_run *r, uint32_t page)
{
	struct lhd *l = r->st;

	if (plain_evictable(r, page))
		l->budget += l->tag[page].explorer;
	l->tag[page].explorer = false;
}

const struct plain plain_lhd = {
	.name = "lhd",
	.size = sizeof(struct lhd),
	.open = lhd_open,
	.hit = lhd_hit,
	.miss = lhd_miss,
	.admit = lhd_admit,
	.drop = lhd_drop,
};
