/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Joins documents of parts of a study, or of a suite, into that of the whole.
 *
 * Studies belong together if they have the same trace, page size, settings and
 * figures; in a suite, which may have a trace twice, also the same name.  The
 * runs of the whole are in the order of a comparison: by device, then policy,
 * then memory, each in the order of first appearance in the parts.
 */
#ifndef RESULT_MERGE_H
#define RESULT_MERGE_H

#include "result/document.h"

/* The parts must live as long as *out, whose own memory is from m.  It is a
 * suite if one of them is. */
int merge_documents(struct document *out, struct mem *m,
    const struct document *part, size_t n, struct err *err);

#endif
