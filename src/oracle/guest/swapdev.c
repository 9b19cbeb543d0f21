/* SPDX-License-Identifier: BSD-2-Clause */
#include "oracle/guest/swapdev.h"

#include <sys/stat.h>
#include <sys/swap.h>
#include <sys/types.h>

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "oracle/guest/counters.h"
#include "oracle/guest/group.h"
#include "oracle/guest/loopdev.h"
#include "oracle/guest/nullblk.h"

/* The layout that mkswap(8) writes: the words of the header at 1,024 bytes,
 * the name at the end of the first page. */
#define SWAP_HEADER 1024
#define SWAP_NAME   "SWAPSPACE2"

#define NULL_NAME "pagerace"

const char *const swapdev_names[] = {
	[SWAPDEV_ZRAM] = "zram",
	[SWAPDEV_NULL] = "null",
	[SWAPDEV_LOOP] = "loop",
	[SWAPDEV_FILE] = "file",
	NULL,
};

static uint64_t
page_bytes(void)
{
	return ((uint64_t)sysconf(_SC_PAGESIZE));
}

static int
zram_unused(int number)
{
	char path[64], text[32];

	snprintf(path, sizeof(path), "/sys/block/zram%d/disksize", number);
	return (counters_text(path, text, sizeof(text)) == 0 &&
		strtoull(text, NULL, 10) == 0);
}

/* A device of its own where one can be added, else the first if it is unused.
 */
static const char *
open_zram(struct swapdev *d, const struct swapdev_spec *spec)
{
	char text[32], folder[64];

	if (counters_text(
		"/sys/class/zram-control/hot_add", text, sizeof(text)) == 0)
		d->number = (int)strtol(text, NULL, 10);
	else if (zram_unused(0))
		d->number = 0;
	else
		return ("no zram device can be made (modprobe zram)");
	snprintf(d->path, sizeof(d->path), "/dev/zram%d", d->number);
	snprintf(folder, sizeof(folder), "/sys/block/zram%d", d->number);
	if (member_write_number(
		folder, "disksize", spec->pages * page_bytes()) != 0)
		return ("the size of a zram device cannot be set");
	return (device_appears(d->path) == 0 ? NULL
					     : "a zram device does not appear");
}

static const char *
open_null(struct swapdev *d, const struct swapdev_spec *spec)
{
	const struct nullblk_spec disk = { .name = NULL_NAME,
		.pages = spec->pages,
		.latency_ns = spec->latency_ns,
		.rotating = spec->rotating };

	d->number = 0;
	return (nullblk_open(d->path, &disk));
}

static const char *
make_file(char path[SWAPDEV_PATH], const struct swapdev_spec *spec)
{
	int fd;

	if ((size_t)snprintf(path, SWAPDEV_PATH, "%s/pagerace-swap.XXXXXX",
		spec->folder) >= SWAPDEV_PATH) {
		path[0] = '\0';
		errno = ENAMETOOLONG;
		return ("the folder of the swap file has too long a name");
	}
	fd = mkstemp(path);
	if (fd < 0) {
		path[0] = '\0';
		return ("a swap file cannot be made");
	}
	errno = posix_fallocate(fd, 0, (off_t)(spec->pages * page_bytes()));
	close(fd);
	return (errno == 0 ? NULL : "a swap file gets no space");
}

static const char *
open_loop(struct swapdev *d, const struct swapdev_spec *spec)
{
	const char *failed = make_file(d->file, spec);

	if (failed != NULL)
		return (failed);
	d->number = loopdev_open(d->file, d->path, &d->loop_fd);
	return (d->number >= 0 ? NULL : "no loop device can be made");
}

static int
write_signature(const char *path, uint64_t pages)
{
	static const char name[10] = { SWAP_NAME };
	const uint32_t word[2] = { 1, (uint32_t)(pages - 1) };
	char *page = calloc(1, page_bytes());
	ssize_t n = -1;
	int fd;

	if (page == NULL)
		return (-1);
	memcpy(page + SWAP_HEADER, word, sizeof(word));
	memcpy(page + page_bytes() - sizeof(name), name, sizeof(name));
	fd = open(path, O_WRONLY | O_CLOEXEC);
	if (fd >= 0) {
		n = pwrite(fd, page, page_bytes(), 0);
		if (fsync(fd) != 0)
			n = -1;
		close(fd);
	}
	free(page);
	return (n == (ssize_t)page_bytes() ? 0 : -1);
}

const char *
swapdev_open(struct swapdev *d, const struct swapdev_spec *spec)
{
	const char *failed = NULL;

	*d =
	    (struct swapdev){ .kind = spec->kind, .number = -1, .loop_fd = -1 };
	switch (spec->kind) {
	case SWAPDEV_ZRAM:
		failed = open_zram(d, spec);
		break;
	case SWAPDEV_NULL:
		failed = open_null(d, spec);
		break;
	case SWAPDEV_LOOP:
		failed = open_loop(d, spec);
		break;
	case SWAPDEV_FILE:
		failed = make_file(d->path, spec);
		break;
	}
	if (failed != NULL)
		return (failed);
	if (write_signature(d->path, spec->pages) != 0)
		return ("the swap device cannot be written to");
	/* The highest priority: no other swap is used before it. */
	if (swapon(d->path, SWAP_FLAG_PREFER | (SWAP_FLAG_PRIO_MASK & 32767)) !=
	    0)
		return ("swap cannot be turned on");
	d->on = 1;
	return (NULL);
}

static int
close_zram(const struct swapdev *d)
{
	char folder[64];
	int failed;

	snprintf(folder, sizeof(folder), "/sys/block/zram%d", d->number);
	failed = member_write_number(folder, "reset", 1);
	if (access("/sys/class/zram-control/hot_remove", W_OK) == 0)
		failed |= member_write_number("/sys/class/zram-control",
		    "hot_remove", (uint64_t)d->number);
	return (failed);
}

int
swapdev_close(struct swapdev *d)
{
	int failed = 0;

	if (d->on)
		failed |= swapoff(d->path);
	if (d->kind == SWAPDEV_ZRAM && d->number >= 0)
		failed |= close_zram(d);
	if (d->kind == SWAPDEV_NULL && d->number >= 0)
		failed |= nullblk_close(NULL_NAME);
	if (d->kind == SWAPDEV_LOOP && d->loop_fd >= 0)
		failed |= loopdev_close(d->loop_fd);
	if (d->kind == SWAPDEV_LOOP && d->file[0] != '\0')
		failed |= unlink(d->file);
	if (d->kind == SWAPDEV_FILE && d->path[0] != '\0')
		failed |= unlink(d->path);
	d->on = 0;
	return (failed != 0 ? -1 : 0);
}
