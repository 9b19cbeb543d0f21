/* SPDX-License-Identifier: BSD-2-Clause */
#include "plain_swap.h"

#include <assert.h>
#include <string.h>

#define LOOK_NS      500  /* a page that a scan looks at */
#define WRITE_NS     1000 /* a page that goes to the device */
#define REQUEST_MOST 128
#define PLUG_MOST    32
#define PLUG_PAGES   32
#define PAGE_BYTES   4096
#define NS_A_SECOND  1000000000

struct plain_swap *
plain_swap_open(struct plain_run *r, const struct plain_swap_hooks *hooks)
{
	static const char *const swap[] = { "sync", "async", NULL };
	static const char *const vma_ra[] = { "auto", "yes", "no", NULL };
	static const struct plain_figures none = { .servers = 1 };
	bool async = plain_choice(r, "swap", swap) == 1;
	uint64_t page_cluster = plain_count(r, "page_cluster", 0);
	int by = plain_choice(r, "vma_ra", vma_ra);
	struct plain_swap *s;

	if (!async)
		return (NULL);
	s = plain_alloc(r, 1, sizeof(*s));
	s->f = r->setup.figures != NULL ? r->setup.figures : &none;
	s->hooks = hooks;
	s->page_cluster = page_cluster;
	s->by_address = by == 1 || (by == 0 && !s->f->disk);
	s->nslots = s->f->nslots != 0 ? s->f->nslots : 1U << 20;
	s->cursor = 1;
	s->slot = plain_alloc(r, r->npages, sizeof(*s->slot));
	s->mapped = plain_alloc(r, r->npages, sizeof(bool));
	s->writing = plain_alloc(r, r->npages, sizeof(bool));
	s->reading = plain_alloc(r, r->npages, sizeof(bool));
	s->reclaim = plain_alloc(r, r->npages, sizeof(bool));
	s->done = plain_alloc(r, r->npages, sizeof(*s->done));
	s->order = plain_alloc(r, r->npages, sizeof(*s->order));
	s->page_in = plain_alloc(r, s->nslots, sizeof(*s->page_in));
	memset(s->page_in, 0xff, s->nslots * sizeof(*s->page_in));
	s->nwindow = 1;
	for (uint32_t p = 0; r->setup.area != NULL && p < r->npages; p++)
		if (r->setup.area[p] >= s->nwindow)
			s->nwindow = r->setup.area[p] + 1;
	s->window = plain_alloc(r, s->nwindow, sizeof(*s->window));
	for (uint32_t i = 0; i < s->nwindow; i++)
		s->window[i].hits = s->by_address ? 4 : 0;
	return (s);
}

/* -- time and the device ------------------------------------------------- */

uint64_t
plain_swap_now(const struct plain_run *r, const struct plain_swap *s)
{
	return (s->f->think_ns * r->now + r->stall_ns);
}

/* The page whose write is done first, of those that are; PLAIN_NONE: none. */
static uint32_t
first_written(const struct plain_run *r, const struct plain_swap *s)
{
	uint32_t first = PLAIN_NONE;

	for (uint32_t p = 0; p < r->npages; p++) {
		if (!s->writing[p] || s->done[p] > plain_swap_now(r, s))
			continue;
		if (first == PLAIN_NONE || s->done[p] < s->done[first] ||
		    (s->done[p] == s->done[first] &&
			s->order[p] < s->order[first]))
			first = p;
	}
	return (first);
}

void
plain_swap_complete(struct plain_run *r, struct plain_swap *s)
{
	uint32_t p;

	while ((p = first_written(r, s)) != PLAIN_NONE) {
		s->writing[p] = false;
		if (s->reclaim[p])
			s->hooks->rotate(r, p);
		s->reclaim[p] = false;
	}
}

void
plain_swap_spend(struct plain_run *r, uint64_t ns)
{
	r->stall_ns += ns;
}

void
plain_swap_look(struct plain_run *r, struct plain_swap *s)
{
	plain_swap_spend(r, LOOK_NS);
	plain_swap_complete(r, s);
}

bool
plain_swap_locked(
    const struct plain_run *r, const struct plain_swap *s, uint32_t page)
{
	return (s->reading[page] && s->done[page] > plain_swap_now(r, s));
}

/* One request, from now; returns when it is done. */
static uint64_t
serve(struct plain_run *r, struct plain_swap *s, uint32_t npages, bool write)
{
	const struct plain_figures *f = s->f;
	uint64_t start = plain_swap_now(r, s), end;
	uint32_t server = 0;

	for (uint32_t i = 1; i < f->servers; i++)
		if (s->server_free[i] < s->server_free[server])
			server = i;
	if (s->server_free[server] > start)
		start = s->server_free[server];
	end = start + f->overhead_ns + (write ? f->write_ns : f->read_ns);
	if (f->bandwidth != 0) {
		if (s->link_free > end)
			end = s->link_free;
		end += (npages * (uint64_t)PAGE_BYTES * NS_A_SECOND +
			   f->bandwidth - 1) /
		       f->bandwidth;
		s->link_free = end;
	}
	s->server_free[server] = end;
	return (end);
}

static void
flush(struct plain_run *r, struct plain_swap *s, struct plain_plug *plug)
{
	for (uint32_t i = 0; i < plug->n; i++) {
		const struct plain_request *q = &plug->request[i];
		if (plug->write)
			plain_swap_spend(r, q->n * WRITE_NS);
		uint64_t done = serve(r, s, q->n, plug->write);

		for (uint32_t j = 0; j < q->n; j++) {
			s->done[q->page[j]] = done;
			s->order[q->page[j]] = s->norder++;
		}
	}
	plug->n = 0;
	plain_swap_complete(r, s);
}

static void
hold_back(struct plain_run *r, struct plain_swap *s, struct plain_plug *plug,
    uint32_t page)
{
	struct plain_request *last =
	    plug->n > 0 ? &plug->request[plug->n - 1] : NULL;
	uint32_t most =
	    plug->write && s->f->request > 0 ? s->f->request : REQUEST_MOST;

	s->done[page] = UINT64_MAX;
	if (last != NULL && last->n < most &&
	    s->slot[page] == last->slot + last->n) {
		last->page[last->n++] = page;
		return;
	}
	if (last != NULL && (plug->n >= PLUG_MOST || last->n >= PLUG_PAGES))
		flush(r, s, plug);
	plug->request[plug->n++] =
	    (struct plain_request){ s->slot[page], 1, { page } };
}

/* -- files --------------------------------------------------------------- */

void
plain_swap_file_fault(struct plain_run *r, struct plain_swap *s)
{
	plain_swap_complete(r, s);
	plain_swap_spend(r, s->f->major_ns);
}

/* filemap_fault(): that page alone, which the process waits for; nothing of
 * swap's read-ahead, and no drain. */
void
plain_swap_read_file(struct plain_run *r, struct plain_swap *s)
{
	uint64_t now = plain_swap_now(r, s), done = serve(r, s, 1, false);

	plain_swap_spend(r, done - now);
	plain_swap_complete(r, s);
}

void
plain_swap_write_file(struct plain_run *r, struct plain_swap *s)
{
	(void)serve(r, s, 1, true);
}

/* -- slots --------------------------------------------------------------- */

static uint32_t
slots_used(const struct plain_swap *s)
{
	uint32_t n = 0;

	for (uint32_t i = 1; i < s->nslots; i++)
		n += s->page_in[i] != PLAIN_NONE;
	return (n);
}

static void
give_slot(struct plain_swap *s, uint32_t page)
{
	while (s->page_in[s->cursor] != PLAIN_NONE)
		s->cursor = s->cursor + 1 < s->nslots ? s->cursor + 1 : 1;
	s->page_in[s->cursor] = page;
	s->slot[page] = s->cursor;
	s->cursor = s->cursor + 1 < s->nslots ? s->cursor + 1 : 1;
}

static void
take_slot(struct plain_swap *s, uint32_t page)
{
	s->page_in[s->slot[page]] = PLAIN_NONE;
	s->slot[page] = 0;
}

/* -- out ----------------------------------------------------------------- */

bool
plain_swap_out(struct plain_run *r, struct plain_swap *s, uint32_t page)
{
	if (plain_is_file(r, page)) { /* a clean one */
		plain_swap_spend(r, s->f->evict_ns);
		return (false);
	}
	if (s->slot[page] == 0) {
		give_slot(s, page);
		r->dirty[page] = true;
	}
	s->mapped[page] = r->accessed[page] = false;
	plain_swap_spend(r, s->f->evict_ns);
	if (!r->dirty[page])
		return (false);

	plain_clean(r, page);
	s->writing[page] = s->reclaim[page] = true;
	r->counts.pswpout++;
	s->out.write = true;
	hold_back(r, s, &s->out, page);
	return (true);
}

void
plain_swap_force_out(struct plain_run *r, struct plain_swap *s, uint32_t page)
{
	if (s->slot[page] == 0) {
		give_slot(s, page);
		r->dirty[page] = true;
	}
	s->mapped[page] = s->reclaim[page] = s->writing[page] = false;
	if (!r->dirty[page])
		return;
	r->counts.pswpout++;
}

void
plain_swap_submit(struct plain_run *r, struct plain_swap *s)
{
	flush(r, s, &s->out);
}

/* -- in ------------------------------------------------------------------ */

/* From swap into a frame, not mapped. */
static void
read_page(struct plain_run *r, struct plain_swap *s, uint32_t page, bool ahead)
{
	if (!s->hooks->charge(r, ahead))
		return;
	plain_load(r, page);
	s->hooks->arrive(r, page);
	s->reading[page] = true;
	s->reclaim[page] = ahead;
	r->counts.pswpin++;
	r->counts.swap_ra += ahead;
	hold_back(r, s, &s->in, page);
}

/* What was written meanwhile changes lists before a drain does: the end of a
 * write is an interrupt. */
static void
wait_for(struct plain_run *r, struct plain_swap *s, uint32_t page)
{
	uint64_t now = plain_swap_now(r, s);

	if (!s->reading[page])
		return;
	if (s->done[page] > now)
		plain_swap_spend(r, s->done[page] - now);
	s->reading[page] = false;
	plain_swap_complete(r, s);
}

static void
drain(struct plain_run *r, const struct plain_swap *s, uint32_t page)
{
	if (!s->f->no_drain)
		s->hooks->drain(r, page);
}

/* The page is in a frame: the process gets it. */
static void
map_page(struct plain_run *r, struct plain_swap *s, uint32_t page)
{
	bool full = s->f->nslots != 0 && slots_used(s) * 2 > s->nslots;

	s->mapped[page] = true;
	if (s->slot[page] != 0 && !s->writing[page] && (r->write || full))
		take_slot(s, page);
}

void
plain_swap_fault(struct plain_run *r, struct plain_swap *s, uint32_t page)
{
	int64_t at, end;
	bool several;

	plain_swap_complete(r, s);
	if (plain_resident(r, page)) {
		r->counts.minor++;
		s->reading[page] = plain_swap_locked(r, s, page);
		plain_readahead_hit(r, s, page);
		plain_swap_spend(r, s->f->minor_ns);
		wait_for(r, s, page);
		if (r->write)
			drain(r, s, page);
		map_page(r, s, page);
		return;
	}
	if (s->slot[page] == 0) {
		plain_swap_spend(r, s->f->zero_ns);
		s->hooks->charge(r, false);
		plain_load(r, page);
		s->hooks->arrive(r, page);
		map_page(r, s, page);
		return;
	}
	r->counts.pgmajfault++;
	plain_swap_spend(r, s->f->major_ns);
	plain_readahead_window(r, s, page, &at, &end);
	several = at < end;
	for (; at < end; at++) {
		uint32_t p = plain_readahead_page(r, s, page, at);

		if (p != PLAIN_NONE)
			read_page(r, s, p, p != page);
	}
	flush(r, s, &s->in);
	if (several)
		drain(r, s, PLAIN_NONE);
	if (!plain_resident(r, page)) {
		read_page(r, s, page, false);
		flush(r, s, &s->in);
	}
	wait_for(r, s, page);
	if (r->write)
		drain(r, s, page);
	map_page(r, s, page);
}
