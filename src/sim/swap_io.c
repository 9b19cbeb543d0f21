/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Write-back, and what reclaim asks of it.
 */
#include "sim/swap_io.h"

#include <string.h>

#include "model/level.h"
#include "sim/loop.h"

/* A request is passed on when there are so many, or when the last one has so
 * many pages (BLK_MAX_REQUEST_COUNT, BLK_PLUG_FLUSH_SIZE); adjacent pages join
 * it up to a limit, which is that of the device, or BLK_MAX_SEGMENTS. */
#define REQUESTS_MAX      32
#define REQUEST_FULL      32
#define REQUEST_PAGES_MAX 128

static struct swap_io *
io_of(struct policy_host *host)
{
	return (((struct partition *)host)->replay->swap_io);
}

static frame_t
frame_of(struct policy_host *host, frame_t f)
{
	return (((struct instance *)host)->base + f);
}

/* Is it to be freed when it is written? */
static bool
is_leaving(uint8_t bits)
{
	return ((bits & (FRAME_WRITING | FRAME_MARKED)) ==
		(FRAME_WRITING | FRAME_MARKED));
}

void
swap_io_set(struct swap_io *io, frame_t f, uint8_t bits)
{
	io->nleaving -= is_leaving(io->flight.io[f]);
	io->nleaving += is_leaving(bits);
	io->flight.io[f] = bits;
}

/* Write-back of the page in f is complete. */
static void
written(struct swap_io *io, frame_t f)
{
	struct instance *i = &partition_of(io->r, f)->instance;
	bool away = (io->flight.io[f] & FRAME_AWAY) != 0;

	if ((io->flight.io[f] & FRAME_MARKED) == 0)
		return;
	io->nleaving--;
	io->flight.io[f] = 0;
	if (away)
		swap_reclaim_written(io, f);
	else if (i->policy->ops->written != NULL)
		i->policy->ops->written(i->st, f - i->base);
}

/* Ends the first transfer, if it is complete by 'now'. */
static bool
end_one(struct swap_io *io, sim_ns now)
{
	uint64_t first = io->flight.begin & io->flight.mask;
	bool writing =
	    (io->flight.io[io->flight.flight[first].f] & FRAME_WRITING) != 0;
	frame_t f = inflight_ended(&io->flight, now);

	if (f == NO_FRAME)
		return (false);
	if (writing)
		written(io, f);
	return (true);
}

void
swap_io_advance(struct swap_io *io)
{
	if (!io->in_daemon)
		swap_later_serve(io, io->clock);
	while (end_one(io, io->clock))
		;
}

void
swap_io_wait(struct swap_io *io, frame_t f)
{
	sim_ns done = inflight_done(&io->flight, f);

	if (done > io->clock)
		io->clock = done;
	swap_io_advance(io);
}

/* The pages from 'from' on that are one request. */
static size_t
request_pages(const struct swap_io *io, size_t from)
{
	const struct machine *m = &io->r->machine;
	size_t n = 1;

	while (from + n < io->ncollected && n < io->request_pages &&
	       m->slot_of[m->page[io->collected[from + n]]] ==
		   m->slot_of[m->page[io->collected[from]]] + n)
		n++;
	return (n);
}

void
swap_io_serve_now(struct swap_io *io, struct transfer *t, struct served *out)
{
	if (t->at < io->served && device_has_queue(io->r->device))
		t->at = io->served;
	io->served = t->at;
	device_serve(io->r->device, t, out);
}

void
swap_io_serve_one(struct swap_io *io, struct transfer *t, struct served *out)
{
	swap_later_serve(io, t->at);
	swap_io_serve_now(io, t, out);
}

void
swap_io_submit(struct swap_io *io)
{
	const struct machine *m = &io->r->machine;
	size_t n;

	for (size_t i = 0; i < io->ncollected; i += n) {
		struct transfer t = { .write = true };
		struct served s;

		n = request_pages(io, i);
		io->clock += n * SWAP_SUBMIT_NS;
		t.at = io->clock;
		t.slot = m->slot_of[m->page[io->collected[i]]];
		t.pages = (uint32_t)n;
		if (swap_later_add(io, &t, &io->collected[i], t.pages))
			continue;
		swap_io_serve_one(io, &t, &s);
		io->clock += s.cpu;
		for (size_t k = i; k < i + n; k++)
			inflight_add(&io->flight, io->collected[k], s.done);
	}
	io->ncollected = io->requests = io->last_pages = 0;
	swap_io_advance(io);
}

/* Adds a frame, whose page has a slot, to the requests. */
static void
collect(struct swap_io *io, frame_t f)
{
	const struct machine *m = &io->r->machine;
	slot_t slot = m->slot_of[m->page[f]], last;

	if (io->ncollected > 0) {
		last = m->slot_of[m->page[io->collected[io->ncollected - 1]]];
		if (slot == last + 1 && io->last_pages < io->request_pages) {
			io->last_pages++;
			io->collected[io->ncollected++] = f;
			return;
		}
		if (io->requests >= REQUESTS_MAX ||
		    io->last_pages >= REQUEST_FULL)
			swap_io_submit(io);
	}
	io->requests++;
	io->last_pages = 1;
	io->collected[io->ncollected++] = f;
}

void
swap_io_note_slot(struct swap_io *io, slot_t slot, page_id_t page)
{
	while (slot >= io->nslot)
		io->slot_page = mem_grow(io->r->mem, io->slot_page, io->nslot,
		    &io->nslot, sizeof(*io->slot_page));
	io->slot_page[slot] = page;
}

void
swap_io_write(struct swap_io *io, page_id_t page, slot_t slot)
{
	struct transfer t = { .at = io->clock,
		.slot = replay_place_of(slot, page),
		.pages = 1,
		.write = true };
	struct served s;

	if (slot != NO_SLOT)
		swap_io_note_slot(io, slot, page);
	/* The daemon waits for it, too, with writeback=sync. */
	if (!io->r->sync_writes && swap_later_add(io, &t, NULL, 0))
		return;
	swap_io_serve_one(io, &t, &s);
	io->clock = io->r->sync_writes ? s.done : io->clock + s.cpu;
}

/* Not running: on a hit, at its time, or between references, at the next's. */
void
swap_io_write_out(struct swap_io *io, page_id_t page, slot_t slot)
{
	struct replay *r = io->r;
	const sim_ns start = account_now(r, r->now - !r->between_references);

	if (io->running) {
		swap_io_write(io, page, slot);
		return;
	}
	io->clock = start;
	swap_io_write(io, page, slot);
	r->outcome->stall_ns += io->clock - start;
}

bool
swap_io_begin_write(struct swap_io *io, frame_t f)
{
	page_id_t page = io->r->machine.page[f];
	slot_t slot = machine_begin_write(&io->r->machine, f);

	if (slot == NO_SLOT)
		return (false);
	swap_io_note_slot(io, slot, page);
	swap_io_set(io, f, FRAME_WRITING | FRAME_MARKED);
	collect(io, f);
	observe_clean(io->r->observer, io->r->now, page, slot);
	return (true);
}

bool
swap_io_keeps(struct replay *r, frame_t f)
{
	struct swap_io *io = r->swap_io;
	uint8_t e = r->machine.entry[r->machine.page[f]];

	io->clock += r->kernel->evict_ns;
	return (io->mode == SWAP_MODE_ASYNC && entry_present(e) &&
		!machine_of_file(&r->machine, r->machine.page[f]) &&
		machine_must_write(&r->machine, e) &&
		swap_io_begin_write(io, f));
}

void
swap_io_forget(struct swap_io *io, frame_t f)
{
	for (size_t i = 0; inflight_busy(&io->flight, f) && i < io->ncollected;
	     i++)
		if (io->collected[i] == f)
			swap_io_submit(io);
	if (inflight_busy(&io->flight, f))
		swap_later_forget(io, f);
	io->nleaving -= is_leaving(io->flight.io[f]);
	inflight_forget(&io->flight, f);
}

static enum policy_io
host_busy(struct policy_host *host, frame_t f)
{
	struct swap_io *io = io_of(host);
	const frame_t frame = frame_of(host, f);
	const uint8_t *at = &io->flight.io[frame];

	io->clock += SWAP_SCAN_NS;
	swap_io_advance(io);
	if ((*at & FRAME_READING) != 0)
		return (IO_READ);
	if ((*at & FRAME_WRITING) == 0)
		return (IO_NONE);
	swap_io_set(io, frame, *at | FRAME_MARKED);
	return (IO_WRITE);
}

static void
host_submit(struct policy_host *host)
{
	swap_io_submit(io_of(host));
}

bool
swap_io_demands(const struct replay_setup *s)
{
	return (settings_level(s->settings) >= 2 && !s->policy->kernel_swap &&
		s->policy->sight != SEES_FUTURE);
}

static enum swap_window
window_of(const struct settings *s)
{
	switch (s->read_ahead) {
	case READ_AHEAD_ADDRESS:
		return (SWAP_WINDOW_ADDRESS);
	case READ_AHEAD_SLOT:
		return (SWAP_WINDOW_SLOT);
	default:
		return (SWAP_WINDOW_AUTO);
	}
}

/* What swap is and how it reads ahead; false: there is no need of it. */
static bool
choose(struct swap_io *io, const struct replay_setup *s)
{
	const struct settings *t = s->settings;
	struct policy_swap swap;

	if (policy_swap_async(s->policy, s->params, &swap)) {
		io->mode = SWAP_MODE_ASYNC;
		machine_swap_async(
		    &io->r->machine, t, swap.free_clusters_first);
	} else if (swap_io_demands(s)) {
		io->mode =
		    settings_level(t) >= 3 ? SWAP_MODE_BATCH : SWAP_MODE_DEMAND;
		swap.page_cluster = settings_page_cluster(t);
		swap.window = window_of(t);
	} else if (!s->policy->kernel_swap || !settings_machine_memory(t)) {
		return (false);
	}
	io->page_cluster = swap.page_cluster;
	io->request_pages = s->device->request_pages != 0
				? s->device->request_pages
				: REQUEST_PAGES_MAX;
	io->by_slot = swap.window == SWAP_WINDOW_AUTO
			  ? strcmp(s->device->kind, "disk") == 0
			  : swap.window == SWAP_WINDOW_SLOT;
	/* Of the device there is one since the machine was started. */
	io->device_ahead.begun = true;
	io->reclaim = swap_reclaim_open(io, s);
	return (true);
}

struct swap_io *
swap_io_open(struct replay *r, const struct replay_setup *s)
{
	struct swap_io *io = mem_alloc(r->mem, sizeof(*io));

	io->r = r;
	if (!choose(io, s))
		return (NULL);
	page_index_open(&io->index, r->mem, s->facts);
	inflight_open(&io->flight, r->mem, r->machine.nframes);
	io->collected =
	    mem_reserve(r->mem, r->machine.nframes, sizeof(*io->collected));
	return (io);
}

void
swap_io_serve(const struct swap_io *io, struct instance_setup *setup)
{
	if (io->reclaim != NULL && io->reclaim->machine) {
		setup->nfree = &io->r->partitions->nfree;
		setup->high = io->reclaim->marks.high - io->reclaim->marks.min;
	}
	if (io->mode != SWAP_MODE_ASYNC)
		return;
	setup->busy = host_busy;
	setup->submit = host_submit;
}

void
swap_io_settle(struct replay *r, page_id_t page)
{
	struct swap_io *io = r->swap_io;
	uint8_t e = r->machine.entry[page];
	frame_t f;
	bool away;

	if (!entry_in_frame(e)) {
		page_index_add(&io->index, page);
		return;
	}
	f = r->machine.frame_of[page];
	away = (io->flight.io[f] & FRAME_AWAY) != 0;
	swap_io_forget(io, f);
	if (entry_cached(e))
		machine_map(&r->machine, page);
	if (away)
		replay_admit(r, f, page);
}

void
swap_io_begin_change(struct replay *r)
{
	r->swap_io->clock = account_now(r, r->now);
	r->swap_io->running = true;
	swap_reclaim_run(r->swap_io);
	swap_io_advance(r->swap_io);
}

void
swap_io_end_change(struct replay *r)
{
	r->outcome->stall_ns += r->swap_io->clock - account_now(r, r->now);
	r->swap_io->running = false;
}
