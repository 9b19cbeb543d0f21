/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Flash, and devices that behave like it from the host's view: several
 * requests at the same time, each with a service time drawn from a table,
 * behind one link.
 *
 * A write is complete when it is in the device's buffer.  The buffer
 * empties at the rate of the program operation, program_ways pages every
 * program_ns; while it is full, writes complete at that rate.  It is a
 * leaky bucket, kept as the time at which it would be empty:
 *
 *	 empty = max(empty, arrival) + pages * program_ns / program_ways
 *	 done  = max(arrival, empty - buffer_pages * program_ns / program_ways)
 *
 * Both products are kept multiplied by program_ways, so nothing is rounded
 * in between.  After every erase_every pages written, a block is erased and
 * the server of that write is busy for erase_ns more, so later requests find
 * one server fewer.
 *
 * Not modelled: garbage collection that copies pages, wear, and which chip
 * has which page (Tavakkol et al., MQSim, FAST 2018, models them).
 */
#include "device/kind.h"

struct flash {
	unsigned __int128 empty; /* in 1/program_ways ns */
	uint64_t unerased;       /* bytes written since the last erasure */
};

/* The time to program so many bytes, in 1/program_ways ns: at most 2^40 *
 * 2^62 / 2^12, so that no sum below exceeds 128 bits. */
static unsigned __int128
programming(const struct device_figures *f, unsigned __int128 bytes)
{
	return (bytes * f->program_ns / FIGURE_PAGE);
}

/* The time at which a write of so many bytes completes. */
static sim_ns
buffered(struct device *d, sim_ns arrival, uint64_t bytes)
{
	const struct device_figures *f = d->figures;
	struct flash *flash = d->state;
	unsigned __int128 now = (unsigned __int128)arrival * f->program_ways;
	unsigned __int128 room =
	    programming(f, (unsigned __int128)f->buffer_pages * FIGURE_PAGE);

	if (flash->empty < now)
		flash->empty = now;
	flash->empty += programming(f, bytes);
	if (flash->empty <= now + room)
		return (arrival);
	return (ns_clamp(
	    (flash->empty - room + f->program_ways - 1) / f->program_ways));
}

/* The time that erasing adds for so many more bytes. */
static sim_ns
erasing(struct device *d, uint64_t bytes)
{
	const struct device_figures *f = d->figures;
	struct flash *flash = d->state;
	uint64_t block = f->erase_every * FIGURE_PAGE, blocks;

	if (block == 0)
		return (0);
	if (bytes < block && flash->unerased < block - bytes) {
		flash->unerased += bytes;
		return (0);
	}
	blocks = (flash->unerased + bytes) / block;
	flash->unerased = (flash->unerased + bytes) % block;
	return (ns_clamp((unsigned __int128)blocks * f->erase_ns));
}

static void
flash_serve(struct device *d, const struct transfer *t, struct served *out)
{
	const struct device_figures *f = d->figures;
	uint64_t random = rng_at(d->seed, d->requests++);
	uint64_t bytes = transfer_bytes(d, t);
	sim_ns start = queue_start(&d->queue, t->at), busy;
	sim_ns service =
	    f->overhead_ns +
	    percentile_draw(t->write ? &f->write : &f->read, random);

	out->wait = start - t->at;
	out->cpu = 0;
	out->done = queue_move(&d->queue, ns_add(start, service), bytes);
	busy = out->done;
	if (t->write) {
		out->done = buffered(d, out->done, bytes);
		busy = ns_add(out->done, erasing(d, bytes));
	}
	queue_busy(&d->queue, busy);
}

/* All servers and the link are idle when a read begins. */
static sim_ns
flash_lone_read_most(const struct device_figures *f, uint64_t page_size)
{
	struct queue link = { .bandwidth = f->bandwidth };

	return (ns_add(f->bandwidth == 0 ? 0 : queue_link_ns(&link, page_size),
	    ns_add(f->overhead_ns, percentile_most(&f->read))));
}

const struct device_kind device_flash = {
	.name = "flash",
	.summary = "parallel servers, a link, a write buffer, erasures",
	.uses = USES_SERVERS | USES_LINK | USES_OVERHEAD | USES_SERVICE |
		USES_PROGRAM,
	.state_size = sizeof(struct flash),
	.serve = flash_serve,
	.lone_read_most = flash_lone_read_most,
};
