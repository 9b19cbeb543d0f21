/* SPDX-License-Identifier: BSD-2-Clause */
#include "oracle/guest/group.h"

#include <sys/stat.h>

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "oracle/guest/counters.h"

#define TEXT_ROOM  8192
#define FILE_ROOM  (GROUP_PATH + 32)
#define REMOVALS   200 /* attempts, 10 ms apart: pages are still uncharged */
#define REMOVAL_US 10000

int
group_write(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC), failed;
	ssize_t n;

	if (fd < 0)
		return (-1);
	n = write(fd, text, strlen(text));
	failed = errno;
	close(fd);
	errno = failed;
	return (n < 0 ? -1 : 0);
}

static void
member(const struct group *g, const char *name, char path[FILE_ROOM])
{
	snprintf(path, FILE_ROOM, "%s/%s", g->path, name);
}

static int
member_write(const struct group *g, const char *name, const char *text)
{
	char path[FILE_ROOM];

	member(g, name, path);
	return (group_write(path, text));
}

/* A line of mountinfo: whether it is a mount of the memory controller. */
static int
mount_version(char *line, char **folder)
{
	char *dash = strstr(line, " - "), *word = line;

	if (dash == NULL)
		return (0);
	for (int i = 0; i < 4; i++) { /* the fifth word is the folder */
		word = strchr(word, ' ');
		if (word == NULL || word > dash)
			return (0);
		word++;
	}
	*folder = word;
	word[strcspn(word, " ")] = '\0';
	if (strncmp(dash + 3, "cgroup2 ", 8) == 0)
		return (2);
	if (strncmp(dash + 3, "cgroup ", 7) == 0 &&
	    strstr(dash + 3, "memory") != NULL)
		return (1);
	return (0);
}

/* Whether groups below this one have a memory limit, after asking for it. */
static int
delegates_memory(const char *root)
{
	char path[FILE_ROOM], text[TEXT_ROOM];

	snprintf(path, sizeof(path), "%s/cgroup.subtree_control", root);
	(void)group_write(path, "+memory");
	return (counters_text(path, text, sizeof(text)) == 0 &&
		strstr(text, "memory") != NULL);
}

int
group_mounted(int *version, char root[GROUP_PATH])
{
	FILE *from = fopen("/proc/self/mountinfo", "re");
	char line[TEXT_ROOM], *folder;
	int best = 0, v;

	if (from == NULL)
		return (-1);
	while (fgets(line, sizeof(line), from) != NULL) {
		v = mount_version(line, &folder);
		if (v == 0 || strlen(folder) >= GROUP_PATH / 2 ||
		    (v == 2 && !delegates_memory(folder)))
			continue;
		if (v > best) {
			best = v;
			snprintf(root, GROUP_PATH, "%s", folder);
		}
	}
	fclose(from);
	*version = best;
	if (best == 0)
		errno = ENOENT;
	return (best == 0 ? -1 : 0);
}

int
group_open(struct group *g, int version, const char *root, const char *name,
    uint64_t limit, unsigned swappiness)
{
	char text[32];

	g->version = version;
	if ((size_t)snprintf(g->path, sizeof(g->path), "%s/%s", root, name) >=
	    sizeof(g->path) - sizeof("/memory.stat")) {
		errno = ENAMETOOLONG;
		return (-1);
	}
	snprintf(g->stat, sizeof(g->stat), "%.*s/memory.stat",
	    (int)(sizeof(g->stat) - sizeof("/memory.stat")), g->path);
	if (mkdir(g->path, 0755) != 0)
		return (-1);
	snprintf(text, sizeof(text), "%llu", (unsigned long long)limit);
	if (member_write(g,
		version == 2 ? "memory.max" : "memory.limit_in_bytes",
		text) != 0)
		goto failed;
	if (version == 2)
		(void)member_write(g, "memory.swap.max", "max");
	snprintf(text, sizeof(text), "%u", swappiness);
	if (version == 1 && member_write(g, "memory.swappiness", text) != 0)
		goto failed;
	return (0);
failed:;
	int why = errno;

	rmdir(g->path);
	errno = why;
	return (-1);
}

int
group_join(const struct group *g)
{
	return (member_write(g, "cgroup.procs", "0"));
}

uint64_t
group_kernel_bytes(const struct group *g)
{
	char path[FILE_ROOM], text[TEXT_ROOM];
	int found = 0;

	if (g->version == 2)
		return (counters_text(g->stat, text, sizeof(text)) == 0
			    ? counters_find(text, "kernel", &found)
			    : 0);
	member(g, "memory.kmem.usage_in_bytes", path);
	return (counters_text(path, text, sizeof(text)) == 0
		    ? strtoull(text, NULL, 10)
		    : 0);
}

uint64_t
group_ooms(const struct group *g)
{
	char path[FILE_ROOM], text[TEXT_ROOM];
	int found = 0;

	member(
	    g, g->version == 2 ? "memory.events" : "memory.oom_control", path);
	if (counters_text(path, text, sizeof(text)) != 0)
		return (0);
	return (counters_find(text, "oom_kill", &found));
}

int
group_close(const struct group *g)
{
	for (int i = 0; i < REMOVALS; i++) {
		if (rmdir(g->path) == 0 || errno == ENOENT)
			return (0);
		if (errno != EBUSY)
			return (-1);
		usleep(REMOVAL_US);
	}
	return (-1);
}

static int
open_all(struct groups *g, const struct groups_spec *spec)
{
	const bool several = strchr(spec->limits, ',') != NULL;
	char folder[GROUP_PATH], *end;

	for (const char *at = spec->limits; *at != '\0'; g->n++) {
		uint64_t limit = strtoull(at, &end, 10) * spec->page_bytes;

		snprintf(folder, sizeof(folder), several ? "%s-%u" : "%s",
		    spec->name, g->n);
		errno = EINVAL;
		if (g->n == GROUPS_MOST || end == at ||
		    group_open(&g->group[g->n], spec->version, spec->root,
			folder, limit, spec->swappiness) != 0)
			return (-1);
		at = *end == ',' ? end + 1 : end;
	}
	return (0);
}

/* The group of each process. */
static int
take_members(struct groups *g, const char *members)
{
	unsigned process = 0;
	char *end;

	for (const char *at = members; *at != '\0'; process++) {
		unsigned long n = strtoul(at, &end, 10);

		errno = EINVAL;
		if (process == GROUPS_MOST || end == at || n >= g->n)
			return (-1);
		g->of[process] = (unsigned)n;
		at = *end == ',' ? end + 1 : end;
	}
	return (0);
}

int
groups_open(struct groups *g, const struct groups_spec *spec)
{
	*g = (struct groups){ .n = 0 };
	if (open_all(g, spec) != 0 || take_members(g, spec->members) != 0) {
		int why = errno;

		(void)groups_close(g);
		errno = why;
		return (-1);
	}
	return (0);
}

const struct group *
groups_of(const struct groups *g, unsigned process)
{
	return (&g->group[g->of[process]]);
}

uint64_t
groups_kernel_bytes(const struct groups *g)
{
	uint64_t n = 0;

	for (unsigned i = 0; i < g->n; i++)
		n += group_kernel_bytes(&g->group[i]);
	return (n);
}

uint64_t
groups_ooms(const struct groups *g)
{
	uint64_t n = 0;

	for (unsigned i = 0; i < g->n; i++)
		n += group_ooms(&g->group[i]);
	return (n);
}

int
groups_close(const struct groups *g)
{
	int failed = 0;

	for (unsigned i = 0; i < g->n; i++)
		failed |= group_close(&g->group[i]);
	return (failed);
}
