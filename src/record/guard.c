/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Calls are collected and made together.  Neighbouring pages become one call.
 *
 * A call that closes fails for memory of large pages: its area is left alone.
 * One that opens fails when the process has too many mappings: then everything
 * is opened, which joins them, and stays so.
 */
#include "record/guard.h"

#include <sys/mman.h>
#include <sys/syscall.h>

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "model/event.h"

#if defined(__x86_64__)

/* How often a range is read anew from which threads unmap parts. */
#define READINGS_MAX 4

struct space *
space_new(pid_t pid)
{
	struct space *s = calloc(1, sizeof(*s));

	if (s == NULL)
		mem_die("a recorded process");
	s->refs = 1;
	page_window_init(&s->window);
	if (!inject_open_memory(&s->injector, pid))
		s->given_up = true;
	return (s);
}

struct space *
space_copy(const struct space *from, pid_t pid)
{
	struct space *s = space_new(pid);

	s->injector.code = from->injector.code;
	s->injector.data = from->injector.data;
	areamap_copy(&s->areas, &from->areas);
	s->heap_end = from->heap_end;
	s->stale = true;
	s->given_up |= from->given_up;
	s->sets_segv = from->sets_segv;
	memcpy(s->action, from->action, sizeof(s->action));
	return (s);
}

void
space_put(struct space *s)
{
	if (s == NULL || --s->refs > 0)
		return;
	if (s->injector.mem >= 0)
		close(s->injector.mem);
	areamap_clear(&s->areas);
	page_window_free(&s->window);
	free(s);
}

void
guard_call(struct guard *g, uint64_t number, uint64_t a, uint64_t b, uint64_t c,
    uint64_t d)
{
	if (g->n == INJECT_MAX && !guard_commit(g))
		return;
	g->call[g->n++] = (struct inject_call){ number, { a, b, c, d }, 0 };
}

void
guard_protect(struct guard *g, uint64_t start, uint64_t end, unsigned prot)
{
	struct inject_call *last = g->n > 0 ? &g->call[g->n - 1] : NULL;

	if (last != NULL && last->number == SYS_mprotect &&
	    last->arg[2] == prot && last->arg[0] + last->arg[1] == start)
		last->arg[1] += end - start;
	else
		guard_call(g, SYS_mprotect, start, end - start, prot, 0);
}

/* The same call for each part of its range that is mapped now; how many. */
static size_t
mapped_parts(const struct guard *g, const struct inject_call *c,
    struct inject_call part[INJECT_MAX])
{
	const uint64_t from = c->arg[0], to = from + c->arg[1];
	FILE *maps = areamap_open(g->thread->tid);
	char line[AREAMAP_LINE];
	struct recarea a;
	size_t n = 0;

	while (maps != NULL && n < INJECT_MAX &&
	       fgets(line, sizeof(line), maps) != NULL) {
		uint64_t start, end;

		if (!areamap_line(line, &a) || a.end <= from || a.start >= to)
			continue;
		start = a.start > from ? a.start : from;
		end = a.end < to ? a.end : to;
		if (n > 0 && part[n - 1].arg[0] + part[n - 1].arg[1] == start) {
			part[n - 1].arg[1] += end - start;
			continue;
		}
		part[n] = *c;
		part[n].arg[0] = start;
		part[n++].arg[1] = end - start;
	}
	if (maps != NULL)
		fclose(maps);
	return (n);
}

/* A thread may have unmapped a part of a range by a call whose end has not been
 * seen yet; the kernel changes nothing that is behind such a
 * hole.  false: the thread is gone. */
static bool
change_mapped(struct guard *g, struct inject_call *c)
{
	struct inject_call part[INJECT_MAX];
	bool failed = true;

	for (int i = 0; failed && i < READINGS_MAX; i++) {
		size_t n = mapped_parts(g, c, part);

		failed = false;
		if (n > 0 && !inject_run(g->follow, &g->space->injector,
				 g->thread, part, n, &failed))
			return (false);
	}
	if (!failed)
		c->result = 0;
	return (true);
}

static bool
run(struct guard *g, bool *failed)
{
	size_t n = g->n;

	g->n = 0;
	if (n == 0)
		return (true);
	if (!inject_run(
		g->follow, &g->space->injector, g->thread, g->call, n, failed))
		g->lost = true;
	for (size_t i = 0; *failed && !g->lost && i < n; i++) {
		struct inject_call *c = &g->call[i];

		if (c->number == SYS_mprotect && c->result == -ENOMEM)
			g->lost = !change_mapped(g, c);
	}
	return (!g->lost);
}

static void
open_areas(struct guard *g, uint64_t start, uint64_t end)
{
	const struct areamap *m = &g->space->areas;

	for (size_t i = areamap_above(m, start);
	     i < m->n && m->area[i].start < end; i++) {
		const struct recarea *a = &m->area[i];

		if ((a->flags & AREA_PROT) == 0 ||
		    (a->flags & AREA_UNWATCHED) != 0)
			continue;
		guard_protect(g, a->start > start ? a->start : start,
		    a->end < end ? a->end : end, a->flags & AREA_PROT);
	}
}

static void
give_up(struct guard *g)
{
	bool failed = false;

	if (g->space->given_up)
		return;
	g->space->given_up = true;
	g->n = 0;
	open_areas(g, 0, UINT64_MAX);
	(void)run(g, &failed);
	page_window_free(&g->space->window);
}

void
guard_reopen(struct guard *g, uint64_t start, uint64_t end)
{
	bool failed = false;

	g->n = 0;
	open_areas(g, start, end);
	(void)run(g, &failed);
}

static void
leave_alone(struct guard *g, uint64_t addr)
{
	struct recarea *a = areamap_find(&g->space->areas, addr);

	if (a != NULL)
		a->flags |= AREA_UNWATCHED;
}

bool
guard_commit(struct guard *g)
{
	bool failed = false, opens = false;
	size_t n = g->n;

	if (g->lost || g->space->given_up) {
		g->n = 0;
		return (false);
	}
	if (!run(g, &failed))
		return (false);
	for (size_t i = 0; failed && i < n; i++) {
		const struct inject_call *c = &g->call[i];

		if (c->result >= 0 || c->number != SYS_mprotect)
			continue;
		if (c->arg[2] == PROT_NONE)
			leave_alone(g, c->arg[0]);
		else
			opens = true;
	}
	if (opens)
		give_up(g);
	return (!g->space->given_up);
}

static void
drop_pages(struct space *s, uint64_t start, uint64_t end, bool held)
{
	struct page_window *w = &s->window;
	uint32_t next;

	for (uint32_t i = w->oldest; i != WINDOW_NONE; i = next) {
		struct window_page *p = &w->page[i];
		uint64_t at = p->page << GUARD_SHIFT;

		next = p->newer;
		if (at >= start && at < end && (held || p->holds == 0))
			page_window_remove(w, p);
	}
}

void
guard_forget_range(struct space *s, uint64_t start, uint64_t end)
{
	drop_pages(s, start, end, true);
}

/* The first page of the range that is held, or its end. */
static uint64_t
first_held(const struct space *s, uint64_t start, uint64_t end)
{
	const struct page_window *w = &s->window;

	if (w->held == 0)
		return (end);
	for (uint32_t i = w->oldest; i != WINDOW_NONE; i = w->page[i].newer) {
		uint64_t at = w->page[i].page << GUARD_SHIFT;

		if (w->page[i].holds > 0 && at >= start && at < end)
			end = at;
	}
	return (end);
}

/* A part of an area.  One call of its own, so that an area that cannot be
 * closed is known. */
static void
close_part(struct guard *g, uint64_t start, uint64_t end)
{
	for (uint64_t held; start < end; start = held + GUARD_PAGE) {
		held = first_held(g->space, start, end);
		if (held > start)
			guard_call(
			    g, SYS_mprotect, start, held - start, PROT_NONE, 0);
	}
}

void
guard_close_range(struct guard *g, uint64_t start, uint64_t end)
{
	const struct areamap *m = &g->space->areas;

	if (g->space->open > 0 || g->space->given_up)
		return;
	drop_pages(g->space, start, end, false);
	for (size_t i = areamap_above(m, start);
	     i < m->n && m->area[i].start < end; i++) {
		const struct recarea *a = &m->area[i];

		if ((a->flags & AREA_PROT) != 0 &&
		    (a->flags & AREA_UNWATCHED) == 0)
			close_part(g, a->start > start ? a->start : start,
			    a->end < end ? a->end : end);
	}
}

void
guard_open_range(struct guard *g, uint64_t start, uint64_t end)
{
	drop_pages(g->space, start, end, false);
	open_areas(g, start, end);
}

void
guard_close_page(struct guard *g, struct window_page *p)
{
	uint64_t start = p->page << GUARD_SHIFT;

	if (g->space->open == 0)
		guard_protect(g, start, start + GUARD_PAGE, PROT_NONE);
	page_window_remove(&g->space->window, p);
}

void
guard_trim(struct guard *g)
{
	struct page_window *w = &g->space->window;

	while (w->n - w->held > g->size)
		guard_close_page(g, page_window_oldest(w));
}

void
guard_refresh(struct guard *g)
{
	g->space->stale = false;
	guard_close_range(g, 0, UINT64_MAX);
	(void)guard_commit(g);
}

void
guard_release(struct guard *g)
{
	give_up(g);
	inject_close(g->follow, &g->space->injector, g->thread);
}

/* What the kernel has there for itself cannot be protected, or is of no
 * interest. */
static bool
is_kernels(const struct space *s, const struct recarea *a)
{
	return (strncmp(a->name, "[v", 2) == 0 ||
		strncmp(a->name, "[uprobes", 8) == 0 ||
		(s->injector.code != 0 && a->end > s->injector.code &&
		    a->start < s->injector.data + 4 * GUARD_PAGE));
}

void
guard_read_areas(struct space *s, pid_t pid)
{
	struct recarea a, before = { .end = 0 };
	FILE *maps = areamap_open(pid);
	char line[AREAMAP_LINE];

	while (maps != NULL && fgets(line, sizeof(line), maps) != NULL) {
		if (!areamap_line(line, &a) || is_kernels(s, &a))
			continue;
		areamap_name_anonymous(&a, &before);
		if (strcmp(a.name, "[heap]") == 0)
			s->heap_end = a.end;
		(void)areamap_add(&s->areas, &a);
		before = a;
	}
	if (maps != NULL)
		fclose(maps);
}

#endif
