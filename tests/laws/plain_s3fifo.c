/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * S3-FIFO (Yang et al., SOSP 2023, Algorithm 1): a small queue for new pages, a
 * main queue for those that were used there often enough, and a ghost queue of
 * those that left the small one; a ghost that comes back starts in main.
 *
 * By default as libCacheSim's S3FIFO.c: S3FIFO_find() looks into the ghost
 * queue before anything is evicted, S3FIFO_insert() uses main where small is
 * full and has_evicted is not set, and S3FIFO_evict() calls one of two
 * functions, of which evict_main() is not asked before evict_small() has ended.
 */
#include "plain.h"

struct s3fifo {
	struct plain_list small;
	struct plain_list main;
	struct plain_list ghost;
	unsigned *freq; /* by page, 0..3 */
	uint64_t main_limit;
	uint64_t ghost_limit;
	uint64_t small_size;
	uint64_t threshold;
	bool program; /* libCacheSim */
	bool has_evicted;
};

static void
s3fifo_open(struct plain_run *r)
{
	static const char *const variants[] = { "authors", "paper", NULL };
	struct s3fifo *s = r->st;
	uint64_t small = plain_amount(r, "small", "10%", r->nframes);

	plain_list_open(r, &s->small);
	plain_list_open(r, &s->main);
	plain_list_open(r, &s->ghost);
	s->freq = plain_alloc(r, r->npages, sizeof(*s->freq));
	if (small < 1)
		small = 1;
	if (small > r->nframes)
		small = r->nframes;
	s->program = plain_choice(r, "variant", variants) == 0;
	s->small_size = small;
	s->main_limit = r->nframes - small;
	s->ghost_limit = plain_amount(r, "ghost", "100%", s->main_limit);
	s->threshold = plain_count(r, "threshold", 2);
}

static void
s3fifo_hit(struct plain_run *r, uint32_t page)
{
	struct s3fifo *s = r->st;

	if (s->freq[page] < 3)
		s->freq[page]++;
}

/* Evicts from main, after pages that were used have gone round. */
static void
evict_main(struct plain_run *r)
{
	struct s3fifo *s = r->st;

	for (;;) {
		uint32_t page = s->main.tail;

		plain_list_remove(&s->main, page);
		if (s->freq[page] == 0) {
			plain_evict(r, page);
			return;
		}
		s->freq[page]--;
		plain_list_push_head(&s->main, page);
	}
}

/* Takes the oldest page of small away: evicts it, or moves it to main.  Was it
 * evicted? */
static bool
take_from_small(struct plain_run *r)
{
	struct s3fifo *s = r->st;
	uint32_t page = s->small.tail;

	plain_list_remove(&s->small, page);
	if (s->freq[page] >= s->threshold) {
		s->freq[page] = 0;
		plain_list_push_head(&s->main, page);
		return (false);
	}
	plain_evict(r, page);
	plain_list_push_head(&s->ghost, page);
	while (s->ghost.n > s->ghost_limit)
		plain_list_remove(&s->ghost, s->ghost.tail);
	return (true);
}

static void
s3fifo_evict(struct plain_run *r)
{
	struct s3fifo *s = r->st;
	bool gone = false;

	s->has_evicted = true;
	while (!gone) {
		if (s->main.n > s->main_limit || s->small.n == 0) {
			evict_main(r);
			return;
		}
		do
			gone = take_from_small(r);
		while (!gone && s->program && s->small.n > 0);
	}
}

static void
insert(struct plain_run *r, uint32_t page, bool hit_on_ghost)
{
	struct s3fifo *s = r->st;
	bool to_main = hit_on_ghost;

	if (s->program && !s->has_evicted && s->small.n >= s->small_size)
		to_main = true;
	s->freq[page] = 0;
	plain_list_push_head(to_main ? &s->main : &s->small, page);
}

static void
s3fifo_admit(struct plain_run *r, uint32_t page)
{
	struct s3fifo *s = r->st;
	bool ghost = s->ghost.has[page];

	plain_list_drop(&s->ghost, page);
	insert(r, page, ghost);
}

static void
s3fifo_miss(struct plain_run *r, uint32_t page)
{
	struct s3fifo *s = r->st;
	bool ghost = s->ghost.has[page];

	if (s->program)
		plain_list_drop(&s->ghost, page);
	if (plain_full(r))
		s3fifo_evict(r);
	plain_load(r, page);
	if (!s->program)
		ghost = s->ghost.has[page];
	plain_list_drop(&s->ghost, page);
	insert(r, page, ghost);
}

static void
s3fifo_drop(struct plain_run *r, uint32_t page)
{
	struct s3fifo *s = r->st;

	plain_list_drop(&s->small, page);
	plain_list_drop(&s->main, page);
	plain_list_drop(&s->ghost, page);
}

const struct plain plain_s3fifo = {
	.name = "s3fifo",
	.size = sizeof(struct s3fifo),
	.open = s3fifo_open,
	.hit = s3fifo_hit,
	.miss = s3fifo_miss,
	.admit = s3fifo_admit,
	.drop = s3fifo_drop,
};
