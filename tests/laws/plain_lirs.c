/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Twin of lirs: Jiang and Zhang, SIGMETRICS 2002, and where the paper is
 * silent the simulator its authors published.
 *
 * S holds pages by recency, LIR and HIR, resident or not; its bottom is always
 * a LIR page.  Q holds the resident HIR pages in the order they go.  A page
 * referenced twice in a row is referenced once.  hir= pages of memory, at
 * least 2 but not all of it, are kept for HIR pages.
 *
 * A miss while there are fewer LIR pages than their share makes a LIR page:
 * at the start, and again after LIR pages were unmapped.  If Q is empty when
 * room is needed (pinned pages hold its frames) the LIR page at the bottom of
 * S goes, and no ghost of it stays.  stack=k: while S holds more than k * n
 * pages, the HIR page nearest its bottom leaves it.
 */
#include "plain.h"

struct lirs {
	struct plain_list s; /* the top is the head */
	struct plain_list q; /* the next to go is at the tail */
	bool *lir;           /* by page */
	uint64_t nlir;
	uint64_t max_lir;
	uint64_t max_s; /* 0: no bound */
	uint32_t last;  /* the page referenced before */
};

static void
lirs_open(struct plain_run *r)
{
	struct lirs *t = r->st;
	uint64_t n = r->nframes;
	uint64_t hir = plain_amount(r, "hir", "1%", n);

	if (hir < 2)
		hir = 2;
	if (hir > n - 1)
		hir = n > 1 ? n - 1 : 1;
	t->max_lir = n - hir;
	t->max_s = plain_count(r, "stack", 0) * n;
	t->lir = plain_alloc(r, r->npages, sizeof(*t->lir));
	t->last = PLAIN_NONE;
	plain_list_open(r, &t->s);
	plain_list_open(r, &t->q);
}

static void
lirs_prune(struct lirs *t)
{
	while (t->s.n > 0 && !t->lir[t->s.tail])
		plain_list_remove(&t->s, t->s.tail);
}

static void
lirs_to_top(struct lirs *t, uint32_t page)
{
	plain_list_drop(&t->s, page);
	plain_list_push_head(&t->s, page);
}

static void
lirs_promote(struct lirs *t, uint32_t page)
{
	uint32_t bottom;

	t->lir[page] = true;
	t->nlir++;
	lirs_to_top(t, page);
	if (t->nlir > t->max_lir) {
		bottom = t->s.tail;
		t->lir[bottom] = false;
		t->nlir--;
		plain_list_remove(&t->s, bottom);
		plain_list_push_head(&t->q, bottom);
		lirs_prune(t);
	}
}

static void
lirs_limit(struct lirs *t)
{
	uint32_t page;

	while (t->max_s != 0 && t->s.n > t->max_s) {
		page = t->s.tail;
		while (t->lir[page])
			page = t->s.newer[page];
		plain_list_remove(&t->s, page);
	}
}

static void
lirs_hit(struct plain_run *r, uint32_t page)
{
	struct lirs *t = r->st;

	if (page == t->last)
		return;
	t->last = page;
	if (t->lir[page]) {
		lirs_to_top(t, page);
	} else if (t->s.has[page]) {
		plain_list_remove(&t->q, page);
		lirs_promote(t, page);
	} else {
		lirs_to_top(t, page);
		plain_list_remove(&t->q, page);
		plain_list_push_head(&t->q, page);
	}
	lirs_prune(t);
	lirs_limit(t);
}

static void
lirs_admit(struct plain_run *r, uint32_t page)
{
	struct lirs *t = r->st;

	t->last = page;
	if (t->s.has[page]) {
		lirs_promote(t, page);
	} else if (t->nlir < t->max_lir) {
		t->lir[page] = true;
		t->nlir++;
		lirs_to_top(t, page);
	} else {
		lirs_to_top(t, page);
		plain_list_push_head(&t->q, page);
	}
	lirs_prune(t);
	lirs_limit(t);
}

static void
lirs_drop(struct plain_run *r, uint32_t page)
{
	struct lirs *t = r->st;

	plain_list_drop(&t->s, page);
	plain_list_drop(&t->q, page);
	t->nlir -= t->lir[page];
	t->lir[page] = false;
	lirs_prune(t);
}

static void
lirs_miss(struct plain_run *r, uint32_t page)
{
	struct lirs *t = r->st;
	uint32_t victim;

	if (plain_full(r) && t->q.n > 0) {
		victim = t->q.tail;
		plain_evict(r, victim);
		plain_list_remove(&t->q, victim);
	} else if (plain_full(r)) {
		victim = t->s.tail;
		plain_evict(r, victim);
		lirs_drop(r, victim);
	}
	plain_load(r, page);
	lirs_admit(r, page);
}

const struct plain plain_lirs = {
	.name = "lirs",
	.size = sizeof(struct lirs),
	.open = lirs_open,
	.hit = lirs_hit,
	.miss = lirs_miss,
	.admit = lirs_admit,
	.drop = lirs_drop,
};
