/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Unpacking through libarchive's raw format, with one filter enabled, so that
 * nothing is taken for an archive of files.  gzip goes through gunzip.h,
 * because the library (3.6 at least) does not compare the checksum of a gzip
 * member.
 *
 * Behind the last member that it knows the library stops without an error, so
 * the bytes that it has taken are compared with those of the file.
 *
 * An error of reading the file is kept apart from the library's own errors, so
 * that a failing disk is not reported as a damaged file.
 */
#include "trace/unpack.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "trace/gunzip.h"

struct unpack {
	struct gunzip *gunzip; /* NULL: the archive */
	struct archive *archive;
	enum codec codec;
	const struct filter *filter;
	codec_more_f *more;
	void *from;
	struct err failed; /* of more(), which the library called */
	const char *block; /* the rest of the library's last block */
	size_t left;
	uint64_t given;  /* bytes of the file passed to the library so far */
	uint64_t tailed; /* bytes of the codec's tail passed to it so far */
	uint64_t plain;  /* bytes unpacked so far */
	bool ended;
};

/*
 * tail: a member without content that is passed to the library after the file.
 * The filter of lz4 needs it: it reads four bytes after the last member, to
 * find out whether another one begins, and then reports the end.  So four wrong
 * bytes would not be noticed.  If the filter does not read the tail, it has
 * found wrong bytes.
 */
#define LZ4_SKIPPABLE "\x50\x2a\x4d\x18\0\0\0\0"

static const struct filter {
	int (*support)(struct archive *); /* NULL: gunzip.h */
	const char *tail;
	size_t ntail;
} filters[] = {
	[CODEC_GZIP] = { NULL, "", 0 },
	[CODEC_XZ] = { archive_read_support_filter_xz, "", 0 },
	[CODEC_ZSTD] = { archive_read_support_filter_zstd, "", 0 },
	[CODEC_BZIP2] = { archive_read_support_filter_bzip2, "", 0 },
	[CODEC_LZ4] = { archive_read_support_filter_lz4, LZ4_SKIPPABLE,
	    sizeof(LZ4_SKIPPABLE) - 1 },
	[CODEC_LZIP] = { archive_read_support_filter_lzip, "", 0 },
	[CODEC_ZLIB] = { NULL, "", 0 },
};

static la_ssize_t
more(struct archive *archive, void *arg, const void **block)
{
	struct unpack *u = arg;
	size_t n;

	if (u->more(u->from, block, &n, &u->failed) != 0) {
		archive_set_error(archive, EIO, "reading failed");
		return (-1);
	}
	u->given += n;
	if (n == 0 && u->tailed == 0) {
		*block = u->filter->tail;
		n = u->tailed = u->filter->ntail;
	}
	return ((la_ssize_t)n);
}

/* Bytes that the library has taken, the tail's included. */
static uint64_t
taken(const struct unpack *u)
{
	la_int64_t n = archive_filter_bytes(u->archive, -1);

	return (n < 0 ? 0 : (uint64_t)n);
}

/* Damage between what the library had taken before it failed, and to. */
static int
damaged(const struct unpack *u, uint64_t to, const char *why, struct err *err)
{
	uint64_t at[] = { taken(u), to };

	if (at[0] > u->given)
		at[0] = u->given;
	return (codec_damaged(u->codec, at, u->plain, why, err));
}

/* The error that the library reports, with its place. */
static int
fail(const struct unpack *u, struct err *err)
{
	const char *text = archive_error_string(u->archive);

	if (u->failed.kind != ERR_NONE) {
		*err = u->failed;
		return (-1);
	}
	if (archive_errno(u->archive) == ENOMEM) {
		errno = ENOMEM;
		return (err_sys(err, "cannot unpack %s", codec_name[u->codec]));
	}
	return (
	    damaged(u, u->given, text != NULL ? text : "no reason given", err));
}

/* The library has reported the end: the file has to end there too. */
static int
end(struct unpack *u, struct err *err)
{
	const void *block;

	u->ended = true;
	if (u->given + u->tailed == taken(u) && more(u->archive, u, &block) < 0)
		return (fail(u, err));
	if (u->given + u->tailed == taken(u))
		return (0);
	return (damaged(u, 0,
	    "the compressed data ends there, and the file does not", err));
}

static int
begin(struct unpack *u, struct err *err)
{
	struct archive_entry *entry;
	int r;

	/* A warning means that it would run a program to unpack with. */
	if (u->filter->support(u->archive) != ARCHIVE_OK)
		return (err_set(err, ERR_TRACE,
		    "this build cannot unpack %s; unpack it first and give "
		    "'-' as the trace",
		    codec_name[u->codec]));
	archive_read_support_format_raw(u->archive);
	archive_read_support_format_empty(u->archive);
	if (archive_read_open(u->archive, u, NULL, more, NULL) != ARCHIVE_OK)
		return (fail(u, err));
	r = archive_read_next_header(u->archive, &entry);
	if (r != ARCHIVE_OK && r != ARCHIVE_EOF)
		return (fail(u, err));
	if (archive_filter_count(u->archive) < 2)
		return (err_set(err, ERR_TRACE,
		    "begins like %s, but is another kind of file or cut short",
		    codec_name[u->codec]));
	/* An empty content is reported by the caller. */
	u->ended = r == ARCHIVE_EOF;
	return (0);
}

int
unpack_open(struct unpack **out, enum codec codec, codec_more_f *source,
    void *from, struct err *err)
{
	struct unpack *u = calloc(1, sizeof(*u));

	*out = NULL;
	if (u == NULL)
		return (err_sys(err, "unpacking"));
	u->codec = codec;
	u->filter = &filters[codec];
	u->more = source;
	u->from = from;
	if (u->filter->support == NULL) {
		if (gunzip_open(&u->gunzip, codec, source, from, err) == 0) {
			*out = u;
			return (0);
		}
	} else if ((u->archive = archive_read_new()) == NULL) {
		errno = ENOMEM;
		err_sys(err, "unpacking");
	} else if (begin(u, err) == 0) {
		*out = u;
		return (0);
	}
	unpack_close(u);
	return (-1);
}

void
unpack_close(struct unpack *u)
{
	if (u == NULL)
		return;
	if (u->archive != NULL)
		archive_read_free(u->archive);
	gunzip_close(u->gunzip);
	free(u);
}

int
unpack_read(struct unpack *u, char *buf, size_t cap, size_t *n, struct err *err)
{
	*n = 0;
	if (u->gunzip != NULL)
		return (gunzip_read(u->gunzip, buf, cap, n, err));
	while (u->left == 0 && !u->ended) {
		const void *block;
		la_int64_t at;
		int r =
		    archive_read_data_block(u->archive, &block, &u->left, &at);

		u->block = block;
		if (r == ARCHIVE_EOF) {
			u->left = 0;
			if (end(u, err) != 0)
				return (-1);
		} else if (r != ARCHIVE_OK) {
			u->left = 0;
			return (fail(u, err));
		}
	}
	*n = u->left < cap ? u->left : cap;
	if (*n == 0)
		return (0);
	memcpy(buf, u->block, *n);
	u->block += *n;
	u->left -= *n;
	u->plain += *n;
	return (0);
}
