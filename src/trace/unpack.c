/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Unpacking through libarchive's raw format.
 *
 * The library keeps the first error of our reading callback apart from its own
 * complaints, so that a failing disk is not reported as a damaged file.
 */
#include "trace/unpack.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

struct codec {
	const char *name;
	const char *magic;
	size_t length;
	int (*support)(struct archive *);
};

struct unpack {
	struct archive *archive;
	const struct codec *codec;
	unpack_more_f *more;
	void *from;
	struct err failed; /* of more(), while the library is in between */
	const char *block; /* what is left of the library's last block */
	size_t left;
	uint64_t plain; /* bytes that came out */
	bool ended;
};

static const struct codec codecs[] = {
	{ "gzip", "\x1f\x8b", 2, archive_read_support_filter_gzip },
	{ "xz", "\xfd\x37zXZ\0", 6, archive_read_support_filter_xz },
	{ "zstd", "\x28\xb5\x2f\xfd", 4, archive_read_support_filter_zstd },
	{ "bzip2", "BZh", 3, archive_read_support_filter_bzip2 },
	{ "lz4", "\x04\x22\x4d\x18", 4, archive_read_support_filter_lz4 },
	{ "lzip", "LZIP", 4, archive_read_support_filter_lzip },
};

static const struct codec *
codec_of(const unsigned char *head, size_t n)
{
	for (size_t i = 0; i < sizeof(codecs) / sizeof(codecs[0]); i++) {
		const struct codec *c = &codecs[i];

		if (n >= c->length && memcmp(head, c->magic, c->length) == 0)
			return (c);
	}
	return (NULL);
}

static la_ssize_t
more(struct archive *archive, void *arg, const void **block)
{
	struct unpack *u = arg;
	size_t n;

	if (u->more(u->from, block, &n, &u->failed) != 0) {
		archive_set_error(archive, EIO, "reading failed");
		return (-1);
	}
	return ((la_ssize_t)n);
}

/* What the library complains of, in our words. */
static int
complain(const struct unpack *u, struct err *err)
{
	const char *text = archive_error_string(u->archive);

	if (u->failed.kind != ERR_NONE) {
		*err = u->failed;
		return (-1);
	}
	if (archive_errno(u->archive) == ENOMEM) {
		errno = ENOMEM;
		return (err_sys(err, "cannot unpack %s", u->codec->name));
	}
	return (err_set(err, ERR_TRACE,
	    "the %s data is damaged or cut short, after %" PRIu64
	    " plain bytes (%.100s)",
	    u->codec->name, u->plain, text != NULL ? text : "no reason given"));
}

static int
begin(struct unpack *u, struct err *err)
{
	struct archive_entry *entry;
	int r;

	/* A warning means that it would run a program to unpack with. */
	if (u->codec->support(u->archive) != ARCHIVE_OK)
		return (err_set(err, ERR_TRACE,
		    "this build cannot unpack %s; unpack it first and give "
		    "'-' as the trace",
		    u->codec->name));
	archive_read_support_format_raw(u->archive);
	archive_read_support_format_empty(u->archive);
	if (archive_read_open(u->archive, u, NULL, more, NULL) != ARCHIVE_OK)
		return (complain(u, err));
	r = archive_read_next_header(u->archive, &entry);
	/* Nothing at all within is the caller's to complain of. */
	u->ended = r == ARCHIVE_EOF;
	if (r != ARCHIVE_OK && r != ARCHIVE_EOF)
		return (complain(u, err));
	if (archive_filter_count(u->archive) < 2)
		return (err_set(err, ERR_TRACE,
		    "begins like %s, but is not that or cut short",
		    u->codec->name));
	return (0);
}

const char *
unpack_codec(const unsigned char *head, size_t n)
{
	const struct codec *c = codec_of(head, n);

	return (c == NULL ? NULL : c->name);
}

int
unpack_open(struct unpack **out, const unsigned char *head, size_t n,
    unpack_more_f *source, void *from, struct err *err)
{
	struct unpack *u = calloc(1, sizeof(*u));

	*out = NULL;
	if (u == NULL)
		return (err_sys(err, "unpacking"));
	u->codec = codec_of(head, n);
	u->more = source;
	u->from = from;
	u->archive = archive_read_new();
	if (u->archive == NULL) {
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
	free(u);
}

int
unpack_read(struct unpack *u, char *buf, size_t cap, size_t *n, struct err *err)
{
	*n = 0;
	while (u->left == 0 && !u->ended) {
		const void *block;
		la_int64_t at;
		int r =
		    archive_read_data_block(u->archive, &block, &u->left, &at);

		u->block = block;
		if (r == ARCHIVE_EOF) {
			u->left = 0;
			u->ended = true;
		} else if (r != ARCHIVE_OK) {
			u->left = 0;
			return (complain(u, err));
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
