/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * gzip (RFC 1952), or zlib (RFC 1950), by zlib, member behind member, each with
 * its CRC-32 and its length compared, so that no damaged byte goes unnoticed.
 */
#ifndef TRACE_GUNZIP_H
#define TRACE_GUNZIP_H

#include "trace/codec.h"

struct gunzip;

int gunzip_open(struct gunzip **g, enum codec codec, codec_more_f *more,
    void *from, struct err *err);
void gunzip_close(struct gunzip *g); /* NULL is allowed */

/* As unpack_read(). */
int gunzip_read(
    struct gunzip *g, char *buf, size_t cap, size_t *n, struct err *err);

#endif
