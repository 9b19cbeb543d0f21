/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Unpacking gzip.  The first member begins with the file's first byte.  Behind
 * a member comes another, the end, or zero bytes up to the end of the file:
 * they pad the last block on magnetic tape or a device, and gzip(1) ignores
 * them too.
 */
#define ZLIB_CONST /* zlib only reads its input */
#include "trace/gunzip.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <zlib.h>

/* inflateInit2(): a window of 2^15 bytes, in the wrapping of gzip or of zlib
 * and no other. */
#define GZIP_WINDOW (15 + 16)
#define ZLIB_WINDOW 15
/* Bytes of the magic number. */
#define GZIP_MAGIC 2

struct gunzip {
	enum codec codec; /* gzip or zlib */
	z_stream z;
	codec_more_f *more;
	void *from;
	uint64_t given; /* bytes of the file passed to zlib so far */
	uint64_t plain; /* bytes unpacked so far */
	bool first;     /* within the first member */
	bool between;   /* the next byte begins a member, or there is none */
};

/* zlib is done with the last block; avail_in stays 0 at the file's end. */
static int
refill(struct gunzip *g, struct err *err)
{
	const void *block;
	size_t n;

	if (g->more(g->from, &block, &n, err) != 0)
		return (-1);
	g->z.next_in = block;
	g->z.avail_in = (uInt)n;
	g->given += n;
	return (0);
}

/* back: the distance of the damage from the last byte that zlib has seen. */
static int
damaged(const struct gunzip *g, uint64_t back, const char *why, struct err *err)
{
	uint64_t at = g->given - g->z.avail_in - back;

	return (codec_damaged(
	    g->codec, (uint64_t[]){ at, at }, g->plain, why, err));
}

/* The error that zlib reports, with its place. */
static int
fail(const struct gunzip *g, int result, struct err *err)
{
	const char *why = g->z.msg;

	if (result == Z_MEM_ERROR) {
		errno = ENOMEM;
		return (err_sys(err, "cannot unpack %s", codec_name[g->codec]));
	}
	if (result == Z_NEED_DICT || why == NULL)
		why = "no data that zlib can read";
	if (g->z.total_in <= GZIP_MAGIC && !g->first)
		return (damaged(
		    g, g->z.total_in, "no member of gzip begins there", err));
	return (damaged(g, 0, why, err));
}

/* Only zeros may follow, up to the end of the file. */
static int
pass_padding(struct gunzip *g, struct err *err)
{
	do {
		for (; g->z.avail_in > 0; g->z.avail_in--)
			if (*g->z.next_in++ != 0)
				return (damaged(g, 1,
				    "other bytes than zeros behind the last "
				    "member",
				    err));
		if (refill(g, err) != 0)
			return (-1);
	} while (g->z.avail_in > 0);
	return (0);
}

/* Goes on to the next member; *more: there is one. */
static int
next_member(struct gunzip *g, bool *more, struct err *err)
{
	if (g->z.avail_in == 0 && refill(g, err) != 0)
		return (-1);
	*more = g->z.avail_in > 0 && *g->z.next_in != 0;
	if (!*more)
		return (pass_padding(g, err));
	inflateReset(&g->z);
	g->between = g->first = false;
	return (0);
}

int
gunzip_open(struct gunzip **out, enum codec codec, codec_more_f *more,
    void *from, struct err *err)
{
	struct gunzip *g = calloc(1, sizeof(*g));

	*out = NULL;
	if (g == NULL ||
	    inflateInit2(&g->z,
		codec == CODEC_ZLIB ? ZLIB_WINDOW : GZIP_WINDOW) != Z_OK) {
		free(g);
		errno = ENOMEM;
		return (err_sys(err, "cannot unpack %s", codec_name[codec]));
	}
	g->codec = codec;
	g->more = more;
	g->from = from;
	g->first = true;
	*out = g;
	return (0);
}

void
gunzip_close(struct gunzip *g)
{
	if (g == NULL)
		return;
	inflateEnd(&g->z);
	free(g);
}

int
gunzip_read(struct gunzip *g, char *buf, size_t cap, size_t *n, struct err *err)
{
	z_stream *z = &g->z;
	int result;

	*n = 0;
	z->next_out = (Bytef *)buf;
	z->avail_out = (uInt)cap;
	while (*n == 0) {
		bool more = true;

		if (g->between && next_member(g, &more, err) != 0)
			return (-1);
		if (!more)
			return (0);
		/* Before more is read, since zlib may still hold bytes back. */
		result = inflate(z, Z_NO_FLUSH);
		*n = cap - z->avail_out;
		if (result == Z_STREAM_END) {
			g->between = true;
		} else if (result != Z_OK && result != Z_BUF_ERROR) {
			g->plain += *n;
			return (fail(g, result, err));
		} else if (*n == 0) {
			if (refill(g, err) != 0)
				return (-1);
			if (z->avail_in == 0)
				return (damaged(g, 0,
				    "the file ends within a member", err));
		}
	}
	g->plain += *n;
	return (0);
}
