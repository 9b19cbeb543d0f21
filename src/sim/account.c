/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a fault costs, told to the metrics.
 *
 * A fault stalls its process from the reference to the moment the page is
 * there: the kernel's own work, the victim's write where that is waited for
 * (writeback=sync) or done by the processor itself (zram), and the read.  A
 * write that is not waited for shares the device and so delays later reads.
 */
#include "sim/replay.h"

static sim_ns
kernel_cost(const struct kernel_figures *k, enum fault_kind kind, bool victim)
{
	sim_ns cost = victim ? k->evict_ns : 0;

	switch (kind) {
	case FAULT_ZERO:
		return (cost + k->zero_fault_ns);
	case FAULT_SWAP_IN:
		return (cost + k->major_fault_ns);
	case FAULT_COW:
		return (cost + k->cow_fault_ns);
	case FAULT_COW_LAST:
		return (cost + k->cow_last_ns);
	case FAULT_KINDS:
		break;
	}
	return (cost);
}

static sim_ns
now_ns(const struct replay *r, uint64_t at)
{
	return (at * r->think_ns + r->outcome->stall_ns);
}

/* Writes a page at the time; how long the issuer is held up. */
static sim_ns
write_page(struct replay *r, sim_ns at, slot_t slot)
{
	struct transfer t = {
		.at = at, .slot = slot, .pages = 1, .write = true
	};
	struct served s;

	device_serve(r->device, &t, &s);
	return (r->sync_writes ? s.done - at : s.cpu);
}

void
replay_account(struct replay *r, const struct fault *fault)
{
	sim_ns start = now_ns(r, fault->at), wait = 0;
	sim_ns stall =
	    kernel_cost(r->kernel, fault->kind, fault->victim != NO_PAGE);

	if (fault->written)
		stall += write_page(r, start, fault->out);
	if (fault->read) {
		struct transfer t = { .at = start + stall, .pages = 1 };
		struct served s;

		t.slot = fault->in != NO_SLOT ? fault->in : fault->page;
		device_serve(r->device, &t, &s);
		wait = s.wait;
		stall += s.done - t.at;
	}
	counters_fault(&r->counters, fault, stall, wait);
	if (r->observer != NULL && r->observer->fault != NULL)
		r->observer->fault(r->observer->self, fault);
}

void
replay_account_write(struct replay *r, slot_t slot)
{
	if (r->accounts_each_fault)
		r->outcome->stall_ns += write_page(r, now_ns(r, r->now), slot);
}

/* Faults that were only counted: each kind took a fixed time. */
static void
settle_counted(struct replay *r)
{
	for (int kind = 0; kind < FAULT_KINDS; kind++)
		for (int victim = 0; victim < 2; victim++)
			counters_faults(&r->counters,
			    r->fault_count[kind][victim],
			    kernel_cost(r->kernel, kind, victim));
}

void
replay_finish(struct replay *r, uint64_t denied, uint64_t linear)
{
	struct machine *m = &r->machine;
	struct outcome *o = r->outcome;
	uint64_t faults = 0;

	machine_count_resident(m, r->now, 0);
	r->fault_count[FAULT_ZERO][1] += r->short_fault_count[FAULT_ZERO];
	r->fault_count[FAULT_SWAP_IN][1] += r->short_fault_count[FAULT_SWAP_IN];
	if (!r->accounts_each_fault)
		settle_counted(r);
	for (int kind = 0; kind < FAULT_KINDS; kind++) {
		o->faults[kind] =
		    r->fault_count[kind][0] + r->fault_count[kind][1];
		faults += o->faults[kind];
	}
	o->evictions = m->evictions;
	o->references = r->now + denied + linear;
	o->no_frame = r->no_frame;
	o->denied = denied + r->no_frame;
	o->hits = r->now + linear - faults - r->no_frame;
	o->swap_reads = m->reads;
	o->swap_writes = m->writes;
	o->cleaned = m->cleaned;
	o->slots_peak = m->swap.peak;
	o->resident_peak = m->resident_peak;
	o->resident_sum = m->resident_sum;
	o->total_ns = now_ns(r, r->now);
}
