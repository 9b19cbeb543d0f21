/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * CAR: clock with adaptive replacement (Bansal and Modha, "CAR: Clock with
 * Adaptive Replacement", FAST 2004, Figure 2).
 *
 * ARC with clocks for lists: T1 and T2 are rings whose hand is their oldest
 * end, B1 and B2 remember pages gone, p is the size that T1 should have.  A hit
 * sets a bit and moves nothing.  replace() looks at T1's head while T1 is as
 * large as p asks, else at T2's: bit clear, the page goes; bit set, it is
 * cleared and the page goes to the tail of T2.
 *
 *	B1 ◀── [ T1 ] ──bit set──▶ [ T2 ] ──▶ B2
 *	                            └──◀──┘ bit set
 *
 * The bit is the accessed bit, with pages just loaded not counting as accessed
 * (the figure's line 11, "set the page reference bit to 0"): CAR sees no more
 * than a kernel does.
 *
 * Where our words differ from the figure: replace() runs when no frame is free,
 * and the directory is trimmed for every page that is in neither memory, frame
 * free or not.  Unless pages are unmapped both are the figure's.  arithmetic=
 * as for ARC.
 *
 * T1 and T2 are logs of frames, a pair; B1 and B2 of pages, likewise.
 */
#include "policy/log.h"
#include "replay/loop.h"

enum car_arithmetic { CAR_REAL, CAR_INTEGER };

struct car_params {
	int arithmetic;
};

struct car {
	const struct frame_table *frames;
	struct log t[2]; /* T1 and T2, of frames */
	struct log b[2]; /* B1 and B2, of pages */
	double p;
	uint32_t c;
	bool integer;
};

/* B2 alone may hold 2c pages, but never more than there are. */
static uint32_t
car_ghosts(const struct policy_setup *setup)
{
	return (setup->nframes < setup->npages / 2 ? 2 * setup->nframes
						   : setup->npages);
}

static size_t
car_footprint(const struct policy_setup *setup)
{
	return (sizeof(struct car) +
		log_pair_bytes(setup->nframes, setup->nframes) +
		log_pair_bytes(car_ghosts(setup), setup->npages));
}

static void
car_init(void *st, const struct policy_setup *setup)
{
	const struct car_params *p = setup->params;
	struct car *c = st;
	void *at;

	c->frames = setup->frames;
	c->c = setup->nframes;
	c->integer = p->arithmetic == CAR_INTEGER;
	at = log_place_pair(c->t, c + 1, setup->nframes, setup->nframes);
	log_place_pair(c->b, at, car_ghosts(setup), setup->npages);
	setup->host->load_accessed = false;
}

static void
car_forget(void *st, vpn_t page)
{
	struct car *c = st;

	if (log_has(c->b, page))
		log_remove(&c->b[log_which(c->b, page)], page);
}

static void
car_drop(struct log *ghosts)
{
	log_remove(ghosts, log_oldest(ghosts));
}

/* Room in the directory for one page more: lines 6 to 10. */
static void
car_trim(struct car *c)
{
	uint32_t l1 = c->t[0].count + c->b[0].count;

	if (l1 >= c->c && c->b[0].count > 0)
		car_drop(&c->b[0]);
	else if (l1 + c->t[1].count + c->b[1].count >= 2 * c->c &&
		 c->b[1].count > 0)
		car_drop(&c->b[1]);
}

static double
car_delta(const struct car *c, uint32_t own, uint32_t other)
{
	if (other <= own)
		return (1);
	return (
	    c->integer ? (uint32_t)(other / own) : (double)other / (double)own);
}

/* A page remembered in B1 or B2 is wanted: lines 14 and 17. */
static void
car_adapt(struct car *c, int which)
{
	uint32_t b1 = c->b[0].count, b2 = c->b[1].count;

	if (which == 0) {
		c->p += car_delta(c, b1, b2);
		if (c->p > c->c)
			c->p = c->c;
	} else {
		c->p -= car_delta(c, b2, b1);
		if (c->p < 0)
			c->p = 0;
	}
}

static void
car_admit(void *st, frame_t f, vpn_t page)
{
	struct car *c = st;
	bool ghost = log_has(c->b, page);

	/* A page that was pinned may come with the bit set. */
	frame_clear_accessed(c->frames, f);
	if (ghost) {
		car_adapt(c, log_which(c->b, page));
		car_forget(c, page);
	} else {
		car_trim(c);
	}
	log_append(&c->t[ghost], f);
}

static frame_t
car_victim(void *st, vpn_t page)
{
	struct car *c = st;

	(void)page;
	for (;;) {
		uint32_t t1 = c->t[0].count;
		/* The figure's max(1, p): T1 must have a page to give. */
		bool first = t1 > 0 && (t1 >= c->p || c->t[1].count == 0);
		frame_t f = log_oldest(&c->t[first ? 0 : 1]);

		if (!frame_accessed(c->frames, f))
			return (f);
		frame_clear_accessed(c->frames, f);
		if (first)
			log_give(&c->t[0], &c->t[1], f);
		else
			log_move(&c->t[1], f);
	}
}

static void
car_leave(void *st, frame_t f, enum leave_why why)
{
	struct car *c = st;
	int which = log_which(c->t, f);
	vpn_t page = c->frames->page[f];

	log_remove(&c->t[which], f);
	if (why != LEAVE_EVICTED)
		return;
	car_forget(c, page);
	log_append(&c->b[which], page);
}

static const struct policy_verbs car_verbs = {
	.admit = car_admit,
	.victim = car_victim,
	.leave = car_leave,
	.forget = car_forget,
};

static void
car_replay(struct replay *r, const struct reference *ref, size_t n)
{
	replay_batch(r, ref, n, &car_verbs);
}

static const char *const car_arithmetics[] = { "real", "integer", NULL };

static const struct param car_params[] = {
	{ .name = "arithmetic",
	    .type = PARAM_CHOICE,
	    .offset = offsetof(struct car_params, arithmetic),
	    .dflt = "real",
	    .choices = car_arithmetics,
	    .text = "how T1's target moves: by real numbers as in the paper, "
		    "or by integer division" },
	{ .name = NULL },
};

const struct policy policy_car = {
	.name = "car",
	.summary = "ARC with clocks: adapts, and needs only the accessed bit",
	.source = "Bansal and Modha, FAST 2004, Figure 2",
	.sight = SEES_BITS,
	.params_size = sizeof(struct car_params),
	.params = car_params,
	.about = "Two clocks hold pages seen once and pages seen again, each "
		 "with a memory of pages gone that moves the border between "
		 "them, as in ARC. A hit only sets the accessed bit. So it "
		 "comes close to ARC with what a kernel can see.",
	.weakness = "two references close together make a page frequent; a "
		    "loop a little longer than memory",
	.complexity = "O(1) a fault on average, O(n) at worst, nothing a hit; "
		      "100 bytes a frame, ghosts included, and 4 a page",
	.footprint = car_footprint,
	.init = car_init,
	.verbs = &car_verbs,
	.replay = car_replay,
};
