/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Policies whose hits only set bits, side by side: a page has a word with a bit
 * for each run in which it is resident, one for those in which it was used, one
 * for those in which it is dirty.  Most references find the page resident in
 * all of them.  Each run in which it is absent takes it into its own ring of
 * frames.
 *
 * Policies, parameters and numbers of frames are mixed in one unit.
 */
#include "policy/choose.h"
#include "study/words.h"

/* The policies; what a parameter changes is read by its name. */
static const struct {
	const char *policy;
	enum lane_kind kind;
	enum lane_kind unmapped; /* once a page was unmapped; LANE_KINDS: that
				  * is not possible */
	bool marks;              /* hits set a bit that it reads */
	bool reads_dirty;        /* it reads dirty bits, too */
} row[] = {
	{ "fifo", LANE_FIFO, LANE_QUEUE, false, false },
	{ "clock", LANE_CLOCK, LANE_CLOCK, true, false },
	/* Until then it chooses the same pages (policies/scfifo.c). */
	{ "scfifo", LANE_CLOCK, LANE_SECOND, true, false },
	{ "extended-clock", LANE_EXTENDED, LANE_EXTENDED, true, true },
	{ "random", LANE_RANDOM, LANE_RANDOM, false, false },
	{ "sieve", LANE_SIEVE, LANE_SIEVE, true, false },
	{ "mru", LANE_MRU, LANE_KINDS, false, false },
	{ "lru", LANE_LRU, LANE_LRU, false, false },
};
#define ROWS (sizeof(row) / sizeof(row[0]))

static size_t
row_of(const struct job *job)
{
	size_t i = 0;

	while (i < ROWS && !job_is_builtin(job, row[i].policy))
		i++;
	return (i);
}

/* For a policy that reads dirty bits, always_write and unwritten=write must not
 * set them. */
static bool
serves(const struct job *job)
{
	const struct settings *s = job->setup.settings;
	size_t i = row_of(job);

	return (i < ROWS &&
		(!row[i].reads_dirty ||
		    (!s->always_write && s->unwritten == UNWRITTEN_DROP)));
}

static bool
unmaps(const struct job *job)
{
	return (row[row_of(job)].unmapped != LANE_KINDS);
}

/* What it cleans is no fault. */
static bool
timed(const struct job *job)
{
	return (row[row_of(job)].kind != LANE_EXTENDED);
}

/* The value of a parameter, or what it is where there is none of the name. */
static uint64_t
parameter(const struct job *job, const char *name, uint64_t otherwise)
{
	const struct param *p = job->setup.policy->params;
	const char *values = job->setup.params;

	p = p == NULL ? NULL : param_find(p, name);
	if (p == NULL)
		return (otherwise);
	return (p->type == PARAM_CHOICE
		    ? (uint64_t) * (const int *)(values + p->offset)
		    : *(const uint64_t *)(values + p->offset));
}

static void
open_lane(struct words *w, struct mem *m, const struct job *job, unsigned i,
    page_id_t npages)
{
	const uint64_t bit = UINT64_C(1) << i;
	const size_t r = row_of(job);
	struct lane *l = &w->lane[i];
	uint64_t places;

	l->kind = row[r].kind;
	l->unmapped = row[r].unmapped;
	l->frames = job->setup.nframes;
	l->rng.state = job->setup.settings->seed;
	/* HAND_STAY of policies/clock.c */
	l->stay = parameter(job, "hand", 0) == 1;
	w->lanes |= bit;
	w->marks |= row[r].marks ? bit : 0;
	if (row[r].marks && l->kind != LANE_SIEVE &&
	    parameter(job, "load_bit", 1) != 0)
		w->loaded |= bit;
	places = l->frames < npages ? l->frames : npages;
	if (l->kind == LANE_LRU) {
		l->hand = USE_LOG_NONE + 1;
		w->oldest[w->noldest++] = &l->hand;
	}
	if (!lane_has_pages(l->kind))
		return;
	if (lane_is_queue(l->kind) || lane_is_queue(l->unmapped)) {
		places = 3 * places + 64;
		l->cap = (uint32_t)places;
	}
	l->page = mem_reserve(m, places + FRAMES_SPARE, sizeof(*l->page));
}

static void
gather_kinds(struct words *w)
{
	w->nkind = 0;
	for (unsigned kind = 0; kind < LANE_KINDS; kind++) {
		uint64_t bits = 0;

		for (unsigned i = 0; i < w->n; i++)
			if (w->lane[i].kind == kind)
				bits |= UINT64_C(1) << i;
		if (bits != 0)
			w->kind[w->nkind++] = bits;
	}
}

static void *
open(struct unit *u, struct fill *fill, page_id_t npages)
{
	struct words *w = mem_alloc(u->m, sizeof(*w));
	uint64_t most = 0;

	w->m = u->m;
	w->npages = npages;
	w->n = (unsigned)u->n;
	w->bits = w->n < 16 ? 16 : w->n < 32 ? 32 : 64;
	w->page = mem_reserve(u->m, npages, 4 * w->bits / 8);
	w->all = counting_writes_all(u);
	w->first = counting_writes_first(u);
	w->fill = fill;
	for (unsigned i = 0; i < w->n; i++) {
		open_lane(w, u->m, u->job[i], i, npages);
		w->lane[i].times = u->times != NULL ? u->times[i] : NULL;
		if (w->lane[i].kind == LANE_LRU && w->lane[i].frames > most)
			most = w->lane[i].frames;
	}
	if (w->noldest > 0)
		use_log_open(&w->log, u->m, npages, most);
	gather_kinds(w);
	return (w);
}

/* The ring, whose oldest page is at the hand, becomes a queue. */
static void
begin_queue(struct lane *l)
{
	bool full = l->begun == l->frames;

	l->oldest = full ? l->hand : 0;
	l->end = l->oldest + l->begun;
	for (uint32_t i = l->begun; full && i < l->end; i++)
		l->page[i] = l->page[i - l->begun];
	l->hand = 0;
}

/* Which frame each page is in is known from now on. */
static void
keep_frames(struct lane *l, struct mem *m, page_id_t npages)
{
	bitset_init(&l->freed, m, l->frames);
	l->frame_of = mem_reserve(m, npages, sizeof(*l->frame_of));
	for (uint32_t f = 0; f < l->begun; f++)
		l->frame_of[l->page[f]] = f;
}

/* The first page is about to be unmapped. */
static void
begin_unmapping(struct words *w)
{
	for (unsigned i = 0; i < w->n; i++) {
		struct lane *l = &w->lane[i];

		if (!lane_has_pages(l->kind))
			continue;
		if (!lane_is_queue(l->unmapped))
			keep_frames(l, w->m, w->npages);
		else if (!lane_is_queue(l->kind))
			begin_queue(l);
		l->kind = l->unmapped;
	}
	gather_kinds(w);
	w->unmaps = true;
}

static void
free_page(void *self, page_id_t page, uint64_t at)
{
	struct words *w = self;

	if (!w->unmaps)
		begin_unmapping(w);
	if (w->bits == 16)
		words_free16(w, page, at);
	else if (w->bits == 32)
		words_free32(w, page, at);
	else
		words_free64(w, page, at);
}

static void
restart(void *self)
{
	struct words *w = self;

	for (unsigned i = 0; i < w->n; i++) {
		struct counted *c = &w->lane[i].counted;

		c->slots_peak = c->slots;
		c->resident_peak = c->resident;
	}
}

static void
feed(void *self, const struct reference *ref, size_t n, uint64_t at)
{
	struct words *w = self;

	if (w->bits == 16)
		words_feed16(w, ref, n, at);
	else if (w->bits == 32)
		words_feed32(w, ref, n, at);
	else
		words_feed64(w, ref, n, at);
}

static void
count(void *self, size_t i, struct counted *out)
{
	*out = ((struct words *)self)->lane[i].counted;
}

static const struct counting_kernel kernel = {
	.open = open,
	.feed = feed,
	.free = free_page,
	.count = count,
	.restart = restart,
};

static uint64_t
page_bytes(size_t n)
{
	return (n < 16 ? 8 : n < 32 ? 16 : 32);
}

static void
open_unit(struct unit *u)
{
	counting_open(u, &kernel);
}

const struct way way_words = {
	.name = "words",
	.text = "rings side by side behind a bit for each in the words of a "
		"page",
	.most = LANES_MOST,
	.needs = WAY_COUNTS_ONLY | WAY_NO_CHANGES,
	.serves = serves,
	.unmaps = unmaps,
	.timed = timed,
	.page_bytes = page_bytes,
	.open = open_unit,
	.close = counting_close,
};
