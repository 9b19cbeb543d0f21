/* SPDX-License-Identifier: BSD-2-Clause */
#include "machine/reclaim/swapcache.h"

#include <assert.h>

#include "machine/contents.h"

void
machine_swap_async(
    struct machine *m, const struct settings *settings, bool free_first)
{
	enum slot_order order = settings->slot_order == SLOT_ORDER_AUTO
				    ? SLOT_ORDER_NEXT
				    : (enum slot_order)settings->slot_order;

	m->slot_until_load = false;
	m->always_write = false;
	m->swap_cache = false;
	m->write_unwritten = true;
	m->write_effects = m->contents != NULL;
	m->only_dirty_written = false;
	swapmap_open(&m->swap, m->mem, order,
	    settings->swap_size / settings->page_size, free_first);
	contents_slots(m->contents, m->mem, m->swap.limit);
}

void
machine_swap_overflows(struct machine *m)
{
	swapmap_overflow(&m->swap);
}

slot_t
machine_begin_write(struct machine *m, frame_t f)
{
	page_id_t page = m->page[f];
	slot_t slot = machine_write_out(m, page, f);

	assert(entry_present(m->entry[page]));
	if (slot != NO_SLOT)
		m->entry[page] = PAGE_CACHED | ENTRY_SLOT;
	return (slot);
}

void
machine_cache(struct machine *m, page_id_t page)
{
	uint8_t e = m->entry[page];

	assert(entry_present(e));
	m->entry[page] = PAGE_CACHED | (e & ENTRY_SLOT);
}

void
machine_map(struct machine *m, page_id_t page)
{
	uint8_t e = m->entry[page];

	assert(entry_cached(e));
	m->entry[page] = PAGE_RESIDENT | (e & ENTRY_SLOT);
}

page_id_t
machine_stand_in(struct machine *m, page_id_t page, frame_t f)
{
	page_id_t was = m->page[f];

	m->page[f] = page;
	m->frame_of[page] = f;
	m->entry[page] = PAGE_RESIDENT;
	return (was);
}

void
machine_stand_down(struct machine *m, page_id_t page, frame_t f, page_id_t was)
{
	m->page[f] = was;
	m->entry[page] = PAGE_UNTOUCHED;
}

bool
machine_swap_scarce(const struct machine *m)
{
	slot_t size = m->swap.size != 0 ? m->swap.size : m->swap.limit - 1;

	return (m->swap.used > size / 2);
}
