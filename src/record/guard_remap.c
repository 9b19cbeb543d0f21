/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * mremap(2) moves or extends one mapping, and fails with EFAULT for a range of
 * several.
 *
 * What is one mapping for the program may be several ones for the kernel, also
 * when all of it is open: each part whose pages were first written while it was
 * a mapping of its own, or that a fork has copied as one, stays one
 * (anon_vma_compatible() in the kernel's mm/vma.c).  Then its parts are moved
 * one by one, to a place that is mapped first, so that nothing else gets it.
 */
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/user.h>

#include <errno.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "record/guarded.h"

#if defined(__x86_64__)

struct remap {
	struct guarded *w;
	struct guarded_thread *th;
	uint64_t old, old_size, new_size, flags;
	struct areamap parts; /* of what is moved */
};

/* What a mapping is of. */
struct backing {
	uint64_t offset;
	char permissions[5];
	char file[48]; /* device and inode, as in the line */
};

static const char *
next_field(const char *s)
{
	s += strcspn(s, " ");
	return (s + strspn(s, " "));
}

static void
read_backing(const char *line, struct backing *b)
{
	const char *permissions = next_field(line);
	const char *offset = next_field(permissions);
	const char *device = next_field(offset), *inode = next_field(device);

	snprintf(b->permissions, sizeof(b->permissions), "%s", permissions);
	b->offset = strtoull(offset, NULL, 16);
	snprintf(b->file, sizeof(b->file), "%.*s",
	    (int)(inode - device + (ptrdiff_t)strcspn(inode, " \n")), device);
}

static bool
continues(const struct backing *a, const struct backing *b, uint64_t size_of_a)
{
	bool anonymous = strcmp(a->file, "00:00 0") == 0;

	return (strcmp(a->permissions, b->permissions) == 0 &&
		strcmp(a->file, b->file) == 0 &&
		(anonymous || a->offset + size_of_a == b->offset));
}

/* The mappings of the range; false: the program has no one mapping there. */
static bool
read_parts(struct remap *m, uint64_t start, uint64_t end)
{
	FILE *maps = areamap_open(m->th->inject.pid);
	struct backing is, was = { .offset = 0 };
	uint64_t at = start;
	char line[AREAMAP_LINE];
	struct recarea a;

	while (maps != NULL && at < end &&
	       fgets(line, sizeof(line), maps) != NULL) {
		if (!areamap_line(line, &a) || a.end <= start)
			continue;
		if (a.start > at)
			break;
		read_backing(line, &is);
		if (a.start < start) {
			is.offset += start - a.start;
			a.start = start;
		}
		if (m->parts.n > 0) {
			const struct recarea *b =
			    &m->parts.area[m->parts.n - 1];

			if (!continues(&was, &is, b->end - b->start))
				break;
		}
		was = is;
		at = a.end;
		if (a.end > end)
			a.end = end;
		if (!areamap_add(&m->parts, &a))
			break;
	}
	if (maps != NULL)
		fclose(maps);
	return (at >= end);
}

static int64_t
call(struct remap *m, long number, uint64_t a, uint64_t b, uint64_t c,
    uint64_t d, uint64_t e)
{
	const uint64_t arg[6] = { a, b, c, d, e, 0 };
	const struct guard *g = &m->w->guard;
	int64_t result = -ESRCH;

	(void)inject_one(g->follow, &g->space->injector, &m->th->inject, number,
	    arg, &result);
	return (result);
}

static bool
has_failed(int64_t result)
{
	return (result < 0 && result >= -4095);
}

/* The last part is extended where it is. */
static int64_t
extend(struct remap *m)
{
	const struct recarea *last = &m->parts.area[m->parts.n - 1];
	uint64_t size = last->end - last->start;
	int64_t result = call(m, SYS_mremap, last->start, size,
	    size + m->new_size - m->old_size, 0, 0);

	return (has_failed(result) ? result : (int64_t)m->old);
}

/* Moves the parts, and extends the last one. */
static int64_t
move_parts(struct remap *m, uint64_t to)
{
	const uint64_t keep = m->flags & MREMAP_DONTUNMAP;
	const uint64_t flags = MREMAP_MAYMOVE | MREMAP_FIXED | keep;
	int64_t result = (int64_t)to;
	size_t i;

	for (i = 0; i < m->parts.n && !has_failed(result); i++) {
		const struct recarea *a = &m->parts.area[i];
		uint64_t size = a->end - a->start, place = a->start - m->old;

		result = call(m, SYS_mremap, a->start, size,
		    i + 1 < m->parts.n ? size : m->new_size - place, flags,
		    to + place);
	}
	if (!has_failed(result))
		return ((int64_t)to);
	for (i--; i-- > 0 && keep == 0;) {
		const struct recarea *a = &m->parts.area[i];
		uint64_t size = a->end - a->start;

		(void)call(m, SYS_mremap, to + a->start - m->old, size, size,
		    flags, a->start);
	}
	(void)call(m, SYS_munmap, to, m->new_size, 0, 0, 0);
	return (result);
}

static int64_t
remap(struct remap *m)
{
	bool fixed = (m->flags & MREMAP_FIXED) != 0;
	int64_t to = -ENOMEM;

	if (m->new_size > m->old_size && !fixed)
		to = extend(m);
	if (!has_failed(to) || (m->flags & MREMAP_MAYMOVE) == 0)
		return (to);
	to =
	    call(m, SYS_mmap, fixed ? m->th->arg[4] : 0, m->new_size, PROT_NONE,
		MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE |
		    (fixed ? MAP_FIXED : 0),
		UINT64_MAX);
	if (has_failed(to))
		return (to);
	if (m->new_size < m->old_size)
		(void)call(m, SYS_munmap, m->old + m->new_size,
		    m->old_size - m->new_size, 0, 0, 0);
	return (move_parts(m, (uint64_t)to));
}

static void
set_result(pid_t tid, int64_t result)
{
	struct user_regs_struct regs;

	if (ptrace(PTRACE_GETREGS, tid, NULL, &regs) != 0)
		return;
	regs.rax = (uint64_t)result;
	(void)ptrace(PTRACE_SETREGS, tid, NULL, &regs);
}

int64_t
guard_remap(struct guarded *w, struct guarded_thread *th, int64_t result)
{
	struct remap m = {
		.w = w,
		.th = th,
		.old = th->arg[0],
		.old_size = guard_whole_pages(th->arg[1]),
		.new_size = guard_whole_pages(th->arg[2]),
		.flags = th->arg[3],
	};
	uint64_t moved = m.old_size < m.new_size ? m.old_size : m.new_size;

	if (result != -EFAULT)
		return (result);
	if (read_parts(&m, m.old, m.old + moved) && m.parts.n > 1) {
		result = remap(&m);
		set_result(th->inject.tid, result);
	}
	areamap_clear(&m.parts);
	return (result);
}

#endif
