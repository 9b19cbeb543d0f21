/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The cost of faults, and their counters.
 *
 * A fault stalls its process from the reference until the page is there: the
 * kernel's work, the victim's write if the process waits for it
 * (writeback=sync) or the processor does it itself (zram), and the read.  A
 * write that the process does not wait for keeps the device busy and so delays
 * later reads.
 *
 * If the device takes no time, each kind of fault takes a fixed time.  Such
 * faults are counted by kind and entered in the histogram at the end of the
 * run, unless each has to be accounted for when it happens, for an observer.
 */
#include <string.h>

#include "base/hist.h"
#include "sim/replay.h"
#include "sim/swap_io.h"

void
account_histograms(struct outcome *o, struct mem *m)
{
	o->latency = mem_alloc(m, sizeof(*o->latency));
	o->wait = mem_alloc(m, sizeof(*o->wait));
}

void
account_open(struct replay *r, struct mem *keep, const struct replay_setup *s)
{
	struct outcome *o = r->outcome;

	account_histograms(o, keep);
	r->costs = mem_alloc(r->mem, sizeof(*r->costs));
	r->facts = s->facts;
	r->parts = parts_open(
	    o, s->narea, s->nprocess, s->facts, s->npages, keep, r->mem);
	if (r->parts != NULL && !s->sparse)
		parts_note_pages(r->parts, s->npages);
	r->free_device = device_is_free(r->device);
	r->account_each_fault = !r->free_device || s->observer != NULL ||
				r->translation != NULL || r->swap_io != NULL ||
				s->policy->ops->scan != NULL;
	r->fast_costs = r->account_each_fault && s->observer == NULL &&
			r->translation == NULL && r->swap_io == NULL &&
			s->policy->ops->scan == NULL &&
			!device_minds_slots(r->device);
	if (!s->warmup)
		return;
	r->counted = o;
	r->outcome = mem_alloc(r->mem, sizeof(*r->outcome));
	account_histograms(r->outcome, r->mem);
}

sim_ns
account_fixed(const struct kernel_figures *k, bool read_first,
    enum fault_kind kind, bool victim)
{
	sim_ns cost = victim ? k->evict_ns : 0;

	switch (kind) {
	case FAULT_ZERO:
		return (
		    cost + (read_first ? k->major_fault_ns : k->zero_fault_ns));
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
kernel_cost(const struct replay *r, enum fault_kind kind, bool victim)
{
	return (account_fixed(r->kernel, r->machine.read_first, kind, victim));
}

void
replay_times(struct replay *r, const uint64_t *time)
{
	r->time = time;
	r->timed_from = r->now;
}

void
replay_places(struct replay *r, const uint64_t *place)
{
	r->place = place;
	r->placed_from = r->now;
}

sim_ns
account_now(const struct replay *r, uint64_t at)
{
	sim_ns own = r->time == NULL
			 ? (replay_clock(r) - (r->now - at)) * r->think_ns
			 : r->time[r->now - r->timed_from];

	return (own + r->before.stall_ns + r->outcome->stall_ns);
}

sim_ns
account_time(const struct replay *r, uint64_t at)
{
	const struct kernel_figures *k = r->kernel;
	sim_ns now = account_now(r, at);

	if (!r->account_each_fault && !r->machine.read_first)
		now += (r->file_first[0] + r->file_first[1]) *
		       (k->major_fault_ns - k->zero_fault_ns);
	for (int kind = 0; kind < FAULT_KINDS && !r->account_each_fault; kind++)
		for (int victim = 0; victim < 2; victim++)
			now += r->faults[kind][victim] *
			       kernel_cost(r, (enum fault_kind)kind, victim);
	return (now);
}

/* Writes a page at this time; returns how long the issuer waits. */
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

/* 'times' faults that took this long each, of which 'wait' in the queue. */
static void
count(struct outcome *o, uint64_t times, sim_ns latency, sim_ns wait)
{
	hist_add(o->latency, latency, times);
	hist_add(o->wait, wait, times);
	o->stall_ns += latency * times;
}

/* The time of the scan before the page came in, which is the fault's. */
static sim_ns
take_reclaim(struct replay *r)
{
	sim_ns reclaim = r->reclaim_ns;

	r->reclaim_ns = 0;
	r->outcome->reclaim_ns += reclaim;
	return (reclaim);
}

/* How long the fault takes, and its transfers. */
static void
account_cost(struct replay *r, const struct fault *fault)
{
	sim_ns start, wait = 0;
	sim_ns latency = account_fixed(
	    r->kernel, fault->read, fault->kind, fault->victim != NO_PAGE);

	latency += take_reclaim(r);
	if (r->free_device) {
		costs_note(r->costs, r->outcome, latency, 0);
		return;
	}
	start = account_now(r, fault->at);
	if (fault->written)
		latency += write_page(
		    r, start, replay_place_of(fault->out, fault->victim));
	if (fault->read) {
		struct transfer t = { .at = start + latency, .pages = 1 };
		struct served s;

		t.slot = replay_place_of(fault->in, fault->page);
		device_serve(r->device, &t, &s);
		wait = s.wait;
		latency += s.done - t.at;
	}
	costs_note(r->costs, r->outcome, latency, wait);
}

void
account_exchange(struct replay *r, enum fault_kind kind, bool written)
{
	const struct fault fault = {
		.at = r->now - 1,
		.kind = kind,
		.read = kind == FAULT_SWAP_IN || r->machine.read_first,
		.written = written,
	};

	account_cost(r, &fault);
}

static void
tell_fault(struct replay *r, const struct fault *fault)
{
	if (r->parts != NULL)
		parts_note(r->parts, r->outcome, fault->page, fault->kind,
		    fault->victim);
	observe_fault(r->observer, fault);
}

void
account_fault(struct replay *r, const struct fault *fault)
{
	if (r->account_each_fault)
		account_cost(r, fault);
	tell_fault(r, fault);
}

void
account_latency(
    struct replay *r, const struct fault *fault, sim_ns latency, sim_ns wait)
{
	costs_note(r->costs, r->outcome, latency, wait);
	tell_fault(r, fault);
}

void
account_write(struct replay *r, page_id_t page, slot_t slot)
{
	if (r->swap_io != NULL)
		swap_io_write_out(r->swap_io, page, slot);
	else if (r->account_each_fault)
		r->outcome->stall_ns += write_page(
		    r, account_now(r, r->now), replay_place_of(slot, page));
}

static void
note_eviction(struct replay *r, page_id_t victim)
{
	if (r->parts != NULL)
		parts_note(r->parts, r->outcome, NO_PAGE, FAULT_ZERO, victim);
}

/* A page was evicted by a scan within a fault. */
static void
account_reclaim(struct replay *r, const struct fault *fault)
{
	if (r->swap_io != NULL || !r->account_each_fault)
		return;
	r->reclaim_ns += r->kernel->evict_ns;
	if (fault->written && !r->free_device)
		r->reclaim_ns +=
		    write_page(r, account_now(r, r->now - 1) + r->reclaim_ns,
			replay_place_of(fault->out, fault->victim));
}

void
account_evict(struct replay *r, const struct fault *fault)
{
	if (fault->written && r->swap_io != NULL && r->swap_io->running)
		swap_io_write(r->swap_io, fault->victim, fault->out);
	else if (r->reclaiming && !r->between_references)
		account_reclaim(r, fault);
	else if (fault->written)
		account_write(r, fault->victim, fault->out);
	note_eviction(r, fault->victim);
}

void
account_evict_ahead(struct replay *r, const struct fault *fault)
{
	note_eviction(r, fault->victim);
	observe_evict(
	    r->observer, r->now, fault->victim, fault->out, fault->written);
}

/* n faults of a kind whose costs were not counted yet. */
static void
count_kind(struct replay *r, enum fault_kind kind, bool victim, uint64_t n)
{
	uint64_t read = kind == FAULT_ZERO ? r->file_first[victim] : 0;

	count(r->outcome, n - read, kernel_cost(r, kind, victim), 0);
	count(
	    r->outcome, read, account_fixed(r->kernel, true, kind, victim), 0);
}

/* Adds up the faults by kind, and their costs where they were only counted.
 * Returns how many there were. */
static uint64_t
add_faults(struct replay *r)
{
	uint64_t faults = 0;

	costs_enter(r->costs, r->outcome);
	/* Those of the fast path had a victim each. */
	for (int kind = 0; kind < 2; kind++)
		r->faults[kind][1] += r->fast_faults[kind];
	for (int kind = 0; kind < FAULT_KINDS; kind++) {
		for (int victim = 0; victim < 2; victim++) {
			uint64_t n = r->faults[kind][victim];

			r->outcome->faults[kind] += n;
			faults += n;
			if (!r->account_each_fault)
				count_kind(r, (enum fault_kind)kind, victim, n);
		}
	}
	return (faults);
}

void
account_uniform(struct outcome *o, const struct kernel_figures *k,
    bool read_first, const uint64_t faults[2][2])
{
	for (int kind = 0; kind < 2; kind++) {
		for (int victim = 0; victim < 2; victim++) {
			o->faults[kind] += faults[kind][victim];
			count(o, faults[kind][victim],
			    account_fixed(k, read_first, kind, victim), 0);
		}
	}
}

/* The counts that the machine keeps, since the beginning. */
static void
read_counts(struct replay *r, struct outcome *o)
{
	struct machine *m = &r->machine;

	machine_count_resident(m, replay_clock(r), 0);
	o->references = replay_clock(r);
	o->no_frame = r->no_frame;
	o->evictions = m->evictions;
	o->swap_reads = m->reads;
	o->swap_writes = m->writes;
	o->cleaned = m->cleaned;
	o->resident_sum = m->resident_sum;
	o->kernel.file_reads = m->file_reads;
	o->kernel.file_writes = m->file_writes;
	account_read_kernel(r, o);
}

/*
 * Faults and their latency are counted anew.  The clock goes on: the device may
 * be busy.
 */
void
account_restart(struct replay *r)
{
	add_faults(r);
	account_balance(r);
	if (r->parts != NULL)
		parts_settle(r->parts, r->outcome);
	memset(r->faults, 0, sizeof(r->faults));
	memset(r->fast_faults, 0, sizeof(r->fast_faults));
	memset(r->file_first, 0, sizeof(r->file_first));
	read_counts(r, &r->before);
	r->before.total_ns = account_now(r, r->now);
	r->before.stall_ns = r->outcome->stall_ns;
	machine_restart_peaks(&r->machine);
	r->outcome = r->counted;
}

/* The counts of the machine less those of the warm-up. */
static void
settle_counts(struct replay *r)
{
	struct outcome *o = r->outcome;
	const struct outcome *b = &r->before;

	read_counts(r, o);
	o->references -= b->references;
	o->no_frame -= b->no_frame;
	o->evictions -= b->evictions;
	o->swap_reads -= b->swap_reads;
	o->swap_writes -= b->swap_writes;
	o->cleaned -= b->cleaned;
	o->resident_sum -= b->resident_sum;
	account_settle_kernel(r, o, b);
}

void
replay_finish(struct replay *r, uint64_t denied, uint64_t linear)
{
	struct outcome *o = r->outcome;
	uint64_t faults = add_faults(r);

	account_balance(r);
	if (r->parts != NULL)
		parts_settle(r->parts, o);
	settle_counts(r);
	o->hits = o->references + linear - faults - o->no_frame;
	o->references += denied + linear;
	o->denied = denied + o->no_frame;
	o->slots_peak = r->machine.swap.peak;
	o->resident_peak = r->machine.resident_peak;
	o->total_ns = account_now(r, r->now) - r->before.total_ns;
}
