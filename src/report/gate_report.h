/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Reports of a gate's verdict, and of an error in place of a verdict.
 */
#ifndef REPORT_GATE_REPORT_H
#define REPORT_GATE_REPORT_H

#include <stdio.h>

#include "report/report.h"
#include "result/gate.h"

/* "equal", "regression" ... */
const char *gate_verdict_name(enum gate_verdict v);
/* The run of a row, and its label: "lru, 64 frames, nvme". */
const struct document_run *gate_run(const struct gate_row *row);
char *gate_label(char *buf, size_t size, const struct gate_row *row);
/* "+12", and "+1.89 %", which is "" where the old value is 0. */
char *gate_delta(char *buf, size_t size, uint64_t old, uint64_t new);
char *gate_percent(char *buf, size_t size, uint64_t old, uint64_t new);
/* The verdict in one sentence. */
char *gate_sentence(char *buf, size_t size, const struct gate *g);

/* The message of an error in one line: why there is no verdict. */
#define GATE_REASON_SIZE 1400
const char *gate_reason(char *buf, size_t size, const struct err *why);

/* For programs: the verdict, and the error in its place. */
int gate_write_junit(const struct gate *g, FILE *to, struct err *err);
int gate_write_json(const struct gate *g, FILE *to, struct err *err);
int gate_refuse_junit(const struct err *why, FILE *to, struct err *err);
int gate_refuse_json(const struct err *why, FILE *to, struct err *err);

#endif
