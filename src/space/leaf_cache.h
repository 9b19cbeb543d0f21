/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The leaf cache: finds the leaf of a page table for an address space and an
 * address without a walk from the root.
 */
#ifndef SPACE_LEAF_CACHE_H
#define SPACE_LEAF_CACHE_H

#include "base/mem.h"
#include "space/areaset.h"
#include "space/pagetable.h"

/* A region is the range that one leaf covers.  A tag has the region in its
 * lower bits and the number of the address space, counted from 1, above it: the
 * bits that are left for that number are as many as an address within a region
 * has. */
static inline unsigned
region_shift(unsigned page_shift)
{
	return (page_shift + TABLE_BITS);
}

/* The largest number of an address space: 8191 with pages of 16 bytes. */
static inline uint64_t
region_spaces_max(unsigned page_shift)
{
	return ((UINT64_C(1) << region_shift(page_shift)) - 1);
}

struct leaf_slot {
	uint64_t tag;  /* 0: the slot is empty */
	uint64_t *pte; /* all 512, or all 0 where the leaf is small */
	union {
		struct table *leaf;      /* where it is small */
		const struct area *area; /* else, of all its pages */
	};
	uint64_t cover; /* leaf_cover() when that was found; 0: it was not */
};

/* The version of a set of areas, which 2^56 changes do not exhaust, and the
 * flags of an area, without which each new page would read its area. */
#define LEAF_COVER_SHIFT 8

static inline uint64_t
leaf_cover(uint64_t version, unsigned flags)
{
	return (version << LEAF_COVER_SHIFT | flags);
}

/* Whether the area of all pages is known, of areas of this version. */
static inline bool
leaf_covered(const struct leaf_slot *slot, uint64_t version)
{
	return (slot->cover >> LEAF_COVER_SHIFT == version);
}

/* Of a table above leaves.  Its tag is that of the leaves without the bits that
 * distinguish those below one table. */
struct table_slot {
	uint64_t tag; /* 0: the slot is empty */
	struct table *table;
};

/* Stands for the entries of a small leaf, which cannot be indexed.  No entry is
 * found here, so leaf_cache_get() searches the leaf. */
extern const uint64_t leaf_no_entries[TABLE_ENTRIES];

struct leaf_cache {
	struct mem *m;
	struct leaf_slot *slot;
	struct table_slot *above;
	unsigned slot_shift;  /* 64 - log2 of the slots */
	unsigned above_shift; /* the same of the slots above */
	uint64_t nleaf;       /* leaves of all page tables */
	uint64_t nabove;      /* tables above them, where they are counted */
	uint64_t nentry;      /* entries that were ever set */
};

void leaf_cache_init(struct leaf_cache *c, struct mem *m);
/* The entry of an address in the page table with this tag; 0: there is none. */
uint64_t leaf_cache_get(
    struct leaf_cache *c, struct pagetable *pt, uint64_t tag, vaddr_t addr);
/* Sets the entry of an address; tables are made as needed. */
void leaf_cache_set(struct leaf_cache *c, struct pagetable *pt, uint64_t tag,
    vaddr_t addr, uint64_t entry);
/* All pages of the leaf with this tag are of this area, which is one of a set
 * with this version. */
void leaf_cache_cover(struct leaf_cache *c, uint64_t tag,
    const struct area *area, uint64_t version);
/* Before a page table is freed.  Its tags are never used again. */
void leaf_cache_forget(struct leaf_cache *c, const struct pagetable *pt);

/* So many entries are set for the first time: more leaves may be dense. */
static inline void
leaf_cache_count(struct leaf_cache *c, struct table_source *source, uint64_t n)
{
	uint64_t more = (c->nentry % TABLE_DENSE_SHARE + n) / TABLE_DENSE_SHARE;

	source->dense += more;
	source->promoted += more;
	c->nentry += n;
}

/* Its upper bits are the number of a slot. */
static inline uint64_t
leaf_hash(uint64_t tag)
{
	return (tag * UINT64_C(0x9e3779b97f4a7c15));
}

static inline struct leaf_slot *
leaf_cache_slot(const struct leaf_cache *c, uint64_t tag)
{
	return (&c->slot[leaf_hash(tag) >> c->slot_shift]);
}

static inline struct table_slot *
table_slot(const struct leaf_cache *c, uint64_t tag)
{
	return (&c->above[leaf_hash(tag) >> c->above_shift]);
}

#endif
