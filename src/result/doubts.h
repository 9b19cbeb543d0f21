/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Warnings about a trace that can be read in two ways.
 */
#ifndef RESULT_DOUBTS_H
#define RESULT_DOUBTS_H

#include "model/study.h"
#include "result/warning_list.h"

/* Adds them. */
void doubts_find(struct warnings *w, const struct trace_facts *t);

#endif
