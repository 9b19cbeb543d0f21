/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The entries of a cache: files with a digest and a result document.
 */
#ifndef CLI_CACHE_ENTRY_H
#define CLI_CACHE_ENTRY_H

#include "cli/options.h"
#include "config/suite.h"
#include "result/document.h"

/* 32 hexadecimal digits and an ending. */
#define CACHE_NAME_SIZE 40

/* The name of the entry of a key, which is a text of any length. */
void cache_name(char out[CACHE_NAME_SIZE], const char *key);

/* The digest of what decides a trace: its bytes, or what a pattern is computed
 * from. */
int cache_trace_digest(const struct options *o, const struct suite_trace *t,
    char out[24], struct err *err);

/* Whether there is a complete entry, read into *d, which the caller closes. One
 * that is damaged is told on standard error. */
bool cache_read(const char *folder, const char *name, struct document *d);

/* Writes an entry.  A failure is told on standard error: the results are there
 * all the same. */
void cache_write(
    const char *folder, const char *name, const struct study *study);

#endif
