/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Writing reports to files.  A rename within one folder is atomic, so a reader
 * sees the old file or the new one; there is no fsync, since a report can be
 * had again.  What is there already and is no plain file (a pipe, /dev/null, a
 * terminal) is written to as it is.
 */
#include "report/save.h"

#include <sys/stat.h>

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "report/report.h"

/* Opens "path.XXXXXX" with the permissions a new file would have. */
static int
open_temporary(struct save *s, const char *target, struct err *err)
{
	size_t size = strlen(target) + sizeof(".XXXXXX");
	mode_t mask = umask(0);
	int fd;

	umask(mask);
	s->temporary = malloc(size);
	if (s->temporary == NULL)
		return (err_sys(err, "cannot write %.200s", s->path));
	snprintf(s->temporary, size, "%s.XXXXXX", target);
	fd = mkostemp(s->temporary, O_CLOEXEC);
	if (fd < 0) {
		err_sys(err, "cannot write %.200s", s->path);
		free(s->temporary);
		s->temporary = NULL;
		return (-1);
	}
	if (fchmod(fd, 0666 & ~mask) != 0 ||
	    (s->to = fdopen(fd, "w")) == NULL) {
		err_sys(err, "cannot write %.200s", s->path);
		close(fd);
		unlink(s->temporary);
		free(s->temporary);
		s->temporary = NULL;
		return (-1);
	}
	return (0);
}

int
save_open(struct save *s, const char *path, struct err *err)
{
	struct stat st;
	char *target;
	int result;

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
	/* A link stays a link: what it points to is replaced. */
	target = realpath(path, NULL);
	result = open_temporary(s, target != NULL ? target : path, err);
	free(target);
	return (result);
}

/* The name the temporary file is to have: its own without the suffix. */
static int
rename_temporary(const struct save *s)
{
	char *target = strdup(s->temporary);
	int result;

	if (target == NULL)
		return (-1);
	target[strlen(target) - (sizeof(".XXXXXX") - 1)] = '\0';
	result = rename(s->temporary, target);
	free(target);
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
	} else if (fclose(s->to) != 0 && sys == 0)
		sys = errno;
	if (sys == 0 && keep && s->temporary != NULL &&
	    rename_temporary(s) != 0)
		sys = errno;
	if (s->temporary != NULL && (sys != 0 || !keep))
		unlink(s->temporary);
	free(s->temporary);
	s->temporary = NULL;
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
