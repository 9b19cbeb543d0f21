/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Digests of files, and of the program itself.
 */
#ifndef CLI_FILE_DIGEST_H
#define CLI_FILE_DIGEST_H

#include "base/err.h"
#include "base/mem.h"

/* Of the sources that decide results, when the program was built; "": not
 * known (tools/sources.sh). */
extern const char build_digest[];

/* "xxh3:" and 16 hexadecimal digits. */
#define FILE_DIGEST_SIZE 24

/* The digest of the bytes of a file. */
int file_digest(const char *path, char out[FILE_DIGEST_SIZE], struct err *err);

#endif
