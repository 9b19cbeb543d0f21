/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Writing reports to files.  A rename within one folder is atomic, so a reader
 * sees the old file or the new one.  There is no fsync(), since a report can
 * be made again.  The new file has the mode of the old one, and its owner
 * where the system allows that.  An old file that may not be written to is not
 * replaced.  A symbolic link is kept: the file it points to is replaced or
 * created.
 *
 * A path that exists and is not a plain file (a pipe, /dev/null, a terminal) is
 * written to directly.  So is a file that the program has open already
 * (/dev/stdout), even a plain one: the process that opened it would not see a
 * new file of that name.
 *
 * The file has no name until it is complete, so that a program that ends early
 * (an interrupt, no memory) leaves nothing behind.  File systems without
 * unnamed files (NFS) use a temporary name from the beginning.
 */
#include "base/save.h"

#include <sys/stat.h>

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Temporary names tried before an error. */
#define NAMES_TRIED 1000
/* The path by which a file without a name can be linked to one. */
#define FD_PATH "/proc/self/fd/%d"
/* Links followed to a file that does not exist; the system follows as many. */
#define LINKS_MAX 40

static bool
is_stdout(const char *path)
{
	return (strcmp(path, "-") == 0);
}

static const char *
name_of(const char *path)
{
	return (is_stdout(path) ? "standard output" : path);
}

/* The descriptor of this process that the path names, or -1. */
static int
own_descriptor(const char *path)
{
	static const char *const folders[] = { "/dev/fd/", "/proc/self/fd/" };
	char *end;
	long fd;

	if (strcmp(path, "/dev/stdout") == 0)
		return (STDOUT_FILENO);
	if (strcmp(path, "/dev/stderr") == 0)
		return (STDERR_FILENO);
	for (size_t i = 0; i < sizeof(folders) / sizeof(folders[0]); i++) {
		size_t n = strlen(folders[i]);

		if (strncmp(path, folders[i], n) != 0 || path[n] < '0' ||
		    path[n] > '9')
			continue;
		fd = strtol(path + n, &end, 10);
		if (*end == '\0' && fd <= INT_MAX)
			return ((int)fd);
	}
	return (-1);
}

/* The target of the link at path where the target does not exist; path itself
 * where it is not a link. */
static char *
follow(const char *path)
{
	char *at = strdup(path), to[PATH_MAX], *next;

	for (int i = 0; at != NULL && i < LINKS_MAX; i++) {
		const char *slash = strrchr(at, '/');
		ssize_t n = readlink(at, to, sizeof(to) - 1);
		size_t folder = slash == NULL ? 0 : (size_t)(slash - at) + 1;

		if (n < 0)
			return (at);
		to[n] = '\0';
		if (to[0] == '/')
			folder = 0;
		next = malloc(folder + (size_t)n + 1);
		if (next != NULL) {
			memcpy(next, at, folder);
			memcpy(next + folder, to, (size_t)n + 1);
		}
		free(at);
		at = next;
	}
	if (at == NULL)
		return (NULL);
	free(at);
	errno = ELOOP;
	return (NULL);
}

/* A file without a name in the target's folder, or -1. */
static int
open_nameless(const char *target)
{
	char *folder;
	const char *slash = strrchr(target, '/');
	int fd;

	if (access("/proc/self/fd", X_OK) != 0)
		return (-1);
	if (slash == NULL)
		return (open(".", O_TMPFILE | O_WRONLY | O_CLOEXEC, 0666));
	folder = strndup(target, (size_t)(slash - target) + 1);
	if (folder == NULL)
		return (-1);
	fd = open(folder, O_TMPFILE | O_WRONLY | O_CLOEXEC, 0666);
	free(folder);
	return (fd);
}

/* A file named "target.XXXXXX", which becomes s->temporary, with the
 * permissions a new file would have; or -1. */
static int
open_named(struct save *s)
{
	char *name = malloc(strlen(s->target) + sizeof(".XXXXXX"));
	mode_t mask = umask(0);
	int fd = -1;

	umask(mask);
	if (name != NULL) {
		sprintf(name, "%s.XXXXXX", s->target);
		fd = mkostemp(name, O_CLOEXEC);
	}
	if (fd < 0) {
		free(name);
		return (-1);
	}
	s->temporary = name;
	(void)!fchmod(fd, 0666 & ~mask);
	return (fd);
}

static void
forget(struct save *s, bool unlinked)
{
	if (s->temporary != NULL && unlinked)
		unlink(s->temporary);
	free(s->temporary);
	free(s->target);
	s->temporary = s->target = NULL;
}

/* old: the file that it replaces; NULL: none. */
static int
open_file(struct save *s, const struct stat *old, struct err *err)
{
	int fd;

	s->target = old != NULL ? realpath(s->path, NULL) : follow(s->path);
	if (s->target == NULL || (old != NULL && faccessat(AT_FDCWD, s->target,
						     W_OK, AT_EACCESS) != 0)) {
		err_sys(err, "cannot write %.200s", s->path);
		forget(s, false);
		return (-1);
	}
	fd = open_nameless(s->target);
	if (fd < 0)
		fd = open_named(s);
	if (fd >= 0 && old != NULL) {
		/* The owner first: changing the owner clears bits of the
		 * mode. */
		(void)!fchown(fd, old->st_uid, old->st_gid);
		(void)!fchmod(fd, old->st_mode & 07777);
	}
	if (fd >= 0 && (s->to = fdopen(fd, "w")) != NULL)
		return (0);
	err_sys(err, "cannot write %.200s", s->path);
	if (fd >= 0)
		close(fd);
	forget(s, true);
	return (-1);
}

int
save_open(struct save *s, const char *path, struct err *err)
{
	struct stat st;
	bool there;
	int fd;

	*s = (struct save){ .path = path };
	if (path[0] == '\0') {
		errno = ENOENT;
		return (err_sys(err, "cannot write to a file without a name"));
	}
	fd = is_stdout(path) ? STDOUT_FILENO : own_descriptor(path);
	there = stat(path, &st) == 0;
	if (fd < 0 && (there ? S_ISREG(st.st_mode) : errno == ENOENT))
		return (open_file(s, there ? &st : NULL, err));
	if (fd >= 0) {
		/* Append to what is written already. */
		fflush(stdout);
		fd = fcntl(fd, F_DUPFD_CLOEXEC, 0);
		s->to = fd < 0 ? NULL : fdopen(fd, "w");
		if (s->to == NULL && fd >= 0)
			close(fd);
	} else if (there) {
		s->to = fopen(path, "we");
	}
	return (s->to != NULL
		    ? 0
		    : err_sys(err, "cannot write %.200s", name_of(path)));
}

/* Links a file without a name to a free temporary name, to be renamed to the
 * target: rename() replaces a file, linkat() does not. */
static int
name_temporary(struct save *s)
{
	size_t size = strlen(s->target) + sizeof(".4294967295");
	char *name = malloc(size), from[sizeof(FD_PATH) + 10];
	int result = -1;

	if (name == NULL)
		return (-1);
	snprintf(from, sizeof(from), FD_PATH, fileno(s->to));
	for (unsigned i = 0; result != 0 && i < NAMES_TRIED; i++) {
		snprintf(
		    name, size, "%s.%u", s->target, (unsigned)getpid() + i);
		result =
		    linkat(AT_FDCWD, from, AT_FDCWD, name, AT_SYMLINK_FOLLOW);
		if (result != 0 && errno != EEXIST)
			break;
	}
	if (result == 0)
		s->temporary = name;
	else
		free(name);
	return (result);
}

int
save_close(struct save *s, bool keep, struct err *err)
{
	const char *name = name_of(s->path);
	int sys = 0;

	/* A stream keeps that it failed but not why; flushing again sets errno
	 * where the reason persists. */
	if (fflush(s->to) != 0)
		sys = errno;
	else if (ferror(s->to))
		sys = EIO;
	if (sys == 0 && keep && s->target != NULL && s->temporary == NULL &&
	    name_temporary(s) != 0)
		sys = errno;
	if (fclose(s->to) != 0 && sys == 0)
		sys = errno;
	if (sys == 0 && keep && s->temporary != NULL &&
	    rename(s->temporary, s->target) != 0)
		sys = errno;
	forget(s, sys != 0 || !keep);
	s->to = NULL;
	if (sys == EPIPE && is_stdout(s->path))
		sys = 0;
	if (!keep)
		return (-1);
	errno = sys;
	return (sys == 0 ? 0 : err_sys(err, "cannot write %.200s", name));
}

int
save_stdout(struct err *err)
{
	/* A stream that failed keeps what it could not write, so that flushing
	 * it again says why. */
	if (fflush(stdout) == 0 && ferror(stdout) == 0)
		return (0);
	return (errno == EPIPE
		    ? 0
		    : err_sys(err, "cannot write to standard output"));
}
