/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Writing reports to files.  A rename within one folder is atomic, so a reader
 * sees the old file or the new one; there is no fsync, since a report can be
 * had again.  The new file has the old one's mode, and its owner where the
 * system allows that; an old one that may not be written to stays.  A link
 * stays a link: what it points to is replaced, or made.
 *
 * What is there already and is no plain file (a pipe, /dev/null, a terminal) is
 * written to as it is.  So is what the program has open (/dev/stdout), though
 * it be a plain file: who opened it holds that file and would not see another.
 *
 * Until it is whole the file has no name, so that whatever ends the program
 * (an interrupt, no memory) leaves nothing behind.  Where files without names
 * are unknown (NFS) it has the temporary name from the beginning.
 */
#include "base/save.h"

#include <sys/stat.h>

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Temporary names tried before it is given up. */
#define NAMES_TRIED 1000
/* By this a file without a name can be given one. */
#define FD_PATH "/proc/self/fd/%d"
/* Links followed to a file that is not there; the system follows as many. */
#define LINKS_MAX 40

/* The descriptor of our own that the path names, or -1. */
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

/* What the link at path, of which nothing is at the end, points to; path itself
 * where it is no link. */
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

/* old: the file that it takes the place of; NULL: none. */
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
		/* The owner first: changing it takes bits of the mode away. */
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
	if (strcmp(path, "-") == 0) {
		s->to = stdout;
		return (0);
	}
	if (path[0] == '\0') {
		errno = ENOENT;
		return (err_sys(err, "cannot write to a file without a name"));
	}
	fd = own_descriptor(path);
	there = stat(path, &st) == 0;
	if (fd < 0 && (there ? S_ISREG(st.st_mode) : errno == ENOENT))
		return (open_file(s, there ? &st : NULL, err));
	if (fd >= 0) {
		/* Behind what is written already. */
		fflush(stdout);
		fd = fcntl(fd, F_DUPFD_CLOEXEC, 0);
		s->to = fd < 0 ? NULL : fdopen(fd, "w");
		if (s->to == NULL && fd >= 0)
			close(fd);
	} else if (there) {
		s->to = fopen(path, "we");
	}
	return (s->to != NULL ? 0 : err_sys(err, "cannot write %.200s", path));
}

/* Gives a file without a name a temporary one, which another program may have
 * left; rename() replaces, linkat() does not. */
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
	const char *name = s->to == stdout ? "standard output" : s->path;
	int sys = 0;

	/* A stream remembers that it failed but not why; flushing again tells
	 * the reason where there is one still. */
	if (fflush(s->to) != 0)
		sys = errno;
	else if (ferror(s->to))
		sys = EIO;
	if (s->to == stdout) {
		/* Where standard output was never open, nothing fails until
		 * it is asked. */
		if (sys == 0 && fcntl(STDOUT_FILENO, F_GETFD) < 0)
			sys = errno;
	} else {
		if (sys == 0 && keep && s->target != NULL &&
		    s->temporary == NULL && name_temporary(s) != 0)
			sys = errno;
		if (fclose(s->to) != 0 && sys == 0)
			sys = errno;
		if (sys == 0 && keep && s->temporary != NULL &&
		    rename(s->temporary, s->target) != 0)
			sys = errno;
	}
	forget(s, sys != 0 || !keep);
	s->to = NULL;
	if (!keep)
		return (-1);
	errno = sys;
	return (sys == 0 ? 0 : err_sys(err, "cannot write %.200s", name));
}
