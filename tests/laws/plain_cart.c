/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * CART (Bansal and Modha, FAST 2004, Figure 4): CAR with a filter.  T1 and T2
 * are clocks whose head, in the paper, is the tail of the lists here; B1 and
 * B2 are their ghosts.  A page is of short-term utility (S) until it has
 * shown more (L).
 *
 * p is a real number or an integer, as arithmetic= says; the steps are the
 * same, so both are kept in a double, and the quotient of integers is
 * truncated.
 */
#include "plain.h"

struct cart {
	struct plain_list t1, t2, b1, b2;
	bool *ref;    /* by page */
	bool *longer; /* by page: its filter bit is L */
	bool integer;
	double p;
	int64_t q, ns, nl;
};

static double
larger(double a, double b)
{
	return (a > b ? a : b);
}

static double
smaller(double a, double b)
{
	return (a < b ? a : b);
}

static void
cart_open(struct plain_run *r)
{
	static const char *const words[] = { "real", "integer", NULL };
	struct cart *c = r->st;

	plain_list_open(r, &c->t1);
	plain_list_open(r, &c->t2);
	plain_list_open(r, &c->b1);
	plain_list_open(r, &c->b2);
	c->ref = plain_alloc(r, r->npages, sizeof(*c->ref));
	c->longer = plain_alloc(r, r->npages, sizeof(*c->longer));
	c->integer = plain_choice(r, "arithmetic", words) == 1;
}

static void
cart_hit(struct plain_run *r, uint32_t page)
{
	struct cart *c = r->st;

	c->ref[page] = true;
}

static void
move(struct plain_list *from, struct plain_list *to, uint32_t page)
{
	plain_list_remove(from, page);
	plain_list_push_head(to, page);
}

/* The target of B1 grows while long-term pages fill the directory. */
static void
raise_q(struct plain_run *r)
{
	struct cart *c = r->st;
	int64_t n = r->nframes;
	int64_t t1 = c->t1.n;

	if (c->t2.n + c->b2.n + t1 - c->ns >= n)
		c->q = c->q + 1 < 2 * n - t1 ? c->q + 1 : 2 * n - t1;
}

static void
cart_sweep_t1(struct plain_run *r)
{
	struct cart *c = r->st;

	while (c->t1.n != 0) {
		uint32_t page = c->t1.tail;

		if (c->ref[page]) {
			c->ref[page] = false;
			move(&c->t1, &c->t1, page);
			if (c->t1.n >= smaller(c->p + 1, c->b1.n) &&
			    !c->longer[page]) {
				c->longer[page] = true;
				c->ns--;
				c->nl++;
			}
		} else if (c->longer[page]) {
			int64_t floor;

			move(&c->t1, &c->t2, page);
			floor = (int64_t)r->nframes - c->t1.n;
			c->q = c->q - 1 > floor ? c->q - 1 : floor;
		} else {
			return;
		}
	}
}

static void
cart_replace(struct plain_run *r)
{
	struct cart *c = r->st;
	uint32_t page;

	while (c->t2.n != 0 && c->ref[c->t2.tail]) {
		page = c->t2.tail;
		c->ref[page] = false;
		move(&c->t2, &c->t1, page);
		raise_q(r);
	}
	cart_sweep_t1(r);
	if (c->t1.n != 0 && (c->t1.n >= larger(1, c->p) || c->t2.n == 0)) {
		page = c->t1.tail;
		move(&c->t1, &c->b1, page);
		c->ns--;
	} else {
		page = c->t2.tail;
		move(&c->t2, &c->b2, page);
		c->nl--;
	}
	plain_evict(r, page);
}

static double
ratio(const struct cart *c, int64_t a, uint32_t b)
{
	if (c->integer)
		return (larger(1, (double)(a / b)));
	return (larger(1, (double)a / b));
}

static void
cart_admit(struct plain_run *r, uint32_t page)
{
	struct cart *c = r->st;

	c->ref[page] = false;
	c->longer[page] = true;
	if (c->b1.has[page]) {
		c->p = smaller(c->p + ratio(c, c->ns, c->b1.n), r->nframes);
		move(&c->b1, &c->t1, page);
		c->nl++;
	} else if (c->b2.has[page]) {
		c->p = larger(c->p - ratio(c, c->nl, c->b2.n), 0);
		move(&c->b2, &c->t1, page);
		c->nl++;
		raise_q(r);
	} else {
		while (c->b1.n + c->b2.n > r->nframes) {
			if (c->b1.n > c->q || c->b2.n == 0)
				plain_list_remove(&c->b1, c->b1.tail);
			else
				plain_list_remove(&c->b2, c->b2.tail);
		}
		plain_list_push_head(&c->t1, page);
		c->longer[page] = false;
		c->ns++;
	}
}

static void
cart_miss(struct plain_run *r, uint32_t page)
{
	if (plain_full(r))
		cart_replace(r);
	plain_load(r, page);
	cart_admit(r, page);
}

static void
cart_drop(struct plain_run *r, uint32_t page)
{
	struct cart *c = r->st;

	if (c->t1.has[page] || c->t2.has[page]) {
		if (c->longer[page])
			c->nl--;
		else
			c->ns--;
	}
	plain_list_drop(&c->t1, page);
	plain_list_drop(&c->t2, page);
	plain_list_drop(&c->b1, page);
	plain_list_drop(&c->b2, page);
}

const struct plain plain_cart = {
	.name = "cart",
	.size = sizeof(struct cart),
	.open = cart_open,
	.hit = cart_hit,
	.miss = cart_miss,
	.admit = cart_admit,
	.drop = cart_drop,
};
