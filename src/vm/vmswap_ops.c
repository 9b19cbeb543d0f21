/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The functions of the swapper.  Each becomes transitions of the machine and
 * calls of the policy, in the same order as in a replay (sim/loop.h).
 *
 * A frame is held if it has a page but the policy may not name it: the page is
 * pinned, or one of the pages in it is unreachable, because its table was taken
 * out (addrspace_clear_mappings()), so that no entry could get its ticket.
 */
#include <stdio.h>

#include "policy/watch.h"
#include "vm/vmswap_frame.h"

static struct vmswap *
of(void *ctx)
{
	return (ctx);
}

/* Numbers a new page. */
static page_id_t
new_page(struct vmswap *v, struct addrspace *as, vaddr_t va)
{
	page_id_t page = v->npages++;

	v->place[page] = (struct vmswap_place){ as, va };
	v->number[page] = va >> v->phys->shift;
	v->process[page] = as->id;
	return (page);
}

/* The number of the page at va; if it is new, the one that it will get. */
static page_id_t
page_at(const struct vmswap *v, struct addrspace *as, vaddr_t va)
{
	uint64_t e = pagetable_get(&as->pt, va);

	if ((e & PTE_SWAPPED) != 0)
		return ((page_id_t)pte_number(e));
	if ((e & PTE_OWNED) != 0)
		return (vmswap_frame_page(v, as, va, pte_number(e)));
	return (v->npages);
}

void
vmswap_frame_forget_fault(struct vmswap *v)
{
	v->fault =
	    (struct fault){ .victim = NO_PAGE, .in = NO_SLOT, .out = NO_SLOT };
	v->faulted = false;
}

/* Ends an operation that moved pages outside a fault. */
static void
settle(struct vmswap *v)
{
	if (v->fault.victim != NO_PAGE)
		instance_observe_evict(&v->instance, &v->fault);
	vmswap_frame_forget_fault(v);
}

static void
vmswap_begin(void *ctx)
{
	struct vmswap *v = of(ctx);
	watch_beat(v->now);
	instance_tick_due(&v->instance, v->now, v->tick);
	v->now++;
	v->accessing = true;
}

static void
mark(struct vmswap *v, frame_t f, bool write, bool hit)
{
	struct machine *m = &v->machine;
	page_id_t page = m->page[f];
	uint8_t bits =
	    hit || v->instance.host.load_accessed ? ENTRY_ACCESSED : 0;

	if (hit && !v->held[f])
		instance_touch(&v->instance, f);
	if (write && entry_shared(m->entry[page]) &&
	    machine_last_sharer(m, page))
		machine_own(m, page);
	machine_mark(m, page, write ? bits | ENTRY_DIRTY : bits);
}

static void
vmswap_end(void *ctx, uint64_t frame, bool write, bool hit)
{
	struct vmswap *v = of(ctx);
	const struct observer *o = v->instance.observer;

	v->accessing = false;
	if (frame != POOL_NONE)
		mark(v, vmswap_frame_of(v, frame), write, hit);
	if (!v->faulted) {
		settle(v);
		return;
	}
	v->fault.write = write;
	v->faults[v->fault.kind]++;
	if (o != NULL && o->fault != NULL)
		o->fault(o->self, &v->fault);
	vmswap_frame_forget_fault(v);
}

static bool
vmswap_admits(void *ctx)
{
	const struct vmswap *v = of(ctx);

	if (v->npages == v->cap && v->cap < PAGES_MAX)
		mem_exceeded(v->cap, "pages");
	return (v->npages < v->cap);
}

/* The page at va if it is shared, and so about to be copied; or NO_PAGE. */
static page_id_t
copied_at(const struct vmswap *v, struct addrspace *as, vaddr_t va)
{
	page_id_t page = page_at(v, as, va);

	return (page < v->npages && entry_shared(v->machine.entry[page])
		    ? page
		    : NO_PAGE);
}

/* A policy that reclaims in batches; not for a copy, as in a run. */
static void
vmswap_prepare(void *ctx, struct addrspace *as, vaddr_t va)
{
	struct vmswap *v = of(ctx);
	const struct policy_ops *ops = v->instance.policy->ops;

	if (ops->needs_scan != NULL && copied_at(v, as, va) == NO_PAGE &&
	    ops->needs_scan(v->instance.st))
		ops->scan(v->instance.st, 1);
}

static uint64_t
vmswap_reclaim(void *ctx, struct addrspace *as, vaddr_t va)
{
	struct vmswap *v = of(ctx);
	struct instance *in = &v->instance;
	page_id_t wanted = page_at(v, as, va), keep = copied_at(v, as, va);

	while (in->evictable > 0 && v->failure.kind == ERR_NONE) {
		frame_t f = instance_victim(in, wanted, in->policy->ops);

		if (f == NO_FRAME)
			break;
		if (vmswap_frame_empty(v, f, keep, LEAVE_EVICTED, &v->fault))
			return (v->phys->frames.first + f);
		if (!v->held[f])
			break;
	}
	return (POOL_NONE);
}

/* No policy chose it, so it leaves no ghost behind. */
static int
vmswap_pageout(void *ctx, uint64_t frame)
{
	struct vmswap *v = of(ctx);
	frame_t f = vmswap_frame_of(v, frame);

	if (!vmswap_frame_empty(v, f, NO_PAGE, LEAVE_UNMAPPED, &v->fault))
		return (-1);
	v->held[f] = false;
	settle(v);
	return (0);
}

static int
vmswap_read(void *ctx, ticket_t page, uint64_t frame)
{
	struct vmswap *v = of(ctx);

	slot_t slot = machine_slot(&v->machine, page);

	if (slot != NO_SLOT)
		vmswap_frame_fetch(v, vmswap_frame_of(v, frame), slot);
	return (0);
}

static ticket_t
vmswap_hold(void *ctx, struct addrspace *as, vaddr_t va, ticket_t page)
{
	struct vmswap *v = of(ctx);
	page_id_t other = new_page(v, as, va);

	machine_share(&v->machine, page, other);
	return (other);
}

static void
vmswap_drop(void *ctx, ticket_t page)
{
	struct vmswap *v = of(ctx);
	frame_t f;

	machine_free(&v->machine, &page, 1, &f);
	if (v->instance.policy->ops->forget != NULL)
		v->instance.policy->ops->forget(v->instance.st, page);
}

/* The page comes into f, which is empty. */
static void
load(struct vmswap *v, page_id_t page, frame_t f, bool dirty)
{
	instance_use_frame(&v->instance, f);
	machine_load(&v->machine, page, f, &v->fault);
	machine_count_resident(&v->machine, v->now, 1);
	vmswap_frame_offer(v, f);
	if (!dirty)
		return;
	machine_uncount_read(&v->machine);
	machine_set_dirty(&v->machine, page);
}

/* A shared page was copied into f, or (f == from) the other sharers of its
 * frame were evicted. */
static void
copied(struct vmswap *v, page_id_t page, frame_t f, frame_t from)
{
	struct machine *m = &v->machine;

	if (f != from) {
		instance_use_frame(&v->instance, f);
		machine_copy(m, page, f);
		machine_count_resident(m, v->now, 1);
	}
	v->fault.kind = FAULT_COW;
	vmswap_frame_offer(v, f);
	machine_set_dirty(m, page);
}

static void
owned(struct vmswap *v, page_id_t page, frame_t f)
{
	machine_own(&v->machine, page);
	v->fault.kind = FAULT_COW_LAST;
	if (!v->held[f])
		instance_touch(&v->instance, f);
}

static void
vmswap_arrived(void *ctx, struct addrspace *as, vaddr_t va, uint64_t frame,
    enum arrival how, uint64_t from)
{
	struct vmswap *v = of(ctx);
	frame_t f = vmswap_frame_of(v, frame);
	page_id_t page = how == ARRIVAL_BACK ? (page_id_t)from
			 : how == ARRIVAL_COPY || how == ARRIVAL_OWN
			     ? vmswap_frame_page(v, as, va, from)
			     : new_page(v, as, va);

	v->fault.at = v->now == 0 ? 0 : v->now - 1;
	v->fault.page = page;
	v->fault.frame = f;
	switch (how) {
	case ARRIVAL_ZERO:
	case ARRIVAL_BACK:
		load(v, page, f, false);
		break;
	case ARRIVAL_TWIN:
		load(v, page, f, true);
		break;
	case ARRIVAL_SHARE:
		machine_share(&v->machine, v->machine.page[f], page);
		return;
	case ARRIVAL_COPY:
		copied(v, page, f, vmswap_frame_of(v, from));
		break;
	case ARRIVAL_OWN:
		owned(v, page, f);
		break;
	}
	v->faulted = v->accessing;
	if (!v->accessing)
		settle(v);
}

static void
vmswap_left(void *ctx, struct addrspace *as, vaddr_t va, uint64_t frame)
{
	struct vmswap *v = of(ctx);
	struct machine *m = &v->machine;
	frame_t f = vmswap_frame_of(v, frame), empty;
	page_id_t page = vmswap_frame_page(v, as, va, frame);
	bool last =
	    !entry_shared(m->entry[page]) || machine_last_sharer(m, page);

	if (last)
		vmswap_frame_withdraw(v, f, LEAVE_UNMAPPED);
	machine_free(m, &page, 1, &empty);
	if (!last)
		return;
	v->held[f] = false;
	machine_count_resident(m, v->now, -1);
}

static void
vmswap_pin(void *ctx, uint64_t frame, bool on)
{
	struct vmswap *v = of(ctx);
	frame_t f = vmswap_frame_of(v, frame);

	/* The last sharer has the frame to itself. */
	if (entry_shared(v->machine.entry[v->machine.page[f]]))
		machine_own(&v->machine, v->machine.page[f]);
	if (on)
		vmswap_frame_withdraw(v, f, LEAVE_PINNED);
	v->held[f] = on;
	if (!on)
		vmswap_frame_offer(v, f);
}

static void
vmswap_tick(void *ctx)
{
	instance_tick(&of(ctx)->instance);
}

static void
vmswap_print(void *ctx, FILE *to)
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
	.prepare = vmswap_prepare,
	.reclaim = vmswap_reclaim,
	.pageout = vmswap_pageout,
	.read = vmswap_read,
	.hold = vmswap_hold,
	.drop = vmswap_drop,
	.arrived = vmswap_arrived,
	.left = vmswap_left,
	.pin = vmswap_pin,
	.tick = vmswap_tick,
	.tell = vmswap_print,
};
