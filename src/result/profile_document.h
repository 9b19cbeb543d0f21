/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A profile (model/profile.h) from a document: the reuse distances of the facts
 * of a trace, or LRU's page faults in a result document.
 */
#ifndef RESULT_PROFILE_DOCUMENT_H
#define RESULT_PROFILE_DOCUMENT_H

#include <stdio.h>

#include "model/profile.h"

int profile_document(struct profile *out, struct mem *m, const char *path,
    FILE *from, bool curve, struct err *err);

#endif
