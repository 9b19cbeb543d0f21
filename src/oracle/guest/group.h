/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A memory group with a limit, in version 1 or 2 of control groups.
 *
 * Functions return 0, or -1 with the reason in errno.
 */
#ifndef ORACLE_GUEST_GROUP_H
#define ORACLE_GUEST_GROUP_H

#include <stdint.h>

#define GROUP_PATH 256

struct group {
	int version;           /* 1 or 2 */
	char path[GROUP_PATH]; /* its folder */
	char stat[GROUP_PATH]; /* the path of its memory.stat */
};

/* Where the memory controller is mounted: its version, and the folder that a
 * new group may be made in.  -1 with ENOENT: nowhere. */
int group_mounted(int *version, char root[GROUP_PATH]);

/* limit: bytes.  swappiness is set where the group has its own (version 1). */
int group_open(struct group *g, int version, const char *root, const char *name,
    uint64_t limit, unsigned swappiness);
/* The calling process joins it: what it maps from now on is charged. */
int group_join(const struct group *g);
/* Of what is charged now, the kernel's own; 0: not known. */
uint64_t group_kernel_bytes(const struct group *g);
uint64_t group_ooms(const struct group *g); /* processes killed */
/* Removes it; its processes must have ended. */
int group_close(const struct group *g);

/*
 * The groups of a replay.
 */
#define GROUPS_MOST 16

struct groups {
	unsigned n;
	struct group group[GROUPS_MOST];
	unsigned of[GROUPS_MOST]; /* by process: the group that it is in */
};

struct groups_spec {
	int version;
	const char *root, *name; /* the folders are 'name', and of several
				  * name-0, name-1 and so on */
	/* By comma: the limit of each group, in pages of page_bytes; and the
	 * group of each process, where those that are not named are in group
	 * 0. */
	const char *limits, *members;
	uint64_t page_bytes;
	unsigned swappiness;
};

int groups_open(struct groups *g, const struct groups_spec *spec);
const struct group *groups_of(const struct groups *g, unsigned process);
/* Sums over all. */
uint64_t groups_kernel_bytes(const struct groups *g);
uint64_t groups_ooms(const struct groups *g);
int groups_close(const struct groups *g);

/* Writes a text to a file of the kernel's. */
int group_write(const char *path, const char *text);

#endif
