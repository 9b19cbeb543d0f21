/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Writes of the daemon that lie ahead.
 *
 * A batch is done when it begins, though it takes its time, in which faults
 * request reads and writes of their own.  A device with a queue serves requests
 * in the order of their times, so what the batch requests is served when
 * something else is that is requested after it, or when its time has come.
 */
#include "sim/loop.h"
#include "sim/swap_io.h"

bool
swap_later_add(
    struct swap_io *io, const struct transfer *t, const frame_t *f, uint32_t n)
{
	struct swap_later *l = &io->later;

	if (!io->in_daemon || !device_has_queue(io->r->device))
		return (false);
	if (l->begin == l->end)
		l->begin = l->end = l->frame_begin = l->frame_end = 0;
	for (uint32_t i = 0; i < n; i++) {
		l->frame = mem_grow(io->r->mem, l->frame, l->frame_end,
		    &l->frame_cap, sizeof(*l->frame));
		l->frame[l->frame_end++] = f[i];
	}
	l->write =
	    mem_grow(io->r->mem, l->write, l->end, &l->cap, sizeof(*l->write));
	l->write[l->end++] = (struct later_write){
		.at = t->at, .slot = t->slot, .pages = t->pages, .frames = n
	};
	return (true);
}

static void
serve_first(struct swap_io *io)
{
	struct swap_later *l = &io->later;
	const struct later_write *w = &l->write[l->begin++];
	struct transfer t = {
		.at = w->at, .slot = w->slot, .pages = w->pages, .write = true
	};
	struct served s;

	swap_io_serve_now(io, &t, &s);
	for (uint32_t i = 0; i < w->frames; i++) {
		frame_t f = l->frame[l->frame_begin++];

		if (f != NO_FRAME)
			inflight_add(&io->flight, f, s.done);
	}
}

void
swap_later_serve(struct swap_io *io, sim_ns now)
{
	struct swap_later *l = &io->later;

	while (l->begin != l->end && l->write[l->begin].at <= now)
		serve_first(io);
}

void
swap_later_forget(struct swap_io *io, frame_t f)
{
	struct swap_later *l = &io->later;

	for (size_t i = l->frame_begin; i != l->frame_end; i++)
		if (l->frame[i] == f)
			l->frame[i] = NO_FRAME;
}

bool
swap_io_next_end(struct swap_io *io, sim_ns *at)
{
	struct swap_later *l = &io->later;

	while (l->begin != l->end &&
	       (inflight_count(&io->flight) == 0 ||
		   l->write[l->begin].at <= inflight_first(&io->flight)))
		serve_first(io);
	if (inflight_count(&io->flight) == 0)
		return (false);
	*at = inflight_first(&io->flight);
	return (true);
}
