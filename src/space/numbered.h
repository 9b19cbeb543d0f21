/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * References of a trace that numbers its pages itself, as references to the
 * pages of the spaces.
 */
#ifndef SPACE_NUMBERED_H
#define SPACE_NUMBERED_H

#include "space/spaces.h"

struct numbered;

/* The spaces have no declared areas, and are not strict.  Memory is from m. */
struct numbered *numbered_open(struct mem *m, struct spaces *s);
/* After an event has been applied. */
void numbered_forget(struct numbered *x);
/* As spaces_resolve(); ref: the number of a page, its place in the list, << 2 |
 * enum access_op. */
int numbered_resolve(struct numbered *x, const uint32_t *ref, size_t n,
    const struct trace_page *page, size_t npage, struct reference *out,
    size_t *nout, const struct err_where *at, struct err *err);

#endif
