/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What system calls do to the areas of a guarded process.
 *
 * mremap(2) needs its range in one mapping.  A range of which parts were never
 * accessed before it was split stays split for the kernel, so the first page of
 * a large new mapping is made present before the mapping is closed.
 */
#include <sys/mman.h>
#include <sys/syscall.h>

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "model/event.h"
#include "record/guarded.h"

#if defined(__x86_64__)

#ifndef MADV_POPULATE_WRITE
#define MADV_POPULATE_WRITE 23
#endif
#define LARGE_BYTES (64 * 1024)

struct effect {
	struct guarded *w;
	struct guarded_thread *th;
	struct guard *g;
	struct capture *c;
	struct tracee *t;
	const uint64_t *arg;
};

static void
remove_range(struct effect *e, uint64_t start, uint64_t end)
{
	struct space *s = e->g->space;
	struct recarea part;

	guard_forget_range(s, start, end);
	while (areamap_cut(&s->areas, start, end, &part))
		;
	capture_unmap(e->c, e->t, start, end);
}

/* A call has failed that unmaps what is in its way first. */
static void
remove_unmapped(struct effect *e, uint64_t start, uint64_t end)
{
	FILE *maps = areamap_open(e->t->pid);
	char line[AREAMAP_LINE];
	struct recarea a;

	while (maps != NULL && start < end &&
	       fgets(line, sizeof(line), maps) != NULL) {
		if (!areamap_line(line, &a) || a.end <= start)
			continue;
		if (a.start >= end)
			break;
		if (a.start > start)
			remove_range(e, start, a.start);
		start = a.end;
	}
	if (maps != NULL)
		fclose(maps);
	if (start < end)
		remove_range(e, start, end);
}

/* While everything is open, other threads may have opened the range as what was
 * there before allowed. */
static void
allow_again(struct effect *e, uint64_t start, uint64_t end, unsigned flags)
{
	const struct space *s = e->g->space;

	if (s->open > 0 && !s->given_up && (flags & AREA_UNWATCHED) == 0)
		guard_protect(e->g, start, end, flags & AREA_PROT);
}

static void
add_area(struct effect *e, const struct recarea *a, enum backend_kind backend)
{
	struct space *s = e->g->space;

	remove_range(e, a->start, a->end);
	if (!areamap_add(&s->areas, a))
		return;
	capture_map(e->c, e->t, a, backend);
	guard_close_range(e->g, a->start, a->end);
}

static void
name_file(struct recarea *a, pid_t pid, int fd)
{
	char link[64], path[4096];
	ssize_t n;

	snprintf(link, sizeof(link), "/proc/%d/fd/%d", (int)pid, fd);
	n = readlink(link, path, sizeof(path) - 1);
	path[n > 0 ? n : 0] = '\0';
	areamap_name(a->name, n > 0 ? path : "[anon]");
}

static void
mapped(struct effect *e, uint64_t start)
{
	struct recarea a = {
		.start = start,
		.end = start + guard_whole_pages(e->arg[1]),
		.flags = MAP_USER | (e->arg[2] & AREA_PROT),
		.name = "[anon]",
	};
	bool anonymous = (e->arg[3] & MAP_ANONYMOUS) != 0;

	if (!anonymous)
		name_file(&a, e->t->pid, (int)e->arg[4]);
	if ((e->arg[3] & MAP_HUGETLB) != 0)
		a.flags |= AREA_UNWATCHED;
	if (anonymous && (a.flags & MAP_WRITE) != 0 &&
	    a.end - a.start >= LARGE_BYTES) {
		/* It is closed if the areas were read meanwhile. */
		if (areamap_find(&e->g->space->areas, start) != NULL)
			guard_protect(e->g, start, a.end, a.flags & AREA_PROT);
		guard_call(e->g, SYS_madvise, a.start, GUARD_PAGE,
		    MADV_POPULATE_WRITE, 0);
	}
	add_area(e, &a,
	    (e->arg[3] & MAP_POPULATE) != 0 ? BACKEND_POPULATED : BACKEND_LAZY);
	if ((e->arg[3] & MAP_FIXED) != 0)
		allow_again(e, a.start, a.end, a.flags);
}

static void
heap_moved(struct effect *e, uint64_t end)
{
	struct space *s = e->g->space;
	uint64_t from = s->heap_end, to = guard_whole_pages(end);
	struct recarea a = { from, to, MAP_READ | MAP_WRITE | MAP_USER,
		"[heap]" };

	s->heap_end = to;
	if (from != 0 && to > from)
		add_area(e, &a, BACKEND_LAZY);
	if (from != 0 && to < from)
		remove_range(e, to, from);
}

/* What was there, if it has not grown, is closed again. */
static void
remapped(struct effect *e, bool done, uint64_t start)
{
	struct space *s = e->g->space;
	uint64_t old = e->arg[0], old_end = old + guard_whole_pages(e->arg[1]);
	const struct recarea *was = areamap_find(&s->areas, old);
	struct recarea a = { .flags = MAP_READ | MAP_WRITE | MAP_USER,
		.name = "[anon]" };

	if (!done) {
		if ((e->arg[3] & MREMAP_FIXED) != 0)
			remove_unmapped(e, e->arg[4],
			    e->arg[4] + guard_whole_pages(e->arg[2]));
		guard_close_range(e->g, old, old_end);
		return;
	}
	if (was != NULL)
		a = *was;
	a.start = start;
	a.end = start + guard_whole_pages(e->arg[2]);
	if (old_end > old && (e->arg[3] & MREMAP_DONTUNMAP) == 0)
		remove_range(e, old, old_end);
	else
		guard_close_range(e->g, old, old_end);
	add_area(e, &a, BACKEND_LAZY);
}

static void protected(struct effect *e, bool done)
{
	struct space *s = e->g->space;
	uint64_t start = e->arg[0], end = start + guard_whole_pages(e->arg[1]);
	unsigned flags = MAP_USER | (e->arg[2] & AREA_PROT);
	struct recarea part;

	for (uint64_t at = start; done && at < end; at = part.end) {
		size_t i = areamap_above(&s->areas, at);

		if (i == s->areas.n || s->areas.area[i].start >= end)
			break;
		(void)areamap_cut(&s->areas, at, end, &part);
		part.flags = flags | (part.flags & AREA_UNWATCHED);
		(void)areamap_add(&s->areas, &part);
	}
	if (done)
		capture_range(e->c, e->t, EVENT_PROTECT, start, end, flags);
	if (done)
		allow_again(e, start, end, flags);
	guard_close_range(e->g, start, end);
}

static void
advised(struct effect *e)
{
	uint64_t start = e->arg[0], end = start + guard_whole_pages(e->arg[1]);

	if (e->arg[2] == MADV_DONTNEED)
		capture_range(e->c, e->t, EVENT_DISCARD, start, end, 0);
	else if (e->arg[2] == MADV_PAGEOUT)
		capture_range(e->c, e->t, EVENT_PAGEOUT, start, end, 0);
}

void
guard_map_call(struct guarded *w, struct guarded_thread *th, struct tracee *t,
    int64_t result)
{
	const uint64_t *arg = th->arg, number = th->number;
	struct effect e = { w, th, &w->guard, &w->r->capture, t, arg };
	bool done = result >= 0 || result < -4095;

	if (number == SYS_mmap && done)
		mapped(&e, (uint64_t)result);
	else if (number == SYS_mmap && (arg[3] & MAP_FIXED) != 0)
		remove_unmapped(&e, arg[0], arg[0] + guard_whole_pages(arg[1]));
	else if (number == SYS_brk && done)
		heap_moved(&e, (uint64_t)result);
	else if (number == SYS_munmap && done)
		remove_range(&e, arg[0], arg[0] + guard_whole_pages(arg[1]));
	else if (number == SYS_munmap)
		guard_close_range(e.g, arg[0] & -GUARD_PAGE,
		    arg[0] + guard_whole_pages(arg[1]));
	else if (number == SYS_mremap)
		remapped(&e, done, (uint64_t)result);
	else if (number == SYS_mprotect)
	protected(&e, done);
	else if (number == SYS_madvise && done) advised(&e);
}

/* A part of a new area, of which the process had or had not an area. */
static void
sync_part(struct capture *c, struct tracee *t, const struct recarea *was,
    const struct recarea *is)
{
	if (was == NULL)
		capture_map(c, t, is, BACKEND_LAZY);
	else if (((was->flags ^ is->flags) & AREA_PROT) != 0)
		capture_range(
		    c, t, EVENT_PROTECT, is->start, is->end, is->flags);
}

static void
sync_area(struct capture *c, struct tracee *t, const struct areamap *old,
    const struct recarea *a)
{
	struct recarea part = *a;

	for (uint64_t at = a->start; at < a->end; at = part.end) {
		size_t i = areamap_above(old, at);
		const struct recarea *was = i < old->n ? &old->area[i] : NULL;

		part.start = at;
		part.end = a->end;
		if (was != NULL && was->start > at) {
			if (was->start < part.end)
				part.end = was->start;
			was = NULL;
		} else if (was != NULL && was->end < part.end) {
			part.end = was->end;
		}
		sync_part(c, t, was, &part);
	}
}

void
guard_sync(struct guarded *w, struct space *s, struct tracee *t)
{
	struct capture *c = &w->r->capture;
	struct areamap old = s->areas;
	struct recarea gone;

	s->areas = (struct areamap){ .n = 0 };
	guard_read_areas(s, t->pid);
	for (size_t i = 0; i < s->areas.n; i++)
		sync_area(c, t, &old, &s->areas.area[i]);
	/* What is left of the old ones is mapped no more. */
	for (size_t i = 0; i < s->areas.n; i++)
		while (areamap_cut(
		    &old, s->areas.area[i].start, s->areas.area[i].end, &gone))
			;
	for (size_t i = 0; i < old.n; i++) {
		capture_unmap(c, t, old.area[i].start, old.area[i].end);
		guard_forget_range(s, old.area[i].start, old.area[i].end);
	}
	areamap_clear(&old);
}

#endif
