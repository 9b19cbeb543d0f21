/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Compressed memory (zram): a transfer is work of the processor that
 * faulted.
 *
 * There is no queue and nothing goes on at the same time: the time of a
 * transfer is the issuer's own, an overhead for the request and a drawn time
 * for each 4 KiB.
 *
 * Every page written gets a compressed size from the table and takes as much
 * of the pool; a page that would be larger than reject_above is stored
 * uncompressed, and reading it decompresses nothing.  A device is not told
 * of slots that become free before they are written again, so the pool
 * counts every slot that was used so far: it is an upper bound.
 */
#include "device/kind.h"

/* Sizes have their own stream of random numbers, so that times do not depend on
 * them. */
#define SIZE_STREAM UINT64_C(0x7a72616d73697a65)

struct memory {
	uint32_t *size;   /* by slot: bytes kept; 0: never written */
	size_t nsize;     /* slots that it has; those beyond were not written */
	uint64_t written; /* pages so far */
};

/* Writes a page to the slot. */
static void
keep(struct device *d, uint64_t slot)
{
	const struct device_figures *f = d->figures;
	struct memory *mem = d->state;
	uint64_t random = rng_at(d->seed ^ SIZE_STREAM, mem->written++);
	uint64_t size = percentile_draw(&f->compressed, random);

	if (size > FIGURE_PAGE ||
	    (f->reject_above != 0 && size > f->reject_above))
		size = FIGURE_PAGE;
	size = size * d->page_size / FIGURE_PAGE;
	if (size == 0)
		size = 1;
	while (slot >= mem->nsize)
		mem->size = mem_grow(d->m, mem->size, mem->nsize, &mem->nsize,
		    sizeof(*mem->size));
	d->pool = d->pool - mem->size[slot] + size;
	mem->size[slot] = (uint32_t)size;
}

/* How many pages of the transfer are compressed, or will be. */
static uint64_t
compressed(struct device *d, const struct transfer *t)
{
	struct memory *mem = d->state;
	uint64_t n = t->pages;

	if (d->figures->compressed.n == 0)
		return (n);
	for (uint64_t slot = t->slot;
	     slot < t->slot + t->pages && slot < SLOTS_MAX; slot++) {
		if (t->write)
			keep(d, slot);
		else if (slot < mem->nsize && mem->size[slot] == d->page_size)
			n--;
	}
	return (n);
}

static void
memory_serve(struct device *d, const struct transfer *t, struct served *out)
{
	const struct device_figures *f = d->figures;
	uint64_t random = rng_at(d->seed, d->requests++);
	uint64_t each =
	    percentile_draw(t->write ? &f->write : &f->read, random);
	unsigned __int128 bytes =
	    (unsigned __int128)compressed(d, t) * d->page_size;

	out->wait = 0;
	out->cpu = ns_add(f->overhead_ns, ns_clamp(each * bytes / FIGURE_PAGE));
	out->done = ns_add(t->at, out->cpu);
}

/* There is no queue, and a slot that was never written is decompressed. */
static sim_ns
memory_most(const struct device_figures *f, uint64_t page_size, bool write)
{
	const struct percentile_table *t = write ? &f->write : &f->read;

	return (ns_add(
	    f->overhead_ns, ns_clamp((unsigned __int128)percentile_most(t) *
				     page_size / FIGURE_PAGE)));
}

const struct device_kind device_memory = {
	.name = "memory",
	.summary = "compressed memory: work of the faulting processor",
	.uses = USES_OVERHEAD | USES_SERVICE | USES_POOL,
	.state_size = sizeof(struct memory),
	.minds_slots = true,
	.serve = memory_serve,
	.most = memory_most,
};
