/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * LRU-K (O'Neil, O'Neil and Weikum, SIGMOD 1993, Figure 2.1): the page whose
 * k-th last use is longest ago is evicted.  Uses within the correlated
 * reference period crp count as one, and some evicted pages' histories are
 * kept.
 */
#include "plain.h"

struct lruk {
	struct plain_list history; /* evicted pages, latest first */
	uint64_t *hist; /* page * k + i: its i-th last use, 0: none */
	uint64_t *last; /* by page */
	uint64_t k, crp, keep;
	uint64_t t;
};

static void
lruk_open(struct plain_run *r)
{
	struct lruk *l = r->st;

	plain_list_open(r, &l->history);
	l->k = plain_count(r, "k", 2);
	l->crp = plain_count(r, "crp", 0);
	l->keep = plain_amount(r, "history", "100%", r->nframes);
	l->hist = plain_alloc(r, (size_t)r->npages * l->k, sizeof(*l->hist));
	l->last = plain_alloc(r, r->npages, sizeof(*l->last));
}

static void
lruk_hit(struct plain_run *r, uint32_t page)
{
	struct lruk *l = r->st;
	uint64_t *h = &l->hist[page * l->k];

	l->t++;
	if (l->t - l->last[page] > l->crp) {
		uint64_t correlated = l->last[page] - h[0];

		for (uint64_t i = l->k - 1; i > 0; i--)
			h[i] = h[i - 1] == 0 ? 0 : h[i - 1] + correlated;
		h[0] = l->t;
	}
	l->last[page] = l->t;
}

/* Whether page a goes before page b. */
static bool
lruk_older(const struct lruk *l, uint32_t a, uint32_t b)
{
	uint64_t ka = l->hist[a * l->k + l->k - 1];
	uint64_t kb = l->hist[b * l->k + l->k - 1];

	return (ka < kb || (ka == kb && l->last[a] < l->last[b]));
}

static uint32_t
lruk_victim(struct plain_run *r, uint64_t crp, bool any)
{
	struct lruk *l = r->st;
	uint32_t best = PLAIN_NONE;

	for (uint32_t f = 0; f < r->nframes; f++) {
		uint32_t page = r->page[f];

		if (page == PLAIN_NONE || r->pinned[page])
			continue;
		if (!any && l->t - l->last[page] <= crp)
			continue;
		if (best == PLAIN_NONE || lruk_older(l, page, best))
			best = page;
	}
	return (best);
}

static void
lruk_admit(struct plain_run *r, uint32_t page)
{
	struct lruk *l = r->st;
	uint64_t *h = &l->hist[page * l->k];

	for (uint64_t i = l->k - 1; i > 0; i--)
		h[i] = l->history.has[page] ? h[i - 1] : 0;
	h[0] = l->t;
	l->last[page] = l->t;
	plain_list_drop(&l->history, page);
	while (l->history.n > l->keep)
		plain_list_remove(&l->history, l->history.tail);
}

static void
lruk_miss(struct plain_run *r, uint32_t page)
{
	struct lruk *l = r->st;

	l->t++;
	if (plain_full(r)) {
		uint32_t victim = lruk_victim(r, l->crp, false);

		if (victim == PLAIN_NONE)
			victim = lruk_victim(r, l->crp, true);
		plain_evict(r, victim);
		plain_list_push_head(&l->history, victim);
	}
	plain_load(r, page);
	lruk_admit(r, page);
}

static void
lruk_unpinned(struct plain_run *r, uint32_t page)
{
	struct lruk *l = r->st;

	l->t++;
	lruk_admit(r, page);
}

static void
lruk_drop(struct plain_run *r, uint32_t page)
{
	struct lruk *l = r->st;

	plain_list_drop(&l->history, page);
}

const struct plain plain_lruk = {
	.name = "lruk",
	.size = sizeof(struct lruk),
	.open = lruk_open,
	.hit = lruk_hit,
	.miss = lruk_miss,
	.admit = lruk_unpinned,
	.drop = lruk_drop,
};
