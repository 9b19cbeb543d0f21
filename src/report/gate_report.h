/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Reports of a gate's verdict, and of an error in place of a verdict.
 */
#ifndef REPORT_GATE_REPORT_H
#define REPORT_GATE_REPORT_H

#include <stdio.h>

#include "report/report.h"
#include "result/gate.h"

/* Have two studies the same trace (by its digest) and page size?  The name of
 * the trace may differ. */
bool gate_same_trace(const struct study *a, const struct study *b);
/* The label of the run of a row: "lru, 64 frames, nvme". */
char *gate_label(char *buf, size_t size, const struct gate_row *row);
/* "+12", and "+1.89 %", which is "" where the old value is 0. */
char *gate_delta(char *buf, size_t size, uint64_t old, uint64_t new);
char *gate_percent(char *buf, size_t size, uint64_t old, uint64_t new);
/* The verdict in one sentence. */
char *gate_sentence(char *buf, size_t size, const struct gate *g);

/* JUnit XML of the verdict, and of an error in its place. */
int gate_write_junit(const struct gate *g, const struct report_view *view,
    FILE *to, struct err *err);
int gate_refuse_junit(const struct err *why, const struct report_view *view,
    FILE *to, struct err *err);

#endif
