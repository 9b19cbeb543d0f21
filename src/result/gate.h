/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The gate: are the results of today equal to the baseline, or better?
 *
 * Runs are paired by their keys (model/run_key.h).  Counts and modelled times
 * are exact, so a metric that is judged may not grow at all unless a limit
 * allows it.  A run of the baseline that is missing fails the gate, and so does
 * a run without a baseline unless new runs are allowed.  Documents of another
 * trace or model cannot be compared and are refused: that is bad input, not a
 * regression.
 *
 * Baselines earlier than the one that is compared show how a run came to its
 * values (gate_history.c); they decide nothing.
 */
#ifndef RESULT_GATE_H
#define RESULT_GATE_H

#include <stdbool.h>
#include <stdio.h>

#include "base/param.h"
#include "model/run_key.h"
#include "result/document.h"
#include "result/metric.h"

/* The rows of the metric table that a gate can judge, numbered from 0, and how
 * many there are; GATE_METRICS_MAX bounds the arrays of this file. */
#define GATE_METRICS_MAX 32
size_t gate_metrics(void);
const struct metric *gate_metric(size_t i);

/* By how much a metric may grow. */
struct gate_limit {
	bool given;
	bool unlimited;      /* "inf": the metric is not judged */
	struct amount allow; /* a count, or a share of the old value */
};

/*
 * What is judged, and by which limits.  Starts as {0}.
 *
 * Without names, METRIC_GATE_DEFAULT says what is judged, and a metric that has
 * a limit of its own is judged too.  The stalls follow from the faults: where
 * faults.total may grow, time_ns.stall has no limit and there is none for all
 * metrics, time_ns.stall is not judged.  seeds.faults_sum has the limit of
 * faults.total where it has none of its own and there is none for all.
 */
struct gate_spec {
	bool named[GATE_METRICS_MAX]; /* by gate_name() */
	bool all;                     /* gate_name() of "all" */
	struct gate_limit limit[GATE_METRICS_MAX];
	struct gate_limit other; /* of metrics without a limit of their own */
	bool allow_new;
};

/* A metric that is judged, by its name or its column; "all". */
int gate_name(struct gate_spec *spec, const char *name,
    const struct err_where *at, enum err_kind kind, struct err *err);
/* The limit ("1%", "10" or "inf") of a metric or of "default".  s->at: of the
 * name; value_at: of the amount. */
int gate_limit(struct gate_spec *spec, const struct setting *s,
    const struct err_where *value_at, enum err_kind kind, struct err *err);
/* An error if nothing is judged. */
int gate_check(
    const struct gate_spec *spec, enum err_kind kind, struct err *err);

/* False: a limit of this metric changes nothing, because the gate names others.
 */
bool gate_has_use_for(const struct gate_spec *spec, const char *name);
/* Is the metric judged; and its limit. */
bool gate_judges(const struct gate_spec *spec, size_t metric);
struct amount gate_allowed(const struct gate_spec *spec, size_t metric);
/* The limit as text, "inf" for a metric that is not judged; returns buf. */
char *gate_print_limit(
    const struct gate_spec *spec, size_t metric, char *buf, size_t size);

/* From good to bad.  A metric has one of the first three or GATE_REGRESSION; a
 * run can have each of them. */
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

/* "equal", "regression" ... */
const char *gate_verdict_name(enum gate_verdict v);

/* A run of one of the documents; run NULL: there is none. */
struct gate_run {
	const struct study *study;
	const struct run *run;
};

/* A run in the baseline and its pair in the new document; one may be missing.
 */
struct gate_row {
	struct gate_run old, new;
	enum gate_verdict verdict;
	/* Of a metric that is not judged, GATE_EQUAL. */
	enum gate_verdict metric[GATE_METRICS_MAX];
	/* Without a pair: how the nearest run of the other document differs,
	 * "frames 36 there, 89 here"; NULL: that document has no run. */
	const char *differs;
	struct run_key key; /* of gate_row_run() */
	/* In each earlier baseline; NULL before gate_history(). */
	struct gate_run *earlier;
};

/* The new run, or the old one if there is no new run. */
const struct gate_run *gate_row_run(const struct gate_row *row);
/* Has the run a pair? */
bool gate_row_compared(const struct gate_row *row);
/* The values of a metric in both runs, which must exist; false: a document is
 * older than the metric. */
bool gate_row_values(
    const struct gate_row *row, size_t metric, uint64_t *old, uint64_t *new);
/* The same; false, too, where both are equal. */
bool gate_row_changed(
    const struct gate_row *row, size_t metric, uint64_t *old, uint64_t *new);

struct gate {
	const struct document *old, *new;
	struct gate_row *row; /* as the new document has them, then missing */
	size_t nrow;
	size_t count[GATE_VERDICTS];
	size_t nchanged; /* pairs of runs that differ in any metric */
	struct gate_spec spec;
	bool passed;
	bool measured[GATE_METRICS_MAX]; /* in a pair of runs */
	size_t nearlier;      /* baselines before the old one, oldest first */
	size_t *found;        /* in each of them: how many of the runs */
	bool update;          /* what changes in the baseline, and no verdict */
	const char *replaced; /* why it could not be compared; NULL: it was */
	struct mem *m;
};

/* Is the metric judged, and has a pair of runs values of it? */
bool gate_judged(const struct gate *g, size_t metric);

/* Both documents must outlive the gate.  -1: they cannot be compared. */
int gate_compare(struct gate *g, const struct document *old,
    const struct document *new, const struct gate_spec *spec, struct err *err);
void gate_close(struct gate *g);

/* Finds the runs in n earlier baselines, oldest first, which must outlive the
 * gate. */
void gate_history(struct gate *g, const struct document *earlier, size_t n);
/* The value of a metric in an earlier baseline; false: it is not there. */
bool gate_past_value(
    const struct gate_row *row, size_t metric, size_t i, uint64_t *value);
/* Does a metric of a pair of runs differ in any of the documents? */
bool gate_row_moved(
    const struct gate *g, const struct gate_row *row, size_t metric);

/* The verdict as a document, "pagerace.gate/1"; and the document in its place
 * that has the reason why there is no verdict. */
int gate_write_json(const struct gate *g, FILE *to, struct err *err);
int gate_refuse_json(const struct err *why, FILE *to, struct err *err);

/* The message of an error in one line: why there is no verdict. */
#define GATE_REASON_SIZE 1400
const char *gate_reason(char *buf, size_t size, const struct err *why);

#endif
