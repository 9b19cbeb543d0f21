/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * OPT's stack.
 */
#include "study/opt_curve.h"

#include <string.h>

#include "base/inline.h"

/* Members of a block, and levels of blocks: 64^6 places are more than there can
 * be pages. */
#define BLOCK  64
#define LEVELS 6

#define NO_BLOCK UINT64_MAX

/* When a page is used next: a position, which is below USED_NEVER, because
 * there are fewer references than that. */
#define USED_NEVER (FUTURE_NEVER - 1)
#define IS_HOLE    FUTURE_NEVER

/* References ahead of which the place of a page is prefetched. */
#define AHEAD 16

struct opt_curve {
	struct mem *m;
	const struct future *future;
	const char *refused;
	uint64_t now;  /* references so far */
	uint64_t size; /* places that are taken, from 0 */
	page_id_t npages;
	page_id_t *page; /* by place; NO_PAGE: a hole */
	uint32_t *place; /* by page: its place plus 1; 0: it has none */
	bool *used;      /* by page: it was in memory before */
	/* level[0]: by place, its page's next use; 0 behind the last.  The
	 * others: by block of the level below, the latest in it. */
	uint32_t *level[LEVELS];
	unsigned nlevel;
	/* By level: the block that has changed, and whose latest is to be found
	 * again. */
	uint64_t stale[LEVELS];
	uint64_t *count; /* by distance: references */
	uint64_t first;  /* references to pages that are in no frame */
};

struct opt_curve *
opt_curve_open(
    struct mem *m, const struct settings *s, const struct future *future)
{
	struct opt_curve *c = mem_alloc(m, sizeof(*c));

	c->m = m;
	c->future = future;
	c->refused = curve_model_refusal(s);
	return (c);
}

static int
begin(void *self, const struct stream_facts *facts, not_used struct err *err)
{
	struct opt_curve *c = self;
	uint64_t members = facts->npages;

	c->npages = facts->npages;
	c->page = mem_array(c->m, members, sizeof(*c->page));
	c->place = mem_array(c->m, members, sizeof(*c->place));
	c->used = mem_array(c->m, members, sizeof(*c->used));
	c->count = mem_array(c->m, members + 1, sizeof(*c->count));
	do {
		uint64_t blocks = members / BLOCK + 1;

		c->stale[c->nlevel] = NO_BLOCK;
		c->level[c->nlevel++] =
		    mem_array(c->m, blocks * BLOCK, sizeof(uint32_t));
		members = blocks;
	} while (members > 1);
	return (0);
}

/* Enters the latest of a block in the level above. */
static inline void
refresh(struct opt_curve *c, unsigned level, uint64_t block)
{
	const uint32_t *use = c->level[level] + block * BLOCK;
	uint32_t latest = 0;

	for (unsigned i = 0; i < BLOCK; i++)
		latest = use[i] > latest ? use[i] : latest;
	c->level[level + 1][block] = latest;
}

/* A member of a level has changed.  The places of one reference change from
 * front to back, so each block is refreshed once, when the next one changes. */
static inline void
changed(struct opt_curve *c, unsigned level, uint64_t at)
{
	for (; level + 1 < c->nlevel; level++) {
		uint64_t left = c->stale[level];

		if (left == at / BLOCK)
			return;
		c->stale[level] = at / BLOCK;
		if (left == NO_BLOCK)
			return;
		refresh(c, level, left);
		at = left;
	}
}

/* Refreshes the blocks that are left. */
static void
settle(struct opt_curve *c)
{
	for (unsigned level = 0; level + 1 < c->nlevel; level++) {
		uint64_t block = c->stale[level];

		if (block == NO_BLOCK)
			return;
		c->stale[level] = NO_BLOCK;
		refresh(c, level, block);
		changed(c, level + 1, block);
	}
}

static inline void
put(struct opt_curve *c, uint64_t at, page_id_t page, uint32_t use)
{
	c->page[at] = page;
	if (page != NO_PAGE)
		c->place[page] = (uint32_t)at + 1;
	c->level[0][at] = use;
	changed(c, 0, at);
}

/* The first place from 'at' on whose page is used later than this; 'end' or
 * beyond: there is none before 'end'.  Blocks before 'at' may be stale. */
static inline uint64_t
find_later(const struct opt_curve *c, uint64_t at, uint64_t end, uint32_t use)
{
	unsigned level = 0;

	for (; level < c->nlevel; level++, at /= BLOCK) {
		while (at % BLOCK != 0 && c->level[level][at] <= use)
			at++;
		if (at % BLOCK != 0)
			break;
		if (at << 6 * level >= end)
			return (end);
	}
	if (level == c->nlevel)
		return (end);
	while (level-- > 0)
		for (at *= BLOCK; c->level[level][at] <= use;)
			at++;
	return (at);
}

/* The page comes to the front.  Returns its distance; 0: it was in no frame. */
static uint64_t
come_forward(struct opt_curve *c, page_id_t page, uint32_t use)
{
	uint64_t distance = c->place[page];
	uint64_t end = distance > 0 ? distance - 1 : c->size, at = 0;
	page_id_t moved = c->page[0];
	uint32_t moved_use = c->level[0][0];

	put(c, 0, page, use);
	if (end == 0) {
		c->size += c->size == 0;
		settle(c);
		return (distance);
	}
	while ((at = find_later(c, at + 1, end, moved_use)) < end) {
		page_id_t next = c->page[at];
		uint32_t next_use = c->level[0][at];

		put(c, at, moved, moved_use);
		moved = next;
		moved_use = next_use;
	}
	if (distance > 0 || moved != NO_PAGE)
		put(c, end, moved, moved_use);
	if (distance == 0 && moved != NO_PAGE)
		c->size++;
	settle(c);
	return (distance);
}

static int
feed(
    void *self, const struct reference *ref, size_t n, not_used struct err *err)
{
	struct opt_curve *c = self;
	const uint32_t *next = c->future->next + c->now;

	for (size_t i = 0; i < n; i++) {
		page_id_t page = reference_page(ref[i]);
		uint32_t use = next[i] == FUTURE_NEVER ? USED_NEVER : next[i];
		uint64_t distance;

		__builtin_prefetch(&c->place[reference_page(ref[i + AHEAD])]);
		distance = come_forward(c, page, use);
		if (distance > 0) {
			c->count[distance]++;
			continue;
		}
		c->used[page] = true;
		c->first++;
	}
	c->now += n;
	return (0);
}

/* A populated page was not used before. */
static void
fill(struct opt_curve *c, page_id_t page)
{
	uint32_t use = c->future->first[page];

	c->used[page] = true;
	come_forward(c, page, use == FUTURE_NEVER ? USED_NEVER : use);
}

static void
leave(struct opt_curve *c, page_id_t page)
{
	if (c->place[page] == 0)
		return;
	put(c, c->place[page] - UINT64_C(1), NO_PAGE, IS_HOLE);
	c->place[page] = 0;
	settle(c);
}

static int
change(void *self, const struct change *ch, size_t n, not_used struct err *err)
{
	struct opt_curve *c = self;

	for (size_t i = 0; i < n && c->refused == NULL; i++) {
		page_id_t page = ch[i].page;

		c->refused = curve_change_refusal(
		    &ch[i], ch[i].kind == CHANGE_FILL && c->used[page]);
		if (c->refused != NULL)
			break;
		if (ch[i].kind == CHANGE_FREE || ch[i].kind == CHANGE_PAGEOUT)
			leave(c, page);
		if (ch[i].kind == CHANGE_FILL)
			fill(c, page);
		if (ch[i].kind != CHANGE_COUNT)
			continue;
		c->first = 0;
		memset(
		    c->count, 0, (c->npages + (size_t)1) * sizeof(*c->count));
	}
	return (c->refused != NULL ? CONSUMER_DONE : 0);
}

struct consumer
opt_curve_consumer(struct opt_curve *c)
{
	return ((struct consumer){
	    .begin = begin,
	    .feed = feed,
	    .change = change,
	    .self = c,
	    .needs = NEEDS_FACTS | NEEDS_FUTURE,
	});
}

const char *
opt_curve_refused(const struct opt_curve *c)
{
	return (c->refused);
}

void
opt_curve_fill(const struct opt_curve *c, uint64_t least, struct mem *keep,
    struct curve *out)
{
	const struct curve_counts counts = { c->count, NULL, c->first, least,
		c->npages };

	curve_fill(&counts, keep, out);
}
