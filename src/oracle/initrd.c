/* SPDX-License-Identifier: BSD-2-Clause */
#include "oracle/initrd.h"

#include <sys/stat.h>
#include <sys/sysmacros.h>

#include <archive.h>
#include <archive_entry.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"

#define BLOCK 65536

struct initrd {
	struct archive *to;
	char *path;
};

static int
complain(const struct initrd *i, struct err *err)
{
	return (err_set(
	    err, ERR_SYS, "%s: %.200s", i->path, archive_error_string(i->to)));
}

int
initrd_open(struct initrd **out, const char *path, struct err *err)
{
	struct initrd *i = calloc(1, sizeof(*i));

	*out = i;
	if (i == NULL || (i->path = strdup(path)) == NULL ||
	    (i->to = archive_write_new()) == NULL)
		return (err_set(err, ERR_SYS, "no memory for %s", path));
	archive_write_set_format_cpio_newc(i->to);
	archive_write_set_bytes_in_last_block(i->to, 1);
	if (archive_write_open_filename(i->to, path) != ARCHIVE_OK)
		return (complain(i, err));
	return (0);
}

/* A member's head: everything belongs to the first user, at no time. */
static int
begin(struct initrd *i, const char *name, mode_t type, unsigned mode,
    int64_t size, struct err *err)
{
	struct archive_entry *e = archive_entry_new();
	int r;

	archive_entry_set_pathname(e, name);
	archive_entry_set_filetype(e, type);
	archive_entry_set_perm(e, (mode_t)mode);
	archive_entry_set_size(e, size);
	archive_entry_set_mtime(e, 0, 0);
	if (type == AE_IFCHR)
		archive_entry_set_rdev(e, makedev(5, 1));
	r = archive_write_header(i->to, e);
	archive_entry_free(e);
	return (r == ARCHIVE_OK ? 0 : complain(i, err));
}

int
initrd_folder(struct initrd *i, const char *name, struct err *err)
{
	return (begin(i, name, AE_IFDIR, 0755, 0, err));
}

int
initrd_console(struct initrd *i, struct err *err)
{
	return (begin(i, "dev/console", AE_IFCHR, 0600, 0, err));
}

int
initrd_text(
    struct initrd *i, const char *name, const char *text, struct err *err)
{
	size_t n = strlen(text);

	if (begin(i, name, AE_IFREG, 0644, (int64_t)n, err) != 0)
		return (-1);
	return (archive_write_data(i->to, text, n) == (la_ssize_t)n
		    ? 0
		    : complain(i, err));
}

int
initrd_file(struct initrd *i, const char *name, const char *from, unsigned mode,
    struct err *err)
{
	int fd = file_open(from, O_RDONLY, 0), failed;
	char block[BLOCK];
	struct stat st;
	ssize_t n = 0;

	if (fd < 0 || fstat(fd, &st) != 0) {
		failed = err_sys(err, "cannot read %s", from);
		if (fd >= 0)
			close(fd);
		return (failed);
	}
	failed = begin(i, name, AE_IFREG, mode, (int64_t)st.st_size, err);
	while (failed == 0 && (n = file_read(fd, block, sizeof(block))) > 0)
		if (archive_write_data(i->to, block, (size_t)n) != n)
			failed = complain(i, err);
	if (failed == 0 && n < 0)
		failed = err_sys(err, "cannot read %s", from);
	close(fd);
	return (failed);
}

int
initrd_close(struct initrd *i, int failed, struct err *err)
{
	if (i == NULL)
		return (failed);
	if (i->to != NULL && failed == 0 &&
	    archive_write_close(i->to) != ARCHIVE_OK)
		failed = complain(i, err);
	if (i->to != NULL)
		archive_write_free(i->to);
	if (failed != 0 && i->path != NULL)
		(void)unlink(i->path);
	free(i->path);
	free(i);
	return (failed);
}
