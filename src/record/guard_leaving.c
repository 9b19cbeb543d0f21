/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Areas that a call of a thread is about to unmap.
 *
 * When the end of such a call is seen, another thread may have mapped
 * something there already, and the end of that call may have been seen before.
 * So the areas are taken out before the call begins.  What other threads map
 * there meanwhile is known to be new; what is left at the end is unmapped, or
 * is put back if the call has failed.
 */
#include <sys/syscall.h>

#include "record/guarded.h"

#if defined(__x86_64__)

static uint64_t
page_end(uint64_t addr)
{
	return ((addr + GUARD_PAGE - 1) & -GUARD_PAGE);
}

void
guard_take_out(struct guarded_thread *th, struct space *s)
{
	uint64_t start = th->arg[0], end = start + page_end(th->arg[1]);
	struct recarea part;

	guard_put_back(th, s);
	if (th->number == SYS_brk) {
		start = page_end(start);
		end = s->heap_end;
	} else if (th->number != SYS_munmap && th->number != SYS_mremap) {
		return;
	}
	if (start == 0 || start % GUARD_PAGE != 0 || start >= end)
		return;
	guard_forget_range(s, start, end);
	while (areamap_cut(&s->areas, start, end, &part))
		(void)areamap_add(&th->leaving, &part);
	th->leaves = s;
}

void
guard_put_back(struct guarded_thread *th, struct space *s)
{
	for (size_t i = 0; s != NULL && i < th->leaving.n; i++) {
		const struct recarea *a = &th->leaving.area[i];
		struct recarea part;

		while (areamap_cut(&s->areas, a->start, a->end, &part))
			;
		(void)areamap_add(&s->areas, a);
	}
	areamap_clear(&th->leaving);
	th->leaves = NULL;
}

void
guard_is_mapped(
    struct guarded *w, const struct space *s, uint64_t start, uint64_t end)
{
	struct recarea part;

	for (struct guarded_thread *th = w->threads; th != NULL; th = th->next)
		while (th->leaves == s &&
		       areamap_cut(&th->leaving, start, end, &part))
			;
}

void
guard_cut_leaving(struct guarded *w, struct space *s)
{
	struct recarea part;

	for (struct guarded_thread *th = w->threads; th != NULL; th = th->next)
		for (size_t i = 0; th->leaves == s && i < th->leaving.n; i++)
			while (areamap_cut(&s->areas, th->leaving.area[i].start,
			    th->leaving.area[i].end, &part))
				;
}

bool
guard_leaves(const struct guarded *w, const struct space *s, uint64_t addr)
{
	const struct guarded_thread *th = w->threads;

	while (th != NULL &&
	       (th->leaves != s || areamap_find(&th->leaving, addr) == NULL))
		th = th->next;
	return (th != NULL);
}

#endif
