/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A disk: one arm over a rotating platter.
 *
 * A request costs a seek, a + b * sqrt(distance) (Ruemmler and Wilkes, An
 * Introduction to Disk Drive Modeling, IEEE Computer 27(3), 1994: short
 * seeks take the square root of the distance), and a share of a rotation
 * drawn at random.  A request that begins where the last one ended costs
 * neither.  The distance is counted in units of 4 KiB, so that figures do
 * not depend on the page size.  The position of the arm before the first
 * request is not known: that request has the shortest seek.
 *
 * The drive has no cache and does not reorder requests: the model issues one
 * after the other.
 */
#include "device/kind.h"

struct disk {
	bool placed;
	uint64_t head; /* the slot after the last one moved */
};

/* The root of n, rounded down. */
static uint64_t
root(unsigned __int128 n)
{
	unsigned __int128 left = n, r = 0, bit = 1;

	while (bit <= n >> 2)
		bit <<= 2;
	for (; bit != 0; bit >>= 2) {
		if (left >= r + bit) {
			left -= r + bit;
			r = (r >> 1) + bit;
		} else
			r >>= 1;
	}
	return ((uint64_t)r);
}

static sim_ns
seek(const struct device *d, uint64_t from, uint64_t to)
{
	const struct device_figures *f = d->figures;
	uint64_t slots = from > to ? from - to : to - from;
	unsigned __int128 far =
	    (unsigned __int128)slots * d->page_size / FIGURE_PAGE;

	/* b * sqrt(d) is computed as the root of b * b * d: 60 and 64 bits. */
	return (f->seek_ns + root((unsigned __int128)f->seek_root_ns *
				  f->seek_root_ns * ns_clamp(far)));
}

static void
disk_serve(struct device *d, const struct transfer *t, struct served *out)
{
	const struct device_figures *f = d->figures;
	struct disk *disk = d->state;
	uint64_t random = rng_at(d->seed, d->requests++);
	sim_ns start = queue_start(&d->queue, t->at);
	sim_ns service = f->overhead_ns;

	if (!disk->placed || disk->head != t->slot) {
		service +=
		    seek(d, disk->placed ? disk->head : t->slot, t->slot);
		service +=
		    (sim_ns)(((unsigned __int128)random * f->rotation_ns) >>
			     64);
	}
	disk->placed = true;
	disk->head = t->slot + t->pages;
	out->wait = start - t->at;
	out->done =
	    queue_move(&d->queue, ns_add(start, service), transfer_bytes(d, t));
	out->cpu = 0;
	queue_busy(&d->queue, out->done);
}

const struct device_kind device_disk = {
	.name = "disk",
	.summary = "one arm: seek, rotation, transfer",
	.uses = USES_LINK | USES_OVERHEAD | USES_ARM,
	.state_size = sizeof(struct disk),
	.minds_slots = true,
	.serve = disk_serve,
};
