/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * gzip (RFC 1952) by zlib, which is named in gunzip.c only: member behind
 * member, each with its CRC-32 and its length compared, so that no damaged byte
 * of what was packed goes unnoticed.
 */
#ifndef TRACE_GUNZIP_H
#define TRACE_GUNZIP_H

#include "trace/unpack.h"

struct gunzip;

/* more is as for unpack_open(). */
int gunzip_open(
    struct gunzip **g, unpack_more_f *more, void *from, struct err *err);
void gunzip_close(struct gunzip *g); /* NULL is allowed */

/* As unpack_read(). */
int gunzip_read(
    struct gunzip *g, char *buf, size_t cap, size_t *n, struct err *err);

#endif
