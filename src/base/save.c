/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Writing reports to files.  A rename within one folder is atomic, so a reader
 * sees the old file or the new one.  The file is synced before the rename and
 * the folder after it, so that this holds after a loss of power too.  The new
 * file has the mode of the old one, and its owner
 * where the system allows that.  An old file that may not be written to is not
 * replaced.  A symbolic link is kept: the file it points to is replaced or
 * created.
 *
 * A path that exists and is not a plain file (a pipe, /dev/null, a terminal) is
 * written to directly.  So is a file that the program has open already
 * (/dev/stdout), even a plain one: the process that opened it would not see a
 * new file of that name.  A pipe or a device given by its name does not keep
 * the program for ever: without a reader, or with one that stops reading, it is
 * an error after a while.
 *
 * The file has no name until it is complete, so that a program that ends early
 * (an interrupt, no memory) leaves nothing behind.  File systems without
 * unnamed files (NFS) use a temporary name from the beginning.  What a process
 * leaves that is killed while the file has a temporary name is removed by the
 * next one (base/temporary.h).
 */
#include "base/save.h"

#include <sys/stat.h>

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/temporary.h"

/* How long to wait for a pipe's reader, and for a pipe or device to take more.
 */
#define READER_MS   10000
#define PROGRESS_MS 60000
#define TRY_MS      50
/* Bytes of a file that are written at once.  The kernel keeps a file in memory
 * in pieces of the sizes in which it was written, and small ones take longer to
 * read (doc/PERFORMANCE.md). */
#define PIECE ((size_t)128 << 10)
/* Links followed to a file that does not exist; the system follows as many. */
#define LINKS_MAX 40

/* Standard output had no reader.  One for the process, as that is. */
static bool reader_gone;

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

static void
forget(struct save *s, bool unlinked)
{
	if (s->temporary != NULL && unlinked)
		unlink(s->temporary);
	free(s->temporary);
	free(s->target);
	free(s->sink);
	free(s->piece);
	s->temporary = s->target = s->piece = NULL;
	s->sink = NULL;
}

/* Makes the stream; the descriptor is closed where that fails. */
static int
open_stream(struct save *s, int fd, int timeout_ms)
{
	int sys;

	s->sink = calloc(1, sizeof(*s->sink));
	if (s->sink != NULL) {
		*s->sink =
		    (struct file_sink){ .fd = fd, .timeout_ms = timeout_ms };
		s->to = file_stream(s->sink);
	}
	if (s->to != NULL)
		return (0);
	sys = errno;
	close(fd);
	errno = sys;
	return (-1);
}

/* part: see save_open_part(); old: the file that it replaces, or NULL. */
static int
open_file(struct save *s, bool part, const struct stat *old, struct err *err)
{
	int fd;

	s->part = part;
	s->target = old != NULL ? realpath(s->path, NULL) : follow(s->path);
	if (s->target == NULL || (old != NULL && faccessat(AT_FDCWD, s->target,
						     W_OK, AT_EACCESS) != 0)) {
		err_sys(err, "cannot write %.200s", s->path);
		forget(s, false);
		return (-1);
	}
	temporary_clear(s->target);
	fd = part ? temporary_part(s->target, &s->temporary)
		  : temporary_open(s->target, &s->temporary);
	if (fd < 0 && part) {
		err_sys(err, "cannot write %.200s.part%s", s->path,
		    errno == EBUSY ? ", which another recording writes" : "");
		forget(s, false);
		return (-1);
	}
	if (fd >= 0 && old != NULL) {
		/* The owner first: changing the owner clears bits of the
		 * mode. */
		(void)!fchown(fd, old->st_uid, old->st_gid);
		(void)!fchmod(fd, old->st_mode & 07777);
	}
	if (fd >= 0 && open_stream(s, fd, 0) == 0) {
		/* A part is there for what it has if the process is killed. */
		if (!part && (s->piece = malloc(PIECE)) != NULL)
			setvbuf(s->to, s->piece, _IOFBF, PIECE);
		return (0);
	}
	err_sys(err, "cannot write %.200s", s->path);
	forget(s, true);
	return (-1);
}

/* A pipe or a device.  A pipe without a reader cannot be opened: one may come.
 */
static int
open_special(struct save *s, bool pipe, struct err *err)
{
	int fd, waited = 0;

	for (;;) {
		fd = file_open(s->path, O_WRONLY | O_NONBLOCK | O_NOCTTY, 0);
		if (fd >= 0 || errno != ENXIO || !pipe || waited >= READER_MS)
			break;
		poll(NULL, 0, TRY_MS);
		waited += TRY_MS;
	}
	if (fd < 0 && errno == ENXIO && pipe) {
		err_sys(err, "cannot write %.200s: no process reads the pipe",
		    s->path);
		return (-1);
	}
	if (fd >= 0 && open_stream(s, fd, PROGRESS_MS) == 0)
		return (0);
	err_sys(err, "cannot write %.200s", s->path);
	forget(s, false);
	return (-1);
}

/* A descriptor that is open already.  What was printed to it comes first. */
static int
open_descriptor(struct save *s, int fd, struct err *err)
{
	fflush(stdout);
	fd = fcntl(fd, F_DUPFD_CLOEXEC, 0);
	if (fd >= 0 && open_stream(s, fd, 0) == 0)
		return (0);
	err_sys(err, "cannot write %.200s", name_of(s->path));
	forget(s, false);
	return (-1);
}

static int
open_path(struct save *s, const char *path, bool part, struct err *err)
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
	if (fd >= 0)
		return (open_descriptor(s, fd, err));
	there = stat(path, &st) == 0;
	if (there ? S_ISREG(st.st_mode) : errno == ENOENT)
		return (open_file(s, part, there ? &st : NULL, err));
	if (there)
		return (open_special(s, S_ISFIFO(st.st_mode), err));
	return (err_sys(err, "cannot write %.200s", path));
}

int
save_open(struct save *s, const char *path, struct err *err)
{
	return (open_path(s, path, false, err));
}

int
save_open_part(struct save *s, const char *path, struct err *err)
{
	return (open_path(s, path, true, err));
}

/* Puts what was written in the place of the target. */
static int
replace(struct save *s)
{
	if (file_sync(s->sink->fd) != 0)
		return (-1);
	if (s->temporary == NULL)
		s->temporary = temporary_name(s->sink->fd, s->target);
	if (s->temporary == NULL || rename(s->temporary, s->target) != 0)
		return (-1);
	free(s->temporary);
	s->temporary = NULL;
	return (temporary_sync(s->target));
}

int
save_close(struct save *s, bool keep, struct err *err)
{
	int sys = 0;

	if (fflush(s->to) != 0)
		sys = errno;
	if (s->sink->sys != 0)
		sys = s->sink->sys;
	if (sys == 0 && keep && s->target != NULL && replace(s) != 0)
		sys = errno;
	/* The lock of the temporary file is held until here. */
	if (fclose(s->to) != 0 && sys == 0)
		sys = errno;
	s->to = NULL;
	if (sys == EPIPE &&
	    (is_stdout(s->path) || own_descriptor(s->path) == STDOUT_FILENO)) {
		reader_gone = true;
		sys = 0;
	}
	forget(s, sys == 0 || !s->part);
	if (sys == 0)
		return (keep ? 0 : -1);
	errno = sys;
	if (s->part)
		return (err_sys(err,
		    "cannot write %.150s (what was written stays in "
		    "%.150s.part)",
		    s->path, s->path));
	return (err_sys(err, "cannot write %.200s", name_of(s->path)));
}

int
save_stdout(struct err *err)
{
	/* A stream that failed keeps what it could not write, so that flushing
	 * it again says why. */
	if (fflush(stdout) == 0 && ferror(stdout) == 0)
		return (0);
	reader_gone |= errno == EPIPE;
	return (
	    reader_gone ? 0 : err_sys(err, "cannot write to standard output"));
}

bool
save_reader_gone(void)
{
	return (reader_gone);
}
