/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Twins of arc (Megiddo and Modha, FAST 2003, Figure 4) and
 * car (Bansal and Modha, FAST 2004, Figure 2).
 *
 * p is a real number; with arithmetic=integer its steps are integers, by
 * integer division.  A step is taken while the missing page is still a ghost.
 *
 * The papers have no unmap.  After one, nothing is evicted until the frames are
 * in use again, but the directory is trimmed at every miss of a page that is no
 * ghost, with "at least" where the papers have "equal"; without an unmap both
 * are the same.  Where pinned pages leave T2 empty,
 * T1 gives the victim whatever p says.
 */
#include "plain.h"

static const char *const arithmetics[] = { "real", "integer", NULL };

/* The most recent of each list is at its head; CAR's clocks turn from head to
 * tail, so there what is next under the hand is at the tail. */
struct arc {
	struct plain_list t1, t2, b1, b2;
	bool integer;
	double p;
	bool *bit; /* car only, by page: hit since loaded or passed */
};

static void
arc_open(struct plain_run *r)
{
	struct arc *t = r->st;

	plain_list_open(r, &t->t1);
	plain_list_open(r, &t->t2);
	plain_list_open(r, &t->b1);
	plain_list_open(r, &t->b2);
	t->integer = plain_choice(r, "arithmetic", arithmetics) == 1;
	t->bit = plain_alloc(r, r->npages, sizeof(*t->bit));
}

static void
arc_drop(struct plain_run *r, uint32_t page)
{
	struct arc *t = r->st;

	plain_list_drop(&t->t1, page);
	plain_list_drop(&t->t2, page);
	plain_list_drop(&t->b1, page);
	plain_list_drop(&t->b2, page);
}

static double
arc_delta(const struct arc *t, uint32_t other, uint32_t mine)
{
	double delta = t->integer ? other / mine : (double)other / mine;

	return (delta > 1 ? delta : 1);
}

/* The missing page is a ghost: adapts p. */
static void
arc_adapt(struct plain_run *r, uint32_t page)
{
	struct arc *t = r->st;

	if (t->b1.has[page]) {
		t->p += arc_delta(t, t->b2.n, t->b1.n);
		if (t->p > r->nframes)
			t->p = r->nframes;
	} else if (t->b2.has[page]) {
		t->p -= arc_delta(t, t->b1.n, t->b2.n);
		if (t->p < 0)
			t->p = 0;
	}
}

/* Evicts the tail of a list of resident pages to the head of its ghosts. */
static void
arc_demote(
    struct plain_run *r, struct plain_list *from, struct plain_list *ghosts)
{
	uint32_t victim = from->tail;

	plain_evict(r, victim);
	plain_list_remove(from, victim);
	plain_list_push_head(ghosts, victim);
}

static void
arc_hit(struct plain_run *r, uint32_t page)
{
	struct arc *t = r->st;

	plain_list_drop(&t->t1, page);
	plain_list_drop(&t->t2, page);
	plain_list_push_head(&t->t2, page);
}

/* Case IV without its call of REPLACE: keeps |L1| <= c, |L1| + |L2| <= 2c. */
static void
arc_trim(struct plain_run *r)
{
	struct arc *t = r->st;
	uint32_t c = r->nframes;
	uint32_t victim;

	if (t->t1.n + t->b1.n >= c) {
		if (t->b1.n > 0) {
			plain_list_remove(&t->b1, t->b1.tail);
		} else {
			victim = t->t1.tail;
			plain_evict(r, victim);
			plain_list_remove(&t->t1, victim);
		}
	} else if (t->t1.n + t->t2.n + t->b1.n + t->b2.n >= 2 * c) {
		plain_list_remove(&t->b2, t->b2.tail);
	}
}

static void
arc_miss(struct plain_run *r, uint32_t page)
{
	struct arc *t = r->st;
	bool in_b2 = t->b2.has[page];
	bool ghost = t->b1.has[page] || in_b2;

	arc_adapt(r, page);
	if (!ghost)
		arc_trim(r);
	if (plain_full(r)) {
		if (t->t1.n > 0 &&
		    (t->t1.n > t->p || (in_b2 && t->t1.n == t->p) ||
			t->t2.n == 0))
			arc_demote(r, &t->t1, &t->b1);
		else
			arc_demote(r, &t->t2, &t->b2);
	}
	arc_drop(r, page);
	plain_load(r, page);
	plain_list_push_head(ghost ? &t->t2 : &t->t1, page);
}

static void
arc_admit(struct plain_run *r, uint32_t page)
{
	struct arc *t = r->st;

	arc_trim(r);
	plain_list_push_head(&t->t1, page);
}

static void
car_hit(struct plain_run *r, uint32_t page)
{
	struct arc *t = r->st;

	t->bit[page] = true;
}

static void
car_replace(struct plain_run *r)
{
	struct arc *t = r->st;

	for (;;) {
		bool one = t->t1.n > 0 && (t->t1.n >= t->p || t->t2.n == 0);
		struct plain_list *from = one ? &t->t1 : &t->t2;
		uint32_t page = from->tail;

		if (!t->bit[page]) {
			arc_demote(r, from, one ? &t->b1 : &t->b2);
			return;
		}
		t->bit[page] = false;
		plain_list_remove(from, page);
		plain_list_push_head(&t->t2, page);
	}
}

static void
car_trim(struct plain_run *r)
{
	struct arc *t = r->st;
	uint32_t c = r->nframes;

	if (t->t1.n + t->b1.n >= c && t->b1.n > 0)
		plain_list_remove(&t->b1, t->b1.tail);
	else if (t->t1.n + t->t2.n + t->b1.n + t->b2.n >= 2 * c && t->b2.n > 0)
		plain_list_remove(&t->b2, t->b2.tail);
}

static void
car_miss(struct plain_run *r, uint32_t page)
{
	struct arc *t = r->st;
	bool ghost = t->b1.has[page] || t->b2.has[page];

	if (plain_full(r))
		car_replace(r);
	if (!ghost)
		car_trim(r);
	arc_adapt(r, page);
	arc_drop(r, page);
	plain_load(r, page);
	plain_list_push_head(ghost ? &t->t2 : &t->t1, page);
	t->bit[page] = false;
}

static void
car_admit(struct plain_run *r, uint32_t page)
{
	struct arc *t = r->st;

	car_trim(r);
	plain_list_push_head(&t->t1, page);
	t->bit[page] = false;
}

const struct plain plain_arc = {
	.name = "arc",
	.size = sizeof(struct arc),
	.open = arc_open,
	.hit = arc_hit,
	.miss = arc_miss,
	.admit = arc_admit,
	.drop = arc_drop,
};

const struct plain plain_car = {
	.name = "car",
	.size = sizeof(struct arc),
	.open = arc_open,
	.hit = car_hit,
	.miss = car_miss,
	.admit = car_admit,
	.drop = arc_drop,
};
