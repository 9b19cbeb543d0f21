/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The swapper: verbs of an address space become moves of the machine and verbs
 * of the policy, in the order in which the loop makes them (loop.h).
 *
 * A frame is held when it may not be named though a page is in it: it is
 * pinned, or one of its pages has been put out of sight with its table, so that
 * no entry could be made to say where it went.
 */
#include <stdio.h>

#include "vm/vmswap_frame.h"

static struct vmswap *
of(void *ctx)
{
	return (ctx);
}

/* A page that has not been before. */
static page_id_t
new_page(struct vmswap *h, struct addrspace *as, vaddr_t va)
{
	page_id_t page = h->npages++;

	h->place[page] = (struct vmswap_place){ as, va };
	h->number[page] = va >> h->phys->shift;
	h->process[page] = as->id;
	return (page);
}

/* The number that the page at va has or, coming, will have. */
static page_id_t
page_at(const struct vmswap *h, struct addrspace *as, vaddr_t va)
{
	uint64_t e = pagetable_get(&as->pt, va);

	if ((e & PTE_SWAPPED) != 0)
		return ((page_id_t)pte_number(e));
	if ((e & PTE_OWNED) != 0)
		return (vmswap_frame_page(h, as, va, pte_number(e)));
	return (h->npages);
}

void
vmswap_frame_forget_fault(struct vmswap *h)
{
	h->fault =
	    (struct fault){ .victim = NO_PAGE, .in = NO_SLOT, .out = NO_SLOT };
	h->faulted = false;
}

/* What has been moved outside a fault. */
static void
settle(struct vmswap *h)
{
	if (h->fault.victim != NO_PAGE)
		instance_observe_evict(&h->instance, &h->fault);
	vmswap_frame_forget_fault(h);
}

static void
vmswap_begin(void *ctx)
{
	struct vmswap *h = of(ctx);
	instance_tick_due(&h->instance, h->now, h->tick);
	h->now++;
	h->accessing = true;
}

static void
mark(struct vmswap *h, frame_t f, bool write, bool hit)
{
	struct machine *m = &h->machine;
	page_id_t page = m->page[f];
	uint8_t bits =
	    hit || h->instance.host.load_accessed ? ENTRY_ACCESSED : 0;

	if (hit && !h->held[f])
		instance_touch(&h->instance, f);
	if (write && entry_shared(m->entry[page]) &&
	    machine_last_sharer(m, page))
		machine_own(m, page);
	machine_mark(m, page, write ? bits | ENTRY_DIRTY : bits);
}

static void
vmswap_end(void *ctx, uint64_t frame, bool write, bool hit)
{
	struct vmswap *h = of(ctx);
	const struct observer *o = h->instance.observer;

	h->accessing = false;
	if (frame != POOL_NONE)
		mark(h, vmswap_frame_of(h, frame), write, hit);
	if (!h->faulted) {
		settle(h);
		return;
	}
	h->fault.write = write;
	h->faults[h->fault.kind]++;
	if (o != NULL && o->fault != NULL)
		o->fault(o->self, &h->fault);
	vmswap_frame_forget_fault(h);
}

static bool
vmswap_admits(void *ctx)
{
	return (of(ctx)->npages < PAGES_MAX);
}

static uint64_t
vmswap_reclaim(void *ctx, struct addrspace *as, vaddr_t va)
{
	struct vmswap *h = of(ctx);
	struct instance *in = &h->instance;
	page_id_t wanted = page_at(h, as, va);
	page_id_t keep =
	    wanted < h->npages && entry_shared(h->machine.entry[wanted])
		? wanted
		: NO_PAGE;

	while (in->evictable > 0 && h->failure.kind == ERR_NONE) {
		frame_t f = instance_victim(in, wanted, in->policy->ops);

		if (f == NO_FRAME)
			break;
		if (vmswap_frame_empty(h, f, keep, &h->fault))
			return (h->phys->frames.first + f);
		if (!h->held[f])
			break;
	}
	return (POOL_NONE);
}

static int
vmswap_read(void *ctx, ticket_t page, uint64_t frame)
{
	struct vmswap *h = of(ctx);

	slot_t slot = machine_slot(&h->machine, page);

	if (slot != NO_SLOT)
		vmswap_frame_fetch(h, vmswap_frame_of(h, frame), slot);
	return (0);
}

static ticket_t
vmswap_hold(void *ctx, struct addrspace *as, vaddr_t va, ticket_t page)
{
	struct vmswap *h = of(ctx);
	page_id_t other = new_page(h, as, va);

	machine_share(&h->machine, page, other);
	return (other);
}

static void
vmswap_drop(void *ctx, ticket_t page)
{
	struct vmswap *h = of(ctx);
	frame_t f;

	machine_free(&h->machine, &page, 1, &f);
	if (h->instance.policy->ops->forget != NULL)
		h->instance.policy->ops->forget(h->instance.st, page);
}

/* A page comes into an empty frame. */
static void
load(struct vmswap *h, page_id_t page, frame_t f, bool dirty)
{
	instance_use_frame(&h->instance, f);
	machine_load(&h->machine, page, f, &h->fault);
	machine_count_resident(&h->machine, h->now, 1);
	vmswap_frame_offer(h, f);
	if (dirty)
		machine_set_dirty(&h->machine, page);
}

/* A shared page has moved to a frame of its own, or the others have left. */
static void
copied(struct vmswap *h, page_id_t page, frame_t f, frame_t from)
{
	struct machine *m = &h->machine;

	if (f != from) {
		instance_use_frame(&h->instance, f);
		machine_copy(m, page, f);
		machine_count_resident(m, h->now, 1);
	}
	h->fault.kind = FAULT_COW;
	vmswap_frame_offer(h, f);
	machine_set_dirty(m, page);
}

static void
owned(struct vmswap *h, page_id_t page, frame_t f)
{
	machine_own(&h->machine, page);
	h->fault.kind = FAULT_COW_LAST;
	if (!h->held[f])
		instance_touch(&h->instance, f);
}

static void
vmswap_arrived(void *ctx, struct addrspace *as, vaddr_t va, uint64_t frame,
    enum arrival how, uint64_t from)
{
	struct vmswap *h = of(ctx);
	frame_t f = vmswap_frame_of(h, frame);
	page_id_t page = how == ARRIVAL_BACK ? (page_id_t)from
			 : how == ARRIVAL_COPY || how == ARRIVAL_OWN
			     ? vmswap_frame_page(h, as, va, from)
			     : new_page(h, as, va);

	h->fault.at = h->now == 0 ? 0 : h->now - 1;
	h->fault.page = page;
	h->fault.frame = f;
	switch (how) {
	case ARRIVAL_ZERO:
	case ARRIVAL_BACK:
		load(h, page, f, false);
		break;
	case ARRIVAL_TWIN:
		load(h, page, f, true);
		break;
	case ARRIVAL_SHARE:
		machine_share(&h->machine, h->machine.page[f], page);
		return;
	case ARRIVAL_COPY:
		copied(h, page, f, vmswap_frame_of(h, from));
		break;
	case ARRIVAL_OWN:
		owned(h, page, f);
		break;
	}
	h->faulted = h->accessing;
	if (!h->accessing)
		settle(h);
}

static void
vmswap_left(void *ctx, struct addrspace *as, vaddr_t va, uint64_t frame)
{
	struct vmswap *h = of(ctx);
	struct machine *m = &h->machine;
	frame_t f = vmswap_frame_of(h, frame), empty;
	page_id_t page = vmswap_frame_page(h, as, va, frame);
	bool last =
	    !entry_shared(m->entry[page]) || machine_last_sharer(m, page);

	if (last)
		vmswap_frame_withdraw(h, f, LEAVE_UNMAPPED);
	machine_free(m, &page, 1, &empty);
	if (!last)
		return;
	h->held[f] = false;
	machine_count_resident(m, h->now, -1);
}

static void
vmswap_pin(void *ctx, uint64_t frame, bool on)
{
	struct vmswap *h = of(ctx);
	frame_t f = vmswap_frame_of(h, frame);

	/* The last that shared it has it to itself. */
	if (entry_shared(h->machine.entry[h->machine.page[f]]))
		machine_own(&h->machine, h->machine.page[f]);
	if (on)
		vmswap_frame_withdraw(h, f, LEAVE_PINNED);
	h->held[f] = on;
	if (!on)
		vmswap_frame_offer(h, f);
}

static void
vmswap_tick(void *ctx)
{
	instance_tick(&of(ctx)->instance);
}

static void
vmswap_say(void *ctx, FILE *to)
{
	struct vmswap_counts c = vmswap_tell(ctx);

	fprintf(to,
	    "references=%ju zero_fill=%ju swap_in=%ju cow=%ju evictions=%ju "
	    "reads=%ju writes=%ju resident=%ju slots=%ju",
	    (uintmax_t)c.references, (uintmax_t)c.faults[FAULT_ZERO],
	    (uintmax_t)c.faults[FAULT_SWAP_IN],
	    (uintmax_t)(c.faults[FAULT_COW] + c.faults[FAULT_COW_LAST]),
	    (uintmax_t)c.evictions, (uintmax_t)c.reads, (uintmax_t)c.writes,
	    (uintmax_t)c.resident, (uintmax_t)c.slots);
}

const struct swapper vmswap_swapper = {
	.begin = vmswap_begin,
	.end = vmswap_end,
	.admits = vmswap_admits,
	.reclaim = vmswap_reclaim,
	.read = vmswap_read,
	.hold = vmswap_hold,
	.drop = vmswap_drop,
	.arrived = vmswap_arrived,
	.left = vmswap_left,
	.pin = vmswap_pin,
	.tick = vmswap_tick,
	.tell = vmswap_say,
};
