/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The areas of a recorded process, in a sorted array.
 *
 * The program interpreters' own mappings (of QEMU, of Valgrind) are in the same
 * /proc/PID/maps; they are never looked up, because the program does not access
 * them.
 */
#include "record/areamap.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "model/event.h"

/* An anonymous mapping so close behind the data of the program is its heap. */
#define HEAP_GAP (UINT64_C(64) << 20)

void
areamap_clear(struct areamap *m)
{
	free(m->area);
	*m = (struct areamap){ .n = 0 };
}

static void
ensure(struct areamap *m, size_t n)
{
	if (n <= m->cap)
		return;
	m->cap = n < 32 ? 64 : n * 2;
	m->area = realloc(m->area, m->cap * sizeof(*m->area));
	if (m->area == NULL)
		mem_die("the areas of a recorded process");
}

void
areamap_copy(struct areamap *to, const struct areamap *from)
{
	ensure(to, from->n);
	if (from->n > 0)
		memcpy(to->area, from->area, from->n * sizeof(*to->area));
	to->n = from->n;
}

size_t
areamap_above(const struct areamap *m, uint64_t addr)
{
	size_t low = 0, high = m->n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (m->area[middle].end <= addr)
			low = middle + 1;
		else
			high = middle;
	}
	return (low);
}

struct recarea *
areamap_find(const struct areamap *m, uint64_t addr)
{
	size_t i = areamap_above(m, addr);

	return (i < m->n && m->area[i].start <= addr ? &m->area[i] : NULL);
}

static void
insert(struct areamap *m, size_t i, const struct recarea *a)
{
	const struct recarea area = *a;

	ensure(m, m->n + 1);
	memmove(&m->area[i + 1], &m->area[i], (m->n - i) * sizeof(*m->area));
	m->area[i] = area;
	m->n++;
}

bool
areamap_add(struct areamap *m, const struct recarea *a)
{
	if (m->n >= AREAMAP_MAX)
		return (false);
	insert(m, areamap_above(m, a->start), a);
	return (true);
}

bool
areamap_cut(
    struct areamap *m, uint64_t start, uint64_t end, struct recarea *out)
{
	size_t i = areamap_above(m, start);
	struct recarea rest;

	if (i == m->n || m->area[i].start >= end)
		return (false);
	*out = rest = m->area[i];
	if (out->start < start)
		out->start = start;
	if (out->end > end)
		out->end = end;
	if (rest.start < start) {
		m->area[i].end = start;
		if (rest.end > end) {
			rest.start = end;
			insert(m, i + 1, &rest);
		}
	} else if (rest.end > end) {
		m->area[i].start = end;
	} else {
		m->n--;
		memmove(&m->area[i], &m->area[i + 1],
		    (m->n - i) * sizeof(*m->area));
	}
	return (true);
}

void
areamap_name(char name[AREA_NAME_SIZE], const char *path)
{
	const char *slash = strrchr(path, '/');
	size_t n = 0;

	if (slash != NULL && slash[1] != '\0')
		path = slash + 1;
	for (; path[n] != '\0' && path[n] != '\n' && n < AREA_NAME_SIZE - 1;
	     n++)
		name[n] = path[n] > ' ' && path[n] <= '~' ? path[n] : '_';
	name[n] = '\0';
}

/* A hexadecimal number that ends with this character; *s is set behind it. */
static bool
hex_before(const char **s, char stop, uint64_t *v)
{
	char *end;

	*v = strtoull(*s, &end, 16);
	if (end == *s || *end != stop)
		return (false);
	*s = end + 1;
	return (true);
}

/* "400000-401000 r-xp 00000000 08:01 1234   /usr/bin/a.out" */
bool
areamap_line(const char *line, struct recarea *a)
{
	const char *s = line;

	*a = (struct recarea){ .flags = MAP_USER };
	if (!hex_before(&s, '-', &a->start) || !hex_before(&s, ' ', &a->end) ||
	    a->start >= a->end)
		return (false);
	for (; *s != ' ' && *s != '\0'; s++)
		a->flags |= map_flag(*s) & (MAP_READ | MAP_WRITE | MAP_EXEC);
	/* Offset, device and inode. */
	for (int i = 0; i < 3; i++) {
		s += strspn(s, " ");
		s += strcspn(s, " \n");
	}
	areamap_name(a->name, s + strspn(s, " "));
	if (a->name[0] == '\0')
		memcpy(a->name, "[anon]", sizeof("[anon]"));
	return (true);
}

/* Whether a mapping may be of the program's own file. */
static bool
is_program(const struct recarea *a)
{
	return (a->name[0] != '[' && strstr(a->name, ".so") == NULL);
}

FILE *
areamap_open(pid_t pid)
{
	char path[64];

	snprintf(path, sizeof(path), "/proc/%d/maps", (int)pid);
	return (fopen(path, "re"));
}

void
areamap_name_anonymous(struct recarea *a, const struct recarea *before)
{
	if (strcmp(a->name, "[anon]") != 0 || before->name[0] == '\0')
		return;
	if (a->start == before->end && before->name[0] != '[' &&
	    (a->flags & ~before->flags & MAP_EXEC) == 0)
		memcpy(a->name, before->name, sizeof(a->name));
	else if (is_program(before) && a->start - before->end < HEAP_GAP &&
		 (a->flags & MAP_WRITE) != 0)
		memcpy(a->name, "[heap]", sizeof("[heap]"));
}

bool
areamap_lookup(
    const struct areamap *m, FILE *maps, uint64_t addr, struct recarea *out)
{
	struct recarea before = { .end = 0 };
	char line[AREAMAP_LINE];
	bool found = false, bss = false;
	size_t i;

	while (!found && fgets(line, sizeof(line), maps) != NULL) {
		if (!areamap_line(line, out))
			continue;
		bss = out->name[0] == '[';
		areamap_name_anonymous(out, &before);
		bss &= out->name[0] != '[';
		found = addr >= out->start && addr < out->end;
		before = *out;
	}
	if (!found)
		return (false);
	i = areamap_above(m, addr);
	if (i < m->n && m->area[i].start <= addr)
		return (false);
	if (i < m->n && m->area[i].start < out->end)
		out->end = m->area[i].start;
	if (i > 0 && m->area[i - 1].end > out->start) {
		out->start = m->area[i - 1].end;
		/* A bss does not grow: this was mapped behind it. */
		if (bss)
			memcpy(out->name, "[anon]", sizeof("[anon]"));
	}
	return (true);
}

bool
areamap_lookup_process(
    const struct areamap *m, pid_t pid, uint64_t addr, struct recarea *out)
{
	FILE *maps = areamap_open(pid);
	bool found = maps != NULL && areamap_lookup(m, maps, addr, out);

	if (maps != NULL)
		fclose(maps);
	return (found);
}
