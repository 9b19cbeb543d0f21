/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Between the reader of lackey traces (read_lackey.c) and its form for
 * processors with wide vectors (lackey_wide.c).
 */
#ifndef FORMATS_LACKEY_H
#define FORMATS_LACKEY_H

#include <stdbool.h>

#include "trace/split.h"

/* The three bytes before an address, as a little-endian number. */
#define LACKEY_PREFIX(a, b, c)                                                 \
	((uint32_t)(a) | (uint32_t)(b) << 8 | (uint32_t)(c) << 16)

/* Both take plain lines as trace_format.lines does; the wide form leaves the
 * last few lines of a text to the other. */
void lackey_narrow(struct text *t, struct splitter *c);
void lackey_wide(struct text *t, struct splitter *c);
/* Whether this processor can do the wide form. */
bool lackey_has_wide(void);

#endif
