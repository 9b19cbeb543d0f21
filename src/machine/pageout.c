/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Eviction and cleaning.  A clean page with a good copy is dropped at no cost,
 * any other is written.  Settings decide what counts as a good copy:
 *
 *   unwritten=drop	a page that was never written has its copy in its file
 *   unwritten=write	it is written like any other
 *   always_write	every victim is written, as in uCore
 */
#include <assert.h>

#include "machine/contents.h"
#include "machine/transition.h"

static slot_t
slot_for(struct machine *m, page_id_t page)
{
	slot_t slot;
	uint64_t want;

	if (!m->slot_by_address) {
		slot = swapmap_take(&m->swap);
		if (slot == NO_SLOT)
			machine_fail(m, MACHINE_SWAP_FULL);
		return (slot);
	}
	want = m->number[page] + 1;
	if (want > SLOT_ENTRY_MAX || want >= m->swap.limit) {
		machine_fail(m, MACHINE_SLOT_RANGE);
		return (NO_SLOT);
	}
	swapmap_claim(&m->swap, (slot_t)want);
	return ((slot_t)want);
}

/* As machine_choose_slot(); the slot goes to *slot.  It is stored and not read
 * back, as the processor would wait for that. */
static inline uint8_t
choose_slot(struct machine *m, page_id_t page, uint8_t e, slot_t *slot)
{
	if ((e & ENTRY_SLOT) != 0) {
		*slot = m->slot_of[page];
		if (!swapmap_shared(&m->swap, *slot))
			return (e);
		swapmap_put(&m->swap, *slot);
		e &= (uint8_t)~ENTRY_SLOT;
	}
	*slot = slot_for(m, page);
	m->slot_of[page] = *slot;
	return (*slot == NO_SLOT ? e : e | ENTRY_SLOT);
}

uint8_t
machine_choose_slot(struct machine *m, page_id_t page, uint8_t e)
{
	slot_t slot;

	return (choose_slot(m, page, e, &slot));
}

/* Their places in memory are fetched this many pages ahead. */
#define SETTLE_AHEAD 16

static inline void
settle_prefetch(const struct machine *m, uint32_t i)
{
	if (i < m->nunslotted)
		__builtin_prefetch(&m->slot_of[m->unslotted[i]], 1);
}

void
machine_settle_unslotted(struct machine *m)
{
	const uint32_t n = m->nunslotted;
	slot_t first =
	    m->slot_by_address ? NO_SLOT : swapmap_take_run(&m->swap, n);

	for (uint32_t i = 0; i < n; i++) {
		page_id_t page = m->unslotted[i];

		settle_prefetch(m, i + SETTLE_AHEAD);
		if (likely(first != NO_SLOT)) {
			m->slot_of[page] = first + i;
			continue;
		}
		m->slot_of[page] = slot_for(m, page);
		/* The machine has failed then. */
		if (unlikely(m->slot_of[page] == NO_SLOT))
			m->entry[page] &= (uint8_t)~ENTRY_SLOT;
	}
	m->nunslotted = 0;
}

slot_t
machine_write_out(struct machine *m, page_id_t page, frame_t f)
{
	slot_t slot;
	uint8_t e;

	machine_settle_slots(m);
	e = choose_slot(m, page, m->entry[page], &slot);
	m->entry[page] = e;
	m->writes++;
	if ((e & ENTRY_SLOT) == 0)
		return (NO_SLOT);
	if (unlikely(m->contents != NULL) &&
	    !contents_store(m->contents, page, f, slot))
		machine_fail(m, MACHINE_CONTENTS);
	return (slot);
}

/* A page is written to its file. */
static void
write_file(struct machine *m)
{
	m->writes++;
	m->file_writes++;
}

/* Writes the page that heads f, if it must be written, and fills the victim's
 * part of *fault. */
static void
save(struct machine *m, frame_t f, struct fault *fault)
{
	page_id_t page = m->page[f];

	m->evictions++;
	fault->victim = page;
	if (machine_of_file(m, page)) {
		fault->written = entry_dirty(m->entry, page);
		fault->out = NO_SLOT;
		if (fault->written)
			write_file(m);
		return;
	}
	fault->written = machine_must_write(m, m->entry[page]);
	fault->out = fault->written ? machine_write_out(m, page, f) : NO_SLOT;
}

/* All pages in f but 'stays' are swapped; each of them holds the slot of the
 * page that heads f. */
static void
swap_sharers(struct machine *m, frame_t f, page_id_t stays)
{
	page_id_t head = m->page[f], p = head;
	uint8_t slot = m->entry[head] & ENTRY_SLOT;
	bool held = false;

	do {
		p = m->next_sharer[p];
		if (p == stays)
			continue;
		if (slot != 0 && held)
			swapmap_share(&m->swap, m->slot_of[head]);
		held = true;
		m->slot_of[p] = m->slot_of[head];
		m->entry[p] = PAGE_SWAPPED | slot;
	} while (p != head);
}

void
machine_evict_frame(struct machine *m, frame_t f, struct fault *fault)
{
	page_id_t page = m->page[f];

	save(m, f, fault);
	if (unlikely(entry_shared(m->entry[page])))
		swap_sharers(m, f, NO_PAGE);
	else
		m->entry[page] = PAGE_SWAPPED | (m->entry[page] & ENTRY_SLOT);
	m->page[f] = NO_PAGE;
}

void
machine_evict_sharers(struct machine *m, page_id_t page, struct fault *fault)
{
	frame_t f = m->frame_of[page];

	assert(!machine_last_sharer(m, page));
	save(m, f, fault);
	swap_sharers(m, f, page);
	m->page[f] = page;
	m->entry[page] = PAGE_RESIDENT;
}

bool
machine_clean_frame(struct machine *m, frame_t f, slot_t *slot)
{
	page_id_t page = m->page[f];

	if (!entry_dirty(m->entry, page)) {
		*slot = NO_SLOT;
		return (false);
	}
	*slot = NO_SLOT;
	if (machine_of_file(m, page))
		write_file(m);
	else
		*slot = machine_write_out(m, page, f);
	m->entry[page] &= (uint8_t)~ENTRY_DIRTY;
	m->cleaned++;
	return (true);
}
