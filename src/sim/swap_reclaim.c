/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Reclaim before a page comes in: level 3 of the model.
 *
 * Memory of a machine has watermarks.  A fault that leaves fewer frames free
 * than 'low' wakes the daemon (kswapd), which reclaims on a processor of its
 * own until as many as 'high' are free or are being written.  As many as 'min'
 * are the kernel's reserve, which no page of the trace is given: a fault that
 * finds no others reclaims itself.  With the limit of a group there is no
 * daemon, and a fault reclaims when its charge does not fit; with scope=local
 * there is a group for each partition.
 *
 * Reclaim is in batches: a scan of a policy that has one, else 32 victims, one
 * after the other.  A textbook policy's contract is that a page comes in for
 * each victim, so one that is no page of the trace does, and is unmapped at
 * once (machine_stand_in()).  The victim has left the policy then.  If it must
 * be written it is not mapped and stays in its frame until the device has it;
 * if it is referenced before, that is a minor fault, and it is admitted again.
 *
 *	victim() ─▶ away ─time─▶ empty
 *		     └─referenced─▶ admit()
 */
#include "model/level.h"
#include "sim/loop.h"
#include "sim/swap_io.h"

static void
open_group(struct group_memory *g, frame_t nframes, const struct settings *s)
{
	g->batch = CHARGE_RECLAIM;
	if (nframes / 4 < g->batch)
		g->batch = nframes / 4 > 0 ? nframes / 4 : 1;
	charge_open(&g->charge, nframes,
	    s->kernel_pages != 0 ? s->kernel_pages : KERNEL_PAGES);
}

struct swap_reclaim *
swap_reclaim_open(struct swap_io *io, const struct replay_setup *s)
{
	bool machine = settings_machine_memory(s->settings);
	const size_t n = s->division != NULL ? s->division->n : 1;
	struct swap_reclaim *x;

	if (!machine && io->mode != SWAP_MODE_BATCH)
		return (NULL);
	x = mem_alloc(io->r->mem, sizeof(*x));
	x->machine = machine;
	if (machine)
		x->marks = watermarks_of(s->settings, s->nframes);
	x->no_page = s->npages;
	x->group = mem_array(io->r->mem, n, sizeof(*x->group));
	for (size_t i = 0; i < n; i++)
		open_group(&x->group[i],
		    n == 1 ? s->nframes : s->division->frames[i], s->settings);
	return (x);
}

static struct group_memory *
group_of(const struct swap_io *io, const struct partition *c)
{
	return (&io->reclaim->group[c - io->r->partitions]);
}

void
swap_reclaim_charge(struct swap_io *io, const struct partition *c)
{
	if (io->reclaim != NULL && !io->reclaim->machine)
		charge_page(&group_of(io, c)->charge);
}

void
swap_reclaim_uncharge(struct swap_io *io, const struct partition *c)
{
	if (io->reclaim != NULL && !io->reclaim->machine)
		uncharge_page(&group_of(io, c)->charge);
}

bool
swap_reclaim_has_room(const struct swap_io *io, const struct partition *c)
{
	const struct swap_reclaim *x = io->reclaim;

	return (c->nfree > 0 &&
		(x->machine || charge_fits(&group_of(io, c)->charge)));
}

/* The page in f, which has left the policy, leaves its frame. */
static void
empty(struct swap_io *io, frame_t f)
{
	struct replay *r = io->r;
	struct fault out = { .at = r->now, .victim = NO_PAGE };

	swap_io_forget(io, f);
	machine_evict(&r->machine, &f, 1, &out);
	if (out.written)
		swap_io_write(io, out.victim, out.out);
	account_evict_ahead(r, &out);
	partition_give_frame(partition_of(r, f), f);
}

void
swap_reclaim_written(struct swap_io *io, frame_t f)
{
	empty(io, f);
}

/* The policy was asked for a victim: a page comes in for it, and goes. */
static void
stand_in(struct swap_io *io, struct instance *i, frame_t f)
{
	const struct policy_ops *ops = i->policy->ops;
	page_id_t no_page = io->reclaim->no_page;
	page_id_t was = machine_stand_in(i->machine, no_page, i->base + f);

	instance_admit(i, f, no_page, ops);
	instance_leave(i, f, LEAVE_UNMAPPED, ops);
	machine_stand_down(i->machine, no_page, i->base + f, was);
}

void
swap_reclaim_begin(struct swap_io *io, struct instance *i)
{
	if (io->mode == SWAP_MODE_BATCH)
		stand_in(io, i, 0);
}

/* A victim of a textbook policy leaves it.  false: there is none. */
static bool
take_victim(struct swap_io *io, struct partition *c)
{
	struct replay *r = io->r;
	struct instance *i = &c->instance;
	frame_t f, frame;
	uint8_t e;

	if (i->evictable == 0)
		return (false);
	io->clock += r->kernel->evict_ns;
	f = instance_victim(i, io->reclaim->no_page, i->policy->ops);
	frame = i->base + f;
	e = r->machine.entry[r->machine.page[frame]];
	instance_leave(i, f, LEAVE_EVICTED, i->policy->ops);
	if (entry_present(e) && machine_must_write(&r->machine, e)) {
		swap_io_forget(io, frame);
		if (swap_io_begin_write(io, frame))
			io->flight.io[frame] |= FRAME_AWAY;
		else
			empty(io, frame);
	} else if (entry_present(e) &&
		   (io->flight.io[frame] & FRAME_WRITING) != 0) {
		machine_cache(&r->machine, r->machine.page[frame]);
		swap_io_set(
		    io, frame, FRAME_WRITING | FRAME_MARKED | FRAME_AWAY);
	} else {
		empty(io, frame);
	}
	stand_in(io, i, f);
	return (true);
}

bool
swap_reclaim_batch(
    struct swap_io *io, struct partition *c, uint64_t n, uint64_t *by)
{
	frame_t free = c->nfree;
	frame_t leaving = io->nleaving;

	if (io->mode != SWAP_MODE_BATCH) {
		c->instance.policy->ops->scan(c->instance.st, CHARGE_RECLAIM);
		*by += c->nfree - free;
	} else {
		if (n > group_of(io, c)->batch)
			n = group_of(io, c)->batch;
		for (; n > 0 && take_victim(io, c); n--)
			++*by;
		swap_io_submit(io);
	}
	return (c->nfree > free || io->nleaving > leaving);
}

/* A fault waits until the first page is written.  false: none is. */
static bool
wait_for_write(struct swap_io *io)
{
	sim_ns first;

	if (!swap_io_next_end(io, &first))
		return (false);
	if (first > io->clock) {
		io->counts.write_ns += first - io->clock;
		io->clock = first;
	}
	swap_io_advance(io);
	return (true);
}

static void
reclaim_directly(struct swap_io *io, struct partition *c)
{
	unsigned tries = 0;

	io->counts.stalled++;
	while (!swap_reclaim_has_room(io, c)) {
		frame_t free = c->nfree;
		bool did = swap_reclaim_batch(
		    io, c, CHARGE_RECLAIM, &io->counts.by_fault);

		if (c->nfree > free)
			io->reclaim->failures = 0;
		swap_io_advance(io);
		if (!swap_reclaim_has_room(io, c) && wait_for_write(io))
			did = true;
		if (!did && ++tries > CHARGE_RETRIES) {
			io->counts.oom++;
			return;
		}
	}
}

void
swap_reclaim_make_room(struct swap_io *io, struct partition *c, bool keep)
{
	struct swap_reclaim *x = io->reclaim;
	bool running = io->running;
	sim_ns start;

	if (x == NULL)
		return;
	if (!running)
		io->clock = account_now(io->r, io->r->now - 1);
	start = io->clock;
	io->running = true;
	while (keep && c->nfree == 0 && c->instance.evictable == 0 &&
	       wait_for_write(io))
		;
	if (!keep && !swap_reclaim_has_room(io, c))
		reclaim_directly(io, c);
	if (x->machine && c->nfree <= x->marks.low - x->marks.min)
		swap_daemon_wake(io);
	io->running = running;
	if (!running)
		io->r->outcome->stall_ns += io->clock - start;
}
