/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A page goes out.  A clean page with a good copy is dropped for nothing, any
 * other is written; what counts as a good copy is a matter of settings:
 *
 *   unwritten=drop   a page never written is taken to have its copy in its file
 *   unwritten=write  it is written out like any other
 *   always_write     every victim is written, as in uCore
 */
#include <assert.h>

#include "machine/contents.h"
#include "machine/machine.h"

/* The highest slot of a 24-bit swap entry. */
#define SLOT_ENTRY_MAX ((UINT64_C(1) << 24) - 1)

static slot_t
slot_for(struct machine *m, page_id_t page)
{
	slot_t slot;
	uint64_t want;

	if (!m->slot_by_address) {
		slot = swapmap_take(&m->swap);
		if (slot == NO_SLOT)
			m->trouble = MACHINE_SWAP_FULL;
		return (slot);
	}
	want = m->number[page] + 1;
	if (want > SLOT_ENTRY_MAX || want >= m->swap.limit) {
		m->trouble = MACHINE_SLOT_RANGE;
		return (NO_SLOT);
	}
	swapmap_claim(&m->swap, (slot_t)want);
	return ((slot_t)want);
}

uint8_t
machine_choose_slot(struct machine *m, page_id_t page, uint8_t e)
{
	if ((e & ENTRY_SLOT) != 0 && swapmap_shared(&m->swap, m->home[page])) {
		swapmap_put(&m->swap, m->home[page]);
		e &= (uint8_t)~ENTRY_SLOT;
	}
	if ((e & ENTRY_SLOT) != 0)
		return (e);
	m->home[page] = slot_for(m, page);
	return (m->home[page] == NO_SLOT ? e : e | ENTRY_SLOT);
}

/* The page, which heads frame f, is written; its entry says where. */
static slot_t
write_out(struct machine *m, page_id_t page, frame_t f)
{
	m->entry[page] = machine_choose_slot(m, page, m->entry[page]);
	m->writes++;
	if ((m->entry[page] & ENTRY_SLOT) == 0)
		return (NO_SLOT);
	if (unlikely(m->contents != NULL) &&
	    !contents_store(m->contents, page, f, m->home[page]))
		m->trouble = MACHINE_CONTENTS;
	return (m->home[page]);
}

/* The page that heads f is written, if it must be: the victim's part of
 * *fault. */
static void
save(struct machine *m, frame_t f, struct fault *fault)
{
	page_id_t page = m->page[f];
	uint8_t e = m->entry[page];

	fault->victim = page;
	fault->written = (e & ENTRY_DIRTY) != 0 || m->always_write ||
			 (m->write_unwritten && (e & ENTRY_SLOT) == 0);
	fault->out = fault->written ? write_out(m, page, f) : NO_SLOT;
	m->evictions++;
}

/* All that share f but 'keep' find their page where its head's copy is: each
 * holds the slot. */
static void
scatter(struct machine *m, frame_t f, page_id_t keep)
{
	page_id_t head = m->page[f], p = head;
	uint8_t slot = m->entry[head] & ENTRY_SLOT;
	bool held = false;

	do {
		p = m->ring[p];
		if (p == keep)
			continue;
		if (slot != 0 && held)
			swapmap_share(&m->swap, m->home[head]);
		held = true;
		m->home[p] = m->home[head];
		m->entry[p] = ENTRY_SWAPPED | slot;
	} while (p != head);
}

void
machine_evict(struct machine *m, frame_t f, struct fault *fault)
{
	page_id_t page = m->page[f];

	save(m, f, fault);
	if (unlikely((m->entry[page] & ENTRY_SHARED) != 0))
		scatter(m, f, NO_PAGE);
	else
		m->entry[page] = ENTRY_SWAPPED | (m->entry[page] & ENTRY_SLOT);
	m->page[f] = NO_PAGE;
}

void
machine_keep(struct machine *m, page_id_t page, struct fault *fault)
{
	frame_t f = m->where[page];

	assert(!machine_share_last(m, page));
	save(m, f, fault);
	scatter(m, f, page);
	m->page[f] = page;
	m->entry[page] = ENTRY_PRESENT;
}

bool
machine_clean(struct machine *m, frame_t f, slot_t *slot)
{
	page_id_t page = m->page[f];

	if ((m->entry[page] & ENTRY_DIRTY) == 0)
		return (false);
	*slot = write_out(m, page, f);
	m->entry[page] &= (uint8_t)~ENTRY_DIRTY;
	m->cleaned++;
	return (true);
}
