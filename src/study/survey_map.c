/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The map: references by column of time and block of addresses.
 *
 * Only blocks that are touched are kept.  When there are too many, each two
 * neighbours become one, as two columns do when the last one is full.  So the
 * map depends on the references alone, and has the same size for any trace.  A
 * block is found by the process and the address together, as one number; with
 * more processes than blocks, one block stands for several.
 *
 *	block	      columns
 *	process address  3 3 2 0 1
 *	process address  0 0 0 7 0
 */
#include <stdlib.h>
#include <string.h>

#include "base/rng.h"
#include "study/survey_part.h"

#define BLOCKS      SURVEY_BLOCKS
#define SLOTS       2048 /* of the table; a power of two, four times BLOCKS */
#define NUMBER_BITS 60   /* of a page within a process */

/* By page: its block, plus 1; 0: not referenced. */
struct map_part {
	struct survey_part part;
	unsigned shift; /* of columns */
	unsigned wide;  /* of blocks */
	size_t nblock;
	unsigned __int128 key[BLOCKS + 1]; /* by block */
	uint16_t slot[SLOTS];              /* block, plus 1; 0: free */
	uint64_t (*count)[BLOCKS + 1];     /* by column */
};

static int
begin(void *self, const struct stream_facts *facts, not_used struct err *err)
{
	struct map_part *m = self;

	m->part.page = facts->page;
	survey_by_page(&m->part, sizeof(uint16_t));
	m->count = mem_array(m->part.m, SURVEY_COLUMNS, sizeof(*m->count));
	return (0);
}

/* The slot of a block, or the free one where it goes. */
static uint16_t *
find(struct map_part *m, unsigned __int128 key)
{
	uint64_t hash = rng_mix((uint64_t)key ^ (uint64_t)(key >> 64) << 17);

	for (;; hash++) {
		uint16_t *slot = &m->slot[hash & (SLOTS - 1)];

		if (*slot == 0 || m->key[*slot - 1] == key)
			return (slot);
	}
}

static uint16_t
number_block(struct map_part *m, unsigned __int128 key)
{
	uint16_t *slot = find(m, key);

	if (*slot == 0) {
		m->key[m->nblock] = key;
		*slot = (uint16_t)++m->nblock;
	}
	return (*slot);
}

/* Makes one of each two neighbouring blocks. */
static void
merge_blocks(struct map_part *m)
{
	uint16_t to[BLOCKS + 1], *block = m->part.array;
	size_t n = m->nblock;

	memset(m->slot, 0, sizeof(m->slot));
	m->nblock = 0;
	m->wide++;
	for (size_t i = 0; i < n; i++)
		to[i] = number_block(m, m->key[i] >> 1);
	for (size_t c = 0; c < SURVEY_COLUMNS; c++)
		for (size_t i = 0; i < n; i++) {
			uint64_t count = m->count[c][i];

			m->count[c][i] = 0;
			m->count[c][to[i] - 1] += count;
		}
	for (page_id_t i = 0; i < m->part.npages; i++)
		if (block[i] != 0)
			block[i] = to[block[i] - 1];
}

static void
merge_columns(struct map_part *m)
{
	for (size_t c = 0; c < SURVEY_COLUMNS / 2; c++)
		for (size_t i = 0; i < m->nblock; i++)
			m->count[c][i] =
			    m->count[2 * c][i] + m->count[2 * c + 1][i];
	memset(m->count[SURVEY_COLUMNS / 2], 0,
	    SURVEY_COLUMNS / 2 * sizeof(*m->count));
}

static void
add_page(struct map_part *m, page_id_t page)
{
	unsigned __int128 at = (unsigned __int128)m->part.page.process[page]
				   << NUMBER_BITS |
			       m->part.page.number[page];

	((uint16_t *)m->part.array)[page] = number_block(m, at >> m->wide);
	while (m->nblock > m->part.blocks)
		merge_blocks(m);
}

static int
feed(
    void *self, const struct reference *ref, size_t n, not_used struct err *err)
{
	struct map_part *m = self;
	const uint16_t *block = m->part.array;

	for (size_t i = 0; i < n;) {
		uint64_t left, *count;
		size_t stop;

		while (survey_widen(&m->shift, m->part.t))
			merge_columns(m);
		left = (((m->part.t >> m->shift) + 1) << m->shift) - m->part.t;
		stop = n - i < left ? n : i + (size_t)left;
		count = m->count[m->part.t >> m->shift];
		m->part.t += stop - i;
		for (; i < stop; i++) {
			page_id_t page = reference_page(ref[i]);

			__builtin_prefetch(
			    &block[reference_page(ref[i + SURVEY_AHEAD])]);
			if (unlikely(block[page] == 0))
				add_page(m, page);
			count[block[page] - 1]++;
		}
	}
	return (0);
}

/* --- the end --- */

static int
by_key(const void *a, const void *b)
{
	const unsigned __int128 *const *x = a, *const *y = b;

	return (**x < **y ? -1 : **x > **y);
}

static vaddr_t
start_of(const struct map_part *m, unsigned __int128 key, uint64_t page_size)
{
	return ((uint64_t)(key << m->wide) &
		   ((UINT64_C(1) << NUMBER_BITS) - 1)) *
	       page_size;
}

static int
end(void *self, const struct stream_facts *facts, not_used struct err *err)
{
	struct map_part *m = self;
	struct survey *s = m->part.out;
	const unsigned __int128 *key[BLOCKS];
	struct survey_block *block =
	    mem_array(m->part.keep, m->nblock, sizeof(*block));
	size_t columns =
	    (size_t)((m->part.t + (UINT64_C(1) << m->shift) - 1) >> m->shift);

	for (size_t i = 0; i < m->nblock; i++)
		key[i] = &m->key[i];
	qsort(key, m->nblock, sizeof(*key), by_key);
	for (size_t i = 0; i < m->nblock; i++) {
		size_t at = (size_t)(key[i] - m->key);
		uint64_t *count =
		    mem_array(m->part.keep, columns, sizeof(*count));

		for (size_t c = 0; c < columns; c++)
			count[c] = m->count[c][at];
		block[i] = (struct survey_block){
			.process =
			    (uint32_t)(*key[i] << m->wide >> NUMBER_BITS),
			.start = start_of(m, *key[i], facts->trace->page_size),
			.count = count,
		};
	}
	s->block = block;
	s->nblock = m->nblock;
	s->block_pages = UINT64_C(1) << (m->wide < 62 ? m->wide : 62);
	return (0);
}

const struct survey_part_kind survey_map = {
	.size = sizeof(struct map_part),
	.begin = begin,
	.feed = feed,
	.end = end,
};
