/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Reading a kernel's counters.
 */
#include "oracle/guest/counters.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "oracle/guest/group.h"

#define TEXT_ROOM 65536

const struct counter_row counter_rows[COUNTERS] = {
	[COUNT_PSWPIN] = { "pswpin", { "pswpin" }, { "pswpin" } },
	[COUNT_PSWPOUT] = { "pswpout", { "pswpout" }, { "pswpout" } },
	[COUNT_PGSCAN] = { "pgscan", { "pgscan" },
	    { "pgscan_anon", "pgscan_file" } },
	[COUNT_PGSTEAL] = { "pgsteal", { "pgsteal" },
	    { "pgsteal_anon", "pgsteal_file" } },
	[COUNT_REFAULT] = { "workingset_refault",
	    { "workingset_refault_anon", "workingset_refault_file" },
	    { "workingset_refault_anon", "workingset_refault_file" } },
	[COUNT_ACTIVATE] = { "workingset_activate",
	    { "workingset_activate_anon", "workingset_activate_file" },
	    { "workingset_activate_anon", "workingset_activate_file" } },
	[COUNT_RESTORE] = { "workingset_restore",
	    { "workingset_restore_anon", "workingset_restore_file" },
	    { "workingset_restore_anon", "workingset_restore_file" } },
	[COUNT_SWAP_RA] = { "swap_ra", { NULL }, { "swap_ra" } },
	[COUNT_SWAP_RA_HIT] = { "swap_ra_hit", { NULL }, { "swap_ra_hit" } },
	[COUNT_SCAN_FILE] = { "pgscan_file", { NULL }, { "pgscan_file" } },
	[COUNT_STEAL_FILE] = { "pgsteal_file", { NULL }, { "pgsteal_file" } },
	[COUNT_REFAULT_FILE] = { "workingset_refault_file",
	    { "workingset_refault_file" }, { "workingset_refault_file" } },
	[COUNT_ACTIVATE_FILE] = { "workingset_activate_file",
	    { "workingset_activate_file" }, { "workingset_activate_file" } },
	[COUNT_PGPGIN] = { "pgpgin", { NULL }, { "pgpgin" } },
	[COUNT_PGPGOUT] = { "pgpgout", { NULL }, { "pgpgout" } },
};

int
counters_text(const char *path, char *buf, unsigned long size)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	unsigned long at = 0;
	ssize_t n = 0;

	if (fd < 0)
		return (-1);
	while (at < size - 1 && (n = read(fd, buf + at, size - 1 - at)) > 0)
		at += (unsigned long)n;
	close(fd);
	buf[at] = '\0';
	return (n < 0 ? -1 : 0);
}

uint64_t
counters_find(const char *text, const char *key, int *found)
{
	size_t length = strlen(key);

	for (const char *line = text; line != NULL && *line != '\0';) {
		if (strncmp(line, key, length) == 0 && line[length] == ' ') {
			*found = 1;
			return (strtoull(line + length + 1, NULL, 10));
		}
		line = strchr(line, '\n');
		if (line != NULL)
			line++;
	}
	return (0);
}

static uint64_t
sum(const char *text, const char *const key[2], int *found)
{
	uint64_t n = 0;

	for (int i = 0; i < 2 && key[i] != NULL; i++)
		n += counters_find(text, key[i], found);
	return (n);
}

int
counters_read(struct counters *c, const struct groups *g)
{
	char text[TEXT_ROOM];
	int found[COUNTERS] = { 0 }, unused = 0;

	*c = (struct counters){ .n = { 0 } };
	for (unsigned k = 0; k < g->n; k++) {
		if (counters_text(g->group[k].stat, text, sizeof(text)) != 0)
			return (-1);
		for (int i = 0; i < COUNTERS; i++)
			c->n[i] += sum(text, counter_rows[i].group, &found[i]);
	}
	if (counters_text("/proc/vmstat", text, sizeof(text)) != 0)
		return (-1);
	for (int i = 0; i < COUNTERS; i++)
		if (!found[i])
			c->n[i] = sum(text, counter_rows[i].system, &unused);
	return (0);
}
