/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Twins that look at counts of uses or at the next use: lfu, opt.
 *
 * lfu: a load sets the count of a page to 1, a hit adds 1, the lowest count is
 * evicted.  ties=lru: of these the least recent reference; ties=fifo: the
 * oldest load.  memory=perfect: the count survives an eviction and the next
 * load adds 1 to it; an unmap or a pin forgets it all the same.
 *
 * opt (Belady 1966): at a fault each resident page has a next use, the first
 * later reference to it; the furthest is evicted.  Among pages never used again
 * a clean one before a dirty one, then the lowest page number.
 */
#include "plain.h"

static const char *const lfu_ties[] = { "lru", "fifo", NULL };
static const char *const lfu_memories[] = { "resident", "perfect", NULL };

struct lfu {
	bool ties_fifo;
	bool perfect;
	uint64_t *count;  /* by page */
	uint64_t *stamp;  /* by page: of its last reference, or of its load */
	uint64_t nstamps; /* given so far */
};

static void
lfu_open(struct plain_run *r)
{
	struct lfu *t = r->st;

	t->ties_fifo = plain_choice(r, "ties", lfu_ties) == 1;
	t->perfect = plain_choice(r, "memory", lfu_memories) == 1;
	t->count = plain_alloc(r, r->npages, sizeof(*t->count));
	t->stamp = plain_alloc(r, r->npages, sizeof(*t->stamp));
}

static void
lfu_hit(struct plain_run *r, uint32_t page)
{
	struct lfu *t = r->st;

	t->count[page]++;
	if (!t->ties_fifo)
		t->stamp[page] = t->nstamps++;
}

static void
lfu_admit(struct plain_run *r, uint32_t page)
{
	struct lfu *t = r->st;

	t->count[page]++;
	t->stamp[page] = t->nstamps++;
}

static void
lfu_drop(struct plain_run *r, uint32_t page)
{
	struct lfu *t = r->st;

	t->count[page] = 0;
}

static uint32_t
lfu_victim(struct plain_run *r)
{
	struct lfu *t = r->st;
	uint32_t best = PLAIN_NONE;

	for (uint32_t f = 0; f < r->nframes; f++) {
		uint32_t p = r->page[f];

		if (p == PLAIN_NONE || r->pinned[p])
			continue;
		if (best == PLAIN_NONE || t->count[p] < t->count[best] ||
		    (t->count[p] == t->count[best] &&
			t->stamp[p] < t->stamp[best]))
			best = p;
	}
	return (best);
}

static void
lfu_miss(struct plain_run *r, uint32_t page)
{
	struct lfu *t = r->st;
	uint32_t victim;

	if (plain_full(r)) {
		victim = lfu_victim(r);
		plain_evict(r, victim);
		if (!t->perfect)
			lfu_drop(r, victim);
	}
	plain_load(r, page);
	lfu_admit(r, page);
}

struct opt {
	uint32_t *next; /* by reference: the next one to the same page, or n */
	uint32_t *use;  /* by page: its next use, or n; if resident */
};

static void
opt_open(struct plain_run *r)
{
	struct opt *t = r->st;
	uint32_t n = r->setup.n;

	t->next = plain_alloc(r, n, sizeof(*t->next));
	t->use = plain_alloc(r, r->npages, sizeof(*t->use));
	for (uint32_t p = 0; p < r->npages; p++)
		t->use[p] = n;
	for (uint32_t k = n; k-- > 0;) {
		uint32_t p = reference_page(r->setup.refs[k]);

		t->next[k] = t->use[p];
		t->use[p] = k;
	}
}

static void
opt_hit(struct plain_run *r, uint32_t page)
{
	struct opt *t = r->st;

	t->use[page] = t->next[r->now];
}

/* Unpinned between references: the next use may be reference now itself. */
static void
opt_admit(struct plain_run *r, uint32_t page)
{
	struct opt *t = r->st;
	uint32_t k = (uint32_t)r->now;

	while (k < r->setup.n && reference_page(r->setup.refs[k]) != page)
		k++;
	t->use[page] = k;
}

static bool
opt_before(struct plain_run *r, uint32_t p, uint32_t q)
{
	struct opt *t = r->st;

	if (t->use[p] != t->use[q])
		return (t->use[p] > t->use[q]);
	if (r->dirty[p] != r->dirty[q])
		return (!r->dirty[p]);
	return (p < q);
}

static void
opt_miss(struct plain_run *r, uint32_t page)
{
	uint32_t best = PLAIN_NONE;

	if (plain_full(r)) {
		for (uint32_t f = 0; f < r->nframes; f++) {
			uint32_t p = r->page[f];

			if (p == PLAIN_NONE || r->pinned[p])
				continue;
			if (best == PLAIN_NONE || opt_before(r, p, best))
				best = p;
		}
		plain_evict(r, best);
	}
	plain_load(r, page);
	opt_hit(r, page);
}

const struct plain plain_lfu = {
	.name = "lfu",
	.size = sizeof(struct lfu),
	.open = lfu_open,
	.hit = lfu_hit,
	.miss = lfu_miss,
	.admit = lfu_admit,
	.drop = lfu_drop,
};

const struct plain plain_opt = {
	.name = "opt",
	.size = sizeof(struct opt),
	.open = opt_open,
	.hit = opt_hit,
	.miss = opt_miss,
	.admit = opt_admit,
};
