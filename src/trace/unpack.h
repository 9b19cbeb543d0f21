/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Compressed bytes in, plain bytes out: gzip, xz, zstd, bzip2, lz4 and lzip,
 * each of any number of members one behind the other.
 *
 * Which compression it is, is decided by the first bytes (codec.h), never by a
 * file's name.  The file must be members from its first byte to its last.
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
