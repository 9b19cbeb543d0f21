/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * LeCaR (Vietri et al., HotStorage 2018): LRU and LFU each name a victim, and
 * one is drawn by weight.  A fault on a page that one of them chose to evict
 * lowers that one's weight, the more the sooner it comes: the learning rate is
 * 0.45 and the discount 0.005^(1/n) per reference.
 *
 * Entries of equal frequency are ordered by their block numbers in the authors'
 * program (LeCaR_Entry.__lt__ of sylab/cacheus), and here by recency with
 * variant=paper.
 */
#include "plain.h"
#include "plain_weights.h"

struct lecar {
	struct plain_list lru;
	struct plain_list by_lru; /* ghosts, latest first */
	struct plain_list by_lfu;
	uint64_t *freq;    /* by page; kept while it is a ghost */
	uint64_t *evicted; /* by page: when */
	uint64_t history;
	uint64_t rate;
	uint64_t weight; /* of LRU */
	uint64_t t;
	bool by_block; /* ties of LFU */
	struct rng rng;
};

static void
lecar_open(struct plain_run *r)
{
	static const char *const variants[] = { "authors", "paper", NULL };
	struct lecar *l = r->st;

	plain_list_open(r, &l->lru);
	plain_list_open(r, &l->by_lru);
	plain_list_open(r, &l->by_lfu);
	l->freq = plain_alloc(r, r->npages, sizeof(*l->freq));
	l->evicted = plain_alloc(r, r->npages, sizeof(*l->evicted));
	l->history = plain_amount(r, "history", "50%", r->nframes);
	l->rate = plain_amount(r, "rate", "45%", 1000000) * FIX_ONE / 1000000;
	l->by_block = plain_choice(r, "variant", variants) == 0;
	l->weight = FIX_ONE / 2;
	l->rng.state = rng_mix(r->setup.seed);
}

static void
lecar_hit(struct plain_run *r, uint32_t page)
{
	struct lecar *l = r->st;

	l->t++;
	l->freq[page]++;
	plain_list_remove(&l->lru, page);
	plain_list_push_head(&l->lru, page);
}

/* Adapts the weights; sets the count of the page that comes back. */
static void
lecar_learn(struct plain_run *r, uint32_t page)
{
	struct lecar *l = r->st;
	bool lru = l->by_lru.has[page];
	uint64_t age = l->t - l->evicted[page];
	uint64_t regret;

	if (!lru && !l->by_lfu.has[page]) {
		l->freq[page] = 1;
		return;
	}
	l->freq[page]++;
	plain_list_remove(lru ? &l->by_lru : &l->by_lfu, page);
	regret = fix_exp2n(
	    (uint64_t)((unsigned __int128)age * FIX_L200 / r->nframes));
	l->weight = weight_penalise(
	    l->weight, lru, fix_exp_neg(fix_mul(l->rate, regret)));
}

/* Does LFU prefer a to b, which was used less recently? */
static bool
goes_first(struct plain_run *r, uint32_t a, uint32_t b)
{
	struct lecar *l = r->st;

	if (l->freq[a] != l->freq[b])
		return (l->freq[a] < l->freq[b]);
	if (!l->by_block)
		return (false);
	if (plain_vpn(r, a) != plain_vpn(r, b))
		return (plain_vpn(r, a) < plain_vpn(r, b));
	return (a < b);
}

static void
lecar_evict(struct plain_run *r)
{
	struct lecar *l = r->st;
	bool lru = weight_choose_lru(l->weight, &l->rng);
	uint32_t oldest = l->lru.tail;
	uint32_t rarest = oldest;
	uint32_t victim;
	struct plain_list *ghosts = lru ? &l->by_lru : &l->by_lfu;

	for (uint32_t p = oldest; p != PLAIN_NONE; p = l->lru.newer[p])
		if (goes_first(r, p, rarest))
			rarest = p;
	victim = lru ? oldest : rarest;
	plain_evict(r, victim);
	plain_list_remove(&l->lru, victim);
	if (oldest == rarest)
		return;
	l->evicted[victim] = l->t;
	plain_list_push_head(ghosts, victim);
	while (ghosts->n > l->history)
		plain_list_remove(ghosts, ghosts->tail);
}

static void
lecar_miss(struct plain_run *r, uint32_t page)
{
	struct lecar *l = r->st;

	l->t++;
	lecar_learn(r, page);
	if (plain_full(r))
		lecar_evict(r);
	plain_load(r, page);
	plain_list_push_head(&l->lru, page);
}

static void
lecar_admit(struct plain_run *r, uint32_t page)
{
	struct lecar *l = r->st;

	l->t++;
	l->freq[page] = 1;
	plain_list_push_head(&l->lru, page);
}

static void
lecar_drop(struct plain_run *r, uint32_t page)
{
	struct lecar *l = r->st;

	plain_list_drop(&l->lru, page);
	plain_list_drop(&l->by_lru, page);
	plain_list_drop(&l->by_lfu, page);
}

const struct plain plain_lecar = {
	.name = "lecar",
	.size = sizeof(struct lecar),
	.open = lecar_open,
	.hit = lecar_hit,
	.miss = lecar_miss,
	.admit = lecar_admit,
	.drop = lecar_drop,
};
