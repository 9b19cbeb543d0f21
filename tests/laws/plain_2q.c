/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Twin of 2q: Johnson and Shasha, "2Q: A Low Overhead High Performance Buffer
 * Management Replacement Algorithm", VLDB 1994, the full version.
 *
 * A miss of a page whose id is in A1out takes the id out of it before room is
 * made, so that a full A1out does not lose another id for it; the page then
 * loads into Am.  kin= and kout= are at least 1.
 */
#include "plain.h"

struct twoq {
	struct plain_list a1in;
	struct plain_list a1out; /* ids of pages that left a1in */
	struct plain_list am;
	uint64_t kin;
	uint64_t kout;
};

static void
twoq_open(struct plain_run *r)
{
	struct twoq *t = r->st;

	plain_list_open(r, &t->a1in);
	plain_list_open(r, &t->a1out);
	plain_list_open(r, &t->am);
	t->kin = plain_amount(r, "kin", "25%", r->nframes);
	t->kout = plain_amount(r, "kout", "50%", r->nframes);
	t->kin = t->kin > 0 ? t->kin : 1;
	t->kout = t->kout > 0 ? t->kout : 1;
}

static void
twoq_hit(struct plain_run *r, uint32_t page)
{
	struct twoq *t = r->st;

	if (t->am.has[page]) {
		plain_list_remove(&t->am, page);
		plain_list_push_head(&t->am, page);
	}
}

static void
twoq_reclaim(struct plain_run *r)
{
	struct twoq *t = r->st;
	uint32_t victim;

	if (t->a1in.n > t->kin || t->am.n == 0) {
		victim = t->a1in.tail;
		plain_list_remove(&t->a1in, victim);
		plain_list_push_head(&t->a1out, victim);
		if (t->a1out.n > t->kout)
			plain_list_remove(&t->a1out, t->a1out.tail);
	} else {
		victim = t->am.tail;
		plain_list_remove(&t->am, victim);
	}
	plain_evict(r, victim);
}

static void
twoq_miss(struct plain_run *r, uint32_t page)
{
	struct twoq *t = r->st;
	bool ghost = t->a1out.has[page];

	plain_list_drop(&t->a1out, page);
	if (plain_full(r))
		twoq_reclaim(r);
	plain_load(r, page);
	plain_list_push_head(ghost ? &t->am : &t->a1in, page);
}

static void
twoq_admit(struct plain_run *r, uint32_t page)
{
	struct twoq *t = r->st;

	plain_list_push_head(&t->a1in, page);
}

static void
twoq_drop(struct plain_run *r, uint32_t page)
{
	struct twoq *t = r->st;

	plain_list_drop(&t->a1in, page);
	plain_list_drop(&t->a1out, page);
	plain_list_drop(&t->am, page);
}

const struct plain plain_2q = {
	.name = "2q",
	.size = sizeof(struct twoq),
	.open = twoq_open,
	.hit = twoq_hit,
	.miss = twoq_miss,
	.admit = twoq_admit,
	.drop = twoq_drop,
};
