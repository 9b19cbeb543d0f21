/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Joins documents of parts of a study, or of a suite, into that of the whole.
 *
 * Studies belong together that have the same trace, page size, settings and
 * figures; of a suite also the same name, since it may have a trace twice.  The
 * runs of the whole are those that a comparison makes of all policies, devices
 * and memories: by device, then policy, then memory, each in the order in which
 * the parts first have it.
 */
#ifndef RESULT_MERGE_H
#define RESULT_MERGE_H

#include "result/document.h"

/* The parts must live as long as *out, whose own memory is from m.  It is a
 * suite if one of them is. */
int merge_documents(struct document *out, struct mem *m,
    const struct document *part, size_t n, struct err *err);

#endif
