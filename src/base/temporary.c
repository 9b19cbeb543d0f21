/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Temporary files: names, locks, and what dead processes left.
 */
#include "base/temporary.h"

#include <sys/file.h>
#include <sys/stat.h>

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"

#define PREFIX ".pagerace~"
#define PART   ".part"
/* Temporary names tried before an error. */
#define NAMES_TRIED 1000
/* The path by which a file without a name can be linked to one. */
#define FD_PATH "/proc/self/fd/%d"

static size_t
folder_length(const char *target)
{
	const char *slash = strrchr(target, '/');

	return (slash == NULL ? 0 : (size_t)(slash - target) + 1);
}

/* "folder/.pagerace~N", or "folder/" and "." where n is 0; NULL: no memory. */
static char *
beside(const char *target, unsigned n)
{
	size_t folder = folder_length(target);
	size_t room = sizeof(PREFIX "4294967295");
	char *name = malloc(folder + room);

	if (name == NULL)
		return (NULL);
	memcpy(name, target, folder);
	if (n == 0)
		snprintf(name + folder, room, "%s", folder == 0 ? "." : "");
	else
		snprintf(name + folder, room, PREFIX "%u", n);
	return (name);
}

/* False: another process is removing the file at this moment. */
static bool
lock(int fd)
{
	struct stat st;

	while (flock(fd, LOCK_EX) != 0 && errno == EINTR)
		continue;
	return (fstat(fd, &st) == 0 && st.st_nlink > 0);
}

/* A file with a name. */
static int
open_named(const char *target, char **name)
{
	for (unsigned i = 0; i < NAMES_TRIED; i++) {
		char *at = beside(target, (unsigned)getpid() + i);
		int fd = at == NULL
			     ? -1
			     : file_open(at, O_RDWR | O_CREAT | O_EXCL, 0666);

		if (fd >= 0 && lock(fd)) {
			*name = at;
			return (fd);
		}
		if (fd >= 0)
			close(fd);
		free(at);
		if (fd < 0 && errno != EEXIST)
			return (-1);
	}
	return (-1);
}

int
temporary_open(const char *target, char **name)
{
	char *folder;
	int fd = -1;

	*name = NULL;
	if (access("/proc/self/fd", X_OK) == 0) {
		folder = beside(target, 0);
		if (folder == NULL)
			return (-1);
		fd = file_open(folder, O_TMPFILE | O_WRONLY, 0666);
		free(folder);
	}
	if (fd < 0)
		return (open_named(target, name));
	(void)lock(fd);
	return (fd);
}

/* Whether the file is a plain one of this user, and locked here; emptied. */
static bool
take_part(int fd)
{
	struct stat st;

	if (fstat(fd, &st) != 0)
		return (false);
	if (!S_ISREG(st.st_mode) || st.st_uid != geteuid()) {
		errno = EEXIST;
		return (false);
	}
	if (flock(fd, LOCK_EX | LOCK_NB) == 0)
		return (ftruncate(fd, 0) == 0);
	if (errno == EWOULDBLOCK)
		errno = EBUSY;
	return (false);
}

int
temporary_part(const char *target, char **name)
{
	size_t size = strlen(target) + sizeof(PART);
	char *at = malloc(size);
	int fd, sys;

	*name = NULL;
	if (at == NULL)
		return (-1);
	snprintf(at, size, "%s" PART, target);
	fd = file_open(at, O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK, 0666);
	if (fd >= 0 && take_part(fd)) {
		*name = at;
		return (fd);
	}
	sys = errno;
	if (fd >= 0)
		close(fd);
	free(at);
	errno = sys;
	return (-1);
}

char *
temporary_name(int fd, const char *target)
{
	char from[sizeof(FD_PATH) + 10];

	snprintf(from, sizeof(from), FD_PATH, fd);
	for (unsigned i = 0; i < NAMES_TRIED; i++) {
		char *name = beside(target, (unsigned)getpid() + i);

		if (name == NULL)
			return (NULL);
		if (linkat(AT_FDCWD, from, AT_FDCWD, name, AT_SYMLINK_FOLLOW) ==
		    0)
			return (name);
		free(name);
		if (errno != EEXIST && errno != EINTR)
			break;
	}
	return (NULL);
}

static bool
is_temporary(const char *name)
{
	size_t n = strlen(PREFIX);

	return (strncmp(name, PREFIX, n) == 0 && name[n] != '\0' &&
		name[n + strspn(name + n, "0123456789")] == '\0');
}

/* Removes the file unless its writer lives.  It is opened without following a
 * link, and belongs to this user. */
static void
clear(int folder, const char *name)
{
	struct stat st;
	int fd =
	    openat(folder, name, O_RDWR | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);

	if (fd < 0)
		return;
	if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode) &&
	    st.st_uid == geteuid() && flock(fd, LOCK_EX | LOCK_NB) == 0)
		unlinkat(folder, name, 0);
	close(fd);
}

void
temporary_clear(const char *target)
{
	char *name = beside(target, 0);
	DIR *dir = name == NULL ? NULL : opendir(name);
	const struct dirent *e;

	free(name);
	if (dir == NULL)
		return;
	while ((e = readdir(dir)) != NULL)
		if (is_temporary(e->d_name))
			clear(dirfd(dir), e->d_name);
	closedir(dir);
}

int
temporary_sync(const char *target)
{
	char *name = beside(target, 0);
	int fd, failed;

	if (name == NULL)
		return (-1);
	fd = file_open(name, O_RDONLY | O_DIRECTORY, 0);
	free(name);
	/* A folder that may be written to and not read. */
	if (fd < 0)
		return (errno == EACCES ? 0 : -1);
	failed = file_sync(fd);
	close(fd);
	return (failed);
}
