/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What kind of fault is this, and what must be done: a page comes in, is
 * marked, is unmapped.
 */
#include <assert.h>

#include "machine/contents.h"
#include "machine/machine.h"

int
machine_init(struct machine *m, struct mem *mem,
    const struct settings *settings, frame_t nframes, page_id_t npages,
    const struct page_facts *facts, const uint64_t *now, struct err *err)
{
	*m = (struct machine){
		.entry = mem_reserve(
		    mem, (uint64_t)npages + ENTRIES_SPARE, sizeof(*m->entry)),
		.where = mem_reserve(mem, npages, sizeof(*m->where)),
		.home = mem_reserve(mem, npages, sizeof(*m->home)),
		.page =
		    mem_reserve(mem, nframes + FRAMES_SPARE, sizeof(*m->page)),
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
	if (settings->contents != CONTENTS_NONE) {
		m->contents =
		    contents_open(mem, settings, nframes, npages, now, err);
		if (m->contents == NULL)
			return (-1);
	}
	m->slow_marks = m->swap_cache || m->contents != NULL;
	m->plain =
	    !m->always_write && !m->write_unwritten && m->contents == NULL;
	return (0);
}

void
machine_fini(struct machine *m)
{
	contents_close(m->contents);
}

void
machine_find_pages(struct machine *m, frame_t from, frame_t to)
{
	for (frame_t f = from; f < to; f++)
		if (m->page[f] != NO_PAGE)
			m->where[m->page[f]] = f;
}

void
machine_load(struct machine *m, page_id_t page, frame_t f, struct fault *fault)
{
	uint8_t e = m->entry[page];

	assert(m->page[f] == NO_PAGE && (e & ENTRY_IN_FRAME) == 0);
	fault->page = page;
	fault->frame = f;
	fault->kind = (e & ENTRY_SWAPPED) != 0 ? FAULT_SWAP_IN : FAULT_ZERO;
	fault->read = fault->kind == FAULT_SWAP_IN;
	fault->in = (e & ENTRY_SLOT) != 0 ? m->home[page] : NO_SLOT;
	m->entry[page] = ENTRY_PRESENT | (e & ENTRY_SLOT);
	m->where[page] = f;
	m->page[f] = page;
	if (unlikely(m->contents != NULL) &&
	    !contents_load(m->contents, page, f, fault->in, fault->kind))
		m->trouble = MACHINE_CONTENTS;
}

static void
let_slot_go(struct machine *m, page_id_t page)
{
	if ((m->entry[page] & ENTRY_SLOT) != 0)
		swapmap_put(&m->swap, m->home[page]);
	m->entry[page] &= (uint8_t)~ENTRY_SLOT;
}

void
machine_mark_slowly(struct machine *m, page_id_t page, uint8_t bits)
{
	if (m->swap_cache)
		let_slot_go(m, page);
	m->entry[page] |= bits;
	if (m->contents != NULL)
		contents_write(m->contents, page, m->where[page]);
}

void
machine_free(struct machine *m, page_id_t page, frame_t *f)
{
	uint8_t e = m->entry[page];

	*f = NO_FRAME;
	if ((e & ENTRY_SHARED) != 0 && machine_unshare(m, page)) {
		m->entry[page] = 0;
		return;
	}
	if ((e & ENTRY_IN_FRAME) != 0) {
		*f = m->where[page];
		m->page[*f] = NO_PAGE;
	}
	let_slot_go(m, page);
	m->entry[page] = 0;
}
