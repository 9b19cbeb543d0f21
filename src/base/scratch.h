/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A long array that is written once, from front to back, and then read in any
 * order.  While it is small it is in memory; a larger one is in a file without
 * a name under TMPDIR (default /tmp), so that it may be larger than memory.
 */
#ifndef BASE_SCRATCH_H
#define BASE_SCRATCH_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

/* Bytes that stay in memory before a file is used. */
#define SCRATCH_MEMORY (UINT64_C(256) << 20)

struct scratch;

/* TMPDIR, or /tmp. */
const char *scratch_folder(void);

/* A new file without a name under TMPDIR, for reading and writing, or -1. */
int scratch_file(struct err *err);

struct scratch *scratch_open(void);
void scratch_close(struct scratch *s); /* NULL is allowed */

int scratch_append(
    struct scratch *s, const void *bytes, size_t size, struct err *err);
/*
 * Ends the writing.  Returns the *size bytes as one array, which is valid
 * until scratch_close(), or NULL with *err set.  An empty scratch returns a
 * valid pointer to no bytes.
 */
const void *scratch_read(struct scratch *s, uint64_t *size, struct err *err);

/* size zeroed bytes that may be written in any order, instead of appending. */
void *scratch_array(struct scratch *s, uint64_t size, struct err *err);

#endif
