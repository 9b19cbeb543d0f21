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
slot_for(struct machine *m, vpn_t page)
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

/* The slot the page in f is written to: the one it has, unless another page
 * holds that too. */
static slot_t
slot_to_write(struct machine *m, frame_t f)
{
	slot_t slot = m->slot[f];

	if (swapmap_shared(&m->swap, slot)) {
		swapmap_put(&m->swap, slot);
		slot = NO_SLOT;
	}
	return (slot != NO_SLOT ? slot : slot_for(m, m->page[f]));
}

static void
write_out(struct machine *m, frame_t f)
{
	m->slot[f] = slot_to_write(m, f);
	m->writes++;
	if (unlikely(m->contents != NULL) && m->slot[f] != NO_SLOT &&
	    !contents_store(m->contents, m->page[f], f, m->slot[f]))
		m->trouble = MACHINE_CONTENTS;
}

/* All sharers of f, the head last, find their page in the slot. */
static void
scatter(struct machine *m, frame_t f, vpn_t keep)
{
	vpn_t head = m->page[f], p = head;
	bool first = true;

	do {
		p = m->ring[p];
		if (p == keep)
			continue;
		if (!first)
			swapmap_share(&m->swap, m->slot[f]);
		first = false;
		m->entry[p] = ENTRY_TOUCHED;
		m->where[p] = m->slot[f];
	} while (p != head);
}

void
machine_evict(struct machine *m, frame_t f, struct fault *fault)
{
	vpn_t page = m->page[f];
	uint8_t e = m->entry[page];

	fault->victim = page;
	fault->written = (e & ENTRY_DIRTY) != 0 || m->always_write ||
			 (m->write_unwritten && m->slot[f] == NO_SLOT);
	if (fault->written)
		write_out(m, f);
	fault->out = fault->written ? m->slot[f] : NO_SLOT;
	if (unlikely((e & ENTRY_SHARED) != 0)) {
		scatter(m, f, NO_PAGE);
	} else {
		m->entry[page] = ENTRY_TOUCHED;
		m->where[page] = m->slot[f];
	}
	if (unlikely(m->contents != NULL))
		contents_drop(m->contents, page, f, m->slot[f]);
	m->slot[f] = NO_SLOT;
	m->page[f] = NO_PAGE;
	m->evictions++;
}

void
machine_keep(struct machine *m, vpn_t page, struct fault *fault)
{
	frame_t f = m->where[page];
	uint8_t bits = m->entry[m->page[f]] & ENTRY_BITS;

	assert(!machine_share_last(m, page));
	fault->victim = m->page[f];
	fault->written = (bits & ENTRY_DIRTY) != 0 || m->always_write ||
			 (m->write_unwritten && m->slot[f] == NO_SLOT);
	if (fault->written)
		write_out(m, f);
	fault->out = fault->written ? m->slot[f] : NO_SLOT;
	scatter(m, f, page);
	/* The slot is the others' now. */
	m->slot[f] = NO_SLOT;
	m->page[f] = page;
	m->entry[page] = ENTRY_PRESENT | ENTRY_TOUCHED;
	m->evictions++;
}

bool
machine_clean(struct machine *m, frame_t f, slot_t *slot)
{
	vpn_t page = m->page[f];

	if ((m->entry[page] & ENTRY_DIRTY) == 0)
		return (false);
	write_out(m, f);
	*slot = m->slot[f];
	m->entry[page] &= (uint8_t)~ENTRY_DIRTY;
	m->cleaned++;
	return (true);
}
