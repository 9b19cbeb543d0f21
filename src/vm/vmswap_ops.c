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

static struct handswap *
of(void *ctx)
{
	return (ctx);
}

/* A page that has not been before. */
static vpn_t
new_page(struct handswap *h, struct addrspace *as, vaddr_t va)
{
	vpn_t page = h->npages++;

	h->place[page] = (struct hand_place){ as, va };
	h->number[page] = va >> h->phys->shift;
	h->process[page] = as->id;
	return (page);
}

/* The number that the page at va has or, coming, will have. */
static vpn_t
page_at(const struct handswap *h, struct addrspace *as, vaddr_t va)
{
	uint64_t e = pagetable_get(&as->pt, va);

	if ((e & PTE_SWAPPED) != 0)
		return ((vpn_t)pte_number(e));
	if ((e & PTE_OWNED) != 0)
		return (handframe_page(h, as, va, pte_number(e)));
	return (h->npages);
}

void
handframe_forget_fault(struct handswap *h)
{
	h->fault =
	    (struct fault){ .victim = NO_PAGE, .in = NO_SLOT, .out = NO_SLOT };
	h->faulted = false;
}

/* What has been moved outside a fault. */
static void
settle(struct handswap *h)
{
	const struct fault *f = &h->fault;
	const struct observer *o = h->observer;

	h->machine.reads += f->read;
	if (f->victim != NO_PAGE && o != NULL && o->evict != NULL)
		o->evict(o->self, h->now, f->victim, f->out, f->written);
	handframe_forget_fault(h);
}

static void
hand_begin(void *ctx)
{
	struct handswap *h = of(ctx);
	bool due = h->now >= h->next_tick;

	if (due)
		h->next_tick += h->policy_tick;
	if (h->policy->tick != NULL &&
	    (due || (h->tick != 0 && h->now != 0 && h->now % h->tick == 0)))
		h->policy->tick(h->st);
	h->now++;
	h->accessing = true;
}

static void
mark(struct handswap *h, frame_t f, bool write, bool hit)
{
	struct machine *m = &h->machine;
	vpn_t page = m->page[f];
	uint8_t bits = hit || h->host.load_accessed ? ENTRY_ACCESSED : 0;

	if (hit && h->policy->verbs->touch != NULL && !h->held[f])
		h->policy->verbs->touch(h->st, f);
	if (write && (m->entry[page] & ENTRY_SHARED) != 0 &&
	    machine_share_last(m, page))
		machine_own(m, page);
	machine_mark(m, page, write ? bits | ENTRY_DIRTY : bits);
}

static void
hand_end(void *ctx, uint64_t frame, bool write, bool hit)
{
	struct handswap *h = of(ctx);
	const struct observer *o = h->observer;

	h->accessing = false;
	if (frame != POOL_NONE)
		mark(h, handframe_of(h, frame), write, hit);
	if (!h->faulted) {
		settle(h);
		return;
	}
	h->fault.write = write;
	h->faults[h->fault.kind]++;
	if (o != NULL && o->fault != NULL)
		o->fault(o->self, &h->fault);
	handframe_forget_fault(h);
}

static bool
hand_admits(void *ctx)
{
	return (of(ctx)->npages < PAGES_MAX);
}

static uint64_t
hand_reclaim(void *ctx, struct addrspace *as, vaddr_t va)
{
	struct handswap *h = of(ctx);
	vpn_t wanted = page_at(h, as, va);
	vpn_t keep =
	    wanted < h->npages && (h->machine.entry[wanted] & ENTRY_SHARED) != 0
		? wanted
		: NO_PAGE;

	while (h->offered > 0 && h->trouble.kind == ERR_NONE) {
		frame_t f = h->policy->verbs->victim(h->st, wanted);

		if (!handframe_used(h, f) || h->held[f]) {
			handframe_blame(h, "named a frame it may not empty", f);
			break;
		}
		if (handframe_empty(h, f, keep, &h->fault))
			return (h->phys->frames.first + f);
		if (!h->held[f])
			break;
	}
	return (POOL_NONE);
}

static int
hand_read(void *ctx, ticket_t page, uint64_t frame)
{
	struct handswap *h = of(ctx);

	if ((h->machine.entry[page] & ENTRY_SLOT) != 0)
		handframe_fetch(
		    h, handframe_of(h, frame), h->machine.home[page]);
	return (0);
}

static ticket_t
hand_hold(void *ctx, struct addrspace *as, vaddr_t va, ticket_t page)
{
	struct handswap *h = of(ctx);
	vpn_t other = new_page(h, as, va);

	machine_share(&h->machine, page, other);
	return (other);
}

static void
hand_drop(void *ctx, ticket_t page)
{
	struct handswap *h = of(ctx);
	frame_t f;

	machine_free(&h->machine, page, &f);
	if (h->policy->verbs->forget != NULL)
		h->policy->verbs->forget(h->st, page);
}

/* A page comes into an empty frame. */
static void
load(struct handswap *h, vpn_t page, frame_t f, uint8_t bits)
{
	handframe_begin(h, f);
	machine_load(&h->machine, page, f, &h->fault);
	machine_count_resident(&h->machine, h->now, 1);
	handframe_offer(h, f);
	h->machine.entry[page] |= bits;
}

/* A shared page has moved to a frame of its own, or the others have left. */
static void
copied(struct handswap *h, vpn_t page, frame_t f, frame_t from)
{
	struct machine *m = &h->machine;

	if (f != from) {
		handframe_begin(h, f);
		machine_copy(m, page, f);
		machine_count_resident(m, h->now, 1);
	}
	h->fault.kind = FAULT_COW;
	handframe_offer(h, f);
	m->entry[page] |= ENTRY_DIRTY;
}

static void
owned(struct handswap *h, vpn_t page, frame_t f)
{
	machine_own(&h->machine, page);
	h->fault.kind = FAULT_COW_LAST;
	if (h->policy->verbs->touch != NULL && !h->held[f])
		h->policy->verbs->touch(h->st, f);
}

static void
hand_arrived(void *ctx, struct addrspace *as, vaddr_t va, uint64_t frame,
    enum arrival how, uint64_t from)
{
	struct handswap *h = of(ctx);
	frame_t f = handframe_of(h, frame);
	vpn_t page = how == ARRIVAL_BACK ? (vpn_t)from
		     : how == ARRIVAL_COPY || how == ARRIVAL_OWN
			 ? handframe_page(h, as, va, from)
			 : new_page(h, as, va);

	h->fault.at = h->now == 0 ? 0 : h->now - 1;
	h->fault.page = page;
	h->fault.frame = f;
	switch (how) {
	case ARRIVAL_ZERO:
	case ARRIVAL_BACK:
		load(h, page, f, 0);
		break;
	case ARRIVAL_TWIN:
		load(h, page, f, ENTRY_DIRTY);
		break;
	case ARRIVAL_SHARE:
		machine_share(&h->machine, h->machine.page[f], page);
		return;
	case ARRIVAL_COPY:
		copied(h, page, f, handframe_of(h, from));
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
hand_left(void *ctx, struct addrspace *as, vaddr_t va, uint64_t frame)
{
	struct handswap *h = of(ctx);
	struct machine *m = &h->machine;
	frame_t f = handframe_of(h, frame), empty;
	vpn_t page = handframe_page(h, as, va, frame);
	bool last =
	    (m->entry[page] & ENTRY_SHARED) == 0 || machine_share_last(m, page);

	if (last)
		handframe_withdraw(h, f, LEAVE_UNMAPPED);
	machine_free(m, page, &empty);
	if (!last)
		return;
	h->held[f] = false;
	machine_count_resident(m, h->now, -1);
}

static void
hand_pin(void *ctx, uint64_t frame, bool on)
{
	struct handswap *h = of(ctx);
	frame_t f = handframe_of(h, frame);

	/* The last that shared it has it to itself. */
	if ((h->machine.entry[h->machine.page[f]] & ENTRY_SHARED) != 0)
		machine_own(&h->machine, h->machine.page[f]);
	if (on)
		handframe_withdraw(h, f, LEAVE_PINNED);
	h->held[f] = on;
	if (!on)
		handframe_offer(h, f);
}

static void
hand_tick(void *ctx)
{
	struct handswap *h = of(ctx);

	if (h->policy->tick != NULL)
		h->policy->tick(h->st);
}

static void
hand_say(void *ctx, FILE *to)
{
	struct handswap_counts c = handswap_tell(ctx);

	fprintf(to,
	    "references=%ju zero_fill=%ju swap_in=%ju cow=%ju evictions=%ju "
	    "reads=%ju writes=%ju resident=%ju slots=%ju",
	    (uintmax_t)c.references, (uintmax_t)c.faults[FAULT_ZERO],
	    (uintmax_t)c.faults[FAULT_SWAP_IN],
	    (uintmax_t)(c.faults[FAULT_COW] + c.faults[FAULT_COW_LAST]),
	    (uintmax_t)c.evictions, (uintmax_t)c.reads, (uintmax_t)c.writes,
	    (uintmax_t)c.resident, (uintmax_t)c.slots);
}

const struct swapper hand_swapper = {
	.begin = hand_begin,
	.end = hand_end,
	.admits = hand_admits,
	.reclaim = hand_reclaim,
	.read = hand_read,
	.hold = hand_hold,
	.drop = hand_drop,
	.arrived = hand_arrived,
	.left = hand_left,
	.pin = hand_pin,
	.tick = hand_tick,
	.tell = hand_say,
};
