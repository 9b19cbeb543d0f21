/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A block is read twice: forward for the first references, backward for the
 * last ones.  Nearly all references are found to be neither by one comparison,
 * four at a time.
 */
#include "study/ref_reducer.h"

#include <string.h>

#include "base/bitset.h"
#include "base/inline.h"
#include "sim/replay.h"

#define WORDS (REF_REDUCER_MOST / 64)

struct ref_reducer {
	struct mem *m;
	page_id_t npages;
	uint64_t most; /* pages in a block; 0: everything is kept */
	uint32_t block;
	uint32_t *seen;  /* by page << 1 | write: the last block in which such a
			  * reference was met */
	uint32_t *first; /* by page: its first reference in that block */
	uint32_t *last;  /* by page: the last block whose last reference to it
			  * is known */
	bool shares;
	struct bitset shared; /* pages that others may share; once there were */
	struct reference *ref;
	uint64_t *place;
	/* By reference of one call. */
	uint64_t keep[WORDS], write[WORDS];
};

struct ref_reducer *
ref_reducer_open(struct mem *m, page_id_t npages, uint64_t frames)
{
	struct ref_reducer *r = mem_alloc(m, sizeof(*r));

	r->m = m;
	r->npages = npages;
	r->most = frames;
	r->seen = mem_reserve(m, (uint64_t)npages * 2, sizeof(*r->seen));
	r->first = mem_reserve(m, npages, sizeof(*r->first));
	r->last = mem_reserve(m, npages, sizeof(*r->last));
	r->ref =
	    mem_reserve(m, REF_REDUCER_MOST + REPLAY_AHEAD, sizeof(*r->ref));
	r->place = mem_reserve(m, REF_REDUCER_MOST, sizeof(*r->place));
	return (r);
}

static inline void
set_bit(uint64_t *set, size_t i)
{
	set[i / 64] |= UINT64_C(1) << i % 64;
}

static bool
may_be_shared(const struct ref_reducer *r, page_id_t page)
{
	return (r->shares && bitset_has(&r->shared, page));
}

/* A reference of a kind that is the page's first in the block.  Returns how
 * many pages it adds. */
static never_inline unsigned
meet(struct ref_reducer *r, struct reference ref, size_t i)
{
	page_id_t page = reference_page(ref);
	bool write = reference_write(ref);

	if (may_be_shared(r, page)) {
		if (write)
			bitset_remove(&r->shared, page);
		set_bit(r->keep, i);
		return (1);
	}
	r->seen[ref.word] = r->block;
	if (r->seen[ref.word ^ 1] == r->block) {
		if (write)
			set_bit(r->write, r->first[page]);
		return (0);
	}
	r->first[page] = (uint32_t)i;
	set_bit(r->keep, i);
	return (1);
}

static inline bool
is_known(const struct ref_reducer *r, struct reference ref)
{
	return (r->seen[ref.word] == r->block);
}

static inline bool
four_are_known(const struct ref_reducer *r, const struct reference *ref)
{
	const uint32_t *seen = r->seen, block = r->block;

	return (((seen[ref[0].word] ^ block) | (seen[ref[1].word] ^ block) |
		    (seen[ref[2].word] ^ block) |
		    (seen[ref[3].word] ^ block)) == 0);
}

/* Where the block that begins at 'from' ends. */
static size_t
find_first(
    struct ref_reducer *r, const struct reference *ref, size_t from, size_t n)
{
	uint64_t pages = 0;

	for (size_t i = from; i < n; i++) {
		while (i + 4 <= n && likely(four_are_known(r, ref + i)))
			i += 4;
		if (i == n)
			break;
		if (is_known(r, ref[i]))
			continue;
		/* A page more might not fit. */
		if (pages == r->most)
			return (i);
		pages += meet(r, ref[i], i);
	}
	return (n);
}

static void
find_last(
    struct ref_reducer *r, const struct reference *ref, size_t from, size_t to)
{
	for (size_t i = to; i-- > from;) {
		page_id_t page = reference_page(ref[i]);

		if (likely(r->last[page] == r->block))
			continue;
		r->last[page] = r->block;
		set_bit(r->keep, i);
	}
}

/* After 2^32 blocks their numbers begin again. */
static void
next_block(struct ref_reducer *r)
{
	if (likely(++r->block != 0))
		return;
	memset(r->seen, 0, (size_t)r->npages * 2 * sizeof(*r->seen));
	memset(r->last, 0, (size_t)r->npages * sizeof(*r->last));
	r->block = 1;
}

static size_t
copy_kept(struct ref_reducer *r, const struct reference *ref,
    const uint64_t *place, uint64_t at, size_t n)
{
	size_t kept = 0;

	for (size_t w = 0; w * 64 < n; w++) {
		for (uint64_t k = r->keep[w]; k != 0; k &= k - 1) {
			size_t bit = (size_t)__builtin_ctzll(k);
			size_t i = w * 64 + bit;

			r->ref[kept].word =
			    ref[i].word | (r->write[w] >> bit & 1);
			r->place[kept++] = place != NULL ? place[i] : at + i;
		}
		r->keep[w] = r->write[w] = 0;
	}
	return (kept);
}

struct kept_refs
ref_reducer_take(struct ref_reducer *r, const struct reference *ref,
    const uint64_t *place, uint64_t at, size_t n)
{
	size_t kept;

	if (r->most == 0)
		memset(r->keep, 0xff, n / 64 * sizeof(*r->keep));
	for (size_t i = r->most == 0 ? n / 64 * 64 : 0, from; i < n;) {
		from = i;
		if (r->most == 0) {
			set_bit(r->keep, i++);
			continue;
		}
		next_block(r);
		i = find_first(r, ref, from, n);
		find_last(r, ref, from, i);
	}
	kept = copy_kept(r, ref, place, at, n);
	memset(r->ref + kept, 0, REPLAY_AHEAD * sizeof(*r->ref));
	return ((struct kept_refs){ r->ref, r->place, kept });
}

void
ref_reducer_change(struct ref_reducer *r, const struct change *c, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (c[i].kind == CHANGE_PIN)
			r->most = 0;
		if (c[i].kind != CHANGE_SHARE)
			continue;
		if (!r->shares)
			bitset_init(&r->shared, r->m, r->npages);
		r->shares = true;
		bitset_add(&r->shared, c[i].page);
		bitset_add(&r->shared, c[i].other);
	}
}
