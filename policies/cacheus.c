/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * CACHEUS: LeCaR with better experts and an adaptive learning rate (Rodriguez,
 * Yusuf, Lyons, Paz, Rangaswami, Liu, Zhao, Narasimhan, "Learning Cache
 * Replacement with CACHEUS", FAST 2021, sections 4 and 5).
 *
 * The experts are SR-LRU, which resists scans, and CR-LFU, which resists
 * churn: LFU whose ties go to the most recently used.  As in LeCaR a draw
 * decides between their victims, and a fault on a page of an expert's history
 * lowers that expert's weight.
 *
 * SR-LRU has two lists.  New pages come into Q (the paper's SR) and are evicted
 * from its end.  A page hit there moves to S (the paper's R), which demotes its
 * least recent pages to Q.  S is too small if a demoted page is hit in Q, and Q
 * is if a page of the history is loaded that was new when it was evicted.
 *
 * The learning rate adapts to the hit rate (learning.h).  The paper's results
 * are those of the authors' program (sylab/cacheus, code/algs/cacheus.py),
 * which decides where the paper leaves a choice.  variant=authors follows it in
 * all, variant=paper in all but these points:
 *
 *	S	demotes to one page less than its size, but for the first loads
 *	count	of a page that returns is the one it left with.
 *	new	is a page in Q only if another was evicted for it or Q was full;
 *		and an empty Q leaves it to S only if none was evicted.
 *
 * In both, with one frame there is no S; the program does not run with one. The
 * key of CR-LFU is (count, reversed time), which a hit can only raise, so a hit
 * leaves its heap alone.
 */
#include "policies/lib/ghost_table.h"
#include "policies/lib/lazy_heap.h"
#include "policies/lib/learning.h"
#include "policies/lib/lru_queue.h"
#include "policies/lib/state_rows.h"
#include "policies/lib/weights.h"
#include "sim/bind.h"

enum { S, Q };

enum cacheus_variant { VARIANT_AUTHORS, VARIANT_PAPER };

struct cacheus_params {
	int variant;
	struct amount history;
};

struct cacheus_ghost {
	uint64_t count : 63, fresh : 1;
};

struct cacheus {
	struct lru_queue q[2]; /* S and Q */
	struct lazy_heap_key
	    *key; /* by frame: count, time of last use reversed */
	uint64_t time;
	struct learning rate;
	uint8_t *fresh;   /* by frame: in Q since it was loaded */
	uint8_t *demoted; /* by frame: in Q because S was full */
	const struct frame_table *frames;
	struct lazy_heap heap;
	struct weights weights;
	struct ghost_table ghosts;
	struct cacheus_ghost *ghost_data; /* by ghost */
	uint64_t recalled;      /* the new page's count at its eviction; or 0 */
	uint32_t history_limit; /* ghosts of each expert */
	uint32_t n;             /* frames */
	uint32_t size[2];       /* what S and Q are meant to hold, n together */
	uint32_t nfresh;        /* fresh pages in the history of LRU */
	uint32_t ndemoted;      /* resident */
	enum expert expert;     /* the one that chose the victim */
	bool agreed;            /* both chose it */
	bool begun;             /* cacheus_begin() was called for the load */
	bool authors;           /* the variant */
};

/* There cannot be more ghosts than pages. */
static uint32_t
cacheus_history_limit(const struct policy_setup *setup)
{
	const struct cacheus_params *p = setup->params;
	uint64_t history = amount_of(p->history, setup->nframes);

	return (history < setup->npages ? (uint32_t)history : setup->npages);
}

static size_t
cacheus_footprint(const struct policy_setup *setup)
{
	uint32_t ghosts = 2 * cacheus_history_limit(setup);

	return (sizeof(struct cacheus) +
		setup->nframes * sizeof(struct lazy_heap_key) +
		ghosts * sizeof(struct cacheus_ghost) +
		lazy_heap_bytes(setup->nframes) +
		ghost_table_bytes(ghosts, setup->npages) +
		lru_queue_pair_bytes(setup->nframes, setup->nframes) +
		2 * (size_t)setup->nframes);
}

static void
cacheus_init(void *st, const struct policy_setup *setup)
{
	const struct cacheus_params *p = setup->params;
	struct cacheus *c = st;
	frame_t n = setup->nframes;
	void *at;

	c->frames = setup->frames;
	c->authors = p->variant == VARIANT_AUTHORS;
	c->n = n;
	c->history_limit = cacheus_history_limit(setup);
	c->size[Q] = n < 50 ? 1 : (n + 50) / 100;
	c->size[S] = n - c->size[Q];
	weights_init(&c->weights, setup->seed);
	learning_init(&c->rate, n);
	at = c + 1;
	c->key = at;
	at = c->key + n;
	c->ghost_data = at;
	at = c->ghost_data + 2 * (size_t)c->history_limit;
	at = lazy_heap_place(&c->heap, at, n, c->key, 1);
	c->heap.last_load_first = true;
	at = ghost_table_place(
	    &c->ghosts, at, 2 * c->history_limit, setup->npages);
	c->fresh = lru_queue_place_pair(c->q, at, n, n);
	c->demoted = c->fresh + n;
}

/* A reference begins. */
static inline void
cacheus_step(struct cacheus *c)
{
	c->time++;
	if (unlikely(--c->rate.left == 0))
		learning_end_interval(&c->rate, c->n, &c->weights.rng);
}

/* Enlarges a list that was too small, as a page of one kind has shown, of which
 * there are 'own': by other / own, rounded, at least 1; 'other' is the number
 * of pages of the other kind. */
static void
cacheus_grow(struct cacheus *c, int which, uint32_t own, uint32_t other)
{
	uint64_t d = own > 0 ? own : 1,
		 by = (2 * (uint64_t)other + d) / (2 * d);
	uint64_t size = c->size[which] + (by > 0 ? by : 1);

	c->size[which] = size < c->n ? (uint32_t)size : c->n - 1;
	c->size[1 - which] = c->n - c->size[which];
}

static void
cacheus_set_demoted(struct cacheus *c, frame_t f, bool demoted)
{
	c->ndemoted += (uint32_t)demoted - c->demoted[f];
	c->demoted[f] = demoted;
}

static void
cacheus_demote_last(struct cacheus *c)
{
	frame_t f = lru_queue_oldest(&c->q[S]);

	lru_queue_move_to(&c->q[S], &c->q[Q], f);
	cacheus_set_demoted(c, f, true);
}

static void
cacheus_forget_ghost(struct cacheus *c, uint32_t g)
{
	if (c->ghosts.ghost[g].queue == EXPERT_LRU)
		c->nfresh -= c->ghost_data[g].fresh;
	ghost_table_remove(&c->ghosts, g);
}

static void
cacheus_forget(void *st, page_id_t page)
{
	struct cacheus *c = st;
	uint32_t g = ghost_table_find(&c->ghosts, page);

	if (g != GHOST_NONE)
		cacheus_forget_ghost(c, g);
}

/* Called once for each load: by victim(), or by admit() where a frame is free.
 */
static void
cacheus_begin(struct cacheus *c, page_id_t page)
{
	uint32_t g = ghost_table_find(&c->ghosts, page);
	enum expert expert;

	c->begun = true;
	c->recalled = 0;
	cacheus_step(c);
	if (g == GHOST_NONE)
		return;
	c->recalled = c->ghost_data[g].count;
	expert = c->ghosts.ghost[g].queue;
	cacheus_forget_ghost(c, g);
	if (expert == EXPERT_LRU && c->ghost_data[g].fresh)
		cacheus_grow(c, Q, c->nfresh, c->ndemoted);
	weights_penalise(&c->weights, expert,
	    q32_exp2_minus(q32_times(c->rate.now, Q32_LOG2E)));
}

/* Which list the page that is loaded comes into; room: no page was evicted for
 * it. */
static int
cacheus_list_for_load(const struct cacheus *c, bool room)
{
	if (c->recalled > 0)
		return (S);
	return (c->q[Q].count == 0 && c->q[S].count < c->size[S] &&
			(room || !c->authors)
		    ? S
		    : Q);
}

/* A page was loaded into the list; early: as one of the first, which S and Q
 * hold without a demotion. */
static void
cacheus_limit_s(struct cacheus *c, bool early)
{
	uint32_t limit = c->size[S];

	if (c->authors && !early && limit > 0)
		limit--;
	while (c->q[S].count > limit)
		cacheus_demote_last(c);
}

static void
cacheus_admit(void *st, frame_t f, page_id_t page)
{
	struct cacheus *c = st;
	bool room = !c->begun, early;
	uint64_t count;
	int list;

	if (!c->begun)
		cacheus_begin(c, page);
	c->begun = false;
	list = cacheus_list_for_load(c, room);
	early = room && c->recalled == 0 &&
		(list == S || c->q[Q].count < c->size[Q]);
	c->fresh[f] = list == Q && !(c->authors && early);
	c->demoted[f] = false;
	count = c->recalled + (!c->authors || c->recalled == 0);
	c->key[f] = (struct lazy_heap_key){ count, ~c->time };
	if (count == 1)
		lazy_heap_add_load(&c->heap, f);
	else
		lazy_heap_add(&c->heap, f);
	lru_queue_append(&c->q[list], f);
	cacheus_limit_s(c, early);
}

static void
cacheus_touch_q(struct cacheus *c, frame_t f)
{
	if (c->demoted[f])
		cacheus_grow(c, S, c->ndemoted, c->nfresh);
	cacheus_set_demoted(c, f, false);
	if (c->size[S] == 0) {
		lru_queue_move(&c->q[Q], f);
		return;
	}
	if (c->q[S].count >= c->size[S])
		cacheus_demote_last(c);
	lru_queue_move_to(&c->q[Q], &c->q[S], f);
}

static void
cacheus_touch(void *st, frame_t f)
{
	struct cacheus *c = st;

	cacheus_step(c);
	c->rate.hits++;
	c->key[f].major++;
	c->key[f].minor = ~c->time;
	if (lru_queue_which(c->q, f) == S)
		lru_queue_move(&c->q[S], f);
	else
		cacheus_touch_q(c, f);
}

static frame_t
cacheus_victim(void *st, page_id_t page)
{
	struct cacheus *c = st;
	frame_t lru_victim, lfu_victim;

	cacheus_begin(c, page);
	lru_victim = lru_queue_oldest(&c->q[c->q[Q].count > 0 ? Q : S]);
	lfu_victim = lazy_heap_frame(&c->heap);
	c->expert = weights_choose(&c->weights);
	c->agreed = lru_victim == lfu_victim;
	return (c->expert == EXPERT_LRU ? lru_victim : lfu_victim);
}

static void
cacheus_remember(struct cacheus *c, frame_t f)
{
	struct ghost_table *g = &c->ghosts;
	page_id_t page = c->frames->page[f];

	cacheus_forget(c, page);
	if (g->queue[c->expert].count == c->history_limit)
		cacheus_forget_ghost(c, ghost_table_oldest(g, c->expert));
	if (c->expert == EXPERT_LRU)
		c->nfresh += c->fresh[f];
	c->ghost_data[ghost_table_add(g, c->expert, page)] =
	    (struct cacheus_ghost){ c->key[f].major, c->fresh[f] };
}

static void
cacheus_leave(void *st, frame_t f, enum leave_why why)
{
	struct cacheus *c = st;

	lazy_heap_remove(&c->heap, f);
	lru_queue_remove(&c->q[lru_queue_which(c->q, f)], f);
	cacheus_set_demoted(c, f, false);
	if (why == LEAVE_EVICTED && !c->agreed && c->history_limit > 0)
		cacheus_remember(c, f);
}

static void
cacheus_state(const void *st, struct policy_state *to)
{
	const struct cacheus *c = st;

	state_frames(to, "Q", &c->q[Q]);
	state_frames(to, "S", &c->q[S]);
	state_heap(to, "LFU order", &c->heap, false);
	state_real(to, "weight of LRU", (double)c->weights.lru / 4294967296.0);
}

static const struct policy_ops cacheus_ops = {
	.size = sizeof(struct policy_ops),
	.admit = cacheus_admit,
	.touch = cacheus_touch,
	.victim = cacheus_victim,
	.leave = cacheus_leave,
	.forget = cacheus_forget,
	.state = cacheus_state,
};

static const char *const cacheus_variants[] = { "authors", "paper", NULL };

static const struct param cacheus_params[] = {
	{ .name = "variant",
	    .type = PARAM_CHOICE,
	    .offset = offsetof(struct cacheus_params, variant),
	    .dflt = "authors",
	    .choices = cacheus_variants,
	    .text = "as the authors' program, or without three details of it" },
	{ .name = "history",
	    .type = PARAM_AMOUNT,
	    .offset = offsetof(struct cacheus_params, history),
	    .dflt = "50%",
	    .unit = "pages",
	    .text = "how many evicted pages are remembered for each of LRU and "
		    "LFU, or as a share of the frames; 0: nothing is learnt "
		    "from them" },
	{ .name = NULL },
};

const struct policy policy_cacheus = {
	.name = "cacheus",
	.summary =
	    "scan-resistant LRU or churn-resistant LFU, by learnt weights",
	.size = sizeof(struct policy),
	.source = "Rodriguez et al., FAST 2021, sections 4 and 5",
	.sight = SEES_ACCESSES,
	.params = cacheus_params,
	.param_size = sizeof(struct param),
	.params_size = sizeof(struct cacheus_params),
	.about = "LeCaR with an LRU that keeps new pages apart until they are "
		 "hit, and an LFU that evicts the most recently used of pages "
		 "with equal counts. The learning rate itself adapts to the "
		 "hit rate. The random numbers come from the run's seed; with "
		 "the same draws it is the authors' program (sylab/cacheus).",
	.weakness =
	    "adapts late when the program changes; pages used once among "
	    "frequently used ones; many rules that are hard to explain",
	.complexity = "O(1) per hit, O(log n) per fault on average; 126 bytes "
		      "per frame, ghosts included, and 4 per page",
	.footprint = cacheus_footprint,
	.init = cacheus_init,
	.ops = &cacheus_ops,
	.draws = policy_draws_always,
	.counts_references = true,
};

POLICY_BIND(cacheus, replay_batch);
