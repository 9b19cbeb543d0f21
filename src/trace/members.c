/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Members of archives, through libarchive's formats tar and zip.
 *
 * A file is read twice: first only its headers, so that an archive of several
 * members is refused before anything is computed.  Of a stream that is found at
 * the end of the first member.
 */
#include "trace/members.h"

#include <archive.h>
#include <archive_entry.h>
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* The magic of a tar archive, and its offset in bytes. */
#define TAR_MAGIC  "ustar"
#define TAR_OFFSET 257
#define BLOCK      ((size_t)128 << 10)
#define NAME_SIZE  256
/* Names that a message shows. */
#define NAMES_SIZE    160
#define MEMBERS_SHOWN 6

#define CHUNK_PREFIX "chunk."

struct members {
	struct archive *archive;
	struct members_source source;
	struct err failed;     /* of more(), which the library called */
	char first[NAME_SIZE]; /* the member that is read, or the first chunk */
	bool chunks;
	uint64_t chunk; /* the number of the one that is read */
	bool ended;
};

bool
members_begin(const char *head, size_t n)
{
	if (n >= 4 &&
	    (memcmp(head, "PK\3\4", 4) == 0 || memcmp(head, "PK\5\6", 4) == 0))
		return (true);
	return (
	    n >= TAR_OFFSET + sizeof(TAR_MAGIC) - 1 &&
	    memcmp(head + TAR_OFFSET, TAR_MAGIC, sizeof(TAR_MAGIC) - 1) == 0);
}

/* The error that the library reports. */
static int
fail(const struct members *m, struct err *err)
{
	const char *text = archive_error_string(m->archive);

	if (m->failed.kind != ERR_NONE) {
		*err = m->failed;
		return (-1);
	}
	if (archive_errno(m->archive) == ENOMEM) {
		errno = ENOMEM;
		return (err_sys(err, "reading an archive"));
	}
	return (err_set(err, ERR_TRACE,
	    "the archive is damaged, cut short or cannot be read%s%.60s "
	    "(%.100s)",
	    m->first[0] != '\0' ? " in member " : "", m->first,
	    text != NULL ? text : "no reason given"));
}

static la_ssize_t
more(struct archive *archive, void *arg, const void **block)
{
	struct members *m = arg;
	size_t n;

	if (m->source.more(m->source.from, block, &n, &m->failed) != 0) {
		archive_set_error(archive, EIO, "reading failed");
		return (-1);
	}
	return ((la_ssize_t)n);
}

/* Opens the archive at its front. */
static int
open_archive(struct members *m, struct err *err)
{
	int r;

	if (m->archive != NULL)
		archive_read_free(m->archive);
	m->archive = archive_read_new();
	if (m->archive == NULL) {
		errno = ENOMEM;
		return (err_sys(err, "reading an archive"));
	}
	archive_read_support_format_tar(m->archive);
	archive_read_support_format_zip(m->archive);
	if (m->source.fd >= 0 && lseek(m->source.fd, 0, SEEK_SET) != 0)
		return (err_sys(err, "reading an archive"));
	r = m->source.fd >= 0
		? archive_read_open_fd(m->archive, m->source.fd, BLOCK)
		: archive_read_open(m->archive, m, NULL, more, NULL);
	return (r == ARCHIVE_OK ? 0 : fail(m, err));
}

/* The name of a file without "./" before it. */
static const char *
name_of(struct archive_entry *entry)
{
	const char *name = archive_entry_pathname(entry);

	if (name == NULL)
		name = "";
	return (strncmp(name, "./", 2) == 0 ? name + 2 : name);
}

/* The next regular file: 1; 0: the end; -1. */
static int
next_file(struct members *m, const char **name, struct err *err)
{
	struct archive_entry *entry;
	int r;

	do {
		r = archive_read_next_header(m->archive, &entry);
		if (r == ARCHIVE_EOF)
			return (0);
		if (r != ARCHIVE_OK && r != ARCHIVE_WARN)
			return (fail(m, err));
	} while (archive_entry_filetype(entry) != AE_IFREG);
	*name = name_of(entry);
	return (1);
}

/* "trace/chunk.0012": the number of a chunk. */
static bool
is_chunk(const char *name, uint64_t *number)
{
	const char *slash = strrchr(name, '/');
	const char *p = slash == NULL ? name : slash + 1;

	if (strncmp(p, CHUNK_PREFIX, sizeof(CHUNK_PREFIX) - 1) != 0)
		return (false);
	p += sizeof(CHUNK_PREFIX) - 1;
	*number = 0;
	if (strlen(p) == 0 || strlen(p) > 18)
		return (false);
	for (; *p != '\0'; p++) {
		if (!isdigit((unsigned char)*p))
			return (false);
		*number = *number * 10 + (uint64_t)(*p - '0');
	}
	return (true);
}

/* Several members, of which none is named. */
static int
refuse_several(const char *names, struct err *err)
{
	return (err_set(err, ERR_TRACE,
	    "the archive holds several files; name one behind '::', as "
	    "FILE::%.*s (there are: %.160s)",
	    (int)strcspn(names, ","), names, names));
}

/* Whether this file may follow in the trace; the first one always may. */
static int
check_next(struct members *m, const char *name, struct err *err)
{
	uint64_t number = 0;
	bool chunk = is_chunk(name, &number);
	char names[NAMES_SIZE];

	if (m->first[0] == '\0') {
		snprintf(m->first, sizeof(m->first), "%s", name);
		m->chunks = chunk;
		m->chunk = number;
		return (0);
	}
	if (!m->chunks || !chunk) {
		snprintf(
		    names, sizeof(names), "%.60s, %.60s, ...", m->first, name);
		return (refuse_several(names, err));
	}
	if (number != m->chunk + 1)
		return (err_set(err, ERR_TRACE,
		    "chunk %ju follows chunk %ju in the archive (chunks are "
		    "read in order)",
		    (uintmax_t)number, (uintmax_t)m->chunk));
	m->chunk = number;
	return (0);
}

/* Reads all headers of a file: the member that is wanted is there, or there is
 * one alone. */
static int
survey(struct members *m, struct err *err)
{
	char names[NAMES_SIZE] = "";
	const char *name;
	size_t len = 0, files = 0, chunks = 0;
	uint64_t number;
	bool found = false;
	int r;

	while ((r = next_file(m, &name, err)) > 0) {
		if (m->source.wanted != NULL)
			found |= strcmp(name, m->source.wanted) == 0;
		chunks += is_chunk(name, &number);
		if (files++ < MEMBERS_SHOWN && len < sizeof(names))
			len +=
			    (size_t)snprintf(names + len, sizeof(names) - len,
				"%s%.40s", files == 1 ? "" : ", ", name);
	}
	if (r < 0)
		return (-1);
	if (files == 0)
		return (err_set(err, ERR_TRACE, "the archive holds no file"));
	if (files > MEMBERS_SHOWN && len < sizeof(names))
		snprintf(names + len, sizeof(names) - len, ", ...");
	if (m->source.wanted != NULL && !found)
		return (err_set(err, ERR_TRACE,
		    "the archive has no member '%.60s' (there are: %.160s)",
		    m->source.wanted, names));
	if (m->source.wanted == NULL && files > 1 && chunks < files)
		return (refuse_several(names, err));
	return (open_archive(m, err));
}

/* Goes to the next member of the trace; none: ended is set. */
static int
advance(struct members *m, struct err *err)
{
	const char *name;
	int r;

	if (m->source.wanted != NULL && m->first[0] != '\0') {
		m->ended = true;
		return (0);
	}
	do {
		r = next_file(m, &name, err);
		if (r < 0)
			return (-1);
	} while (r > 0 && m->source.wanted != NULL &&
		 strcmp(name, m->source.wanted) != 0);
	m->ended = r == 0;
	if (r > 0)
		return (check_next(m, name, err));
	if (m->first[0] != '\0')
		return (0);
	return (
	    m->source.wanted == NULL
		? err_set(err, ERR_TRACE, "the archive holds no file")
		: err_set(err, ERR_TRACE, "the archive has no member '%.60s'",
		      m->source.wanted));
}

int
members_open(
    struct members **out, const struct members_source *source, struct err *err)
{
	struct members *m = calloc(1, sizeof(*m));

	*out = NULL;
	if (m == NULL)
		return (err_sys(err, "reading an archive"));
	m->source = *source;
	if (open_archive(m, err) != 0 ||
	    (source->fd >= 0 && survey(m, err) != 0) || advance(m, err) != 0) {
		members_close(m);
		return (-1);
	}
	*out = m;
	return (0);
}

void
members_close(struct members *m)
{
	if (m == NULL)
		return;
	if (m->archive != NULL)
		archive_read_free(m->archive);
	free(m);
}

int
members_read(
    struct members *m, char *buf, size_t cap, size_t *n, struct err *err)
{
	*n = 0;
	while (!m->ended) {
		la_ssize_t got = archive_read_data(m->archive, buf, cap);

		if (got < 0)
			return (fail(m, err));
		*n = (size_t)got;
		if (got > 0)
			return (0);
		if (advance(m, err) != 0)
			return (-1);
	}
	return (0);
}

uint64_t
members_taken(const struct members *m)
{
	la_int64_t n = archive_filter_bytes(m->archive, -1);

	return (n < 0 ? 0 : (uint64_t)n);
}
