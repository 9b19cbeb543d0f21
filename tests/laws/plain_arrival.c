/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Twins that order pages by when they were loaded, or not at all: fifo, sieve,
 * random.
 *
 * fifo: the oldest load is evicted; hits change nothing.
 *
 * sieve (Zhang et al., NSDI 2024): the list of fifo, a visited bit set by hits
 * (not by the load), and a hand that moves from the oldest toward the newest
 * and from there to the oldest again, clearing bits, until it finds a page not
 * visited.  The hand then stays on the next newer page; past the newest there
 * is no hand, and the next search begins at the oldest.  A page that leaves
 * under the hand moves it to the next newer.
 *
 * random: uniform over the resident pages.  Frame numbers are drawn until one
 * has a page that may be evicted.
 */
#include "plain.h"

struct arrival {
	struct plain_list list; /* newest at the head */
	bool *visited;          /* by page */
	uint32_t hand;          /* PLAIN_NONE: begin at the oldest */
};

static void
arrival_open(struct plain_run *r)
{
	struct arrival *t = r->st;

	plain_list_open(r, &t->list);
	t->visited = plain_alloc(r, r->npages, sizeof(*t->visited));
	t->hand = PLAIN_NONE;
}

static void
arrival_admit(struct plain_run *r, uint32_t page)
{
	struct arrival *t = r->st;

	t->visited[page] = false;
	plain_list_push_head(&t->list, page);
}

static void
arrival_drop(struct plain_run *r, uint32_t page)
{
	struct arrival *t = r->st;

	if (t->hand == page)
		t->hand = t->list.newer[page];
	plain_list_drop(&t->list, page);
}

static void
arrival_replace(struct plain_run *r, uint32_t victim, uint32_t page)
{
	if (plain_full(r)) {
		plain_evict(r, victim);
		arrival_drop(r, victim);
	}
	plain_load(r, page);
	arrival_admit(r, page);
}

static void
fifo_miss(struct plain_run *r, uint32_t page)
{
	struct arrival *t = r->st;

	arrival_replace(r, t->list.tail, page);
}

static void
sieve_hit(struct plain_run *r, uint32_t page)
{
	struct arrival *t = r->st;

	t->visited[page] = true;
}

static void
sieve_miss(struct plain_run *r, uint32_t page)
{
	struct arrival *t = r->st;

	if (plain_full(r)) {
		if (t->hand == PLAIN_NONE)
			t->hand = t->list.tail;
		while (t->visited[t->hand]) {
			t->visited[t->hand] = false;
			t->hand = t->list.newer[t->hand];
			if (t->hand == PLAIN_NONE)
				t->hand = t->list.tail;
		}
	}
	arrival_replace(r, t->hand, page);
}

static void
random_open(struct plain_run *r)
{
	struct rng *rng = r->st;

	rng->state = r->setup.seed;
}

static void
random_miss(struct plain_run *r, uint32_t page)
{
	struct rng *rng = r->st;
	uint64_t f;

	if (plain_full(r)) {
		do
			f = rng_below(rng, r->nframes);
		while (!plain_evictable(r, r->page[f]));
		plain_evict(r, r->page[f]);
	}
	plain_load(r, page);
}

const struct plain plain_fifo = {
	.name = "fifo",
	.size = sizeof(struct arrival),
	.open = arrival_open,
	.miss = fifo_miss,
	.admit = arrival_admit,
	.drop = arrival_drop,
};

const struct plain plain_sieve = {
	.name = "sieve",
	.size = sizeof(struct arrival),
	.open = arrival_open,
	.hit = sieve_hit,
	.miss = sieve_miss,
	.admit = arrival_admit,
	.drop = arrival_drop,
};

const struct plain plain_random = {
	.name = "random",
	.size = sizeof(struct rng),
	.open = random_open,
	.miss = random_miss,
};
