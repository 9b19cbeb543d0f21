/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * S3-FIFO: three static FIFO queues (Yang, Zhang, Qiu, Yue, Rashmi, "FIFO
 * Queues are All You Need for Cache Eviction", SOSP 2023, section 4,
 * Algorithm 1).
 *
 * Most pages of most traces are used once and never again.  So a page is loaded
 * into a small queue S.  If it was hit 'threshold' times when it reaches the
 * oldest end of S, it moves to the newest end of the main queue M; otherwise it
 * is evicted, and its number is added to the ghost queue G.  A fault on a page
 * of G loads it into M.  A page with hits at the oldest end of M moves to its
 * newest end, and its count, at most three, is lowered by one.
 *
 *	load ─▶ [ S ] ─threshold hits─▶ [    M    ] ─▶ evicted
 *		  │ fewer                ▲      └─▶┘ hit
 *		  ▼                      │
 *		[ G ]─────────fault──────┘
 *
 * A hit increments a count and moves nothing.
 *
 * The algorithm moves a page to M when its count is above 1: that is
 * threshold=2, used more than once since it was loaded.  The oldest page of M
 * is the candidate while M is above its limit or S is empty, otherwise the
 * oldest of S.  A page that moves begins again with a count of 0.  Neither
 * limit prevents a load.  Sizes are pages, not bytes.
 *
 * variant=paper is Algorithm 1, and variant=authors the present program of the
 * authors (libCacheSim, S3FIFO.c), which differs in three points:
 *
 *	first	until a page has been evicted, pages that find S at its size are
 *		loaded into M.  In Algorithm 1, and in the program of the
 *		paper's own measurements (S3FIFOv0.c), they are loaded into S.
 *	M	is looked at when a victim is wanted, and then S is searched
 *		until a page is evicted or S is empty; in Algorithm 1 the limit
 *		of M counts again after every page that moves from S to M.
 *	G	is asked for the page before the victim is chosen; in Algorithm
 *		1 the victim is added to G first, and may displace that page.
 *
 * The paper inserts at the head of a queue and evicts from its tail; in
 * fifo_queue.h the head is the oldest end.
 *
 * S and M are FIFO queues of frames, a pair.  A hit is counted in the page's
 * entry until the page is examined (entry_take_hits()); then the count is a
 * note of its frame in the queue.
 */
#include "policies/lib/fifo_queue.h"
#include "policies/lib/ghost_queue.h"
#include "policies/lib/state_rows.h"
#include "sim/bind.h"

/* The highest count: two bits in the paper. */
#define S3FIFO_MAX FIFO_QUEUE_NOTE_MAX

enum { SMALL, MAIN };

enum s3fifo_variant { VARIANT_AUTHORS, VARIANT_PAPER };

struct s3fifo_params {
	int variant;
	struct amount small;
	struct amount ghost;
	uint64_t threshold;
};

struct s3fifo {
	struct fifo_queue q[2]; /* S and M; a note is hits */
	struct ghost_queue g;
	const struct frame_table *frames;
	struct policy_host *host;
	frame_t nframes;
	uint32_t main_limit;
	uint32_t ghost_limit;
	uint8_t threshold;
	bool authors;  /* the variant */
	bool evicted;  /* a page has been */
	bool recalled; /* the page that is loaded was in G, says victim() */
};

static uint32_t
s3fifo_main_limit(const struct policy_setup *setup)
{
	const struct s3fifo_params *p = setup->params;
	uint64_t small = amount_of(p->small, setup->nframes);

	if (small < 1)
		small = 1;
	return (small < setup->nframes ? setup->nframes - (uint32_t)small : 0);
}

/* There cannot be more ghosts than pages. */
static uint32_t
s3fifo_ghost_limit(const struct policy_setup *setup)
{
	const struct s3fifo_params *p = setup->params;
	uint64_t ghosts = amount_of(p->ghost, s3fifo_main_limit(setup));

	return (ghosts < setup->npages ? (uint32_t)ghosts : setup->npages);
}

static size_t
s3fifo_footprint(const struct policy_setup *setup)
{
	return (
	    sizeof(struct s3fifo) + fifo_queue_pair_bytes(setup->nframes) +
	    ghost_queue_bytes(1, s3fifo_ghost_limit(setup) + 1, setup->npages));
}

static void
s3fifo_init(void *st, const struct policy_setup *setup)
{
	const struct s3fifo_params *p = setup->params;
	struct s3fifo *s = st;
	void *at;

	s->frames = setup->frames;
	s->nframes = setup->nframes;
	s->main_limit = s3fifo_main_limit(setup);
	s->ghost_limit = s3fifo_ghost_limit(setup);
	s->threshold = (uint8_t)p->threshold;
	s->authors = p->variant == VARIANT_AUTHORS;
	s->host = setup->host;
	at = fifo_queue_place_pair(s->q, s + 1, setup->nframes);
	ghost_queue_place(&s->g, at, 1, s->ghost_limit + 1);
	s->host->hits = HITS_COUNTED;
	s->host->prefetch.absent = s->g.mark;
	s->host->prefetch.size = sizeof(*s->g.mark);
}

static void
s3fifo_forget(void *st, page_id_t page)
{
	struct s3fifo *s = st;

	if (ghost_queue_where(&s->g, page) != 0)
		ghost_queue_remove(&s->g, page);
}

/* Takes the page out of G; was it there? */
static inline bool
s3fifo_recall(struct s3fifo *s, page_id_t page)
{
	if (ghost_queue_where(&s->g, page) == 0)
		return (false);
	ghost_queue_remove(&s->g, page);
	return (true);
}

/* Is S at its size, and M not yet in use? */
static inline bool
s3fifo_fills_main(const struct s3fifo *s)
{
	return (s->authors && !s->evicted &&
		s->q[SMALL].count >= s->nframes - s->main_limit);
}

static always_inline void
s3fifo_admit(void *st, frame_t f, page_id_t page)
{
	struct s3fifo *s = st;
	bool to_main =
	    s3fifo_recall(s, page) || s->recalled || s3fifo_fills_main(s);

	s->recalled = false;
	fifo_queue_push(&s->q[to_main ? MAIN : SMALL], f, 0);
}

static void
s3fifo_touch(void *st, frame_t f)
{
	struct s3fifo *s = st;
	fifo_queue_raise_note(s->q, f);
}

/*
 * Prefetches what the candidates some places ahead need: the page, and then
 * its entry and its mark in G.  Without that a fault took twice as long.
 */
static inline void
s3fifo_prefetch(const struct s3fifo *s, const struct fifo_queue *q)
{
	frame_t near = fifo_queue_near(q);

	fifo_queue_prefetch(q);
	__builtin_prefetch(&s->frames->page[fifo_queue_far(q)]);
	frame_prefetch(s->frames, near);
	ghost_queue_prefetch(&s->g, s->frames->page[near]);
}

static always_inline frame_t
s3fifo_victim(void *st, page_id_t wanted)
{
	struct s3fifo *s = st;
	bool from_main = s->q[MAIN].count > s->main_limit;

	if (s->authors)
		s->recalled = s3fifo_recall(s, wanted);
	s->evicted = true;
	for (;;) {
		struct fifo_queue *q;

		if (!s->authors)
			from_main = s->q[MAIN].count > s->main_limit;
		from_main |= s->q[SMALL].count == 0;
		q = &s->q[from_main ? MAIN : SMALL];
		frame_t f = fifo_queue_front(q);
		page_id_t page = s->frames->page[f];
		unsigned uses = fifo_queue_front_note(q);

		s3fifo_prefetch(s, q);
		policy_look(s->host, page);
		uses += entry_take_hits(s->frames->entry, page);
		if (uses > S3FIFO_MAX)
			uses = S3FIFO_MAX;
		if (uses < (from_main ? 1 : s->threshold))
			return (f);
		fifo_queue_pop(q);
		fifo_queue_push(&s->q[MAIN], f, from_main ? uses - 1 : 0);
	}
}

static always_inline void
s3fifo_leave(void *st, frame_t f, enum leave_why why)
{
	struct s3fifo *s = st;
	page_id_t page = s->frames->page[f];
	int which = fifo_queue_remove(s->q, f);

	if (why != LEAVE_EVICTED || which == MAIN)
		return;
	s3fifo_forget(s, page);
	ghost_queue_add(&s->g, 0, page);
	if (s->g.queue[0].count > s->ghost_limit)
		ghost_queue_drop(&s->g, 0);
}

static void
s3fifo_state(const void *st, struct policy_state *to)
{
	const struct s3fifo *s = st;

	state_fifo(to, "S", &s->q[SMALL], true);
	state_fifo(to, "M", &s->q[MAIN], true);
	state_ghosts(to, "G", &s->g, 0);
}

static const struct policy_ops s3fifo_ops = {
	.size = sizeof(struct policy_ops),
	.admit = s3fifo_admit,
	.touch = s3fifo_touch,
	.victim = s3fifo_victim,
	.leave = s3fifo_leave,
	.forget = s3fifo_forget,
	.state = s3fifo_state,
};

static const char *const s3fifo_variants[] = { "authors", "paper", NULL };

static const struct param s3fifo_params[] = {
	{ .name = "variant",
	    .type = PARAM_CHOICE,
	    .offset = offsetof(struct s3fifo_params, variant),
	    .dflt = "authors",
	    .choices = s3fifo_variants,
	    .text =
		"as the authors' present program, which also fills the main "
		"queue before the first eviction, or as the paper's "
		"Algorithm 1" },
	{ .name = "small",
	    .type = PARAM_AMOUNT,
	    .offset = offsetof(struct s3fifo_params, small),
	    .dflt = "10%",
	    .min = 1,
	    .unit = "frames",
	    .text = "size of the small queue; a share below one frame is 1; "
		    "the main queue has the remaining frames, if any" },
	{ .name = "ghost",
	    .type = PARAM_AMOUNT,
	    .offset = offsetof(struct s3fifo_params, ghost),
	    .dflt = "100%",
	    .unit = "pages",
	    .text = "how many evicted pages are remembered, or as a share of "
		    "the main queue's size; 0: none" },
	{ .name = "threshold",
	    .type = PARAM_COUNT,
	    .offset = offsetof(struct s3fifo_params, threshold),
	    .dflt = "2",
	    .min = 1,
	    .max = S3FIFO_MAX,
	    .unit = "hits",
	    .text = "hits in the small queue that move a page to the main "
		    "one" },
	{ .name = NULL },
};

const struct policy policy_s3fifo = {
	.name = "s3fifo",
	.summary = "three FIFO queues: small, main, and one of evicted pages",
	.size = sizeof(struct policy),
	.source = "Yang et al., SOSP 2023, section 4, Algorithm 1",
	.sight = SEES_ACCESSES,
	.params = s3fifo_params,
	.param_size = sizeof(struct param),
	.params_size = sizeof(struct s3fifo_params),
	.about = "A new page enters a small queue. It enters the main queue if "
		 "it is hit there, or if it is referenced again soon after its "
		 "eviction. A hit increments a counter of at most 3 and moves "
		 "nothing. Pages used once leave quickly, so scans have little "
		 "effect. The page faults are those of the authors' program "
		 "(libCacheSim, S3FIFO.c).",
	.weakness = "pages whose second use comes just after they leave the "
		    "small queue; the size of that queue is fixed",
	.complexity = "O(1) per hit, O(1) per fault on average; 27 bytes per "
		      "frame, ghosts included, and 1 per page",
	.footprint = s3fifo_footprint,
	.init = s3fifo_init,
	.ops = &s3fifo_ops,
};

POLICY_BIND(s3fifo, replay_blocks);
