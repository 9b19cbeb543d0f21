/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Common to all libraries that unpack: the source of packed bytes, recognising
 * a compression, and the error for damaged bytes.
 */
#ifndef TRACE_CODEC_H
#define TRACE_CODEC_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

/* More of the packed bytes: 0, or -1 with *err set; *n == 0: no more.  The
 * block stays as it is until the next call. */
typedef int codec_more_f(
    void *from, const void **block, size_t *n, struct err *err);

/* In the order of codec_name[]. */
enum codec {
	CODEC_GZIP,
	CODEC_XZ,
	CODEC_ZSTD,
	CODEC_BZIP2,
	CODEC_LZ4,
	CODEC_LZIP,
	CODEC_ZLIB,
	CODEC_NONE,
};

/* Bytes at the head that codec_find() looks at. */
#define CODEC_MAGIC_BYTES 8

extern const char *const codec_name[CODEC_NONE];

/* The compression that these bytes begin with. */
enum codec codec_find(const void *head, size_t n);

/* The compressed bytes are damaged, at[0] to at[1] bytes into the file, after
 * so many plain bytes.  Returns -1. */
int codec_damaged(enum codec codec, const uint64_t at[2], uint64_t plain,
    const char *why, struct err *err);

#endif
