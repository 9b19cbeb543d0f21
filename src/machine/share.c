/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Copy-on-write: several pages in one frame.  They form a ring through
 * ring[]; one of them, page[f], heads the frame, and its entry holds the
 * frame's bits and its slot.
 */
#include <assert.h>

#include "machine/contents.h"
#include "machine/machine.h"

void
machine_share(struct machine *m, page_id_t page, page_id_t other)
{
	uint8_t e = m->entry[page];

	assert((e & ENTRY_PINNED) == 0 && m->entry[other] == 0);
	if (e == 0)
		return;
	if (m->contents != NULL)
		contents_share(m->contents, page, other);
	if ((e & ENTRY_IN_FRAME) == 0) {
		m->entry[other] = e;
		m->home[other] = m->home[page];
		if ((e & ENTRY_SLOT) != 0)
			swapmap_share(&m->swap, m->home[page]);
		return;
	}
	if (m->ring == NULL)
		m->ring = mem_reserve(m->mem, m->npages, sizeof(*m->ring));
	if ((e & ENTRY_PRESENT) != 0) {
		m->ring[page] = page;
		m->entry[page] = (uint8_t)((e & ~ENTRY_PRESENT) | ENTRY_SHARED);
	}
	m->where[other] = m->where[page];
	m->entry[other] = ENTRY_SHARED;
	m->ring[other] = m->ring[page];
	m->ring[page] = other;
}

bool
machine_share_last(const struct machine *m, page_id_t page)
{
	return (m->ring[page] == page);
}

bool
machine_unshare(struct machine *m, page_id_t page)
{
	frame_t f = m->where[page];
	page_id_t before = page;

	if (machine_share_last(m, page))
		return (false);
	while (m->ring[before] != page)
		before = m->ring[before];
	m->ring[before] = m->ring[page];
	if (m->page[f] == page) {
		m->page[f] = before;
		m->home[before] = m->home[page];
		m->entry[before] |= m->entry[page] & ENTRY_OF_FRAME;
	}
	return (true);
}

void
machine_own(struct machine *m, page_id_t page)
{
	assert(machine_share_last(m, page));
	m->entry[page] =
	    (uint8_t)((m->entry[page] & ~ENTRY_SHARED) | ENTRY_PRESENT);
}

void
machine_copy(struct machine *m, page_id_t page, frame_t to)
{
	frame_t from = m->where[page];

	assert(m->page[to] == NO_PAGE);
	if (!machine_unshare(m, page)) {
		if ((m->entry[page] & ENTRY_SLOT) != 0)
			swapmap_put(&m->swap, m->home[page]);
		m->page[from] = NO_PAGE;
	}
	m->entry[page] = ENTRY_PRESENT;
	m->where[page] = to;
	m->page[to] = page;
	if (m->contents != NULL && !contents_copy(m->contents, page, from, to))
		m->trouble = MACHINE_CONTENTS;
}

void
machine_twin(struct machine *m, page_id_t page, page_id_t other)
{
	m->entry[other] |= ENTRY_DIRTY;
	if (m->contents == NULL)
		return;
	contents_share(m->contents, page, other);
	if (!contents_copy(m->contents, other, m->where[page], m->where[other]))
		m->trouble = MACHINE_CONTENTS;
}
