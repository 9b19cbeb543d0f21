/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The ranges of memory that a system call uses: their pages are opened and
 * held, recorded, and let go.
 */
#include <string.h>

#include "record/guarded.h"

#if defined(__x86_64__)

/* Calls a function for each part of a range that is in an area. */
static void
each_part(struct guarded *w, const struct call_range *range,
    void (*part)(struct guarded *w, const struct recarea *a, uint64_t start,
	uint64_t end, bool write))
{
	const struct areamap *m = &w->guard.space->areas;
	uint64_t end = range->start + range->size;

	if (end < range->start)
		end = UINT64_MAX - GUARD_PAGE;
	for (size_t i = areamap_above(m, range->start);
	     i < m->n && m->area[i].start < end; i++) {
		const struct recarea *a = &m->area[i];
		uint64_t from =
		    a->start > range->start ? a->start : range->start;

		part(w, a, from & -GUARD_PAGE, a->end < end ? a->end : end,
		    range->write);
	}
}

static void
open_part(struct guarded *w, const struct recarea *a, uint64_t start,
    uint64_t end, bool write)
{
	struct page_window *win = &w->guard.space->window;
	bool is_open = w->guard.space->open > 0;
	unsigned prot = a->flags & AREA_PROT;
	unsigned readable = prot & ~(unsigned)MAP_WRITE;

	if (prot == 0 || (a->flags & AREA_UNWATCHED) != 0 ||
	    (write && (prot & MAP_WRITE) == 0))
		return;
	if (!write && readable != 0 && !is_open)
		prot = readable;
	for (uint64_t at = start; at < end; at += GUARD_PAGE) {
		uint64_t page = at >> GUARD_SHIFT;
		struct window_page *p = page_window_find(win, page);

		if (p == NULL || (write && !p->writable)) {
			if (!is_open)
				guard_protect(
				    &w->guard, at, at + GUARD_PAGE, prot);
			if (p == NULL)
				p = page_window_add(win, page);
			p->writable = (prot & MAP_WRITE) != 0;
		}
		page_window_hold(win, p);
	}
}

static void
release_part(struct guarded *w, const struct recarea *a, uint64_t start,
    uint64_t end, not_used bool write)
{
	struct page_window *win = &w->guard.space->window;

	for (uint64_t at = start; at < end; at += GUARD_PAGE) {
		struct window_page *p =
		    page_window_find(win, at >> GUARD_SHIFT);

		if (p == NULL)
			continue;
		page_window_release(win, p);
		if (p->holds == 0 && !p->seen && (a->flags & AREA_PROT) != 0)
			guard_close_page(&w->guard, p);
	}
}

static void
record_part(struct guarded *w, not_used const struct recarea *a, uint64_t start,
    uint64_t end, bool write)
{
	const struct page_window *win = &w->guard.space->window;

	for (uint64_t at = start; at < end; at += GUARD_PAGE) {
		struct window_page *p =
		    page_window_find(win, at >> GUARD_SHIFT);

		if (p == NULL || (write ? p->written : p->seen))
			continue;
		p->seen = true;
		p->written |= write;
		guard_record(w, w->t, write ? ACCESS_WRITE : ACCESS_READ, at);
	}
}

void
guard_record_range(struct guarded *w, struct tracee *t,
    const struct call_range *r, uint64_t size)
{
	const struct call_range used = { r->start, size, r->write, false };

	w->t = t;
	if (size > 0)
		each_part(w, &used, record_part);
}

void
guard_leave_open(struct space *s, const struct call_range *r)
{
	struct page_window *w = &s->window;
	uint64_t first = r->start >> GUARD_SHIFT;
	uint64_t last = (r->start + r->size - 1) >> GUARD_SHIFT;

	for (uint32_t i = w->oldest; i != WINDOW_NONE; i = w->page[i].newer)
		if (w->page[i].page >= first && w->page[i].page <= last)
			page_window_release(w, &w->page[i]);
}

const struct recarea *
guard_grows(const struct space *s, const struct call_range *r)
{
	size_t i = areamap_above(&s->areas, r->start);
	const struct recarea *a = &s->areas.area[i];

	if (i == s->areas.n || a->start <= r->start ||
	    strcmp(a->name, "[stack]") != 0)
		return (NULL);
	return (a);
}

void
guard_hold_range(struct guarded *w, const struct call_range *r)
{
	each_part(w, r, open_part);
}

void
guard_release_range(struct guarded *w, const struct call_range *r)
{
	each_part(w, r, release_part);
}

#endif
