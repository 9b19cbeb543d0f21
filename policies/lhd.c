/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * LHD: least hit density (Beckmann, Chen and Cidon, "LHD: Improving Cache Hit
 * Rate by Maximizing Hit Density", NSDI 2018, sections 3 to 5), with the
 * constants of the authors' program (github.com/CMU-CORGI/LHD) where the paper
 * does not give them.
 *
 * The hit density of a page is the expected number of hits for each unit of
 * time that it stays.  Pages are in classes by the ages at their last two hits;
 * of each class and age the program counts hits and evictions, and from time to
 * time computes from them, for a page that has reached an age, the share of
 * pages that are still hit and the time they stay until then.  A victim is the
 * page of the lowest density among some drawn at random and the last ones
 * admitted with a low density.  Random pages are kept as explorers, so that
 * ages which pages would not reach are counted too.
 *
 * Pages have one size and one application, so of the authors' 256 classes 16
 * remain.  They compute with floating point; here counts have 10 bits behind
 * the point and densities 28.  Time is virtual, as in ws.c.
 */
#include "base/rng.h"
#include "policies/lib/state_rows.h"
#include "sim/bind.h"

#define LHD_CLASSES 16
#define LHD_AGES    20000u
#define LHD_ONE     (UINT64_C(1) << 10) /* an event */
#define LHD_DENSE   (INT64_C(1) << 28)  /* a hit for each unit of time */
#define LHD_NEVER   (-(INT64_C(1) << 60))
#define LHD_RECENT  8
#define LHD_FEW     8  /* candidates, at first */
#define LHD_MANY    32 /* and later */
#define LHD_LATER   50 /* reconfigurations; and no more explorers */

struct lhd_params {
	uint64_t period;
};

/* Of a page, by frame. */
struct lhd_tag {
	uint64_t used;
	uint64_t loaded;     /* 0: no page; else the time of its load + 1 */
	uint16_t age1, age2; /* of its last hit, and of the one before */
	bool explorer;
};

struct lhd_class {
	uint64_t hits[LHD_AGES];
	uint64_t evictions[LHD_AGES];
	int64_t density[LHD_AGES];
};

struct lhd {
	struct lhd_class *class_of; /* LHD_CLASSES */
	struct lhd_tag *tag;
	struct rng rng;
	uint64_t now;
	uint64_t period;
	uint64_t next;          /* reconfiguration: its time */
	uint64_t objects, mass; /* running mean of the number of pages */
	int64_t victims;        /* running mean of their densities */
	int64_t budget;         /* explorers that there may still be */
	uint64_t recent_load[LHD_RECENT];
	frame_t recent[LHD_RECENT];
	uint64_t nrecent;
	uint32_t top; /* counts at this age and above are 0 */
	frame_t nframes;
	frame_t held;
	unsigned shift; /* a unit of age is 2^shift references */
	unsigned reconfigured;
};

static size_t
lhd_footprint(const struct policy_setup *setup)
{
	return (sizeof(struct lhd) + LHD_CLASSES * sizeof(struct lhd_class) +
		setup->nframes * sizeof(struct lhd_tag));
}

static void
lhd_init(void *st, const struct policy_setup *setup)
{
	const struct lhd_params *p = setup->params;
	struct lhd *l = st;

	l->class_of = (struct lhd_class *)(l + 1);
	l->tag = (struct lhd_tag *)(l->class_of + LHD_CLASSES);
	l->rng.state = setup->seed;
	l->period = l->next = p->period;
	l->nframes = setup->nframes;
	l->budget = setup->nframes / 100;
	l->shift = 10;
}

static uint32_t
lhd_age(const struct lhd *l, const struct lhd_tag *t)
{
	uint64_t age = (l->now - t->used) >> l->shift;

	return (age < LHD_AGES ? (uint32_t)age : LHD_AGES - 1);
}

/* How often the sum of the two ages can be doubled before it reaches the
 * greatest age. */
static unsigned
lhd_class(const struct lhd_tag *t)
{
	uint32_t sum = (uint32_t)t->age1 + t->age2;
	unsigned class = 0;

	if (sum == 0)
		return (LHD_CLASSES - 1);
	for (; sum < LHD_AGES && class < LHD_CLASSES - 1; sum *= 2)
		class ++;
	return (class);
}

static int64_t
lhd_density(const struct lhd *l, const struct lhd_tag *t)
{
	uint32_t age = lhd_age(l, t);
	unsigned class = lhd_class(t);
	int64_t density;

	if (age == LHD_AGES - 1)
		return (LHD_NEVER);
	density = l->reconfigured > 0
		      ? l->class_of[class].density[age]
		      : (int64_t)(class + 1) * LHD_DENSE / (age + 1);
	return (density + (t->explorer ? LHD_DENSE : 0));
}

/* -- reconfiguration ---------------------------------------------------- */

/* Ages in units twice as long, or in halves, 'wider' times; as the authors: the
 * count of the greatest age stays what it is. */
static void
lhd_widen(uint64_t count[LHD_AGES], int wider)
{
	uint32_t a;

	if (wider > 0) {
		for (a = 0; a < LHD_AGES >> wider; a++) {
			uint64_t sum = 0;

			for (uint32_t i = 0; i < 1u << wider; i++)
				sum += count[(a << wider) + i];
			count[a] = sum;
		}
		for (; a < LHD_AGES - 1; a++)
			count[a] = 0;
		return;
	}
	for (a = LHD_AGES >> -wider; a < LHD_AGES - 1; a++)
		count[LHD_AGES - 1] += count[a];
	for (a = LHD_AGES - 1; a-- > 0;)
		count[a] = count[a >> -wider] >> -wider;
}

/* One more than the greatest age that was counted. */
static uint32_t
lhd_find_top(const struct lhd *l)
{
	uint32_t top = 0;

	for (int c = 0; c < LHD_CLASSES; c++)
		for (uint32_t a = top; a < LHD_AGES; a++)
			if (l->class_of[c].hits[a] > 0 ||
			    l->class_of[c].evictions[a] > 0)
				top = a + 1;
	return (top);
}

/* The unit of age follows the number of pages, early in a run and once more. */
static void
lhd_adapt(struct lhd *l)
{
	unsigned log = 1;
	int wider;

	l->objects = l->objects * 9 / 10 + l->held * LHD_ONE;
	l->mass = l->mass * 9 / 10 + LHD_ONE;
	if (l->reconfigured != 5 && l->reconfigured != 25)
		return;
	/* An error of 1 % of the greatest age. */
	while ((l->mass * (LHD_AGES / 100)) << log < l->objects)
		log++;
	wider = (int)log - (int)l->shift;
	l->shift = log;
	l->objects *= 8;
	l->mass *= 8;
	for (int c = 0; wider != 0 && c < LHD_CLASSES; c++) {
		lhd_widen(l->class_of[c].hits, wider);
		lhd_widen(l->class_of[c].evictions, wider);
	}
	l->top = lhd_find_top(l);
}

/* Densities from the oldest age down: what is summed at one age is part of the
 * sums at the next. */
static void
lhd_model(struct lhd_class *c, uint32_t top)
{
	uint64_t hits = 0, events = 0, life = 0;

	for (uint32_t a = top; a-- > 0;) {
		hits += c->hits[a];
		events += c->hits[a] + c->evictions[a];
		life += events;
		c->density[a] =
		    events == 0 ? 0
				: (int64_t)(hits * (uint64_t)LHD_DENSE / life);
	}
}

static never_inline void
lhd_reconfigure(struct lhd *l)
{
	uint32_t top = l->top; /* densities there may be of another unit */
	struct lhd_class *c = l->class_of;

	for (; c < l->class_of + LHD_CLASSES; c++)
		for (uint32_t a = 0; a < l->top; a++) {
			c->hits[a] = c->hits[a] * 9 / 10;
			c->evictions[a] = c->evictions[a] * 9 / 10;
		}
	lhd_adapt(l);
	while (c > l->class_of)
		lhd_model(--c, top > l->top ? top : l->top);
	l->reconfigured++;
	l->next += l->period;
}

/* The end of every use. */
static always_inline void
lhd_use(struct lhd *l, frame_t f, bool new)
{
	struct lhd_tag *t = &l->tag[f];
	bool explore = rng_next(&l->rng) % 32 == 0;

	t->used = l->now;
	t->explorer = explore && l->budget > 0 && l->reconfigured < LHD_LATER;
	l->budget -= t->explorer;
	if (new && !explore && lhd_density(l, t) < l->victims) {
		l->recent[l->nrecent % LHD_RECENT] = f;
		l->recent_load[l->nrecent++ % LHD_RECENT] = t->loaded;
	}
	if (unlikely(++l->now == l->next))
		lhd_reconfigure(l);
}

static void
lhd_count(struct lhd *l, uint64_t *count, uint32_t age)
{
	count[age] += LHD_ONE;
	if (age >= l->top)
		l->top = age + 1;
}

static void
lhd_touch(void *st, frame_t f)
{
	struct lhd *l = st;
	struct lhd_tag *t = &l->tag[f];
	uint32_t age = lhd_age(l, t);

	lhd_count(l, l->class_of[lhd_class(t)].hits, age);
	l->budget += t->explorer;
	t->age2 = t->age1;
	t->age1 = (uint16_t)age;
	lhd_use(l, f, false);
}

static void
lhd_admit(void *st, frame_t f, not_used page_id_t page)
{
	struct lhd *l = st;

	l->held++;
	l->tag[f] = (struct lhd_tag){ .loaded = l->now + 1, .age2 = LHD_AGES };
	lhd_use(l, f, true);
}

struct lhd_choice {
	int64_t least;
	frame_t frame;
};

static void
lhd_consider(const struct lhd *l, frame_t f, struct lhd_choice *c)
{
	int64_t density = lhd_density(l, &l->tag[f]);

	if (c->frame == NO_FRAME || density < c->least)
		*c = (struct lhd_choice){ density, f };
}

static frame_t
lhd_victim(void *st, not_used page_id_t page)
{
	struct lhd *l = st;
	struct lhd_choice choice = { 0, NO_FRAME };
	const struct lhd_tag *t;
	int draws = l->reconfigured > LHD_LATER ? LHD_MANY : LHD_FEW;

	for (int i = 0; i < draws; i++) {
		frame_t f;

		do
			f = (frame_t)rng_below(&l->rng, l->nframes);
		while (l->tag[f].loaded == 0);
		lhd_consider(l, f, &choice);
	}
	for (uint64_t i = 0; i < LHD_RECENT && i < l->nrecent; i++)
		if (l->tag[l->recent[i]].loaded == l->recent_load[i])
			lhd_consider(l, l->recent[i], &choice);
	l->victims += (choice.least - l->victims) / 10;
	t = &l->tag[choice.frame];
	lhd_count(l, l->class_of[lhd_class(t)].evictions, lhd_age(l, t));
	return (choice.frame);
}

static void
lhd_leave(void *st, frame_t f, not_used enum leave_why why)
{
	struct lhd *l = st;

	l->held--;
	l->budget += l->tag[f].explorer;
	l->tag[f].loaded = 0;
}

/* Densities in thousandths; none: below all others. */
static void
lhd_state(const void *st, struct policy_state *to)
{
	const struct lhd *l = st;

	to->row(to, "density");
	for (frame_t f = 0; f < l->nframes; f++) {
		int64_t density = lhd_density(l, &l->tag[f]);

		if (l->tag[f].loaded == 0)
			continue;
		to->page_in(to, f);
		if (density >= 0)
			state_count(to, (uint64_t)(density * 1000 / LHD_DENSE));
	}
}

static const struct policy_ops lhd_ops = {
	.size = sizeof(struct policy_ops),
	.admit = lhd_admit,
	.touch = lhd_touch,
	.victim = lhd_victim,
	.leave = lhd_leave,
	.state = lhd_state,
};

static const struct param lhd_params[] = {
	{ .name = "period",
	    .type = PARAM_COUNT,
	    .offset = offsetof(struct lhd_params, period),
	    .dflt = "1048576",
	    .min = 1,
	    .max = 4194304,
	    .unit = "references",
	    .text = "how often hit densities are computed; before the first "
		    "time they decrease with the age" },
	{ .name = NULL },
};

const struct policy policy_lhd = {
	.name = "lhd",
	.summary =
	    "evicts the page of the least expected hits per time, sampled",
	.size = sizeof(struct policy),
	.source = "Beckmann, Chen and Cidon, NSDI 2018, sections 3 to 5",
	.sight = SEES_ACCESSES,
	.params = lhd_params,
	.param_size = sizeof(struct param),
	.params_size = sizeof(struct lhd_params),
	.about =
	    "From counts of hits and evictions by age it learns how many "
	    "hits a page will give for the time that it stays, and evicts "
	    "the page with the fewest among some drawn at random. The page "
	    "faults are those of the authors' program (CMU-CORGI/LHD) "
	    "with another seed: within 0.2 % on 4 million references.",
	.weakness = "learns slowly: it computes densities once in a million "
		    "references, its unit of age after five million",
	.complexity = "O(1) per reference; 7.7 MB, and 24 bytes per frame",
	.footprint = lhd_footprint,
	.init = lhd_init,
	.ops = &lhd_ops,
	.draws = policy_draws_always,
	.counts_references = true,
};

POLICY_BIND(lhd, replay_batch);
