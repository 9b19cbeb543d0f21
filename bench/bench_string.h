/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Reference strings to measure with.
 */
#ifndef BENCH_BENCH_STRING_H
#define BENCH_BENCH_STRING_H

#include "study/refstring.h"

/* So many references, zipf (exponent 1.0) over so many pages, numbered as a
 * reader numbers them: in order of first touch.  Returns the number of pages
 * touched. */
page_id_t bench_zipf(struct refstring *t, uint64_t n, uint32_t npages);

/* A trace, up to so many references.  Returns the number of pages. */
page_id_t bench_read(struct refstring *t, const char *path, uint64_t most);

#endif
