/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Reports of a gate's verdict, and of its refusal.
 */
#ifndef REPORT_GATE_REPORT_H
#define REPORT_GATE_REPORT_H

#include <stdio.h>

#include "report/report.h"
#include "result/gate.h"

/* "equal", "regression" ... */
const char *gate_verdict_name(enum gate_verdict v);
/* The run of a row, and how it is called: "lru, 64 frames, nvme". */
const struct document_run *gate_run(const struct gate_row *row);
char *gate_label(char *buf, size_t size, const struct gate_row *row);
/* "+12", and "+1.89 %", which is "" where the old value is 0. */
char *gate_delta(char *buf, size_t size, uint64_t old, uint64_t new);
char *gate_percent(char *buf, size_t size, uint64_t old, uint64_t new);
/* One sentence on the whole. */
char *gate_sentence(char *buf, size_t size, const struct gate *g);

void gate_write_text(
    const struct gate *g, const struct report_view *view, FILE *to);
void gate_write_markdown(const struct gate *g, FILE *to);
void gate_write_junit(const struct gate *g, FILE *to);
int gate_write_json(const struct gate *g, FILE *to, struct err *err);

/* In place of these where no verdict was come to. */
void gate_refuse_markdown(const struct err *why, FILE *to);
void gate_refuse_junit(const struct err *why, FILE *to);
int gate_refuse_json(const struct err *why, FILE *to, struct err *err);

#endif
