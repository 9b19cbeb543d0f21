/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Faults where swap is asynchronous: pages that are in the swap cache, and
 * pages that are read, with those read ahead of them.
 */
#include <stdlib.h>

#include "model/level.h"
#include "sim/loop.h"
#include "sim/swap_io.h"

/* One page that is read. */
struct coming {
	page_id_t page;
	frame_t f;
	bool on_swap;   /* else in its file */
	uint64_t place; /* its slot; in a file, its page number */
};

/* One fault, and what is read for it. */
struct reading {
	page_id_t page; /* that is wanted */
	bool found;     /* it has a frame */
	bool window;    /* more than that page was to be read */
	bool full;      /* a page that was read had to leave for another */
	struct fault fault;
	sim_ns wait; /* in the queue of the device */
	struct coming coming[1 << PAGE_CLUSTER_MAX];
	size_t n;
};

static uint32_t
part_of(const uint32_t *part, page_id_t page)
{
	return (part == NULL ? 0 : part[page]);
}

static struct swap_readahead *
ahead_of(struct swap_io *io, page_id_t page)
{
	uint32_t area = part_of(io->r->facts->area, page);

	if (io->by_slot)
		return (&io->device_ahead);
	while (area >= io->narea)
		io->area_ahead = mem_grow(io->r->mem, io->area_ahead, io->narea,
		    &io->narea, sizeof(*io->area_ahead));
	return (&io->area_ahead[area]);
}

/* The page is about to be mapped: it gives its slot back if it is going to be
 * written to or if swap is scarce (should_try_to_free_swap()), but not while it
 * is being written there. */
static void
settle_slot(struct replay *r, page_id_t page, frame_t f, bool write)
{
	struct machine *m = &r->machine;

	if ((write || machine_swap_scarce(m)) &&
	    (r->swap_io->flight.io[f] & FRAME_WRITING) == 0)
		machine_free_slot(m, page);
}

/* A textbook policy takes the page for one that was hit, or for one that comes
 * in if it had let it go. */
static void
tell_minor(struct replay *r, page_id_t page, frame_t f, bool away)
{
	struct instance *i = &partition_of(r, f)->instance;

	if (away)
		replay_admit(r, f, page);
	else
		instance_touch(i, f - i->base);
}

/* lru_add_drain(): of all pages, or because the one in f waits. */
static void
drain(struct replay *r, frame_t f)
{
	struct partition *c = f == NO_FRAME ? r->partition : partition_of(r, f);
	struct instance *i = &c->instance;

	if (i->policy->ops->drain != NULL)
		i->policy->ops->drain(
		    i->st, f == NO_FRAME ? NO_FRAME : f - i->base);
}

/* A fault that finds its page in the swap cache. */
static void
fault_cached(struct replay *r, page_id_t page, bool write)
{
	struct swap_io *io = r->swap_io;
	struct swap_readahead *ahead = ahead_of(io, page);
	frame_t f = r->machine.frame_of[page];
	const uint8_t *at = &io->flight.io[f];
	bool away = (*at & FRAME_AWAY) != 0;
	bool marked = (*at & FRAME_MARKED) != 0 && !away;

	io->clock += r->kernel->cow_last_ns;
	if ((*at & FRAME_READING) != 0)
		swap_io_wait(io, f);
	swap_io_set(io, f, *at & (uint8_t) ~(FRAME_MARKED | FRAME_AWAY));
	io->counts.minor++;
	io->counts.ahead_hit += marked;
	swap_readahead_hit(ahead,
	    io->by_slot ? ahead->last : page_number(r->facts, page), marked);
	machine_map(&r->machine, page);
	if (swap_io_is_textbook(io)) {
		tell_minor(r, page, f, away);
	} else {
		if (write)
			drain(r, f);
		settle_slot(r, page, f, write);
	}
	machine_mark(&r->machine, page, r->hit_bits[write]);
}

/* What it takes to empty a frame for one page. */
static void
empty_frame(struct replay *r, struct reading *to)
{
	const struct fault *fault = &r->fault;

	if (fault->victim == NO_PAGE)
		return;
	r->swap_io->clock += r->kernel->evict_ns;
	if (fault->written)
		swap_io_write(r->swap_io, fault->victim, fault->out);
	for (size_t i = 0; i < to->n; i++)
		to->full |= to->coming[i].page == fault->victim;
}

/* Brings a page into a frame, to be read if it was anywhere. */
static bool
bring(struct replay *r, page_id_t page, struct reading *to)
{
	struct swap_io *io = r->swap_io;
	sim_ns start = io->clock, waited = io->counts.write_ns;

	if (!loop_load(r, r->partition, page, r->policy->ops))
		return (false);
	if (swap_io_is_textbook(io))
		empty_frame(r, to);
	io->counts.reclaim_ns +=
	    io->clock - start - (io->counts.write_ns - waited);
	if (r->fault.read) {
		bool on_swap = r->fault.in != NO_SLOT;

		io->flight.io[r->fault.frame] = FRAME_READING;
		to->coming[to->n++] = (struct coming){ .page = page,
			.f = r->fault.frame,
			.on_swap = on_swap,
			.place = on_swap ? r->fault.in
					 : page_number(r->facts, page) };
	}
	return (true);
}

static void
bring_wanted(struct replay *r, struct reading *to)
{
	to->found = bring(r, to->page, to);
	to->fault = r->fault;
}

/* At level 3 nothing is evicted for a page that is read ahead but by reclaim: a
 * victim could be the page that is wanted.  At level 2 that comes last. */
static bool
may_bring_ahead(struct replay *r, const struct reading *to)
{
	const struct policy_ops *ops = r->policy->ops;
	struct instance *i = &r->partition->instance;

	if (r->swap_io->mode == SWAP_MODE_DEMAND)
		return (!to->full);
	if (r->swap_io->reclaim != NULL)
		return (swap_reclaim_has_room(r->swap_io, r->partition));
	loop_scan(r, i, ops);
	return (r->partition->nfree > 0 && !ops->needs_scan(i->st));
}

/* Has the page a copy where the window is, on swap or, at level 2, in its file?
 * A fault of a kernel's on a page of a file is none of swap's read-ahead. */
static bool
is_ahead(const struct swap_io *io, uint8_t e)
{
	return (!entry_in_frame(e) && entry_swapped(e) &&
		((e & ENTRY_SLOT) != 0 ||
		    (swap_io_is_textbook(io) && !io->by_slot)));
}

/* Reads the page ahead of the one that is wanted. */
static void
bring_ahead(struct replay *r, page_id_t page, struct reading *to)
{
	if (!is_ahead(r->swap_io, r->machine.entry[page]) ||
	    replay_partition(r, page) != replay_partition(r, to->page) ||
	    !may_bring_ahead(r, to) || !bring(r, page, to))
		return;
	if (r->fault.victim != NO_PAGE)
		account_evict_ahead(r, &r->fault);
	machine_cache(&r->machine, page);
	r->swap_io->flight.io[r->fault.frame] |= FRAME_MARKED;
	r->swap_io->counts.ahead++;
}

/* The page in this slot, or NO_PAGE. */
static page_id_t
page_in_slot(const struct swap_io *io, uint64_t slot)
{
	const struct machine *m = &io->r->machine;
	page_id_t page;

	if (slot >= io->nslot)
		return (NO_PAGE);
	page = io->slot_page[slot];
	return (machine_slot(m, page) == slot ? page : NO_PAGE);
}

/* The page at this page number, in the area of the page that is wanted. */
static page_id_t
page_at(const struct swap_io *io, uint64_t vpn, page_id_t wanted)
{
	const struct page_facts *facts = io->r->facts;
	page_id_t page =
	    page_index_find(&io->index, part_of(facts->process, wanted), vpn);

	if (page == NO_PAGE ||
	    part_of(facts->area, page) != part_of(facts->area, wanted))
		return (NO_PAGE);
	return (page);
}

/* Brings the pages of the window in, in order; at level 2 the one that is
 * wanted comes last. */
static void
bring_window(struct replay *r, struct reading *to)
{
	struct swap_io *io = r->swap_io;
	uint64_t at = io->by_slot ? r->machine.slot_of[to->page]
				  : page_number(r->facts, to->page);
	struct swap_span s =
	    (io->by_slot ? swap_readahead_slots : swap_readahead_addresses)(
		ahead_of(io, to->page), at, io->page_cluster);
	bool last = io->mode == SWAP_MODE_DEMAND;

	to->window = io->page_cluster > 0 && ahead_of(io, to->page)->window > 1;
	for (uint64_t i = s.first; i < s.end; i++) {
		page_id_t page = io->by_slot ? page_in_slot(io, i)
					     : page_at(io, i, to->page);

		if (i == at && !last)
			bring_wanted(r, to);
		else if (i != at && page != NO_PAGE)
			bring_ahead(r, page, to);
	}
	if (last)
		bring_wanted(r, to);
}

static int
by_place(const void *a, const void *b)
{
	const struct coming *x = a, *y = b;

	if (x->on_swap != y->on_swap)
		return (x->on_swap - y->on_swap);
	return ((x->place > y->place) - (x->place < y->place));
}

/* Those from i on that are one request. */
static size_t
request_of(const struct reading *to, size_t i)
{
	const struct coming *c = &to->coming[i];
	size_t n = 1;

	while (i + n < to->n && c[n].on_swap == c->on_swap &&
	       c[n].place == c->place + n)
		n++;
	return (n);
}

/* The page is on its way to its frame, if it is still to come there. */
static void
await(struct replay *r, const struct coming *c, const struct served *s,
    struct reading *to)
{
	struct inflight *q = &r->swap_io->flight;

	if (c->page == to->page)
		to->wait = s->wait;
	if (r->machine.page[c->f] == c->page)
		inflight_add(q, c->f, s->done);
}

/* Reads what was brought in, adjacent places as one request, and waits for the
 * page that is wanted. */
static void
read_all(struct replay *r, struct reading *to)
{
	struct swap_io *io = r->swap_io;
	size_t n;

	if (io->mode == SWAP_MODE_DEMAND)
		qsort(to->coming, to->n, sizeof(*to->coming), by_place);
	for (size_t i = 0; i < to->n; i += n) {
		const struct coming *c = &to->coming[i];
		struct transfer t = { .at = io->clock,
			.slot = c->on_swap ? c->place : c->page };
		struct served s;

		n = request_of(to, i);
		t.pages = (uint32_t)n;
		swap_io_serve_one(io, &t, &s);
		io->clock += s.cpu;
		for (size_t k = 0; k < n; k++)
			await(r, &c[k], &s, to);
	}
	if (to->window)
		drain(r, NO_FRAME);
	if (to->fault.read)
		swap_io_wait(io, to->fault.frame);
}

/* A fault that needs a frame.  false: there is none. */
static bool
fault_absent(struct replay *r, page_id_t page, struct reading *to)
{
	struct swap_io *io = r->swap_io;
	const struct kernel_figures *k = r->kernel;
	uint8_t e = r->machine.entry[page];

	*to = (struct reading){ .page = page };
	if (is_ahead(io, e)) {
		io->clock += k->major_fault_ns;
		bring_window(r, to);
	} else if (entry_swapped(e)) {
		io->clock += k->major_fault_ns;
		bring_wanted(r, to);
	} else {
		io->clock +=
		    r->machine.read_first || machine_of_file(&r->machine, page)
			? k->major_fault_ns
			: k->zero_fault_ns;
		page_index_add(&io->index, page);
		bring_wanted(r, to);
	}
	if (to->found)
		read_all(r, to);
	return (to->found);
}

/* It begins at 'start', which is now. */
static void
fault_at(struct replay *r, page_id_t page, bool write, sim_ns start)
{
	struct swap_io *io = r->swap_io;
	struct reading read;

	if (entry_cached(r->machine.entry[page])) {
		fault_cached(r, page, write);
		r->outcome->stall_ns += io->clock - start;
		io->counts.minor_ns += io->clock - start;
		return;
	}
	r->fault.at = r->now - 1;
	r->fault.write = write;
	if (!fault_absent(r, page, &read)) {
		r->no_frame++;
		return;
	}
	if (!swap_io_is_textbook(io)) {
		/* Not of a page that never was in the swap cache. */
		if (write && read.fault.kind == FAULT_SWAP_IN &&
		    io->mode == SWAP_MODE_ASYNC &&
		    !machine_of_file(&r->machine, page))
			drain(r, read.fault.frame);
		settle_slot(r, page, read.fault.frame, write);
	}
	machine_mark(&r->machine, page, r->load_bits[write]);
	r->fault = read.fault;
	replay_count_fault(r, &read.fault);
	account_latency(r, &read.fault, io->clock - start, read.wait);
}

void
swap_io_fault(struct replay *r, page_id_t page, bool write)
{
	struct swap_io *io = r->swap_io;
	sim_ns start = account_now(r, r->now - 1);

	io->clock = start;
	io->running = true;
	swap_reclaim_run(io);
	swap_io_advance(io);
	fault_at(r, page, write, start);
	io->running = false;
}
