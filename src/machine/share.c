/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Copy-on-write: several pages in one frame.  They form a ring through
 * next_sharer[].  One of them, page[f], heads the frame: its entry holds the
 * bits of the frame, and its slot is the frame's.  The other entries are
 * PAGE_SHARED and nothing else.
 */
#include <assert.h>

#include "machine/contents.h"
#include "machine/transition.h"

void
machine_share(struct machine *m, page_id_t page, page_id_t other)
{
	uint8_t e = m->entry[page];

	assert(!entry_pinned(e) && m->entry[other] == PAGE_UNTOUCHED);
	if (e == PAGE_UNTOUCHED)
		return;
	if (m->contents != NULL)
		contents_share(m->contents, page, other);
	if (!entry_in_frame(e)) {
		m->entry[other] = e;
		m->slot_of[other] = m->slot_of[page];
		if ((e & ENTRY_SLOT) != 0)
			swapmap_share(&m->swap, m->slot_of[page]);
		return;
	}
	if (m->next_sharer == NULL)
		m->next_sharer =
		    mem_reserve(m->mem, m->npages, sizeof(*m->next_sharer));
	if (entry_present(e)) {
		m->next_sharer[page] = page;
		m->entry[page] = (uint8_t)((e & ~ENTRY_PRESENT) | PAGE_SHARED);
	}
	m->frame_of[other] = m->frame_of[page];
	m->entry[other] = PAGE_SHARED;
	m->next_sharer[other] = m->next_sharer[page];
	m->next_sharer[page] = other;
}

bool
machine_unshare(struct machine *m, page_id_t page)
{
	frame_t f = m->frame_of[page];
	page_id_t before = page;

	if (machine_last_sharer(m, page))
		return (false);
	while (m->next_sharer[before] != page)
		before = m->next_sharer[before];
	m->next_sharer[before] = m->next_sharer[page];
	if (m->page[f] == page) {
		m->page[f] = before;
		m->slot_of[before] = m->slot_of[page];
		m->entry[before] |= m->entry[page] & ENTRY_OF_FRAME;
	}
	return (true);
}

void
machine_own(struct machine *m, page_id_t page)
{
	assert(machine_last_sharer(m, page));
	m->entry[page] =
	    (uint8_t)((m->entry[page] & ~PAGE_SHARED) | PAGE_RESIDENT);
}

void
machine_copy(struct machine *m, page_id_t page, frame_t to)
{
	frame_t from = m->frame_of[page];

	assert(m->page[to] == NO_PAGE);
	if (!machine_unshare(m, page)) {
		if ((m->entry[page] & ENTRY_SLOT) != 0)
			swapmap_put(&m->swap, m->slot_of[page]);
		m->page[from] = NO_PAGE;
	}
	m->entry[page] = PAGE_RESIDENT;
	m->frame_of[page] = to;
	m->page[to] = page;
	if (m->contents != NULL && !contents_copy(m->contents, page, from, to))
		machine_fail(m, MACHINE_CONTENTS);
}

void
machine_copy_contents(struct machine *m, page_id_t page, page_id_t other)
{
	m->entry[other] |= ENTRY_DIRTY;
	machine_uncount_read(m);
	if (m->contents == NULL)
		return;
	contents_share(m->contents, page, other);
	if (!contents_copy(
		m->contents, other, m->frame_of[page], m->frame_of[other]))
		machine_fail(m, MACHINE_CONTENTS);
}
