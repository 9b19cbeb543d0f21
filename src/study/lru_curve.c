/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * LRU's curve from stack distances.
 */
#include "study/lru_curve.h"

#include <string.h>

#include "base/inline.h"
#include "study/lru_shared.h"
#include "study/stack_distance.h"

/* References ahead of which the stamp of a page is prefetched. */
#define AHEAD 16

/* A page that is dirty with no number of frames. */
#define CLEAN UINT32_MAX

/* With fewer pages huge ones are a waste. */
#define MANY_PAGES 65536

struct lru_curve {
	struct mem *m;
	const char *refused;
	struct stack_distance stack;
	/* What follows the stack from the first fork on; NULL: there was none.
	 */
	struct lru_shared *shared;
	page_id_t npages; /* page numbers are below */
	uint64_t cap;     /* elements of each array */
	uint32_t fresh;   /* see lru_curve_renumber() */
	struct lru_tally tally;
	page_id_t footprint; /* at the end */
	/* For lru_curve_watch(). */
	struct fill *fill;
	uint64_t now;    /* references so far */
	uint32_t *most;  /* by page: it has a slot with fewer frames than this;
			  * NULL: it is not asked for */
	uint64_t *slots; /* as 'writes': pages that have one */
};

struct lru_curve *
lru_curve_open(struct mem *m, const struct settings *s)
{
	struct lru_curve *c = mem_alloc(m, sizeof(*c));

	c->m = m;
	c->fresh = LRU_SIZES_FRESH;
	c->refused = curve_model_refusal(s);
	c->tally.always_write = s->always_write;
	c->tally.write_first =
	    s->always_write || s->unwritten == UNWRITTEN_WRITE;
	return (c);
}

static int
begin(void *self, const struct stream_facts *facts, not_used struct err *err)
{
	struct lru_curve *c = self;

	c->npages = facts->npages;
	if (facts->trace != NULL && facts->npages > MANY_PAGES)
		mem_sparse(c->m, false);
	c->cap = mem_bound((uint64_t)facts->npages + 2,
	    c->fill == NULL ? 2 * sizeof(uint32_t) + 2 * sizeof(uint64_t)
			    : 3 * sizeof(uint32_t) + 3 * sizeof(uint64_t));
	stack_distance_init(&c->stack, c->m);
	c->stack.stamp = mem_reserve(c->m, c->cap, sizeof(*c->stack.stamp));
	c->tally.dirty = mem_reserve(c->m, c->cap, sizeof(*c->tally.dirty));
	c->tally.count = mem_reserve(c->m, c->cap, sizeof(*c->tally.count));
	c->tally.writes = mem_reserve(c->m, c->cap, sizeof(*c->tally.writes));
	if (c->fill != NULL) {
		c->most = mem_reserve(c->m, c->cap, sizeof(*c->most));
		c->slots = mem_reserve(c->m, c->cap, sizeof(*c->slots));
	}
	return (0);
}

static void
pages(void *self, page_id_t npages)
{
	struct lru_curve *c = self;

	if (npages > STACK_DISTANCE_PAGES)
		mem_die("the curve of lru, by stack distances, has at most "
			"536,870,912 pages (--sample estimates it)");
	/* Distances are up to npages, and one more is subtracted from. */
	if (npages + UINT64_C(2) > c->cap)
		mem_exceeded(c->cap, "pages");
	c->npages = npages;
	if (npages > MANY_PAGES)
		mem_sparse(c->m, false);
	if (c->shared != NULL && npages <= LRU_SIZES_MAX)
		lru_shared_pages(c->shared, npages);
}

void
lru_curve_watch(struct lru_curve *c, struct fill *fill)
{
	c->fill = fill;
}

void
lru_curve_renumber(struct lru_curve *c, uint32_t fresh)
{
	c->fresh = fresh;
}

/* The page was written with fewer frames than the distance.  Where it was
 * written before, that was with all numbers of frames up to some one: a page
 * that is dirty with many frames only was cleaned with fewer. */
static never_inline void
take_slots(struct lru_curve *c, page_id_t page, uint64_t distance)
{
	uint32_t most = c->most[page];

	if (most >= distance)
		return;
	c->slots[most == 0 ? 1 : most]++;
	c->slots[distance]--;
	c->most[page] = (uint32_t)distance;
}

/* The page, which is at this distance, has been evicted with fewer frames, and
 * written where it was dirty. */
static inline void
count_writes(struct lru_curve *c, page_id_t page, uint64_t distance)
{
	uint32_t dirty = c->tally.dirty[page];

	if (dirty >= distance)
		return;
	c->tally.writes[dirty]++;
	c->tally.writes[distance]--;
	c->tally.dirty[page] = (uint32_t)distance;
	if (c->most != NULL)
		take_slots(c, page, distance);
}

/* A page is in memory, which was in no frame.  It has to be written if it is
 * evicted: it was written to, or it is new and has no copy. */
static inline void
come_in(struct lru_curve *c, page_id_t page, bool write)
{
	bool new = c->tally.dirty[page] == 0;

	c->tally.dirty[page] =
	    write || (new && c->tally.write_first) ? 1 : CLEAN;
}

/* Counts of far distances are in no near cache.  They are prefetched and
 * counted so many far references later. */
#define LATE 8

struct late {
	uint32_t distance;
	uint32_t dirty; /* with how many frames it was; 0: no write */
};

static inline void
count_late(struct lru_curve *c, const struct late *l)
{
	c->tally.count[l->distance]++;
	if (l->dirty == 0)
		return;
	c->tally.writes[l->dirty]++;
	c->tally.writes[l->distance]--;
}

/* The same as count_writes() and counting the reference, later. */
static inline void
put_off(struct lru_curve *c, struct late *l, page_id_t page, uint64_t distance)
{
	uint32_t dirty = c->tally.dirty[page];

	count_late(c, l);
	*l = (struct late){ .distance = (uint32_t)distance };
	__builtin_prefetch(&c->tally.count[distance], 1);
	if (dirty >= distance)
		return;
	l->dirty = dirty;
	c->tally.dirty[page] = (uint32_t)distance;
	if (c->most != NULL)
		take_slots(c, page, distance);
	__builtin_prefetch(&c->tally.writes[dirty], 1);
	__builtin_prefetch(&c->tally.writes[distance], 1);
}

static int
feed_shared(struct lru_curve *c, const struct reference *ref, size_t n)
{
	c->refused = lru_shared_refusal(c->shared, c->npages);
	if (c->refused != NULL)
		return (CONSUMER_DONE);
	lru_shared_feed(c->shared, ref, n);
	return (0);
}

static int
feed(
    void *self, const struct reference *ref, size_t n, not_used struct err *err)
{
	struct lru_curve *c = self;
	const bool always = c->tally.always_write;
	/* Distance 0 has a counter that is not read. */
	struct late late[LATE] = { { 0, 0 } };
	unsigned turn = 0;

	if (c->shared != NULL)
		return (feed_shared(c, ref, n));
	for (size_t i = 0; i < n; i++) {
		page_id_t page = reference_page(ref[i]);
		page_id_t ahead = reference_page(ref[i + AHEAD]);
		bool write = reference_write(ref[i]) || always;
		uint64_t distance;

		__builtin_prefetch(&c->stack.stamp[ahead], 1);
		__builtin_prefetch(&c->tally.dirty[ahead], 1);
		distance = stack_distance_next(&c->stack, page, c->npages);
		if (unlikely(distance == 0)) {
			c->tally.first++;
			if (c->fill != NULL)
				fill_touch(c->fill, c->now + i);
			come_in(c, page, write);
			continue;
		}
		if (distance <= STACK_DISTANCE_RECENT) {
			c->tally.count[distance]++;
			count_writes(c, page, distance);
		} else {
			put_off(c, &late[turn++ % LATE], page, distance);
		}
		if (write)
			c->tally.dirty[page] = 1;
	}
	for (unsigned i = 0; i < LATE; i++)
		count_late(c, &late[i]);
	c->now += n;
	return (0);
}

/* The page is in no frame from now on; out: it is written where it is dirty. */
static void
leave(struct lru_curve *c, page_id_t page, bool out)
{
	uint64_t distance = stack_distance_leave(&c->stack, page);

	if (distance == 0)
		return;
	count_writes(c, page, distance);
	if (out && c->tally.dirty[page] != CLEAN)
		c->tally.writes[c->tally.dirty[page]]++;
	c->tally.dirty[page] = CLEAN;
}

/* Counts the writes of pages that have been evicted up to now. */
static void
settle(struct lru_curve *c)
{
	if (c->shared != NULL) {
		lru_shared_settle(c->shared);
		return;
	}
	for (page_id_t i = 0; i < c->npages; i++) {
		uint64_t distance = stack_distance_of(&c->stack, i);

		if (distance > 0)
			count_writes(c, i, distance);
	}
}

/* What was counted up to here does not count. */
static void
restart(struct lru_curve *c)
{
	settle(c);
	c->tally.first = 0;
	memset(c->tally.count, 0,
	    (c->npages + (size_t)1) * sizeof(*c->tally.count));
	memset(c->tally.writes, 0,
	    (c->npages + (size_t)2) * sizeof(*c->tally.writes));
}

/* Processes share pages from now on. */
static void
begin_shared(struct lru_curve *c)
{
	c->refused = lru_shared_refusal(NULL, c->npages);
	if (c->refused == NULL)
		c->shared = lru_shared_open(
		    c->m, &c->tally, &c->stack, c->npages, c->cap, c->fresh);
}

static void
apply(struct lru_curve *c, const struct change *ch)
{
	if (ch->kind == CHANGE_FREE || ch->kind == CHANGE_PAGEOUT)
		leave(c, ch->page, ch->kind == CHANGE_PAGEOUT);
	if (ch->kind != CHANGE_FILL)
		return;
	stack_distance_next(&c->stack, ch->page, c->npages);
	come_in(c, ch->page, c->tally.always_write);
}

static int
change(void *self, const struct change *ch, size_t n, not_used struct err *err)
{
	struct lru_curve *c = self;

	for (size_t i = 0; i < n && c->refused == NULL; i++) {
		page_id_t page = ch[i].page;

		c->refused = curve_change_refusal(&ch[i],
		    ch[i].kind == CHANGE_FILL && c->tally.dirty[page] != 0,
		    true);
		if (ch[i].kind == CHANGE_SHARE && c->shared == NULL)
			begin_shared(c);
		if (c->refused != NULL)
			break;
		if (ch[i].kind == CHANGE_COUNT)
			restart(c);
		else if (c->shared != NULL)
			lru_shared_change(c->shared, &ch[i]);
		else
			apply(c, &ch[i]);
	}
	return (c->refused != NULL ? CONSUMER_DONE : 0);
}

static int
end(void *self, const struct stream_facts *facts, not_used struct err *err)
{
	struct lru_curve *c = self;

	c->footprint = facts->npages;
	settle(c);
	return (0);
}

struct consumer
lru_curve_consumer(struct lru_curve *c)
{
	return ((struct consumer){
	    .begin = begin,
	    .pages = pages,
	    .feed = feed,
	    .change = change,
	    .end = end,
	    .self = c,
	});
}

void
lru_curve_count(
    struct lru_curve *c, bool again, uint64_t frames, struct counted *out)
{
	if (!again)
		settle(c);
	if (frames > c->npages)
		frames = c->npages;
	*out = (struct counted){ .faults = c->tally.first };
	for (uint64_t d = frames + 1; d <= c->npages; d++)
		out->faults += c->tally.count[d];
	for (uint64_t k = 1; k <= frames; k++) {
		out->writes += c->tally.writes[k];
		out->slots += c->slots[k];
	}
}

const char *
lru_curve_refused(const struct lru_curve *c)
{
	return (c->refused);
}

void
lru_curve_fill(const struct lru_curve *c, uint64_t least, struct mem *keep,
    struct curve *out)
{
	const struct curve_counts counts = { c->tally.count, c->tally.writes,
		c->tally.first, least, c->footprint };

	curve_fill(&counts, keep, out);
}
