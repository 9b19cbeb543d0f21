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
#ifndef RESULT_GATE_H
#define RESULT_GATE_H

#include <stdbool.h>
#include <stdio.h>

#include "base/param.h"
#include "result/document.h"

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

#endif
