/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Reading a trace that is a member of a zip or tar archive.
 *
 * The member is the one that is named, or the only file of the archive.  The
 * chunks of a drmemtrace, chunk.0000 and so on, are one trace, member behind
 * member.  Memory does not depend on how large members are.
 */
#ifndef TRACE_MEMBERS_H
#define TRACE_MEMBERS_H

#include <stdbool.h>

#include "trace/codec.h"

struct members;

/* Whether these bytes begin an archive. */
bool members_begin(const char *head, size_t n);

/* An archive: a file that can be read from any place (fd >= 0), or a stream,
 * as of unpack.h.  wanted: the name of the member; NULL: the only one. */
struct members_source {
	int fd;
	codec_more_f *more;
	void *from;
	const char *wanted;
};

/* *source must live as long as what it points to, but not *source itself. */
int members_open(
    struct members **m, const struct members_source *source, struct err *err);
void members_close(struct members *m); /* NULL is allowed */

/* At most cap bytes of the member; *n == 0: its end. */
int members_read(
    struct members *m, char *buf, size_t cap, size_t *n, struct err *err);
/* Bytes of the archive that were read. */
uint64_t members_taken(const struct members *m);

#endif
