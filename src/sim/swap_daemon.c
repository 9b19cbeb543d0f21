/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Reclaim in the background: kswapd, on a processor of its own.
 *
 * A textbook policy gives batches of victims until 'high' frames are free or
 * will be when they are written.  A policy that reclaims as a kernel does is
 * asked for passes (balance_pgdat() in mm/vmscan.c): each is to reclaim as many
 * pages as 'high' at a priority that rises, from 12 to 1, with each pass that
 * looked at fewer or freed none, until more frames than 'high' are free.  Then
 * the daemon rests for a tenth of a second, and goes on if that is not so any
 * more; else it sleeps.
 */
#include "model/level.h"
#include "sim/loop.h"
#include "sim/swap_io.h"

#define REST_NS      100000000 /* HZ / 10 */
#define MAX_FAILURES 16        /* MAX_RECLAIM_RETRIES */

static const struct policy_ops *
ops_of(const struct swap_io *io)
{
	return (io->r->partition->instance.policy->ops);
}

static bool
has_passes(const struct swap_io *io)
{
	return (io->mode != SWAP_MODE_BATCH && ops_of(io)->background != NULL);
}

/* A run through the priorities begins, or has ended. */
static void
begin_run(struct swap_io *io)
{
	struct swap_reclaim *x = io->reclaim;
	unsigned priority = DAEMON_PRIORITY;

	if (has_passes(io))
		(void)ops_of(io)->background(
		    io->r->partition->instance.st, 0, &priority);
	x->priority = priority;
	x->run_freed = 0;
}

void
swap_daemon_wake(struct swap_io *io)
{
	struct swap_reclaim *x = io->reclaim;

	if (x->daemon == DAEMON_AWAKE || x->failures >= MAX_FAILURES)
		return;
	if (x->daemon == DAEMON_RESTS || x->clock < io->clock)
		x->clock = io->clock;
	x->daemon = DAEMON_AWAKE;
	begin_run(io);
}

/* The daemon goes on when the next write is complete.  false: there is none. */
static bool
await_write(struct swap_io *io)
{
	struct swap_reclaim *x = io->reclaim;
	sim_ns first;

	if (!swap_io_next_end(io, &first))
		return (false);
	if (first > x->clock)
		x->clock = first;
	return (true);
}

/* The work from x->clock to io->clock is done. */
static void
count_time(struct swap_io *io)
{
	struct swap_reclaim *x = io->reclaim;

	io->counts.daemon_ns += io->clock - x->clock;
	x->clock = io->clock;
}

static void
batch(struct swap_io *io)
{
	struct swap_reclaim *x = io->reclaim;
	struct partition *c = io->r->partition;
	uint64_t want = x->marks.high - x->marks.min;
	uint64_t soon = (uint64_t)c->nfree + io->nleaving;
	bool did;

	if (soon >= want) {
		x->daemon = DAEMON_SLEEPS;
		return;
	}
	io->in_daemon = true;
	did = swap_reclaim_batch(io, c, want - soon, &io->counts.by_daemon);
	io->in_daemon = false;
	count_time(io);
	if (!did && !await_write(io))
		x->daemon = DAEMON_SLEEPS;
}

/* kswapd_shrink_node() */
static void
pass(struct swap_io *io)
{
	struct swap_reclaim *x = io->reclaim;
	struct partition *c = io->r->partition;
	uint64_t want = x->marks.high, looked, freed = c->nfree;

	if (want < CHARGE_RECLAIM)
		want = CHARGE_RECLAIM;
	io->in_daemon = true;
	looked =
	    ops_of(io)->background(c->instance.st, (frame_t)want, &x->priority);
	io->in_daemon = false;
	freed = c->nfree - freed;
	io->counts.by_daemon += freed;
	x->run_freed += freed;
	if (freed > 0)
		x->failures = 0;
	if (freed == 0 || (looked < want && freed < want))
		x->priority--;
	count_time(io);
	x->waits = freed == 0;
}

/* What balance_pgdat() and kswapd_try_to_sleep() do. */
static void
balance(struct swap_io *io)
{
	struct swap_reclaim *x = io->reclaim;
	const sim_ns start = x->clock;

	/* Now, and not when the pass began: what that writes is requested. */
	if (x->waits) {
		x->waits = false;
		if (await_write(io) && x->clock > start)
			return;
	}
	if (io->r->partition->nfree > x->marks.high - x->marks.min) {
		if (x->daemon == DAEMON_AWAKE)
			x->clock += REST_NS;
		x->daemon =
		    x->daemon == DAEMON_AWAKE ? DAEMON_RESTS : DAEMON_SLEEPS;
		begin_run(io);
		return;
	}
	x->daemon = DAEMON_AWAKE;
	pass(io);
	if (x->priority > 0)
		return;
	if (x->run_freed == 0 && ++x->failures == MAX_FAILURES)
		x->daemon = DAEMON_SLEEPS;
	begin_run(io);
}

void
swap_reclaim_run(struct swap_io *io)
{
	struct swap_reclaim *x = io->reclaim;
	sim_ns now = io->clock;

	if (x == NULL)
		return;
	while (x->daemon != DAEMON_SLEEPS && x->clock <= now) {
		io->clock = x->clock;
		swap_io_advance(io);
		if (has_passes(io))
			balance(io);
		else
			batch(io);
	}
	io->clock = now;
	swap_io_advance(io);
}
