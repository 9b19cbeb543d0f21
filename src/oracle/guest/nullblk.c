/* SPDX-License-Identifier: BSD-2-Clause */
#include "oracle/guest/nullblk.h"

#include <sys/stat.h>

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "oracle/guest/counters.h"
#include "oracle/guest/group.h"

#define CONFIG    "/sys/kernel/config/nullb/"
#define PATH_ROOM 128
#define WAITS     100 /* for a device to appear, 10 ms apart */
#define WAIT_US   10000

int
member_write_number(const char *folder, const char *name, uint64_t n)
{
	char path[2 * PATH_ROOM], text[32];

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	snprintf(text, sizeof(text), "%llu", (unsigned long long)n);
	return (group_write(path, text));
}

int
device_appears(const char *path)
{
	for (int i = 0; i < WAITS; i++) {
		if (access(path, F_OK) == 0)
			return (0);
		usleep(WAIT_US);
	}
	errno = ENOENT;
	return (-1);
}

/* The name that the kernel gave the device: its own, or nullb and a number in
 * older kernels, which is the member 'index'. */
static void
find_path(char to[NULLBLK_PATH], const char *name, const char *folder)
{
	char path[PATH_ROOM], text[32];

	snprintf(to, NULLBLK_PATH, "/dev/%.32s", name);
	snprintf(path, sizeof(path), "/sys/block/%.32s", name);
	if (access(path, F_OK) == 0)
		return;
	snprintf(path, sizeof(path), "%.80s/index", folder);
	if (counters_text(path, text, sizeof(text)) == 0)
		snprintf(
		    to, NULLBLK_PATH, "/dev/nullb%ld", strtol(text, NULL, 10));
}

const char *
nullblk_open(char path[NULLBLK_PATH], const struct nullblk_spec *spec)
{
	const uint64_t page = (uint64_t)sysconf(_SC_PAGESIZE);
	const struct {
		const char *name;
		uint64_t n;
	} member[] = {
		{ "size", (spec->pages * page + (1 << 20) - 1) >> 20 },
		{ "blocksize", page },
		{ "memory_backed", 1 },
		{ "irqmode", spec->latency_ns > 0 ? 2 : 0 },
		{ "completion_nsec", spec->latency_ns },
		{ "queue_mode", 2 },
		{ "submit_queues", 1 },
		{ "power", 1 },
	};
	char folder[PATH_ROOM];

	snprintf(folder, sizeof(folder), CONFIG "%.32s", spec->name);
	if (mkdir(folder, 0755) != 0)
		return ("null_blk has no folder in configfs (modprobe "
			"null_blk nr_devices=0)");
	for (size_t i = 0; i < sizeof(member) / sizeof(member[0]); i++)
		if (member_write_number(folder, member[i].name, member[i].n) !=
		    0)
			return ("a null_blk device cannot be set up");
	find_path(path, spec->name, folder);
	snprintf(folder, sizeof(folder), "/sys/block/%.32s/queue", path + 5);
	(void)member_write_number(folder, "rotational", spec->rotating != 0);
	(void)member_write_number(
	    folder, "read_ahead_kb", spec->readahead * page / 1024);
	return (device_appears(path) == 0 ? NULL
					  : "a null_blk device does not "
					    "appear");
}

int
nullblk_close(const char *name)
{
	char folder[PATH_ROOM];
	int failed;

	snprintf(folder, sizeof(folder), CONFIG "%.32s", name);
	failed = member_write_number(folder, "power", 0);
	return (failed | rmdir(folder));
}
