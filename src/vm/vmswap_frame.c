/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Emptying frames.
 *
 * Before anything is changed two things are checked: each page in the frame
 * must have a reachable entry, which gets its ticket, and there must be a free
 * slot if the page must be written.  A page for which there is no slot is
 * admitted to the policy again, as uCore does after a write that failed.
 */
#include "vm/vmswap_frame.h"

#include <assert.h>
#include <string.h>

page_id_t
vmswap_frame_page(const struct vmswap *v, const struct addrspace *as,
    vaddr_t va, uint64_t frame)
{
	page_id_t head = v->machine.page[vmswap_frame_of(v, frame)], p = head;

	do {
		if (v->place[p].as == as && v->place[p].va == va)
			return (p);
		p = machine_next_in_frame(&v->machine, p);
	} while (p != head);
	assert(!"a page in a frame is one of its pages");
	return (NO_PAGE);
}

void
vmswap_frame_offer(struct vmswap *v, frame_t f)
{
	instance_admit_again(&v->instance, f, v->machine.page[f]);
}

void
vmswap_frame_withdraw(struct vmswap *v, frame_t f, enum leave_why why)
{
	if (!v->held[f])
		instance_leave(&v->instance, f, why, v->instance.policy->ops);
}

/* Does every page in the frame have a reachable entry that is not pinned? */
static bool
can_leave(const struct vmswap *v, frame_t f)
{
	page_id_t head = v->machine.page[f], p = head;
	uint64_t frame = v->phys->frames.first + f;

	do {
		if (!addrspace_evictable(v->place[p].as, v->place[p].va, frame))
			return (false);
		p = machine_next_in_frame(&v->machine, p);
	} while (p != head);
	return (true);
}

/* slot_mode=vaddr: does the slot exist, and is it free? */
static bool
has_slot_by_address(struct vmswap *v, page_id_t page)
{
	const struct swapmap *s = &v->machine.swap;
	uint64_t want = v->number[page] + 1;

	if (v->failure.kind != ERR_NONE)
		return (false);
	if (want > SLOT_ENTRY_MAX || want >= s->limit)
		err_set(&v->failure, ERR_LIMIT,
		    "the page at 0x%jx has no slot: %ju is beyond %s "
		    "(slot_mode=alloc has no such limit)",
		    (uintmax_t)v->place[page].va, (uintmax_t)want,
		    want > SLOT_ENTRY_MAX ? "24 bits" : "swap_size");
	else if (want < s->first_unused && !bitset_has(&s->freed, want))
		err_set(&v->failure, ERR_LIMIT,
		    "the page at 0x%jx of space %u has no slot: another space "
		    "has %ju (slot_mode=vaddr is for one space)",
		    (uintmax_t)v->place[page].va, v->process[page],
		    (uintmax_t)want);
	return (v->failure.kind == ERR_NONE);
}

/* Is there a slot for the page that heads f? */
static bool
has_slot(struct vmswap *v, frame_t f)
{
	struct machine *m = &v->machine;
	page_id_t page = m->page[f];
	uint8_t e = m->entry[page];

	if ((e & ENTRY_SLOT) != 0 &&
	    !swapmap_shared(&m->swap, m->slot_of[page]))
		return (true);
	return (m->slot_by_address ? has_slot_by_address(v, page)
				   : m->swap.used + 1 < m->swap.limit);
}

static void
store(struct vmswap *v, frame_t f, slot_t slot)
{
	const struct frame_pool *pool = &v->phys->frames;

	if (pool->bytes == NULL)
		return;
	if (v->slot[slot] == NULL)
		v->slot[slot] = mem_alloc(v->mem, pool->page_size);
	memcpy(v->slot[slot],
	    frame_pool_bytes(&v->phys->frames, pool->first + f),
	    pool->page_size);
}

void
vmswap_frame_fetch(struct vmswap *v, frame_t f, slot_t slot)
{
	struct frame_pool *pool = &v->phys->frames;

	if (pool->bytes != NULL)
		memcpy(frame_pool_bytes(pool, pool->first + f), v->slot[slot],
		    pool->page_size);
}

/* The entries of all pages that were in f, but for 'keep', get tickets. */
static void
set_tickets(
    struct vmswap *v, frame_t f, page_id_t head, bool shared, page_id_t keep)
{
	uint64_t frame = v->phys->frames.first + f;
	page_id_t p = head;

	do {
		p = shared ? v->machine.next_sharer[p] : p;
		if (p != keep)
			addrspace_evict(
			    v->place[p].as, v->place[p].va, frame, p);
	} while (p != head);
}

bool
vmswap_frame_empty(struct vmswap *v, frame_t f, page_id_t keep,
    enum leave_why why, struct fault *fault)
{
	struct machine *m = &v->machine;
	page_id_t head = m->page[f];
	bool shared = entry_shared(m->entry[head]);

	if (!can_leave(v, f)) {
		vmswap_frame_withdraw(v, f, LEAVE_PINNED);
		v->held[f] = true;
		return (false);
	}
	if (machine_must_write(m, m->entry[head]) && !has_slot(v, f)) {
		vmswap_frame_withdraw(v, f, LEAVE_PINNED);
		vmswap_frame_offer(v, f);
		return (false);
	}
	vmswap_frame_withdraw(v, f, why);
	if (keep != NO_PAGE && m->frame_of[keep] == f) {
		machine_evict_sharers(m, keep, fault);
	} else {
		keep = NO_PAGE;
		machine_evict(m, &f, 1, fault);
		machine_count_resident(m, v->now, -1);
	}
	if (fault->written)
		store(v, f, fault->out);
	set_tickets(v, f, head, shared, keep);
	return (true);
}

static struct vmswap *
swap_of(struct instance *i)
{
	_Static_assert(offsetof(struct vmswap, instance) == 0,
	    "a swapper is found from its instance");
	return ((struct vmswap *)i);
}

static void
vmswap_broken(struct instance *i, const char *what, frame_t f)
{
	struct vmswap *v = swap_of(i);

	if (v->failure.kind == ERR_NONE)
		instance_blame(i, what, f, &v->failure);
}

static bool
vmswap_can_write(struct instance *i, frame_t f)
{
	return (has_slot(swap_of(i), f));
}

static void
vmswap_written(struct instance *i, frame_t f, slot_t slot)
{
	store(swap_of(i), f, slot);
}

static bool
vmswap_empty(struct instance *i, frame_t f, struct fault *fault)
{
	return (
	    vmswap_frame_empty(swap_of(i), f, NO_PAGE, LEAVE_EVICTED, fault));
}

const struct instance_owner vmswap_owner = {
	.broken = vmswap_broken,
	.can_write = vmswap_can_write,
	.written = vmswap_written,
	.empty = vmswap_empty,
};

slot_t
vmswap_slot(const struct vmswap *v, uint32_t ticket)
{
	return (machine_slot(&v->machine, ticket));
}

void
vmswap_exchange(struct vmswap *v, slot_t a, slot_t b)
{
	uint8_t *bytes = v->slot[a];

	v->slot[a] = v->slot[b];
	v->slot[b] = bytes;
}
