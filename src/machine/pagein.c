/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Opening a machine; loading, marking, pinning and freeing pages.
 */
#include <assert.h>

#include "machine/contents.h"
#include "machine/transition.h"
#include "model/level.h"

/* A page has one slot at most. */
static uint64_t
slots_needed(const struct settings *settings, page_id_t npages)
{
	uint64_t slots = settings->swap_size / settings->page_size;
	uint64_t most =
	    settings->slot_mode == SLOTS_VADDR ? SLOT_ENTRY_MAX : npages;

	return (slots == 0 || slots > most ? most : slots);
}

/* A kernel's swap has far more slots than are in use, so where slots are not
 * taken lowest first there are as many as can be, unless swap_size says how
 * many. */
static void
open_swap(struct machine *m, const struct settings *settings, page_id_t npages)
{
	enum slot_order order = settings_slot_order(settings);

	swapmap_open(&m->swap, m->mem, order,
	    order == SLOT_ORDER_LOWEST
		? slots_needed(settings, npages)
		: settings->swap_size / settings->page_size,
	    false);
}

int
machine_init(struct machine *m, struct mem *mem,
    const struct settings *settings, frame_t nframes, page_id_t npages,
    const struct page_facts *facts, const uint64_t *now, struct err *err)
{
	*m = (struct machine){
		.entry = mem_reserve(
		    mem, (uint64_t)npages + ENTRIES_SPARE, sizeof(*m->entry)),
		.frame_of = mem_reserve(mem, npages, sizeof(*m->frame_of)),
		.slot_of = mem_reserve(mem, npages, sizeof(*m->slot_of)),
		.page =
		    mem_reserve(mem, nframes + FRAMES_SPARE, sizeof(*m->page)),
		.nframes = nframes,
		.swap_cache = settings->swap_cache,
		.always_write = settings->always_write,
		.write_unwritten = settings->unwritten == UNWRITTEN_WRITE,
		.slot_by_address = settings->slot_mode == SLOTS_VADDR,
		.read_first = settings->first_touch == FIRST_TOUCH_READ,
		.number = facts->number,
		.mem = mem,
		.npages = npages,
	};
	open_swap(m, settings, npages);
	if (settings->contents != CONTENTS_NONE) {
		m->contents = contents_open(
		    mem, settings, nframes, npages, m->swap.limit, now, err);
		if (m->contents == NULL)
			return (-1);
	}
	m->write_effects = m->swap_cache || m->contents != NULL;
	m->only_dirty_written =
	    !m->always_write && !m->write_unwritten && m->contents == NULL;
	return (0);
}

void
machine_swap_as_kernel(struct machine *m, const struct page_facts *facts)
{
	if (facts != NULL && m->contents == NULL) {
		m->file = facts->file;
		m->files = facts->files;
	}
	m->slot_until_load = true;
	m->always_write = true;
	m->swap_cache = false;
	m->write_effects = m->contents != NULL;
	m->only_dirty_written = false;
}

void
machine_fini(struct machine *m)
{
	contents_close(m->contents);
}

void
machine_fail(struct machine *m, enum machine_failure why)
{
	m->failure = why;
}

void
machine_fill_frame_of(struct machine *m, frame_t from, frame_t to)
{
	for (frame_t f = from; f < to; f++)
		if (m->page[f] != NO_PAGE)
			m->frame_of[m->page[f]] = f;
}

void
machine_keep_frame_of(struct machine *m)
{
	m->frame_of_kept = true;
}

void
machine_free_slot(struct machine *m, page_id_t page)
{
	if ((m->entry[page] & ENTRY_SLOT) != 0)
		swapmap_put(&m->swap, m->slot_of[page]);
	m->entry[page] &= (uint8_t)~ENTRY_SLOT;
}

void
machine_load(struct machine *m, page_id_t page, frame_t f, struct fault *fault)
{
	uint8_t e = m->entry[page];

	assert(m->page[f] == NO_PAGE && !entry_in_frame(e));
	fault->page = page;
	fault->frame = f;
	fault->kind = entry_swapped(e) ? FAULT_SWAP_IN : FAULT_ZERO;
	fault->file = machine_of_file(m, page);
	fault->read =
	    fault->kind == FAULT_SWAP_IN || m->read_first || fault->file;
	fault->in = machine_slot(m, page);
	m->reads += fault->read;
	m->file_reads += fault->file;
	entry_load(m->entry, page, e, 0);
	m->frame_of[page] = f;
	m->page[f] = page;
	if (unlikely(m->contents != NULL) &&
	    !contents_load(m->contents, page, f, fault->in, fault->kind))
		machine_fail(m, MACHINE_CONTENTS);
	if (m->slot_until_load)
		machine_free_slot(m, page);
}

void
machine_mark_slow(struct machine *m, page_id_t page, uint8_t bits)
{
	const bool told = m->dirtied != NULL && entry_present(m->entry[page]) &&
			  !entry_dirty(m->entry, page) &&
			  machine_of_file(m, page);

	if (m->swap_cache)
		machine_free_slot(m, page);
	do
		m->entry[page] |= bits;
	while (told && m->dirtied(m->self, page));
	if (m->contents != NULL)
		contents_write(m->contents, page, m->frame_of[page]);
}

void
machine_mark_frame(struct machine *m, frame_t f, uint8_t bits)
{
	machine_mark(m, m->page[f], bits);
}

void
machine_pin(struct machine *m, page_id_t page)
{
	uint8_t e = m->entry[page];

	assert(entry_present(e));
	e &= (uint8_t) ~(ENTRY_PRESENT | ENTRY_HITS);
	m->entry[page] = e | PAGE_PINNED;
}

void
machine_unpin(struct machine *m, page_id_t page)
{
	uint8_t e = m->entry[page];

	assert(entry_pinned(e));
	e &= (uint8_t)~PAGE_PINNED;
	m->entry[page] = e | ENTRY_PRESENT;
}

static frame_t
free_one(struct machine *m, page_id_t page)
{
	frame_t f = NO_FRAME;

	if (entry_shared(m->entry[page]) && machine_unshare(m, page)) {
		m->entry[page] = PAGE_UNTOUCHED;
		return (NO_FRAME);
	}
	if (entry_in_frame(m->entry[page])) {
		f = m->frame_of[page];
		m->page[f] = NO_PAGE;
	}
	machine_free_slot(m, page);
	m->entry[page] = PAGE_UNTOUCHED;
	return (f);
}

size_t
machine_free(struct machine *m, const page_id_t *page, size_t n, frame_t *empty)
{
	size_t emptied = 0;

	for (size_t i = 0; i < n; i++) {
		empty[i] = free_one(m, page[i]);
		emptied += empty[i] != NO_FRAME;
	}
	return (emptied);
}
