/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * LeCaR: learning cache replacement (Vietri, Rodriguez, Martinez, Lyons, Liu,
 * Rangaswami, Zhao, Narasimhan, "Driving Cache Replacement with ML-based
 * LeCaR", HotStorage 2018, section 3, Algorithms 1 and 2).
 *
 * Two experts each choose a victim: LRU the least recently used page, LFU the
 * least frequently used.  A weighted random draw decides between them.  Each
 * has a history of the pages that were evicted by its choice; a fault on such a
 * page is a regret, greater the sooner it comes, and lowers that expert's
 * weight.
 *
 *	w_LRU ─┐ draw ┌─▶ least recent  ─▶ H_LRU ─ wanted ─▶ lower w_LRU
 *	w_LFU ─┘      └─▶ least frequent ─▶ H_LFU ─ wanted ─▶ lower w_LFU
 *
 * The paper does not say which of the least frequently used pages goes.  In the
 * authors' program (sylab/cacheus, code/algs/lecar.py; the same in
 * sylab/LeCaR) it is the one with the lowest number, however recently it was
 * used: variant=authors.  The least recently used one is variant=paper, as
 * in other descriptions of LFU; it has up to 7 % fewer faults.
 *
 * Differences from the paper in both.  It raises the other expert's weight by
 * e^(rate * regret) and then makes both 1 together; multiplying this one's by
 * e^-(rate * regret) is the same, and is what the authors' program
 * does.  From that program are also the bounds of the weights, that a page
 * named by both joins no history, that a page that returns continues from
 * the count it left with, and the size of a history, which is half of memory;
 * in sylab/LeCaR it is all of it (history=100%).  The regret after t references
 * is d^t with d = 0.005^(1/n), as in the paper.  Fixed point instead of real
 * numbers: policies/lib/weights.h.
 *
 * LRU order is an LRU queue.  The LFU key is the count, then the page's address
 * or its time of last use.  A hit can only raise it, so a hit leaves its heap
 * alone (policies/lib/lazy_heap.h).
 */
#include "policies/lib/ghost_table.h"
#include "policies/lib/lazy_heap.h"
#include "policies/lib/lru_queue.h"
#include "policies/lib/state_rows.h"
#include "policies/lib/weights.h"
#include "sim/bind.h"

#define LECAR_LOG2_200 UINT64_C(32830112350) /* log2 of 1/0.005, Q32 */

/* Of a key's major part: the count; below it, as in the minor part, is what
 * decides between equal counts. */
#define LECAR_COUNT_SHIFT 31
#define LECAR_ONE         (UINT64_C(1) << LECAR_COUNT_SHIFT)

_Static_assert(PAGES_MAX <= LECAR_ONE, "a page number is below a count");

enum lecar_variant { VARIANT_AUTHORS, VARIANT_PAPER };

struct lecar_params {
	int variant;
	uint64_t rate;
	struct amount history;
};

struct lecar_ghost {
	uint64_t count;
	uint64_t time; /* of its eviction */
};

struct lecar {
	struct lru_queue uses;
	struct lazy_heap_key *key; /* by frame */
	const uint64_t *vpn;       /* policy_setup.vpn */
	uint64_t time;
	const struct frame_table *frames;
	struct lazy_heap heap;
	struct weights weights;
	uint64_t rate; /* Q32 */
	struct ghost_table ghosts;
	struct lecar_ghost *ghost_data; /* by ghost */
	uint64_t recalled;      /* the new page's count at its eviction */
	uint32_t history_limit; /* ghosts of each expert */
	frame_t nframes;
	bool by_address;    /* which of equal counts is the LFU victim */
	enum expert expert; /* the one that chose the victim */
	bool agreed;        /* both chose it */
	bool begun;         /* lecar_begin() was called for this load */
};

/* There cannot be more ghosts than pages. */
static uint32_t
lecar_history_limit(const struct policy_setup *setup)
{
	const struct lecar_params *p = setup->params;
	uint64_t history = amount_of(p->history, setup->nframes);

	return (history < setup->npages ? (uint32_t)history : setup->npages);
}

/* In both histories; a page is in one at most. */
static uint32_t
lecar_ghost_capacity(const struct policy_setup *setup)
{
	return (2 * lecar_history_limit(setup));
}

static size_t
lecar_footprint(const struct policy_setup *setup)
{
	uint32_t ghosts = lecar_ghost_capacity(setup);

	return (sizeof(struct lecar) +
		setup->nframes * sizeof(struct lazy_heap_key) +
		ghosts * sizeof(struct lecar_ghost) +
		lazy_heap_bytes(setup->nframes) +
		ghost_table_bytes(ghosts, setup->npages) +
		lru_queue_bytes(setup->nframes, setup->nframes));
}

static void
lecar_init(void *st, const struct policy_setup *setup)
{
	const struct lecar_params *p = setup->params;
	struct lecar *l = st;
	uint32_t ghosts = lecar_ghost_capacity(setup);
	void *at;

	l->frames = setup->frames;
	l->vpn = setup->vpn;
	l->by_address = p->variant == VARIANT_AUTHORS;
	l->nframes = setup->nframes;
	l->history_limit = lecar_history_limit(setup);
	l->rate = p->rate * Q32_ONE / 1000000;
	weights_init(&l->weights, setup->seed);
	at = l + 1;
	l->key = at;
	at = l->key + setup->nframes;
	l->ghost_data = at;
	at = l->ghost_data + ghosts;
	at = lazy_heap_place(&l->heap, at, setup->nframes, l->key, LECAR_ONE);
	at = ghost_table_place(&l->ghosts, at, ghosts, setup->npages);
	lru_queue_place(&l->uses, at, setup->nframes, setup->nframes);
}

static void
lecar_forget(void *st, page_id_t page)
{
	struct lecar *l = st;
	uint32_t g = ghost_table_find(&l->ghosts, page);

	if (g != GHOST_NONE)
		ghost_table_remove(&l->ghosts, g);
}

/* The expert that chose the page as victim loses weight. */
static void
lecar_penalise(struct lecar *l, uint32_t g)
{
	uint64_t age = l->time - l->ghost_data[g].time;
	uint64_t regret = q32_exp2_minus(
	    (unsigned __int128)age * LECAR_LOG2_200 / l->nframes);

	weights_penalise(&l->weights, l->ghosts.ghost[g].queue,
	    q32_exp2_minus(q32_times(q32_times(l->rate, regret), Q32_LOG2E)));
}

/* Called once for each load: by victim(), or by admit() where a frame is free.
 * The fault penalises the expert whose ghost the page is. */
static void
lecar_begin(struct lecar *l, page_id_t page)
{
	uint32_t g = ghost_table_find(&l->ghosts, page);

	l->begun = true;
	l->time++;
	l->recalled = 0;
	if (g == GHOST_NONE)
		return;
	l->recalled = l->ghost_data[g].count;
	lecar_penalise(l, g);
	ghost_table_remove(&l->ghosts, g);
}

/* The key of a page used just now. */
static struct lazy_heap_key
lecar_key(const struct lecar *l, uint64_t count, page_id_t page)
{
	uint64_t major = count << LECAR_COUNT_SHIFT, vpn;

	if (!l->by_address)
		return ((struct lazy_heap_key){ major, l->time });
	vpn = policy_vpn(l->vpn, page);
	return ((struct lazy_heap_key){ major | vpn >> (64 - LECAR_COUNT_SHIFT),
	    vpn << LECAR_COUNT_SHIFT | page });
}

static void
lecar_admit(void *st, frame_t f, page_id_t page)
{
	struct lecar *l = st;

	if (!l->begun)
		lecar_begin(l, page);
	l->begun = false;
	l->key[f] = lecar_key(l, l->recalled + 1, page);
	if (l->recalled == 0 && !l->by_address)
		lazy_heap_add_load(&l->heap, f);
	else
		lazy_heap_add(&l->heap, f);
	lru_queue_append(&l->uses, f);
}

static void
lecar_touch(void *st, frame_t f)
{
	struct lecar *l = st;

	l->time++;
	l->key[f].major += LECAR_ONE;
	if (!l->by_address)
		l->key[f].minor = l->time;
	lru_queue_move(&l->uses, f);
}

static frame_t
lecar_victim(void *st, page_id_t page)
{
	struct lecar *l = st;
	frame_t lru_victim, lfu_victim;

	lecar_begin(l, page);
	lru_victim = lru_queue_oldest(&l->uses);
	lfu_victim = lazy_heap_frame(&l->heap);
	l->expert = weights_choose(&l->weights);
	l->agreed = lru_victim == lfu_victim;
	return (l->expert == EXPERT_LRU ? lru_victim : lfu_victim);
}

static void
lecar_remember(struct lecar *l, frame_t f)
{
	page_id_t page = l->frames->page[f];

	lecar_forget(l, page);
	if (l->ghosts.queue[l->expert].count == l->history_limit)
		ghost_table_remove(
		    &l->ghosts, ghost_table_oldest(&l->ghosts, l->expert));
	l->ghost_data[ghost_table_add(&l->ghosts, l->expert, page)] =
	    (struct lecar_ghost){ l->key[f].major >> LECAR_COUNT_SHIFT,
		    l->time };
}

static void
lecar_leave(void *st, frame_t f, enum leave_why why)
{
	struct lecar *l = st;

	lazy_heap_remove(&l->heap, f);
	lru_queue_remove(&l->uses, f);
	if (why == LEAVE_EVICTED && !l->agreed && l->history_limit > 0)
		lecar_remember(l, f);
}

static void
lecar_state(const void *st, struct policy_state *to)
{
	const struct lecar *l = st;

	state_frames(to, "LRU order", &l->uses);
	state_heap(to, "LFU order", &l->heap, false);
	state_real(to, "weight of LRU", (double)l->weights.lru / 4294967296.0);
}

static const struct policy_ops lecar_ops = {
	.size = sizeof(struct policy_ops),
	.admit = lecar_admit,
	.touch = lecar_touch,
	.victim = lecar_victim,
	.leave = lecar_leave,
	.forget = lecar_forget,
	.state = lecar_state,
};

static const char *const lecar_variants[] = { "authors", "paper", NULL };

static const struct param lecar_params[] = {
	{ .name = "variant",
	    .type = PARAM_CHOICE,
	    .offset = offsetof(struct lecar_params, variant),
	    .dflt = "authors",
	    .choices = lecar_variants,
	    .text = "of pages used equally often LFU names the one with the "
		    "lowest address, as the authors' program does, or the "
		    "least recently used" },
	{ .name = "rate",
	    .type = PARAM_SHARE,
	    .offset = offsetof(struct lecar_params, rate),
	    .dflt = "45%",
	    .max = 1000000,
	    .text = "learning rate: how far a fault on a remembered page moves "
		    "the weights" },
	{ .name = "history",
	    .type = PARAM_AMOUNT,
	    .offset = offsetof(struct lecar_params, history),
	    .dflt = "50%",
	    .unit = "pages",
	    .text = "how many evicted pages are remembered for each of LRU and "
		    "LFU, or as a share of the frames; 0: nothing is learnt" },
	{ .name = NULL },
};

const struct policy policy_lecar = {
	.name = "lecar",
	.summary = "random choice between LRU and LFU, with learnt weights",
	.size = sizeof(struct policy),
	.source = "Vietri et al., HotStorage 2018, section 3",
	.sight = SEES_ACCESSES,
	.params = lecar_params,
	.param_size = sizeof(struct param),
	.params_size = sizeof(struct lecar_params),
	.about = "LRU and LFU each name a victim, and a weighted random choice "
		 "decides. A fault on a page soon after its eviction lowers "
		 "the weight of the one that named it. The random numbers come "
		 "from the run's seed, so the same seed gives the same run. "
		 "With the same draws the victims are those of the authors' "
		 "program (sylab/cacheus).",
	.weakness = "scans, which neither LRU nor LFU resists while pages are "
		    "new; a fixed learning rate",
	.complexity = "O(1) per hit, O(log n) per fault on average; 116 bytes "
		      "per frame, ghosts included, and 4 per page",
	.footprint = lecar_footprint,
	.init = lecar_init,
	.ops = &lecar_ops,
	.draws = policy_draws_always,
	.counts_references = true,
};

POLICY_BIND(lecar, replay_batch);
