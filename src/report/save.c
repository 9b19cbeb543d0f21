/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Writing reports to files.  A rename within one folder is atomic, so a reader
 * sees the old file or the new one; there is no fsync, since a report can be
 * had again.  What is there already and is no plain file (a pipe, /dev/null, a
 * terminal) is written to as it is.
 *
 * Until it is whole the file has no name, so that whatever ends the program
 * (an interrupt, no memory) leaves nothing behind.  Where files without names
 * are unknown (NFS) it has the temporary name from the beginning.
 */
#include "report/save.h"

#include <sys/stat.h>

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "report/report.h"

/* Temporary names tried before it is given up. */
#define NAMES_TRIED 1000
/* By this a file without a name can be given one. */
#define FD_PATH "/proc/self/fd/%d"

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

static int
open_file(struct save *s, struct err *err)
{
	int fd;

	/* A link stays a link: what it points to is replaced. */
	s->target = realpath(s->path, NULL);
	if (s->target == NULL)
		s->target = strdup(s->path);
	if (s->target == NULL)
		return (err_sys(err, "cannot write %.200s", s->path));
	fd = open_nameless(s->target);
	if (fd < 0)
		fd = open_named(s);
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

	*s = (struct save){ .path = path };
	if (strcmp(path, "-") == 0) {
		s->to = stdout;
		return (0);
	}
	if (path[0] == '\0') {
		errno = ENOENT;
		return (err_sys(err, "cannot write to a file without a name"));
	}
	if (stat(path, &st) == 0 && !S_ISREG(st.st_mode)) {
		s->to = fopen(path, "we");
		return (s->to != NULL
			    ? 0
			    : err_sys(err, "cannot write %.200s", path));
	}
	return (open_file(s, err));
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

int
report_save(const struct report_format *format, const struct study *s,
    const struct report_view *view, const char *path, struct err *err)
{
	struct save file;
	int result;

	if (save_open(&file, path, err) != 0)
		return (-1);
	result = format->write(s, view, file.to, err);
	return (save_close(&file, result == 0, err));
}
