/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Unpacking gzip, xz, zstd, bzip2, lz4, lzip and zlib, each of any number of
 * consecutive members.
 *
 * The compression is found by the first bytes (codec.h), never by the name of
 * the file.  The file must consist of members from its first byte to its last.
 */
#ifndef TRACE_UNPACK_H
#define TRACE_UNPACK_H

#include "trace/codec.h"

struct unpack;

/* from's bytes begin with those of the codec. */
int unpack_open(struct unpack **u, enum codec codec, codec_more_f *more,
    void *from, struct err *err);
void unpack_close(struct unpack *u); /* NULL is allowed */

/* At most cap plain bytes; *n == 0: the end. */
int unpack_read(
    struct unpack *u, char *buf, size_t cap, size_t *n, struct err *err);

#endif
