/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A long array that is written once from front to back and then read at will:
 * in memory while it is small, in a nameless file under TMPDIR (default /tmp)
 * beyond, so that a trace longer than memory can be gone over again.
 */
#ifndef BASE_SCRATCH_H
#define BASE_SCRATCH_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

/* Bytes that stay in memory before a file is used. */
#define SCRATCH_MEMORY (UINT64_C(256) << 20)

struct scratch;

/* A new file without a name under TMPDIR, for reading and writing, or -1. */
int scratch_file(struct err *err);

struct scratch *scratch_open(void);
void scratch_close(struct scratch *s); /* NULL is allowed */

int scratch_append(
    struct scratch *s, const void *bytes, size_t size, struct err *err);
/*
 * Ends the writing: the bytes, *size of them, as one array that lives until
 * scratch_close().  NULL with *err set when they cannot be had; an empty
 * scratch gives a valid pointer to nothing.
 */
const void *scratch_read(struct scratch *s, uint64_t *size, struct err *err);

/* size zeroed bytes to write anywhere, in place of appending. */
void *scratch_array(struct scratch *s, uint64_t size, struct err *err);

#endif
