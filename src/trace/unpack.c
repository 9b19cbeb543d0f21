/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Unpacking through libarchive's raw format; but gzip by gunzip.h, since the
 * library, 3.6 at least, does not compare a gzip member's checksum.
 *
 * Behind the last member that it knows the library stops without a word, so
 * what it has taken is held against what there is.
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
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "trace/gunzip.h"

struct codec {
	const char *name;
	const char *magic;
	size_t length;
	int (*support)(struct archive *); /* NULL: gunzip.h */
	/* A member that says nothing, put behind the file. */
	const char *tail;
	size_t ntail;
};

struct unpack {
	struct gunzip *gunzip; /* NULL: the archive */
	struct archive *archive;
	const struct codec *codec;
	unpack_more_f *more;
	void *from;
	struct err failed; /* of more(), while the library is in between */
	const char *block; /* what is left of the library's last block */
	size_t left;
	uint64_t given;  /* bytes of the file that the library was handed */
	uint64_t tailed; /* and bytes of the codec's tail */
	uint64_t plain;  /* bytes that came out */
	bool ended;
};

/* Of lz4 the library takes four bytes more before it knows that they begin no
 * member, and then is content; so whoever does not take this has met junk. */
#define LZ4_SKIPPABLE "\x50\x2a\x4d\x18\0\0\0\0"

static const struct codec codecs[] = {
	{ "gzip", "\x1f\x8b", 2, NULL, "", 0 },
	{ "xz", "\xfd\x37zXZ\0", 6, archive_read_support_filter_xz, "", 0 },
	{ "zstd", "\x28\xb5\x2f\xfd", 4, archive_read_support_filter_zstd, "",
	    0 },
	{ "bzip2", "BZh", 3, archive_read_support_filter_bzip2, "", 0 },
	{ "lz4", "\x04\x22\x4d\x18", 4, archive_read_support_filter_lz4,
	    LZ4_SKIPPABLE, sizeof(LZ4_SKIPPABLE) - 1 },
	{ "lzip", "LZIP", 4, archive_read_support_filter_lzip, "", 0 },
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
	u->given += n;
	if (n == 0 && u->tailed == 0) {
		*block = u->codec->tail;
		n = u->tailed = u->codec->ntail;
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

/* Between what the library had taken when it began upon what fails, and to. */
static int
damaged(const struct unpack *u, uint64_t to, const char *why, struct err *err)
{
	uint64_t at[] = { taken(u), to };

	if (at[0] > u->given)
		at[0] = u->given;
	return (unpack_damaged(u->codec->name, at, u->plain, why, err));
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
	return (
	    damaged(u, u->given, text != NULL ? text : "no reason given", err));
}

/* The library sees no more: neither may we. */
static int
end(struct unpack *u, struct err *err)
{
	const void *block;

	u->ended = true;
	if (u->given + u->tailed == taken(u) && more(u->archive, u, &block) < 0)
		return (complain(u, err));
	if (u->given + u->tailed == taken(u))
		return (0);
	return (
	    damaged(u, 0, "unpacking ends there and the file does not", err));
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
	if (r != ARCHIVE_OK && r != ARCHIVE_EOF)
		return (complain(u, err));
	if (archive_filter_count(u->archive) < 2)
		return (err_set(err, ERR_TRACE,
		    "begins like %s, but is not that or cut short",
		    u->codec->name));
	/* Nothing at all within is the caller's to complain of. */
	u->ended = r == ARCHIVE_EOF;
	return (0);
}

int
unpack_damaged(const char *codec, const uint64_t at[2], uint64_t plain,
    const char *why, struct err *err)
{
	char place[64];
	int n = snprintf(place, sizeof(place), "at byte %" PRIu64, at[0]);

	if (at[1] > at[0])
		snprintf(place + n, sizeof(place) - (size_t)n, " to %" PRIu64,
		    at[1]);
	return (err_set(err, ERR_TRACE,
	    "the %s data is damaged or cut short %s of the file, after "
	    "%" PRIu64 " plain bytes (%.100s)",
	    codec, place, plain, why));
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
	if (u->codec->support == NULL) {
		if (gunzip_open(&u->gunzip, source, from, err) == 0) {
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
