/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Warnings: properties of a study that change how its numbers are to be read.
 *
 * They are computed from the study alone, so a report made from a document that
 * was read back has the same ones.  A warning changes no result and no exit
 * status.
 */
#ifndef RESULT_WARNINGS_H
#define RESULT_WARNINGS_H

#include "model/study.h"
#include "result/warning_list.h"

void warnings_find(struct warnings *w, const struct study *s);

#endif
