/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The gate: are the results of today equal to the baseline, or better?
 *
 * Runs are paired by what was run: trace digest, page size, policy and
 * parameters, frames, device and its parameters, settings of the model, digest
 * of the figures.  Counts and modelled times are exact, so every metric may
 * grow by nothing at all unless a limit says otherwise.  A run of the baseline
 * that is missing fails the gate, and so does one without a baseline unless
 * new ones are allowed.  What cannot be compared, because it is not the same
 * trace or not the same model, is refused: that is bad input, not a
 * regression.
 */
#ifndef REPORT_GATE_H
#define REPORT_GATE_H

#include <stdbool.h>
#include <stdio.h>

#include "base/param.h"
#include "report/document.h"
#include "report/report.h"

/* By how much a metric may grow. */
struct gate_limit {
	enum document_metric metric;
	struct amount allow; /* a count, or a share of the old value */
};

struct gate_spec {
	const struct gate_limit *limit; /* later ones win */
	size_t nlimit;
	bool allow_new;
};

/* From good to bad; the last four are one run's or the whole gate's. */
enum gate_verdict {
	GATE_EQUAL,
	GATE_BETTER,
	GATE_TOLERATED, /* worse, within its limit */
	GATE_NEW,       /* no baseline, and that is allowed */
	GATE_REGRESSION,
	GATE_MISSING,    /* in the baseline, not run any more */
	GATE_UNEXPECTED, /* no baseline */
	GATE_VERDICTS
};

/* One run, then and now; one of them may be NULL. */
struct gate_row {
	const struct document_run *old, *new;
	enum gate_verdict verdict;
	enum gate_verdict metric[METRICS];
};

struct gate {
	const struct document *old, *new;
	struct gate_row *row; /* as the new document has them, then missing */
	size_t nrow;
	size_t count[GATE_VERDICTS];
	struct amount limit[METRICS]; /* in force */
	bool passed;
	struct mem *m;
};

/* "faults.total" and "1%" or "10" become a limit. */
int gate_limit_read(struct gate_limit *limit, const struct setting *s,
    enum err_kind kind, struct err *err);

/* Both documents live as long as the gate.  -1 is a refusal. */
int gate_compare(struct gate *g, const struct document *old,
    const struct document *new, const struct gate_spec *spec, struct err *err);
void gate_close(struct gate *g);

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
