/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * ARC: adaptive replacement cache (Megiddo and Modha, "ARC: A Self-Tuning, Low
 * Overhead Replacement Cache", FAST 2003, Figure 4).
 *
 * Resident pages are in T1, seen once lately, or in T2, seen again.  Pages gone
 * are remembered, from T1 in B1 and from T2 in B2; with c frames the four hold
 * at most 2c pages.  p is the size that T1 should have: a page wanted from B1
 * says that T1 was too small, one from B2 that it was too large.
 *
 *	B1 ◀── [ T1 | T2 ] ──▶ B2
 *	          ◀─p─▶
 *
 * The figure's cases are our verbs: I is touch(); II to IV, the part before the
 * page is fetched, is arc_begin(), with REPLACE in victim() and leave(); the
 * rest is admit().  "LRU" is a log's oldest, "MRU" its end.  Where our words
 * differ: REPLACE runs only when no frame is free, which after an unmap is not
 * the same as the cache being full; and should T1 be as large as p asks with T2
 * empty, T1 gives the page.
 *
 * The paper's p is a real number.  Many programs keep an integer and divide as
 * integers do; 'arithmetic' chooses.  An integer is exact in a double, so p is
 * one either way.
 *
 * T1 and T2 are logs of frames, a pair; B1 and B2 of pages, likewise.
 */
#include "policy/log.h"
#include "replay/loop.h"

enum arc_arithmetic { ARC_REAL, ARC_INTEGER };

/* Where the page wanted was remembered. */
enum arc_ghost { IN_NEITHER, IN_B1, IN_B2 };

struct arc_params {
	int arithmetic;
};

struct arc {
	const struct frame_table *frames;
	struct log t[2]; /* T1 and T2, of frames */
	struct log b[2]; /* B1 and B2, of pages */
	double p;
	uint32_t c;
	bool integer;
	bool begun;     /* arc_begin() was called for the miss at hand */
	bool traceless; /* its victim will not be remembered */
	enum arc_ghost wanted;
};

/* B2 alone may hold 2c pages, but never more than there are. */
static uint32_t
arc_ghosts(const struct policy_setup *setup)
{
	return (setup->nframes < setup->npages / 2 ? 2 * setup->nframes
						   : setup->npages);
}

static size_t
arc_footprint(const struct policy_setup *setup)
{
	return (sizeof(struct arc) +
		log_pair_bytes(setup->nframes, setup->nframes) +
		log_pair_bytes(arc_ghosts(setup), setup->npages));
}

static void
arc_init(void *st, const struct policy_setup *setup)
{
	const struct arc_params *p = setup->params;
	struct arc *a = st;
	void *at;

	a->frames = setup->frames;
	a->c = setup->nframes;
	a->integer = p->arithmetic == ARC_INTEGER;
	at = log_place_pair(a->t, a + 1, setup->nframes, setup->nframes);
	log_place_pair(a->b, at, arc_ghosts(setup), setup->npages);
}

static void
arc_forget(void *st, vpn_t page)
{
	struct arc *a = st;

	if (log_has(a->b, page))
		log_remove(&a->b[log_which(a->b, page)], page);
}

static void
arc_drop(struct log *ghosts)
{
	log_remove(ghosts, log_oldest(ghosts));
}

/* How far p moves for a ghost of which 'own' are remembered, against 'other'
 * of the other kind. */
static double
arc_delta(const struct arc *a, uint32_t own, uint32_t other)
{
	if (other <= own)
		return (1);
	return (
	    a->integer ? (uint32_t)(other / own) : (double)other / (double)own);
}

static void
arc_adapt(struct arc *a)
{
	uint32_t b1 = a->b[0].count, b2 = a->b[1].count;

	if (a->wanted == IN_B1) {
		a->p += arc_delta(a, b1, b2);
		if (a->p > a->c)
			a->p = a->c;
	} else {
		a->p -= arc_delta(a, b2, b1);
		if (a->p < 0)
			a->p = 0;
	}
}

/* Case IV: room in the directory for one page more. */
static void
arc_trim(struct arc *a)
{
	uint32_t l1 = a->t[0].count + a->b[0].count;

	if (l1 >= a->c) {
		if (a->b[0].count > 0)
			arc_drop(&a->b[0]);
		else
			a->traceless = true;
	} else if (l1 + a->t[1].count + a->b[1].count >= 2 * a->c) {
		arc_drop(&a->b[1]);
	}
}

/* What comes before REPLACE, once for each miss. */
static void
arc_begin(struct arc *a, vpn_t page)
{
	a->begun = true;
	a->traceless = false;
	a->wanted = IN_NEITHER;
	if (!log_has(a->b, page)) {
		arc_trim(a);
		return;
	}
	a->wanted = log_which(a->b, page) == 0 ? IN_B1 : IN_B2;
	arc_adapt(a);
}

static void
arc_admit(void *st, frame_t f, vpn_t page)
{
	struct arc *a = st;

	if (!a->begun)
		arc_begin(a, page);
	a->begun = false;
	arc_forget(a, page);
	log_append(&a->t[a->wanted != IN_NEITHER], f);
}

static void
arc_touch(void *st, frame_t f)
{
	struct arc *a = st;

	if (log_which(a->t, f) == 1)
		log_move(&a->t[1], f);
	else
		log_give(&a->t[0], &a->t[1], f);
}

static frame_t
arc_victim(void *st, vpn_t page)
{
	struct arc *a = st;
	uint32_t t1 = a->t[0].count;
	bool from_t1;

	arc_begin(a, page);
	from_t1 = t1 > a->p || (a->wanted == IN_B2 && t1 == a->p) ||
		  a->t[1].count == 0 || a->traceless;
	return (log_oldest(&a->t[t1 > 0 && from_t1 ? 0 : 1]));
}

static void
arc_leave(void *st, frame_t f, enum leave_why why)
{
	struct arc *a = st;
	int which = log_which(a->t, f);
	vpn_t page = a->frames->page[f];

	log_remove(&a->t[which], f);
	if (why != LEAVE_EVICTED || a->traceless)
		return;
	arc_forget(a, page);
	log_append(&a->b[which], page);
}

static const struct policy_verbs arc_verbs = {
	.admit = arc_admit,
	.touch = arc_touch,
	.victim = arc_victim,
	.leave = arc_leave,
	.forget = arc_forget,
};

static void
arc_replay(struct replay *r, const struct reference *ref, size_t n)
{
	replay_batch(r, ref, n, &arc_verbs);
}

static const char *const arc_arithmetics[] = { "real", "integer", NULL };

static const struct param arc_params[] = {
	{ .name = "arithmetic",
	    .type = PARAM_CHOICE,
	    .offset = offsetof(struct arc_params, arithmetic),
	    .dflt = "real",
	    .choices = arc_arithmetics,
	    .text = "how T1's target moves: by real numbers as in the paper, "
		    "or by integer division" },
	{ .name = NULL },
};

const struct policy policy_arc = {
	.name = "arc",
	.summary = "balances recency and frequency by the pages it misses",
	.source = "Megiddo and Modha, FAST 2003, Figure 4",
	.sight = SEES_ACCESSES,
	.params_size = sizeof(struct arc_params),
	.params = arc_params,
	.about = "One list holds pages seen once lately, another those seen "
		 "again, each with a memory of pages gone. A page wanted from "
		 "either memory moves the border between the lists its way. "
		 "It tunes itself, and a scan costs it only the first list.",
	.weakness = "a loop a little longer than memory; two references close "
		    "together make a page frequent",
	.complexity = "O(1) a hit and a fault on average; 100 bytes a frame, "
		      "ghosts included, and 4 a page",
	.footprint = arc_footprint,
	.init = arc_init,
	.verbs = &arc_verbs,
	.replay = arc_replay,
};
