/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Stamps: a page's contents are one number that changes with every write.  The
 * witness holds, by page, the number of the last write; frames and slots hold
 * what was moved into them.  Page and write count make the stamp, so that a
 * page given another's copy, or an older copy of its own, is always seen.
 */
#include "machine/contents.h"

#include "base/rng.h"

struct contents {
	uint64_t *witness; /* by page: what it must hold */
	uint64_t *frame;   /* by frame: what is there */
	uint64_t *slot;    /* by slot */
	uint64_t *file;    /* by page: its copy where no slot holds one */
	uint64_t writes;
};

struct contents *
contents_open(struct mem *mem, const struct settings *settings, frame_t nframes,
    vpn_t npages)
{
	struct contents *c = mem_alloc(mem, sizeof(*c));

	(void)settings;
	c->witness = mem_column(mem, npages, sizeof(*c->witness));
	c->file = mem_column(mem, npages, sizeof(*c->file));
	c->frame = mem_column(mem, nframes, sizeof(*c->frame));
	c->slot = mem_column(mem, SLOTS_MAX, sizeof(*c->slot));
	return (c);
}

void
contents_write(struct contents *c, vpn_t page, frame_t f)
{
	c->frame[f] = rng_at(page, c->writes++);
	c->witness[page] = c->frame[f];
}

bool
contents_load(struct contents *c, vpn_t page, frame_t f, slot_t slot,
    enum fault_kind kind)
{
	if (kind == FAULT_ZERO)
		c->frame[f] = 0;
	else
		c->frame[f] = slot != NO_SLOT ? c->slot[slot] : c->file[page];
	return (c->frame[f] == c->witness[page]);
}

bool
contents_store(struct contents *c, vpn_t page, frame_t f, slot_t slot)
{
	c->slot[slot] = c->frame[f];
	return (c->frame[f] == c->witness[page]);
}

void
contents_drop(struct contents *c, vpn_t page, frame_t f, slot_t slot)
{
	/* A page dropped without a copy on swap was never written: its file
	 * holds what it held from the start. */
	if (slot == NO_SLOT && c->frame[f] != c->file[page])
		c->file[page] = ~c->witness[page];
}

void
contents_share(struct contents *c, vpn_t page, vpn_t other)
{
	c->witness[other] = c->witness[page];
	c->file[other] = c->file[page];
}

bool
contents_copy(struct contents *c, vpn_t page, frame_t from, frame_t to)
{
	c->frame[to] = c->frame[from];
	return (c->frame[to] == c->witness[page]);
}
