/* SPDX-License-Identifier: BSD-2-Clause */
#include "oracle/herefile.h"

#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/vfs.h>

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <linux/magic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "oracle/guest/counters.h"
#include "oracle/guest/group.h"

#define PATH_ROOM 512
#define BUFFER    (UINT64_C(1) << 20)
#define FILL      0x5a

/* Files of these are memory that is swapped. */
static bool
is_memory(const char *folder)
{
	struct statfs s;

	return (statfs(folder, &s) == 0 &&
		(s.f_type == TMPFS_MAGIC || s.f_type == RAMFS_MAGIC));
}

/* Writes the file, and lets its pages go. */
static int
fill(int fd, uint64_t bytes)
{
	char *buffer = malloc(BUFFER);
	int failed = buffer == NULL ? -1 : 0;

	if (buffer != NULL)
		memset(buffer, FILL, BUFFER);
	while (failed == 0 && bytes > 0) {
		uint64_t some = bytes < BUFFER ? bytes : BUFFER;
		ssize_t n = write(fd, buffer, some);

		if (n > 0)
			bytes -= (uint64_t)n;
		else if (n == 0 || errno != EINTR)
			failed = -1;
	}
	free(buffer);
	if (failed == 0)
		failed = fsync(fd);
	if (failed == 0)
		failed = posix_fadvise(fd, 0, 0, POSIX_FADV_DONTNEED);
	return (failed);
}

/* Where the kernel has the read-ahead of the disk that the file is on. */
static int
find_readahead(int fd, char path[PATH_ROOM])
{
	struct stat st;

	if (fstat(fd, &st) != 0)
		return (-1);
	snprintf(path, PATH_ROOM, "/sys/class/bdi/%u:%u/read_ahead_kb",
	    major(st.st_dev), minor(st.st_dev));
	return (access(path, R_OK | W_OK));
}

static int
open_all(struct herefile *f, const char *path, unsigned processes)
{
	while (f->n < processes) {
		f->fd[f->n] = open(path, O_RDWR | O_CLOEXEC);
		if (f->fd[f->n] < 0)
			return (-1);
		f->n++;
	}
	return (0);
}

/* Opens the file for each process, with so many pages of read-ahead. */
static const char *
open_ahead(struct herefile *f, int fd, const char *path, unsigned processes,
    uint64_t readahead)
{
	const uint64_t page = (uint64_t)sysconf(_SC_PAGESIZE);
	char knob[PATH_ROOM], was[32], text[32];
	int failed;

	if (find_readahead(fd, knob) != 0 ||
	    counters_text(knob, was, sizeof(was)) != 0)
		return ("the read-ahead of the disk of TMPDIR cannot be set");
	was[strcspn(was, "\n")] = '\0';
	snprintf(text, sizeof(text), "%" PRIu64, readahead * page / 1024);
	if (group_write(knob, text) != 0)
		return ("the read-ahead of the disk of TMPDIR cannot be set");
	failed = open_all(f, path, processes);
	(void)group_write(knob, was);
	return (failed == 0 ? NULL : "the file of pages cannot be opened");
}

const char *
herefile_open(struct herefile *f, const char *folder, uint64_t pages,
    unsigned processes, uint64_t readahead)
{
	char path[PATH_ROOM];
	const char *failed = NULL;
	int fd, why;

	*f = (struct herefile){ .n = 0 };
	errno = 0;
	if (is_memory(folder))
		return ("files in TMPDIR are memory to the kernel, and have to "
			"be on a disk (set TMPDIR)");
	if ((size_t)snprintf(path, sizeof(path), "%s/pagerace-file.XXXXXX",
		folder) >= sizeof(path)) {
		errno = ENAMETOOLONG;
		return ("the file of pages cannot be made");
	}
	fd = mkstemp(path);
	if (fd < 0)
		return ("the file of pages cannot be made");
	failed = open_ahead(f, fd, path, processes, readahead);
	why = errno;
	unlink(path); /* before it is large: if killed, it leaves none */
	errno = why;
	if (failed == NULL &&
	    fill(fd, pages * (uint64_t)sysconf(_SC_PAGESIZE)) != 0)
		failed = "the file of pages cannot be written";
	why = errno;
	close(fd);
	if (failed != NULL)
		herefile_close(f);
	errno = why;
	return (failed);
}

void
herefile_close(struct herefile *f)
{
	while (f->n > 0)
		close(f->fd[--f->n]);
}
