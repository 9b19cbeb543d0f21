/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A reference walks the first block place by place, and others as a whole.
 */
#include "study/opt_stack.h"

#include <assert.h>

#include "base/inline.h"
#include "study/vector64.h"

#define BLOCK   OPT_STACK_BLOCK
#define WAITING OPT_STACK_WAITING
#define NEVER   OPT_STACK_NEVER

#define NO_BLOCK UINT64_MAX

void
opt_stack_init(struct opt_stack *s, struct mem *m, page_id_t npages)
{
	uint64_t members = npages / BLOCK + 1;

	*s = (struct opt_stack){ .isa = isa_chosen() };
	s->block = mem_reserve(m, members, sizeof(*s->block));
	s->where = mem_array(m, npages, sizeof(*s->where));
	do {
		uint64_t groups = members / BLOCK + 1;

		s->stale[s->nlevel] = NO_BLOCK;
		s->level[s->nlevel++] =
		    mem_array(m, groups * BLOCK, sizeof(uint32_t));
		members = groups;
	} while (members > 1);
}

/* Enters the latest of a group of members in the level above. */
static inline void
refresh(struct opt_stack *s, unsigned level, uint64_t group)
{
	s->level[level + 1][group] =
	    vector64_largest(s->isa, s->level[level] + group * BLOCK);
}

/* A member of a level has changed.  The blocks of one reference change from
 * front to back, so each group is refreshed once, when the next one changes. */
static inline void
changed(struct opt_stack *s, unsigned level, uint64_t at)
{
	for (; level + 1 < s->nlevel && at >= BLOCK; level++) {
		uint64_t left = s->stale[level];

		if (left == at / BLOCK)
			return;
		s->stale[level] = at / BLOCK;
		if (left == NO_BLOCK)
			return;
		refresh(s, level, left);
		at = left;
	}
}

/* Refreshes the groups that are left. */
static void
settle(struct opt_stack *s)
{
	for (unsigned level = 0; level + 1 < s->nlevel; level++) {
		uint64_t group = s->stale[level];

		if (group == NO_BLOCK)
			continue;
		s->stale[level] = NO_BLOCK;
		refresh(s, level, group);
		changed(s, level + 1, group);
	}
}

/* The first block from 'at' on in which a page is used later than this; 'end':
 * there is none before that. */
static uint64_t
find_later(const struct opt_stack *s, uint64_t at, uint64_t end, uint32_t use)
{
	unsigned level = 0;

	for (;; level++, at = at / BLOCK + 1) {
		uint64_t later;

		if (level == s->nlevel || at << 6 * level >= end)
			return (end);
		later = vector64_greater(
			    s->isa, s->level[level] + at / BLOCK * BLOCK, use) &
			UINT64_MAX << at % BLOCK;
		if (later == 0)
			continue;
		at = at / BLOCK * BLOCK + (uint64_t)__builtin_ctzll(later);
		break;
	}
	while (level-- > 0)
		at = at * BLOCK +
		     (uint64_t)__builtin_ctzll(vector64_greater(
			 s->isa, s->level[level] + at * BLOCK, use));
	return (at < end ? at : end);
}

static inline void
swap(uint32_t *a, uint32_t *b)
{
	uint32_t was = *a;

	*a = *b;
	*b = was;
}

/* A page that is on its way down. */
struct moved {
	uint32_t use;
	page_id_t page;
};

/* It stays at this place; the one that was there goes on. */
static inline void
exchange(uint32_t *use, page_id_t *page, struct moved *m)
{
	swap(use, &m->use);
	swap(page, &m->page);
}

static inline void
set_where(struct opt_stack *s, page_id_t page, uint64_t block)
{
	if (page != NO_PAGE)
		s->where[page] = (uint32_t)block + 1;
}

/* The pages that wait pass by each place, where the one used sooner stays. */
static void
seat(struct opt_stack_block *b)
{
	unsigned n = (b->nwaiting + 3) / 4 * 4;

	for (unsigned i = b->nwaiting; i < n; i++)
		b->waiting[i] = NEVER;
	b->nwaiting = 0;
	for (unsigned i = 0; i < n; i += 4) {
		uint32_t *wait = b->waiting + i;
		uint32_t passing[4] = { wait[0], wait[1], wait[2], wait[3] };

		for (unsigned at = 0; at < BLOCK; at++) {
			uint32_t use = b->order[at];

#pragma GCC unroll 4
			for (unsigned k = 0; k < 4; k++) {
				uint32_t p = passing[k];

				passing[k] = p > use ? p : use;
				use = p > use ? use : p;
			}
			b->order[at] = use;
		}
	}
}

/* The member of a block that has this next use. */
static inline unsigned
member(const struct opt_stack *s, const struct opt_stack_block *b, uint32_t use)
{
	uint64_t equal = vector64_equal(s->isa, b->use, use);

	assert(equal != 0);
	return ((unsigned)__builtin_ctzll(equal));
}

static inline void
set_latest(struct opt_stack *s, uint64_t at, uint32_t latest)
{
	if (s->level[0][at] == latest)
		return;
	s->level[0][at] = latest;
	changed(s, 0, at);
}

/* The page comes into a block, and the one of it that is used last goes on. */
static inline void
pass_block(struct opt_stack *s, uint64_t at, struct moved *m)
{
	struct opt_stack_block *b = &s->block[at];
	unsigned last = member(s, b, s->level[0][at]);

	if (b->nwaiting == WAITING)
		seat(b);
	b->waiting[b->nwaiting++] = m->use;
	set_where(s, m->page, at);
	exchange(&b->use[last], &b->page[last], m);
	set_latest(s, at, vector64_largest(s->isa, b->use));
}

/* The page comes into the block and stays at the place of the one with this
 * next use, which is gone.  Returns the place. */
static unsigned
end_in_block(
    struct opt_stack *s, uint64_t at, struct moved *m, uint32_t replaced)
{
	struct opt_stack_block *b = &s->block[at];
	unsigned i = member(s, b, replaced), place;
	uint32_t passing = m->use;

	seat(b);
	place = (unsigned)__builtin_ctzll(
	    vector64_equal(s->isa, b->order, replaced));
	for (unsigned k = 0; k < place; k++) {
		uint32_t use = b->order[k];

		b->order[k] = passing > use ? use : passing;
		passing = passing > use ? passing : use;
	}
	b->order[place] = passing;
	set_where(s, m->page, at);
	b->use[i] = m->use;
	b->page[i] = m->page;
	if (m->use > s->level[0][at])
		set_latest(s, at, m->use);
	return (place);
}

/* Brings the page down the blocks [1, end). */
static void
pass_blocks(struct opt_stack *s, uint64_t end, struct moved *m)
{
	uint64_t at = 1;

	while (m->use != NEVER && (at = find_later(s, at, end, m->use)) < end)
		pass_block(s, at++, m);
}

/* The page comes behind the last place, unless it is not used again. */
static void
append(struct opt_stack *s, struct moved *m)
{
	uint64_t at = s->size / BLOCK;

	if (m->use == NEVER) {
		if (m->page != NO_PAGE)
			s->where[m->page] = 0;
		return;
	}
	if (at == 0) {
		s->use[s->size] = m->use;
		s->page[s->size] = m->page;
	} else {
		end_in_block(s, at, m, 0);
	}
	s->size++;
}

/* Brings the page down the first places, to that of the page used now or to
 * their end.  Returns its place. */
static inline unsigned
pass_first(struct opt_stack *s, struct moved *m, uint32_t now)
{
	unsigned n = s->size < BLOCK ? (unsigned)s->size : BLOCK, i = 1;
	uint32_t use = m->use;
	page_id_t page = m->page;

	for (; i < n && s->use[i] != now; i++) {
		uint32_t u = s->use[i];
		page_id_t p = s->page[i];
		bool on = u > use;

		s->use[i] = on ? use : u;
		s->page[i] = on ? page : p;
		use = on ? u : use;
		page = on ? p : page;
	}
	m->use = use;
	m->page = page;
	return (i);
}

uint64_t
opt_stack_next(struct opt_stack *s, page_id_t page, uint32_t now, uint32_t use)
{
	uint32_t block = s->where[page];
	struct moved m = { s->use[0], s->page[0] };
	unsigned place;

	s->where[page] = 1;
	s->use[0] = use;
	s->page[0] = page;
	if (block == 1 && m.page == page)
		return (1);
	if (s->size == 0) {
		s->size = 1;
		return (0);
	}
	place = pass_first(s, &m, block == 1 ? now : 0);
	if (block == 1) {
		s->use[place] = m.use;
		s->page[place] = m.page;
		return (place + UINT64_C(1));
	}
	if (block != 0) {
		pass_blocks(s, block - 1, &m);
		place = end_in_block(s, block - 1, &m, now);
		settle(s);
		return ((block - UINT64_C(1)) * BLOCK + place + 1);
	}
	pass_blocks(s, (s->size + BLOCK - 1) / BLOCK, &m);
	append(s, &m);
	settle(s);
	return (0);
}

/* The place of member i of a block is that of a free frame. */
static void
free_place(struct opt_stack *s, uint64_t at, unsigned i)
{
	struct opt_stack_block *b = &s->block[at];
	uint64_t place;

	seat(b);
	place = vector64_equal(s->isa, b->order, b->use[i]);
	b->order[__builtin_ctzll(place)] = NEVER;
	b->use[i] = NEVER;
	b->page[i] = NO_PAGE;
	set_latest(s, at, NEVER);
}

void
opt_stack_leave(struct opt_stack *s, page_id_t page)
{
	uint64_t at = s->where[page];
	const page_id_t *pages;
	unsigned i;

	s->where[page] = 0;
	if (at-- == 0)
		return;
	pages = at == 0 ? s->page : s->block[at].page;
	i = (unsigned)__builtin_ctzll(vector64_equal(s->isa, pages, page));
	if (at == 0) {
		s->use[i] = NEVER;
		s->page[i] = NO_PAGE;
	} else if (s->block[at].use[i] == NEVER) {
		s->block[at].page[i] = NO_PAGE;
	} else {
		free_place(s, at, i);
		settle(s);
	}
}
