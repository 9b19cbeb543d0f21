/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Events of areas and processes, and the changes of pages that follow.
 *
 * An invalid event (a range that is empty, wraps or is not whole pages; an area
 * over another; a fork or an exit of a process that does not exist) changes
 * nothing.  It is counted; with strict it is an error.  A range that is whole
 * pages of 4 KiB or more, but not of the page size that is set, is always an
 * error, because it is likely that most ranges of the trace are like it.
 *
 * An area that is mapped replaces implicit ones: pages touched there before are
 * freed first.  Pins do not nest, as with mlock(2), and a child does not
 * inherit them.
 */
#include <stdarg.h>
#include <stdio.h>

#include "base/num.h"
#include "space/process.h"

/* The smallest page size, in bytes, of the machines that traces come from. */
#define SMALLEST_PAGE UINT64_C(4096)

struct applying {
	struct spaces *s;
	struct process *p;
	const struct event *ev;
	vaddr_t end;
	const struct err_where *at;
	struct err *err;
};

static const char *const verb[] = {
	[EVENT_MAP] = "map",
	[EVENT_UNMAP] = "unmap",
	[EVENT_PROTECT] = "protect",
	[EVENT_PIN] = "pin",
	[EVENT_UNPIN] = "unpin",
	[EVENT_PAGEOUT] = "pageout",
	[EVENT_DISCARD] = "discard",
	[EVENT_FORK] = "forks",
	[EVENT_EXIT] = "exits",
	[EVENT_SUSPEND] = "is suspended",
	[EVENT_RESUME] = "is resumed",
};

static int printf_like(2, 3)
    refuse_event(const struct applying *h, const char *fmt, ...)
{
	char why[256];
	va_list ap;

	h->s->malformed++;
	if (!h->s->settings.strict)
		return (0);
	va_start(ap, fmt);
	vsnprintf(why, sizeof(why), fmt, ap);
	va_end(ap);
	return (err_at(h->err, ERR_TRACE, h->at, "%s", why));
}

/* What is wrong with the range of an event; NULL: nothing. */
static const char *
range_fault(const struct applying *h)
{
	uint64_t mask = h->s->settings.page_size - 1;
	const struct event *ev = h->ev;
	vaddr_t end;

	if (ev->size == 0)
		return ("has no bytes");
	if (((ev->start | ev->size) & mask) != 0)
		return ("is not whole pages");
	if (__builtin_add_overflow(ev->start, ev->size, &end))
		return ("ends beyond the last address");
	if (ev->kind == EVENT_MAP && ev->backend == BACKEND_LINEAR &&
	    (ev->physical & mask) != 0)
		return ("does not begin at a physical page");
	return (NULL);
}

static int
free_page(void *ctx, not_used vaddr_t addr, uint64_t *entry)
{
	spaces_change(ctx, CHANGE_FREE, (page_id_t)pte_number(*entry), NO_PAGE);
	*entry = 0;
	return (0);
}

/* Nothing to do: pages are freed by the walk of the page table that follows. */
static void
drop_piece(not_used void *ctx, not_used const struct area *piece)
{
}

static void
unmap(struct applying *h)
{
	areas_cut(&h->p->areas, h->ev->start, h->end, drop_piece, NULL);
	pagetable_walk(&h->p->pt, h->ev->start, h->end, free_page, h->s);
}

static int
map(struct applying *h)
{
	struct areas *areas = &h->p->areas;
	struct area_at at = areas_from(areas, h->ev->start);

	for (; at.leaf != NULL && area_get(at)->start < h->end;
	     at = area_next(at)) {
		const struct area *a = area_get(at);
		const char *name = h->s->area_fact[a->id].name;

		if (a->implicit)
			continue;
		return (refuse_event(h,
		    "the map of [0x%llx, 0x%llx) overlaps the area [0x%llx, "
		    "0x%llx)%s%s; unmap it first",
		    (unsigned long long)h->ev->start,
		    (unsigned long long)h->end, (unsigned long long)a->start,
		    (unsigned long long)a->end, *name == '\0' ? "" : " ",
		    name));
	}
	unmap(h);
	return (spaces_map(h->s, h->p, h->ev, h->at, h->err));
}

static bool
set_flags(void *ctx, unsigned old, unsigned *flags)
{
	const struct applying *h = ctx;

	*flags = h->ev->flags & PTE_FLAGS;
	return (old != *flags);
}

/* A part of an area that gets other permissions. */
struct protecting {
	struct spaces *s;
	unsigned flags;
};

static int
protect_page(void *ctx, not_used vaddr_t addr, uint64_t *entry)
{
	const struct protecting *p = ctx;

	*entry = (*entry & ~(uint64_t)PTE_FLAGS) | p->flags;
	if (p->s->settings.tlb != 0)
		spaces_change(p->s, CHANGE_PROTECT,
		    (page_id_t)pte_number(*entry), NO_PAGE);
	return (0);
}

static void
protect_piece(void *ctx, const struct area *piece)
{
	const struct applying *h = ctx;
	struct protecting to = { h->s, piece->flags };

	pagetable_walk(&h->p->pt, piece->start, piece->end, protect_page, &to);
}

static int
protect(struct applying *h)
{
	if (h->s->settings.areas == AREAS_IMPLICIT &&
	    implicit_fill(h->s, h->p, h->ev->start, h->end, h->at, h->err) != 0)
		return (-1);
	areas_protect(
	    &h->p->areas, h->ev->start, h->end, set_flags, protect_piece, h);
	return (0);
}

static int
pin_page(struct applying *h, const struct area *a, vaddr_t v)
{
	uint64_t entry = process_entry(h->s, h->p, v);
	page_id_t page = (page_id_t)pte_number(entry);

	if ((entry & PTE_PINNED) != 0)
		return (0);
	if (entry == 0) {
		if (spaces_number_page(h->s, h->p, v, a->id,
			a->flags | PTE_PINNED, &page, h->at, h->err) != 0)
			return (-1);
	} else {
		*pagetable_place(&h->p->pt, v) |= PTE_PINNED;
	}
	spaces_change(h->s, CHANGE_PIN, page, NO_PAGE);
	return (0);
}

static int
pin(struct applying *h)
{
	uint64_t page_size = h->s->settings.page_size;
	struct areas *areas = &h->p->areas;
	struct area_at at;

	if (spaces_may_fill(h->s, "pins", h->ev->size, h->at, h->err) != 0)
		return (-1);
	if (h->s->settings.areas == AREAS_IMPLICIT &&
	    implicit_fill(h->s, h->p, h->ev->start, h->end, h->at, h->err) != 0)
		return (-1);
	if (!areas_cover(areas, h->ev->start, h->end, 0))
		return (refuse_event(h,
		    "the pin of [0x%llx, 0x%llx) is not wholly within areas",
		    (unsigned long long)h->ev->start,
		    (unsigned long long)h->end));
	for (at = areas_from(areas, h->ev->start);
	     at.leaf != NULL && area_get(at)->start < h->end;
	     at = area_next(at)) {
		const struct area *a = area_get(at);
		vaddr_t v = a->start > h->ev->start ? a->start : h->ev->start;
		vaddr_t end = a->end < h->end ? a->end : h->end;

		if (a->backend == BACKEND_LINEAR)
			continue;
		for (; v < end; v += page_size)
			if (pin_page(h, a, v) != 0)
				return (-1);
	}
	return (0);
}

static int
unpin_page(void *ctx, not_used vaddr_t addr, uint64_t *entry)
{
	if ((*entry & PTE_PINNED) == 0)
		return (0);
	*entry &= ~(uint64_t)PTE_PINNED;
	spaces_change(
	    ctx, CHANGE_UNPIN, (page_id_t)pte_number(*entry), NO_PAGE);
	return (0);
}

/* A page that is pinned stays in memory. */
static int
page_out(void *ctx, not_used vaddr_t addr, uint64_t *entry)
{
	if ((*entry & PTE_PINNED) == 0)
		spaces_change(ctx, CHANGE_PAGEOUT,
		    (page_id_t)pte_number(*entry), NO_PAGE);
	return (0);
}

static int
find_pinned(not_used void *ctx, not_used vaddr_t addr, uint64_t *entry)
{
	return ((*entry & PTE_PINNED) != 0);
}

/* As madvise(2), which refuses MADV_DONTNEED for locked pages.  A page that is
 * touched after this is another one, as after an unmap and a map. */
static int
discard(struct applying *h)
{
	const struct pagetable *pt = &h->p->pt;

	if (pagetable_walk(pt, h->ev->start, h->end, find_pinned, NULL) != 0)
		return (refuse_event(h,
		    "the discard of [0x%llx, 0x%llx) has pinned pages",
		    (unsigned long long)h->ev->start,
		    (unsigned long long)h->end));
	return (pagetable_walk(pt, h->ev->start, h->end, free_page, h->s));
}

/* The largest page size of which the range is a multiple. */
static uint64_t
natural_page(const struct event *ev)
{
	uint64_t all = ev->start | ev->size;

	if (ev->kind == EVENT_MAP && ev->backend == BACKEND_LINEAR)
		all |= ev->physical;
	return (all & -all);
}

static int
on_range(struct applying *h)
{
	const char *fault = range_fault(h);
	uint64_t page = natural_page(h->ev);
	char asked[24];

	if (h->ev->size > 0 && page >= SMALLEST_PAGE &&
	    page < h->s->settings.page_size)
		return (err_at(h->err, ERR_TRACE, h->at,
		    "the %s of 0x%llx, %llu bytes, is not whole pages of %s "
		    "(with --page-size=%llu it is)",
		    verb[h->ev->kind], (unsigned long long)h->ev->start,
		    (unsigned long long)h->ev->size,
		    num_print_size(
			asked, sizeof(asked), h->s->settings.page_size),
		    (unsigned long long)page));
	if (fault != NULL)
		return (refuse_event(h, "the %s of 0x%llx, %llu bytes, %s",
		    verb[h->ev->kind], (unsigned long long)h->ev->start,
		    (unsigned long long)h->ev->size, fault));
	h->end = h->ev->start + h->ev->size;
	h->p = process_get(h->s, h->ev->pid, h->at, h->err);
	if (h->p == NULL)
		return (-1);
	switch (h->ev->kind) {
	case EVENT_MAP:
		return (map(h));
	case EVENT_PROTECT:
		return (protect(h));
	case EVENT_PIN:
		return (pin(h));
	case EVENT_UNPIN:
		return (pagetable_walk(
		    &h->p->pt, h->ev->start, h->end, unpin_page, h->s));
	case EVENT_PAGEOUT:
		return (pagetable_walk(
		    &h->p->pt, h->ev->start, h->end, page_out, h->s));
	case EVENT_DISCARD:
		return (discard(h));
	default:
		unmap(h);
		return (0);
	}
}

/* Stops a process, or lets it go on.  Of a process that stops every page leaves
 * memory, as where swapping controls the load; the pages come back on demand.
 */
static int
suspend(struct applying *h)
{
	bool stops = h->ev->kind == EVENT_SUSPEND;

	if (h->p->suspended == stops)
		return (refuse_event(h, "process %u %s, but it %s", h->ev->pid,
		    verb[h->ev->kind], stops ? "is so already" : "runs"));
	h->p->suspended = stops;
	return (stops ? pagetable_walk(&h->p->pt, 0, UINT64_MAX, page_out, h->s)
		      : 0);
}

static int
on_process(struct applying *h)
{
	h->p = process_find(h->s, h->ev->pid);
	if (h->p == NULL)
		return (refuse_event(h,
		    "process %u %s, but the trace has no access or event of "
		    "it before%s",
		    h->ev->pid, verb[h->ev->kind],
		    h->ev->kind == EVENT_FORK
			? ""
			: ", or none since its last exit"));
	if (h->ev->kind == EVENT_EXIT) {
		process_exit(h->s, h->p);
		return (0);
	}
	if (h->ev->kind != EVENT_FORK)
		return (suspend(h));
	if (process_find(h->s, h->ev->child) != NULL)
		return (
		    refuse_event(h, "process %u forks %u, which already exists",
			h->ev->pid, h->ev->child));
	return (process_fork(h->s, h->p, h->ev->child, h->at, h->err));
}

int
spaces_event(struct spaces *s, const struct event *ev,
    const struct err_where *at, struct err *err)
{
	struct applying h = { s, NULL, ev, 0, at, err };

	s->nchange = 0;
	switch (ev->kind) {
	case EVENT_NONE:
		return (0);
	case EVENT_TICK:
		spaces_change(s, CHANGE_TICK, NO_PAGE, NO_PAGE);
		return (0);
	case EVENT_FORK:
	case EVENT_EXIT:
	case EVENT_SUSPEND:
	case EVENT_RESUME:
		return (on_process(&h));
	default:
		return (on_range(&h));
	}
}
