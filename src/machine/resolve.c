/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What kind of fault is this, and what must be done: a page comes in, is
 * marked, is unmapped.
 */
#include <assert.h>

#include "machine/contents.h"
#include "machine/machine.h"

void
machine_init(struct machine *m, struct mem *mem,
    const struct settings *settings, frame_t nframes, vpn_t npages,
    const struct page_facts *facts)
{
	*m = (struct machine){
		.entry = mem_column(mem, npages, sizeof(*m->entry)),
		.where = mem_column(mem, npages, sizeof(*m->where)),
		.page = mem_column(mem, nframes, sizeof(*m->page)),
		.slot = mem_column(mem, nframes, sizeof(*m->slot)),
		.nframes = nframes,
		.swap_cache = settings->swap_cache,
		.always_write = settings->always_write,
		.write_unwritten = settings->unwritten == UNWRITTEN_WRITE,
		.slot_by_address = settings->slot_mode == SLOTS_VADDR,
		.number = facts->number,
		.mem = mem,
		.npages = npages,
	};
	swapmap_init(&m->swap, mem, settings->swap_size / settings->page_size);
	for (frame_t f = 0; f < nframes; f++)
		m->page[f] = NO_PAGE;
	if (settings->contents != CONTENTS_NONE)
		m->contents = contents_open(mem, settings, nframes, npages);
	m->slow_marks = m->swap_cache || m->contents != NULL;
}

void
machine_load(struct machine *m, vpn_t page, frame_t f, struct fault *fault)
{
	assert(m->page[f] == NO_PAGE);
	fault->page = page;
	fault->frame = f;
	fault->in = NO_SLOT;
	fault->read = false;
	if (likely((m->entry[page] & ENTRY_TOUCHED) == 0)) {
		fault->kind = FAULT_ZERO;
	} else {
		fault->kind = FAULT_SWAP_IN;
		fault->in = m->where[page];
		fault->read = true;
		m->reads++;
	}
	m->entry[page] = ENTRY_PRESENT | ENTRY_TOUCHED;
	m->where[page] = f;
	m->page[f] = page;
	m->slot[f] = fault->in;
	if (unlikely(m->contents != NULL) &&
	    !contents_load(m->contents, page, f, fault->in, fault->kind))
		m->trouble = MACHINE_CONTENTS;
}

void
machine_mark_slowly(struct machine *m, vpn_t page, uint8_t bits)
{
	frame_t f = m->where[page];

	if (m->swap_cache && (m->entry[page] & ENTRY_DIRTY) == 0) {
		swapmap_put(&m->swap, m->slot[f]);
		m->slot[f] = NO_SLOT;
	}
	m->entry[page] |= bits;
	if (m->contents != NULL)
		contents_write(m->contents, page, f);
}

void
machine_free(struct machine *m, vpn_t page, frame_t *f)
{
	uint8_t e = m->entry[page];

	*f = NO_FRAME;
	if ((e & ENTRY_SHARED) != 0) {
		frame_t at = m->where[page];

		if (!machine_unshare(m, page))
			*f = at;
	} else if ((e & ENTRY_IN_FRAME) != 0) {
		*f = m->where[page];
	} else if ((e & ENTRY_TOUCHED) != 0) {
		swapmap_put(&m->swap, m->where[page]);
	}
	if (*f != NO_FRAME) {
		swapmap_put(&m->swap, m->slot[*f]);
		m->slot[*f] = NO_SLOT;
		m->page[*f] = NO_PAGE;
	}
	m->entry[page] = ENTRY_GONE;
}
