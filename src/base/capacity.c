/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Control groups of version 2 have one tree, and the limit is in memory.max
 * ("max": none); those of version 1 have a tree for memory, and the limit is in
 * memory.limit_in_bytes (none: a number above all memory).  In a container the
 * path that the kernel names may not be visible: then the group at the root of
 * what is mounted is the process's own.
 */
#include "base/capacity.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define PATH_SIZE 4096

/* Reads the first line of a file. */
static bool
read_line(const char *path, char *line, int size)
{
	FILE *f = fopen(path, "re");
	bool read;

	if (f == NULL)
		return (false);
	read = fgets(line, size, f) != NULL;
	fclose(f);
	return (read);
}

/* The number in a file; UINT64_MAX: there is none. */
static uint64_t
read_number(const char *path)
{
	char line[64], *end;
	uint64_t n;

	if (!read_line(path, line, sizeof(line)))
		return (UINT64_MAX);
	n = strtoull(line, &end, 10);
	return (end == line ? UINT64_MAX : n);
}

/* The least limit of the group at 'path' and of those above it. */
static uint64_t
least_above(const char *tree, char *path, const char *file)
{
	char name[3 * PATH_SIZE];
	uint64_t least = UINT64_MAX;

	for (;;) {
		char *last = strrchr(path, '/');
		uint64_t n;

		snprintf(name, sizeof(name), "%s%s/%s", tree, path, file);
		n = read_number(name);
		if (n < least)
			least = n;
		if (last == NULL)
			return (least);
		*last = '\0';
	}
}

/* The limit of a line "number:controllers:path". */
static uint64_t
limit_of(char *line, const char *root)
{
	char tree[2 * PATH_SIZE], *controllers = strchr(line, ':'), *path;

	line[strcspn(line, "\n")] = '\0';
	if (controllers == NULL)
		return (UINT64_MAX);
	path = strchr(++controllers, ':');
	if (path == NULL)
		return (UINT64_MAX);
	*path++ = '\0';
	if (controllers[0] == '\0') {
		snprintf(tree, sizeof(tree), "%s", root);
		return (least_above(tree, path, "memory.max"));
	}
	if (strcmp(controllers, "memory") != 0)
		return (UINT64_MAX);
	snprintf(tree, sizeof(tree), "%s/memory", root);
	return (least_above(tree, path, "memory.limit_in_bytes"));
}

uint64_t
capacity_of_groups(const char *groups, const char *root)
{
	FILE *f = fopen(groups, "re");
	uint64_t least = UINT64_MAX;
	char line[PATH_SIZE];

	if (f == NULL)
		return (least);
	while (fgets(line, sizeof(line), f) != NULL) {
		uint64_t n = limit_of(line, root);

		if (n < least)
			least = n;
	}
	fclose(f);
	return (least);
}

uint64_t
capacity_bytes(void)
{
	long pages = sysconf(_SC_PHYS_PAGES), size = sysconf(_SC_PAGESIZE);
	uint64_t group =
	    capacity_of_groups("/proc/self/cgroup", "/sys/fs/cgroup");
	uint64_t all = pages > 0 && size > 0 ? (uint64_t)pages * (uint64_t)size
					     : UINT64_MAX;

	return (group < all ? group : all);
}

uint64_t
capacity_used(void)
{
	char line[128], *at;
	uint64_t resident, shared;

	if (!read_line("/proc/self/statm", line, sizeof(line)))
		return (0);
	(void)strtoull(line, &at, 10); /* the size of all mappings */
	resident = strtoull(at, &at, 10);
	shared = strtoull(at, &at, 10);
	if (shared > resident)
		return (0);
	return ((resident - shared) * (uint64_t)sysconf(_SC_PAGESIZE));
}
