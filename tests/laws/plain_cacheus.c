/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * CACHEUS (Rodriguez et al., FAST 2021): LeCaR with scan-resistant LRU and
 * churn-resistant LFU as its experts, and an adaptive learning rate.
 *
 * SR-LRU: S has pages that were used again, Q new pages and those that S
 * demoted; the victim is the oldest of Q.  Hits on demoted pages and faults on
 * new ones move the border.  CR-LFU evicts the most recent of the least used
 * pages.  All fractions have 32 bits after the point.
 *
 * The lists are filled as in sylab/cacheus, code/algs/cacheus.py, miss() and
 * limitStack(), or, with variant=paper, as the paper's sizes of them say.
 */
#include "plain.h"
#include "plain_weights.h"

#define RATE_MIN UINT64_C(4294967) /* 0.001 */

struct cacheus {
	struct plain_list s, q;
	struct plain_list by_lru, by_lfu; /* ghosts, latest first */
	uint64_t *freq, *time;            /* by page */
	bool *fresh, *demoted;            /* by page */
	uint64_t s_limit;                 /* of Q: what is left of n */
	uint64_t nfresh;                  /* fresh pages in by_lru */
	uint64_t ndemoted;                /* demoted pages in memory */
	uint64_t history;
	uint64_t weight; /* of LRU */
	uint64_t t;
	bool program; /* variant=authors */
	struct rng rng;

	uint64_t rate, rate_reset, rate_now, rate_before;
	uint64_t hits;
	int64_t hit_rate; /* of the period before, in thousandths */
	unsigned zeroes, drops;
};

static uint64_t
root(unsigned __int128 square)
{
	uint64_t x = 0;

	for (int bit = 33; bit >= 0; bit--) {
		uint64_t y = x | UINT64_C(1) << bit;

		if ((unsigned __int128)y * y <= square)
			x = y;
	}
	return (x);
}

static uint64_t
clamp(uint64_t x, uint64_t low, uint64_t high)
{
	return (x < low ? low : x > high ? high : x);
}

static void
cacheus_open(struct plain_run *r)
{
	static const char *const variants[] = { "authors", "paper", NULL };
	struct cacheus *c = r->st;
	uint64_t n = r->nframes;
	unsigned __int128 two_ln_2;

	plain_list_open(r, &c->s);
	plain_list_open(r, &c->q);
	plain_list_open(r, &c->by_lru);
	plain_list_open(r, &c->by_lfu);
	c->freq = plain_alloc(r, r->npages, sizeof(*c->freq));
	c->time = plain_alloc(r, r->npages, sizeof(*c->time));
	c->fresh = plain_alloc(r, r->npages, sizeof(*c->fresh));
	c->demoted = plain_alloc(r, r->npages, sizeof(*c->demoted));
	c->s_limit = n - clamp((n + 50) / 100, 1, n);
	c->history = plain_amount(r, "history", "50%", n);
	c->program = plain_choice(r, "variant", variants) == 0;
	c->weight = FIX_ONE / 2;
	c->rng.state = rng_mix(r->setup.seed);
	two_ln_2 = (unsigned __int128)1 << 64;
	two_ln_2 += UINT64_C(7125873216695759704);
	c->rate = c->rate_now = root(two_ln_2 / n);
	c->rate_reset = clamp(c->rate, RATE_MIN, FIX_ONE);
}

static int64_t
thousandths(uint64_t x)
{
	return ((int64_t)((x * 1000 + FIX_ONE / 2) >> 32));
}

static uint64_t
anywhere(struct cacheus *c, uint64_t rate)
{
	if (rate >= FIX_ONE)
		return (UINT64_C(3865470566)); /* 0.9 */
	if (rate <= RATE_MIN)
		return (UINT64_C(21474836)); /* 0.005 */
	if (rng_next(&c->rng) >> 63)
		return (clamp(rate + rate / 4, RATE_MIN, FIX_ONE));
	return (clamp(rate - rate / 4, RATE_MIN, FIX_ONE));
}

/* The hit rate did not rise, or the learning rate did not change. */
static void
rate_stuck(struct cacheus *c, int64_t hit_rate, int64_t change)
{
	if (hit_rate == 0 && change == 0)
		c->zeroes++;
	if (change < 0) {
		c->drops++;
		c->zeroes++;
	}
	if (c->zeroes >= 10) {
		c->rate = c->rate_reset;
		c->zeroes = 0;
	} else if (change < 0 && c->drops >= 10) {
		c->rate = c->rate_reset;
		c->drops = 0;
	} else if (change < 0) {
		c->rate = anywhere(c, c->rate);
	}
}

/* Begins every reference; a period is n of them. */
static void
cacheus_step(struct plain_run *r)
{
	struct cacheus *c = r->st;
	uint64_t n = r->nframes;
	int64_t hit_rate, change, turn;
	uint64_t by;

	if (++c->t % n != 0)
		return;
	hit_rate = (int64_t)((2000 * c->hits + n) / (2 * n));
	change = hit_rate - c->hit_rate;
	turn = thousandths(c->rate_now) - thousandths(c->rate_before);
	by = c->rate * (uint64_t)(turn < 0 ? -turn : turn) / 1000;
	if (change * turn > 0) {
		c->rate = c->rate + by < FIX_ONE ? c->rate + by : FIX_ONE;
		c->zeroes = c->drops = 0;
	} else if (change * turn < 0) {
		c->rate = c->rate > by + RATE_MIN ? c->rate - by : RATE_MIN;
		c->zeroes = c->drops = 0;
	} else if (change <= 0) {
		rate_stuck(c, hit_rate, change);
	}
	c->rate_before = c->rate_now;
	c->rate_now = c->rate;
	c->hit_rate = hit_rate;
	c->hits = 0;
}

/* By how much the border moves: a quotient rounded, at least one. */
static uint64_t
stride(uint64_t over, uint64_t under)
{
	if (under == 0)
		under = 1;
	return (clamp((2 * over + under) / (2 * under), 1, UINT64_MAX));
}

static void
grow_s(struct plain_run *r)
{
	struct cacheus *c = r->st;

	c->s_limit = clamp(
	    c->s_limit + stride(c->nfresh, c->ndemoted), 0, r->nframes - 1);
}

static void
grow_q(struct plain_run *r)
{
	struct cacheus *c = r->st;
	uint64_t q_limit = r->nframes - c->s_limit;

	q_limit =
	    clamp(q_limit + stride(c->ndemoted, c->nfresh), 0, r->nframes - 1);
	c->s_limit = r->nframes - q_limit;
}

static void
demote(struct cacheus *c)
{
	uint32_t page = c->s.tail;

	plain_list_remove(&c->s, page);
	plain_list_push_head(&c->q, page);
	c->demoted[page] = true;
	c->ndemoted++;
}

static void
undemote(struct cacheus *c, uint32_t page)
{
	c->ndemoted -= c->demoted[page];
	c->demoted[page] = false;
}

static void
cacheus_hit(struct plain_run *r, uint32_t page)
{
	struct cacheus *c = r->st;

	cacheus_step(r);
	c->hits++;
	c->time[page] = c->t;
	c->freq[page]++;
	if (c->q.has[page]) {
		if (c->demoted[page])
			grow_s(r);
		undemote(c, page);
		plain_list_remove(&c->q, page);
		if (c->s_limit == 0) {
			plain_list_push_head(&c->q, page);
			return;
		}
		if (c->s.n >= c->s_limit)
			demote(c);
	} else {
		plain_list_remove(&c->s, page);
	}
	plain_list_push_head(&c->s, page);
}

static void
ghost_gone(struct cacheus *c, struct plain_list *ghosts, uint32_t page)
{
	plain_list_remove(ghosts, page);
	if (ghosts == &c->by_lru)
		c->nfresh -= c->fresh[page];
}

/* Adapts the weights; returns whether the page was a ghost. */
static bool
cacheus_learn(struct plain_run *r, uint32_t page)
{
	struct cacheus *c = r->st;
	uint64_t factor;
	bool lru = c->by_lru.has[page];

	cacheus_step(r);
	factor = fix_exp_neg(c->rate);
	if (!lru && !c->by_lfu.has[page]) {
		c->freq[page] = 1;
		return (false);
	}
	c->freq[page] += !c->program;
	ghost_gone(c, lru ? &c->by_lru : &c->by_lfu, page);
	if (lru && c->fresh[page])
		grow_q(r);
	c->weight = weight_penalise(c->weight, lru, factor);
	return (true);
}

static bool
goes_before(const struct cacheus *c, uint32_t a, uint32_t b)
{
	return (c->freq[a] < c->freq[b] ||
		(c->freq[a] == c->freq[b] && c->time[a] > c->time[b]));
}

static void
cacheus_evict(struct plain_run *r)
{
	struct cacheus *c = r->st;
	bool lru = weight_choose_lru(c->weight, &c->rng);
	uint32_t oldest = c->q.n != 0 ? c->q.tail : c->s.tail;
	uint32_t rarest = oldest;
	uint32_t victim, p;
	struct plain_list *ghosts = lru ? &c->by_lru : &c->by_lfu;

	for (p = c->s.tail; p != PLAIN_NONE; p = c->s.newer[p])
		if (goes_before(c, p, rarest))
			rarest = p;
	for (p = c->q.tail; p != PLAIN_NONE; p = c->q.newer[p])
		if (goes_before(c, p, rarest))
			rarest = p;
	victim = lru ? oldest : rarest;
	plain_evict(r, victim);
	plain_list_drop(&c->s, victim);
	plain_list_drop(&c->q, victim);
	undemote(c, victim);
	if (oldest == rarest || c->history == 0)
		return;
	plain_list_push_head(ghosts, victim);
	if (lru)
		c->nfresh += c->fresh[victim];
	while (ghosts->n > c->history)
		ghost_gone(c, ghosts, ghosts->tail);
}

/* limitStack() of the program. */
static void
limit_stack(struct cacheus *c)
{
	while (c->s.n >= c->s_limit && c->s.n > 0)
		demote(c);
}

/* full: a page was evicted first. */
static void
enter_program(struct plain_run *r, uint32_t page, bool ghost, bool full)
{
	struct cacheus *c = r->st;
	uint64_t q_limit = r->nframes - c->s_limit;

	c->fresh[page] = false;
	if (ghost) {
		plain_list_push_head(&c->s, page);
		limit_stack(c);
	} else if (!full && c->s.n < c->s_limit && c->q.n == 0) {
		plain_list_push_head(&c->s, page);
	} else if (!full && c->q.n < q_limit) {
		plain_list_push_head(&c->q, page);
	} else {
		c->fresh[page] = true;
		plain_list_push_head(&c->q, page);
		limit_stack(c);
	}
}

static void
enter_paper(struct cacheus *c, uint32_t page, bool ghost)
{
	bool to_s = ghost || (c->s.n < c->s_limit && c->q.n == 0);

	c->fresh[page] = !to_s;
	plain_list_push_head(to_s ? &c->s : &c->q, page);
	while (c->s.n > c->s_limit)
		demote(c);
}

static void
cacheus_enter(struct plain_run *r, uint32_t page, bool ghost, bool full)
{
	struct cacheus *c = r->st;

	c->time[page] = c->t;
	c->demoted[page] = false;
	if (c->program)
		enter_program(r, page, ghost, full);
	else
		enter_paper(c, page, ghost);
}

static void
cacheus_miss(struct plain_run *r, uint32_t page)
{
	bool ghost = cacheus_learn(r, page);
	bool full = plain_full(r);

	if (full)
		cacheus_evict(r);
	plain_load(r, page);
	cacheus_enter(r, page, ghost, full);
}

static void
cacheus_admit(struct plain_run *r, uint32_t page)
{
	cacheus_enter(r, page, cacheus_learn(r, page), false);
}

static void
cacheus_drop(struct plain_run *r, uint32_t page)
{
	struct cacheus *c = r->st;

	if (c->s.has[page] || c->q.has[page])
		undemote(c, page);
	plain_list_drop(&c->s, page);
	plain_list_drop(&c->q, page);
	if (c->by_lru.has[page])
		ghost_gone(c, &c->by_lru, page);
	plain_list_drop(&c->by_lfu, page);
}

const struct plain plain_cacheus = {
	.name = "cacheus",
	.size = sizeof(struct cacheus),
	.open = cacheus_open,
	.hit = cacheus_hit,
	.miss = cacheus_miss,
	.admit = cacheus_admit,
	.drop = cacheus_drop,
};
