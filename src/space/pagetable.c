/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The radix tree: finding, making and dropping tables, one entry at a time.
 *
 *	level 5, 4   auxiliary levels above Sv48: no frames, not counted
 *	level 3	     the paging's root
 *	level 2, 1
 *	level 0	     leaves: page-table entries
 *
 * Tables are made when an entry needs them and stay until the page table is
 * freed.  An entry that was set to 0 keeps its place in a small table: places
 * are only added.
 *
 * A trace of hashed addresses has one page in each leaf, which would take 4 KiB
 * of memory; a trace of a program has a few thousand leaves that are used all
 * the time.  So the first DENSE_LEAVES leaves have all 512 entries at once and
 * are indexed without a search, and every later table begins small.
 */
#include "space/pagetable.h"

#include <assert.h>
#include <string.h>

#include "space/framepool.h"

#define DENSE_LEAVES 8192 /* 32 MiB; 16 GiB of dense pages of 4 KiB */

/* Moves the entries to a block for all of them, each to its place. */
static void
use_full_block(struct table_source *source, struct table *t)
{
	uint64_t *old = t->entry;
	uint16_t *old_index = t->index;

	t->entry = table_memory_take(&source->memory, BLOCK_FULL);
	t->index = NULL;
	for (unsigned i = 0; i < t->used; i++)
		t->entry[old_index[i]] = old[i];
	if (t->cap == TABLE_CAP_MEDIUM)
		table_memory_give(&source->memory, BLOCK_MEDIUM, old);
	t->cap = TABLE_ENTRIES;
}

/* Moves them out of the table's own block. */
static void
use_medium_block(struct table_source *source, struct table *t)
{
	uint64_t *more = table_memory_take(&source->memory, BLOCK_MEDIUM);
	uint16_t *more_index = (uint16_t *)(more + TABLE_CAP_MEDIUM);

	memcpy(more, t->entry, t->used * sizeof(*more));
	memcpy(more_index, t->index, t->used * sizeof(*more_index));
	t->entry = more;
	t->index = more_index;
	t->cap = TABLE_CAP_MEDIUM;
}

void
table_make_dense(struct table_source *source, struct table *leaf)
{
	uint64_t *left =
	    source->promoted > 0 ? &source->promoted : &source->dense;

	if (leaf->index == NULL || leaf->used < TABLE_CAP_SMALL || *left == 0)
		return;
	--*left;
	use_full_block(source, leaf);
}

/* How many entries of a small table lie below i. */
static unsigned
rank(const struct table *t, unsigned i)
{
	unsigned n = 0;

	while (n < t->used && t->index[n] < i)
		n++;
	return (n);
}

uint64_t *
table_find(const struct table *t, unsigned i)
{
	unsigned n;

	if (t->index == NULL)
		return (&t->entry[i]);
	n = rank(t, i);
	return (n < t->used && t->index[n] == i ? &t->entry[n] : NULL);
}

static struct table *
make_table(struct pagetable *pt, unsigned level)
{
	struct table_source *source = pt->source;
	uint64_t frame = POOL_NONE;
	struct table *t;

	if (source->frames != NULL && level < pt->paging) {
		frame = frame_pool_take(source->frames);
		if (frame == POOL_NONE)
			return (NULL);
	}
	t = table_memory_take(&source->memory, BLOCK_SMALL);
	t->frame = frame;
	t->refs = 1;
	if (level == 0 && source->dense > 0) {
		source->dense--;
		use_full_block(source, t);
	} else {
		/* The index is in the cache line of the table itself. */
		t->index = (uint16_t *)(t + 1);
		t->entry = (uint64_t *)((char *)t + BLOCK_SMALL_BYTES) -
			   TABLE_CAP_SMALL;
		t->cap = TABLE_CAP_SMALL;
	}
	if (level < pt->paging)
		pt->tables[level]++;
	return (t);
}

unsigned
pagetable_levels(enum paging paging, unsigned shift)
{
	static const unsigned bits[] = {
		[PAGING_SV39] = 39,
		[PAGING_SV48] = 48,
		[PAGING_X86_64] = 48,
		[PAGING_LA57] = 57,
	};

	return ((bits[paging] - shift + TABLE_BITS - 1) / TABLE_BITS);
}

void
table_source_init(
    struct table_source *source, struct mem *m, struct frame_pool *frames)
{
	*source =
	    (struct table_source){ .frames = frames, .dense = DENSE_LEAVES };
	table_memory_init(&source->memory, m);
}

int
pagetable_init(struct pagetable *pt, struct table_source *source,
    enum paging paging, unsigned shift, vaddr_t base)
{
	struct table *root;

	assert(shift >= PAGE_SHIFT_MIN && shift <= PAGE_SHIFT_MAX);
	*pt = (struct pagetable){
		.source = source,
		.shift = shift,
		.levels = (64 - shift + TABLE_BITS - 1) / TABLE_BITS,
		.paging = pagetable_levels(paging, shift),
	};
	pt->top = make_table(pt, pt->levels - 1);
	if (source->frames == NULL)
		return (0);
	root = pagetable_reach(pt, base, pt->paging - 1, true);
	if (root == NULL) {
		pagetable_fini(pt);
		return (-1);
	}
	pt->root = root->frame;
	return (0);
}

void
pagetable_fini(struct pagetable *pt)
{
	assert(pt->orphan == NULL);
	table_drop(pt->source, pt->top, pt->levels - 1);
	pt->top = NULL;
}

void
table_drop(struct table_source *source, struct table *t, unsigned level)
{
	unsigned n = t->index == NULL ? TABLE_ENTRIES : t->used;

	if (--t->refs > 0)
		return;
	for (unsigned i = 0; level > 0 && i < n; i++)
		if (t->entry[i] != 0)
			table_drop(source, table_below(t->entry[i]), level - 1);
	if (t->frame != POOL_NONE)
		frame_pool_release(source->frames, t->frame);
	if (level == 0 && t->cap == TABLE_ENTRIES)
		source->dense++;
	if (t->cap == TABLE_ENTRIES)
		table_memory_give(&source->memory, BLOCK_FULL, t->entry);
	else if (t->cap == TABLE_CAP_MEDIUM)
		table_memory_give(&source->memory, BLOCK_MEDIUM, t->entry);
	table_memory_give(&source->memory, BLOCK_SMALL, t);
}

uint64_t *
table_place(struct table_source *source, struct table *t, unsigned i)
{
	uint64_t *place = table_find(t, i);
	unsigned n;

	if (place != NULL)
		return (place);
	if (t->used == TABLE_CAP_MEDIUM) {
		use_full_block(source, t);
		return (&t->entry[i]);
	}
	if (t->used == t->cap)
		use_medium_block(source, t);
	n = rank(t, i);
	memmove(
	    t->entry + n + 1, t->entry + n, (t->used - n) * sizeof(*t->entry));
	memmove(
	    t->index + n + 1, t->index + n, (t->used - n) * sizeof(*t->index));
	t->used++;
	t->index[n] = (uint16_t)i;
	t->entry[n] = 0;
	return (&t->entry[n]);
}

struct table *
pagetable_below(struct pagetable *pt, struct table *t, vaddr_t addr,
    unsigned level, bool make)
{
	unsigned i = table_index(pt, addr, level);
	uint64_t *place = table_find(t, i);
	struct table *below;

	if (place != NULL && *place != 0)
		return (table_below(*place));
	below = make ? make_table(pt, level - 1) : NULL;
	if (below != NULL)
		*table_place(pt->source, t, i) = (uintptr_t)below;
	return (below);
}

struct table *
pagetable_reach(struct pagetable *pt, vaddr_t addr, unsigned level, bool make)
{
	struct table *t = pt->top;

	for (unsigned l = pt->levels - 1; l > level && t != NULL; l--)
		t = pagetable_below(pt, t, addr, l, make);
	return (t);
}

struct table *
pagetable_leaf(const struct pagetable *pt, vaddr_t addr)
{
	struct table *t = pt->top;

	for (unsigned l = pt->levels - 1; l > 0; l--) {
		const uint64_t *place = table_find(t, table_index(pt, addr, l));

		if (place == NULL || *place == 0)
			return (NULL);
		t = table_below(*place);
	}
	return (t);
}

uint64_t *
pagetable_place(const struct pagetable *pt, vaddr_t addr)
{
	struct table *leaf = pagetable_leaf(pt, addr);

	if (leaf == NULL)
		return (NULL);
	return (table_find(leaf, table_index(pt, addr, 0)));
}

uint64_t
pagetable_get(const struct pagetable *pt, vaddr_t addr)
{
	const uint64_t *place = pagetable_place(pt, addr);

	return (place == NULL ? 0 : *place);
}

int
pagetable_set(struct pagetable *pt, vaddr_t addr, uint64_t entry)
{
	struct table *leaf = pagetable_reach(pt, addr, 0, true);

	if (leaf == NULL)
		return (-1);
	*table_place(pt->source, leaf, table_index(pt, addr, 0)) = entry;
	return (0);
}

uint64_t
pagetable_bytes(const struct pagetable *pt)
{
	uint64_t n = 0;

	for (unsigned l = 0; l < PAGING_LEVELS_MAX; l++)
		n += pt->tables[l];
	return (n * TABLE_BYTES);
}
