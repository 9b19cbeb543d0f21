/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Frames that a hand-driven swapper empties.
 *
 * Whether a page can go is asked before anything is changed: each of the pages
 * in the frame must have an entry to hold its ticket, and there must be a slot
 * if it must be written.  A page that finds no slot goes back to the policy as
 * uCore puts back one whose write failed.
 */
#include "vm/vmswap_frame.h"

#include <assert.h>
#include <string.h>

/* The highest slot of a 24-bit swap entry. */
#define SLOT_ENTRY_MAX ((UINT64_C(1) << 24) - 1)

page_id_t
vmswap_frame_page(const struct vmswap *h, const struct addrspace *as,
    vaddr_t va, uint64_t frame)
{
	page_id_t head = h->machine.page[vmswap_frame_of(h, frame)], p = head;

	do {
		if (h->place[p].as == as && h->place[p].va == va)
			return (p);
		p = machine_next_in_frame(&h->machine, p);
	} while (p != head);
	assert(!"a page in a frame is one of its pages");
	return (NO_PAGE);
}

void
vmswap_frame_offer(struct vmswap *h, frame_t f)
{
	instance_admit_again(&h->instance, f, h->machine.page[f]);
}

void
vmswap_frame_withdraw(struct vmswap *h, frame_t f, enum leave_why why)
{
	if (!h->held[f])
		instance_leave(&h->instance, f, why, h->instance.policy->ops);
}

/* Every page in the frame, but for the one that stays, has its entry. */
static bool
can_leave(const struct vmswap *h, frame_t f)
{
	page_id_t head = h->machine.page[f], p = head;
	uint64_t frame = h->phys->frames.first + f;

	do {
		if (!addrspace_evictable(h->place[p].as, h->place[p].va, frame))
			return (false);
		p = machine_next_in_frame(&h->machine, p);
	} while (p != head);
	return (true);
}

/* slot_mode=vaddr: the slot exists, and no other space's page is there. */
static bool
has_slot_by_address(struct vmswap *h, page_id_t page)
{
	const struct swapmap *s = &h->machine.swap;
	uint64_t want = h->number[page] + 1;

	if (h->failure.kind != ERR_NONE)
		return (false);
	if (want > SLOT_ENTRY_MAX || want >= s->limit)
		err_set(&h->failure, ERR_LIMIT,
		    "the page at 0x%jx has no slot: %ju is beyond %s "
		    "(slot_mode=alloc has no such limit)",
		    (uintmax_t)h->place[page].va, (uintmax_t)want,
		    want > SLOT_ENTRY_MAX ? "24 bits" : "swap_size");
	else if (want < s->first_unused && !bitset_has(&s->freed, want))
		err_set(&h->failure, ERR_LIMIT,
		    "the page at 0x%jx of space %u has no slot: another space "
		    "has %ju (slot_mode=vaddr is for one space)",
		    (uintmax_t)h->place[page].va, h->process[page],
		    (uintmax_t)want);
	return (h->failure.kind == ERR_NONE);
}

/* There is a slot for the page that heads f. */
static bool
has_slot(struct vmswap *h, frame_t f)
{
	struct machine *m = &h->machine;
	page_id_t page = m->page[f];
	uint8_t e = m->entry[page];

	if ((e & ENTRY_SLOT) != 0 &&
	    !swapmap_shared(&m->swap, m->slot_of[page]))
		return (true);
	return (m->slot_by_address ? has_slot_by_address(h, page)
				   : m->swap.used + 1 < m->swap.limit);
}

static void
store(struct vmswap *h, frame_t f, slot_t slot)
{
	const struct frame_pool *pool = &h->phys->frames;

	if (pool->bytes == NULL)
		return;
	if (h->slot[slot] == NULL)
		h->slot[slot] = mem_alloc(h->mem, pool->page_size);
	memcpy(h->slot[slot],
	    frame_pool_bytes(&h->phys->frames, pool->first + f),
	    pool->page_size);
}

void
vmswap_frame_fetch(struct vmswap *h, frame_t f, slot_t slot)
{
	struct frame_pool *pool = &h->phys->frames;

	if (pool->bytes != NULL)
		memcpy(frame_pool_bytes(pool, pool->first + f), h->slot[slot],
		    pool->page_size);
}

/* The entries of all that were in f but 'keep' hold their tickets. */
static void
hand_out_tickets(
    struct vmswap *h, frame_t f, page_id_t head, bool ring, page_id_t keep)
{
	uint64_t frame = h->phys->frames.first + f;
	page_id_t p = head;

	do {
		p = ring ? h->machine.next_sharer[p] : p;
		if (p != keep)
			addrspace_evict(
			    h->place[p].as, h->place[p].va, frame, p);
	} while (p != head);
}

bool
vmswap_frame_empty(
    struct vmswap *h, frame_t f, page_id_t keep, struct fault *fault)
{
	struct machine *m = &h->machine;
	page_id_t head = m->page[f];
	bool ring = entry_shared(m->entry[head]);

	if (!can_leave(h, f)) {
		vmswap_frame_withdraw(h, f, LEAVE_PINNED);
		h->held[f] = true;
		return (false);
	}
	if (machine_must_write(m, m->entry[head]) && !has_slot(h, f)) {
		vmswap_frame_withdraw(h, f, LEAVE_PINNED);
		vmswap_frame_offer(h, f);
		return (false);
	}
	vmswap_frame_withdraw(h, f, LEAVE_EVICTED);
	if (keep != NO_PAGE && m->frame_of[keep] == f) {
		machine_evict_sharers(m, keep, fault);
	} else {
		keep = NO_PAGE;
		machine_evict(m, &f, 1, fault);
		machine_count_resident(m, h->now, -1);
	}
	if (fault->written)
		store(h, f, fault->out);
	hand_out_tickets(h, f, head, ring, keep);
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
	struct vmswap *h = swap_of(i);

	if (h->failure.kind == ERR_NONE)
		instance_blame(i, what, f, &h->failure);
}

static bool
vmswap_held(const struct instance *i, frame_t f)
{
	return (((const struct vmswap *)i)->held[f]);
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
	return (vmswap_frame_empty(swap_of(i), f, NO_PAGE, fault));
}

const struct instance_owner vmswap_owner = {
	.broken = vmswap_broken,
	.held = vmswap_held,
	.can_write = vmswap_can_write,
	.written = vmswap_written,
	.empty = vmswap_empty,
};

slot_t
vmswap_slot(const struct vmswap *h, uint32_t ticket)
{
	return (machine_slot(&h->machine, ticket));
}

void
vmswap_exchange(struct vmswap *h, slot_t a, slot_t b)
{
	uint8_t *bytes = h->slot[a];

	h->slot[a] = h->slot[b];
	h->slot[b] = bytes;
}
