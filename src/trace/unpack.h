/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Compressed bytes in, plain bytes out: gzip, xz, zstd, bzip2, lz4 and lzip,
 * each of any number of members one behind the other.
 *
 * libarchive is named in unpack.c only, zlib in gunzip.c.  Which compression it
 * is, is decided here by the first bytes, never by a file's name; libarchive is
 * then told to try that one alone, so that nothing is taken for an archive of
 * files.  The file must be members from its first byte to its last.
 */
#ifndef TRACE_UNPACK_H
#define TRACE_UNPACK_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

struct unpack;

/* Bytes at the head that unpack_codec() looks at. */
#define UNPACK_MAGIC_BYTES 8

/* More of the packed bytes: 0, or -1 with *err set; *n == 0: no more.  The
 * block stays as it is until the next call. */
typedef int unpack_more_f(
    void *from, const void **block, size_t *n, struct err *err);

/* The name of the compression these bytes begin with, or NULL. */
const char *unpack_codec(const unsigned char *head, size_t n);

/* head as for unpack_codec(), which knows it; from's bytes begin with it. */
int unpack_open(struct unpack **u, const unsigned char *head, size_t n,
    unpack_more_f *more, void *from, struct err *err);
void unpack_close(struct unpack *u); /* NULL is allowed */

/* At most cap plain bytes; *n == 0: the end. */
int unpack_read(
    struct unpack *u, char *buf, size_t cap, size_t *n, struct err *err);

/* The one error for packed bytes that are not right, for who unpacks: what is
 * wrong lies at[0] to at[1] bytes into the file. */
int unpack_damaged(const char *codec, const uint64_t at[2], uint64_t plain,
    const char *why, struct err *err);

#endif
