/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * W-TinyLFU: a small LRU window before a main memory that admits by frequency
 * (Einziger, Friedman, Manes, "TinyLFU: A Highly Efficient Cache Admission
 * Policy", ACM Transactions on Storage 13(4), 2017, sections 3 and 4).
 *
 * A sketch counts how often every page, resident or not, was used recently.
 * New pages are loaded into the window.  When memory is full, the oldest page
 * of the window is a candidate: if it was used more often than the victim of
 * the main memory, it takes that page's place, otherwise it is evicted.  The
 * main memory is a segmented LRU: a page is on probation until it is hit, then
 * protected.
 *
 *	load ─▶ [ window ] ─▶ candidate ─▶ [ probation ] ─▶ victim
 *				 │ rarer       hit ▼ ▲ overflow
 *				 ▼		[ protected ]
 *			       victim
 *
 * The sketch (sketch.h) is reset after 'sample' uses per frame.  In a tie the
 * candidate is evicted.  The hashes come from the run's seed.
 *
 * variant=paper is what the paper describes.  variant=authors follows the
 * simulator of one of its authors (Caffeine, WindowTinyLfuPolicy.java,
 * TinyLfu.java), which differs in five points:
 *
 *	sketch	is wider, without a doorkeeper and without the conservative
 *		update: SKETCH_WIDE.
 *	jitter	a candidate with an estimate of at least 6 that was not used
 *		more often than the victim takes its place nevertheless once
 *		in 128 times, against attacks on the hashes.
 *	window	is rounded up, as the main memory is rounded down.
 *	order	a candidate goes to the newest end of probation before it is
 *		compared.  If no other page is there, it is evicted: pages that
 *		are protected are not looked at.
 *	use	of the page that is loaded is recorded before the comparison.
 *
 * The three lists are LRU queues that share their 'last', like a pair.
 */
#include "policies/lib/lru_queue.h"
#include "policies/lib/sketch.h"
#include "policies/lib/state_rows.h"
#include "sim/bind.h"

enum { WINDOW, PROBATION, PROTECTED, LISTS };

#define WTINYLFU_WARM 6 /* an estimate from which on luck may admit */
#define WTINYLFU_LUCK 7 /* bits of a draw that must be 0: once in 128 times */

enum wtinylfu_variant { VARIANT_AUTHORS, VARIANT_PAPER };

struct wtinylfu_params {
	int variant;
	struct amount window;
	uint64_t protected;
	uint64_t sample;
};

struct wtinylfu {
	struct sketch sketch;
	struct lru_queue list[LISTS];
	const struct frame_table *frames;
	uint32_t limit[LISTS]; /* none for probation */
	page_id_t pages;       /* of the trace: those below */
	struct rng rng;
	bool authors;  /* the variant */
	bool recorded; /* the use of the page that is loaded */
};

static void
wtinylfu_size_sketch(struct sketch *s, const struct policy_setup *setup)
{
	const struct wtinylfu_params *p = setup->params;

	sketch_init(s,
	    p->variant == VARIANT_AUTHORS ? SKETCH_WIDE : SKETCH_DOORKEEPER,
	    setup->nframes, p->sample, setup->seed);
}

static void
wtinylfu_size_lists(uint32_t limit[LISTS], const struct policy_setup *setup)
{
	const struct wtinylfu_params *p = setup->params;
	uint64_t window = amount_of(p->window, setup->nframes);

	if (p->variant == VARIANT_AUTHORS &&
	    (uint64_t)setup->nframes * p->window.ppm % 1000000 != 0)
		window++;
	if (window < 1)
		window = 1;
	if (window > setup->nframes)
		window = setup->nframes;
	limit[WINDOW] = (uint32_t)window;
	limit[PROBATION] = setup->nframes;
	limit[PROTECTED] =
	    (uint32_t)((setup->nframes - window) * p->protected / 1000000);
}

/* Places of a list: one page more than it may hold, for a moment. */
static uint32_t
wtinylfu_places(uint32_t limit)
{
	return (lru_queue_cap(limit + 1));
}

static size_t
wtinylfu_footprint(const struct policy_setup *setup)
{
	struct sketch s;
	uint32_t limit[LISTS];
	size_t words = setup->nframes;

	wtinylfu_size_sketch(&s, setup);
	wtinylfu_size_lists(limit, setup);
	for (int i = 0; i < LISTS; i++)
		words += wtinylfu_places(limit[i]);
	return (sizeof(struct wtinylfu) + sketch_bytes(&s) +
		words * sizeof(uint32_t));
}

static void
wtinylfu_init(void *st, const struct policy_setup *setup)
{
	const struct wtinylfu_params *p = setup->params;
	struct wtinylfu *t = st;
	uint32_t *entry, *last, places = 0;

	t->frames = setup->frames;
	t->pages = setup->npages - setup->stand_ins;
	t->authors = p->variant == VARIANT_AUTHORS;
	t->rng.state = rng_mix(setup->seed);
	wtinylfu_size_sketch(&t->sketch, setup);
	wtinylfu_size_lists(t->limit, setup);
	sketch_place(&t->sketch, t + 1);
	last = (uint32_t *)((char *)(t + 1) + sketch_bytes(&t->sketch));
	entry = last + setup->nframes;
	for (int i = 0; i < LISTS; i++) {
		lru_queue_init(&t->list[i], entry, last, places);
		places += wtinylfu_places(t->limit[i]);
	}
}

/* Which list the frame is in. */
static inline int
wtinylfu_which(const struct wtinylfu *t, frame_t f)
{
	uint32_t last = t->list[WINDOW].last[f];

	return ((last > t->list[PROBATION].base) +
		(last > t->list[PROTECTED].base));
}

/* What the sketch counts uses of: the same whatever page stands in for one. */
static inline page_id_t
wtinylfu_counted(const struct wtinylfu *t, page_id_t page)
{
	return (page < t->pages ? page : NO_PAGE);
}

static void
wtinylfu_pass_on(struct wtinylfu *t, int from)
{
	lru_queue_move_to(&t->list[from], &t->list[PROBATION],
	    lru_queue_oldest(&t->list[from]));
}

static void
wtinylfu_admit(void *st, frame_t f, page_id_t page)
{
	struct wtinylfu *t = st;

	sketch_admit(&t->sketch, f);
	if (!t->recorded)
		sketch_record(&t->sketch, f, wtinylfu_counted(t, page));
	t->recorded = false;
	lru_queue_append(&t->list[WINDOW], f);
	if (t->list[WINDOW].count > t->limit[WINDOW])
		wtinylfu_pass_on(t, WINDOW);
}

static void
wtinylfu_touch(void *st, frame_t f)
{
	struct wtinylfu *t = st;
	int which = wtinylfu_which(t, f);

	sketch_record(&t->sketch, f, t->frames->page[f]);
	if (likely(which != PROBATION)) {
		lru_queue_move(&t->list[which], f);
		return;
	}
	lru_queue_move_to(&t->list[PROBATION], &t->list[PROTECTED], f);
	if (t->list[PROTECTED].count > t->limit[PROTECTED])
		wtinylfu_pass_on(t, PROTECTED);
}

/* The page that the main memory would evict; LRU_QUEUE_NONE: it is empty. */
static frame_t
wtinylfu_main_victim(struct wtinylfu *t)
{
	frame_t f = lru_queue_oldest(&t->list[PROBATION]);

	return (
	    f != LRU_QUEUE_NONE ? f : lru_queue_oldest(&t->list[PROTECTED]));
}

/* Does the candidate take the victim's place? */
static bool
wtinylfu_admits(struct wtinylfu *t, frame_t candidate, frame_t victim)
{
	const page_id_t *in = t->frames->page;
	uint64_t uses = sketch_estimate(&t->sketch, in[candidate]);

	if (uses > sketch_estimate(&t->sketch, in[victim]))
		return (true);
	return (t->authors && uses >= WTINYLFU_WARM &&
		rng_next(&t->rng) >> (64 - WTINYLFU_LUCK) == 0);
}

static frame_t
wtinylfu_victim(void *st, page_id_t page)
{
	struct wtinylfu *t = st;
	frame_t victim = wtinylfu_main_victim(t), candidate;

	if (t->authors) {
		sketch_use(&t->sketch, wtinylfu_counted(t, page));
		t->recorded = true;
	}
	if (victim != LRU_QUEUE_NONE &&
	    t->list[WINDOW].count < t->limit[WINDOW])
		return (victim);
	candidate = lru_queue_oldest(&t->list[WINDOW]);
	if (victim == LRU_QUEUE_NONE ||
	    (t->authors && t->list[PROBATION].count == 0) ||
	    !wtinylfu_admits(t, candidate, victim))
		return (candidate);
	wtinylfu_pass_on(t, WINDOW);
	return (victim);
}

static void
wtinylfu_leave(void *st, frame_t f, not_used enum leave_why why)
{
	struct wtinylfu *t = st;

	lru_queue_remove(&t->list[wtinylfu_which(t, f)], f);
}

static void
wtinylfu_state(const void *st, struct policy_state *to)
{
	const struct wtinylfu *t = st;

	state_frames(to, "window", &t->list[WINDOW]);
	state_frames(to, "probation", &t->list[PROBATION]);
	state_frames(to, "protected", &t->list[PROTECTED]);
}

static const struct policy_ops wtinylfu_ops = {
	.size = sizeof(struct policy_ops),
	.admit = wtinylfu_admit,
	.touch = wtinylfu_touch,
	.victim = wtinylfu_victim,
	.leave = wtinylfu_leave,
	.state = wtinylfu_state,
};

static const char *const wtinylfu_variants[] = { "authors", "paper", NULL };

static const struct param wtinylfu_params[] = {
	{ .name = "variant",
	    .type = PARAM_CHOICE,
	    .offset = offsetof(struct wtinylfu_params, variant),
	    .dflt = "authors",
	    .choices = wtinylfu_variants,
	    .text = "as the simulator of the authors' program Caffeine, with "
		    "another sketch, or as the paper" },
	{ .name = "window",
	    .type = PARAM_AMOUNT,
	    .offset = offsetof(struct wtinylfu_params, window),
	    .dflt = "1%",
	    .min = 1,
	    .unit = "frames",
	    .text = "size of the window; a share below one frame is 1; more "
		    "than the frames counts as all frames; the main memory has "
		    "the rest" },
	{ .name = "protected",
	    .type = PARAM_SHARE,
	    .offset = offsetof(struct wtinylfu_params, protected),
	    .dflt = "80%",
	    .max = 1000000,
	    .text = "share of the main memory that pages with a hit may hold" },
	{ .name = "sample",
	    .type = PARAM_COUNT,
	    .offset = offsetof(struct wtinylfu_params, sample),
	    .dflt = "10",
	    .min = 1,
	    .max = 1000,
	    .unit = "uses per frame",
	    .text = "the counters are halved after this many" },
	{ .name = NULL },
};

const struct policy policy_wtinylfu = {
	.name = "wtinylfu",
	.summary = "a window, then a main memory that admits by frequency",
	.size = sizeof(struct policy),
	.source = "Einziger, Friedman, Manes, ACM TOS 13(4) 2017",
	.sight = SEES_ACCESSES,
	.params = wtinylfu_params,
	.param_size = sizeof(struct param),
	.params_size = sizeof(struct wtinylfu_params),
	.about = "A sketch estimates how often each page was used recently, "
		 "resident or not. A new page enters a small window; when it "
		 "leaves the window it stays only if its estimate is higher "
		 "than that of the page it would displace. The hash functions "
		 "come from the run's seed; with the same ones the victims are "
		 "those of Caffeine's simulator.",
	.weakness = "recency: a window of 1% is too small for programs whose "
		    "pages change; a hit costs eight probes",
	.complexity = "O(1) per hit and per fault on average; 42 to 50 bytes "
		      "per frame, 8 to 16 of them the counters",
	.footprint = wtinylfu_footprint,
	.init = wtinylfu_init,
	.ops = &wtinylfu_ops,
	.draws = policy_draws_always,
	.counts_references = true,
};

POLICY_BIND(wtinylfu, replay_batch);
