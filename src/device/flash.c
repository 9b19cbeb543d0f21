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
#include "device/draw.h"
#include "device/kind.h"

struct flash {
	struct draw read, write;
	unsigned __int128 empty; /* in 1/program_ways ns */
	unsigned __int128 room;  /* the buffer's, in the same unit */
	uint64_t unerased;       /* bytes written since the last erasure */
};

/* The time to program so many bytes, in 1/program_ways ns: at most 2^40 *
 * 2^62 / 2^12, so that no sum below exceeds 128 bits. */
static unsigned __int128
programming(const struct device_figures *f, unsigned __int128 bytes)
{
	return (bytes * f->program_ns / FIGURE_PAGE);
}

/* When the buffer has room for what was written. */
static never_inline sim_ns
room_at(const struct device *d)
{
	const struct flash *flash = d->state;
	uint64_t ways = d->figures->program_ways;

	return (ns_clamp((flash->empty - flash->room + ways - 1) / ways));
}

/* The time at which a write of so many bytes completes. */
static always_inline sim_ns
buffered(struct device *d, sim_ns arrival, uint64_t bytes)
{
	const struct device_figures *f = d->figures;
	struct flash *flash = d->state;
	unsigned __int128 now = (unsigned __int128)arrival * f->program_ways;

	if (flash->empty < now)
		flash->empty = now;
	flash->empty += programming(f, bytes);
	return (flash->empty <= now + flash->room ? arrival : room_at(d));
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

/* A transfer that takes a server for so long from 'start' on is complete; and
 * that server is idle again. */
struct carried {
	sim_ns done, idle;
};

static always_inline struct carried
carry(
    struct device *d, sim_ns start, uint64_t bytes, sim_ns service, bool write)
{
	sim_ns done = queue_move(
	    &d->queue, ns_add(start, d->figures->overhead_ns + service), bytes);

	if (!write)
		return ((struct carried){ done, done });
	done = buffered(d, done, bytes);
	return ((struct carried){ done, ns_add(done, erasing(d, bytes)) });
}

static void
flash_serve(struct device *d, const struct transfer *t, struct served *out)
{
	const struct device_figures *f = d->figures;
	uint64_t random = rng_at(d->seed, d->requests++);
	sim_ns service =
	    percentile_draw(t->write ? &f->write : &f->read, random);
	sim_ns start = queue_start(&d->queue, t->at);
	struct carried c =
	    carry(d, start, transfer_bytes(d, t), service, t->write);

	out->wait = start - t->at;
	out->cpu = 0;
	out->done = c.done;
	queue_busy(&d->queue, c.idle);
}

/* Numbers the reads and the writes of faults, and draws their times. */
static void
draw_services(struct device *d, const struct device_faults *f, uint64_t *read,
    uint64_t *write)
{
	const struct flash *flash = d->state;
	size_t nread = 0, nwrite = 0;

	for (size_t i = 0; i < f->n; i++) {
		write[nwrite] = d->requests;
		nwrite += (f->move[i] & DEVICE_WRITE) != 0;
		d->requests += (f->move[i] & DEVICE_WRITE) != 0;
		read[nread] = d->requests;
		nread += (f->move[i] & DEVICE_READ) != 0;
		d->requests += (f->move[i] & DEVICE_READ) != 0;
	}
	draw_all(&flash->read, d->seed, read, read, nread);
	draw_all(&flash->write, d->seed, write, write, nwrite);
}

/* Returns when the write is complete. */
static always_inline sim_ns
write_page(struct device *d, sim_ns at, sim_ns service)
{
	struct carried c =
	    carry(d, queue_start(&d->queue, at), d->page_size, service, true);

	queue_busy(&d->queue, c.idle);
	return (c.done);
}

/* Returns when the read is complete.  Its server, and one that it waited for,
 * are idle before the next transfer, so it is not among the busy ones. */
static always_inline sim_ns
read_page(struct device *d, sim_ns at, sim_ns service, sim_ns *wait)
{
	sim_ns start = queue_start(&d->queue, at);

	*wait = start - at;
	return (carry(d, start, d->page_size, service, false).done);
}

static void
flash_serve_faults(struct device *d, struct device_faults *f)
{
	uint64_t read[DEVICE_FAULTS_MOST + DRAW_SPARE + 1];
	uint64_t write[DEVICE_FAULTS_MOST + DRAW_SPARE + 1];
	const uint64_t *next_read = read, *next_write = write;

	draw_services(d, f, read, write);
	for (size_t i = 0; i < f->n; i++) {
		sim_ns at = f->at[i] + f->stall, latency = f->latency[i];

		f->wait[i] = 0;
		if ((f->move[i] & DEVICE_WRITE) != 0) {
			sim_ns done = write_page(d, at, *next_write++);

			latency += f->sync ? done - at : 0;
		}
		if ((f->move[i] & DEVICE_READ) != 0)
			latency = read_page(d, at + latency, *next_read++,
				      &f->wait[i]) -
				  at;
		f->latency[i] = latency;
		f->stall += latency;
	}
}

static void
flash_init(struct device *d)
{
	const struct device_figures *f = d->figures;
	struct flash *flash = d->state;

	draw_open(&flash->read, &f->read);
	draw_open(&flash->write, &f->write);
	flash->room =
	    programming(f, (unsigned __int128)f->buffer_pages * FIGURE_PAGE);
}

/* What programming and erasing take for a page. */
static sim_ns
most_after_write(const struct device_figures *f, uint64_t page_size)
{
	uint64_t block = f->erase_every * FIGURE_PAGE;
	unsigned __int128 ns = programming(f, page_size) / f->program_ways + 1;

	if (block != 0)
		ns += (unsigned __int128)(page_size / block + 1) * f->erase_ns;
	return (ns_clamp(ns));
}

/* All servers and the link are idle when a read begins. */
static sim_ns
flash_most(const struct device_figures *f, uint64_t page_size, bool write)
{
	struct queue link = { .bandwidth = f->bandwidth };
	sim_ns most =
	    ns_add(f->bandwidth == 0 ? 0 : queue_link_ns(&link, page_size),
		ns_add(f->overhead_ns,
		    percentile_most(write ? &f->write : &f->read)));

	return (write ? ns_add(most, most_after_write(f, page_size)) : most);
}

const struct device_kind device_flash = {
	.name = "flash",
	.summary = "parallel servers, a link, a write buffer, erasures",
	.uses = USES_SERVERS | USES_LINK | USES_OVERHEAD | USES_SERVICE |
		USES_PROGRAM,
	.state_size = sizeof(struct flash),
	.init = flash_init,
	.serve = flash_serve,
	.serve_faults = flash_serve_faults,
	.most = flash_most,
};
