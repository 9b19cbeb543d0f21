/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the formats for CI services have in common: the name of a run, which is
 * the same in every build and no other run's, and its metrics.
 */
#ifndef REPORT_CI_NAME_H
#define REPORT_CI_NAME_H

#include "model/study.h"
#include "result/gate.h"
#include "result/metric.h"

/* The longest name that Bencher takes; a longer one ends in a digest. */
#define CI_NAME_SIZE 1024

/* "TRACE/POLICY/64/nvme", with settings of the model that are not the default
 * behind the trace, and its digest where several of the n studies would have
 * the same name; returns buf. */
char *ci_name(char buf[CI_NAME_SIZE], const struct study *const *s, size_t n,
    size_t study, const struct run *r);

/* The metric after m that a gate can judge and the run has, or the first where
 * m is NULL; its value is put into *value.  NULL: there is none. */
const struct metric *ci_metric(const struct metric *m, const struct study *s,
    const struct run *r, uint64_t *value);

/* What failed, or changed for the worse, in a verdict: a row, and the index of
 * the metric; of a run that one side lacks, index 0 once. */
struct ci_finding {
	const struct gate_row *row;
	size_t metric;
	bool whole; /* the run, not a metric */
};

/* The finding after *f, or the first where f->row is NULL; false: there is
 * none. */
bool ci_next_finding(const struct gate *g, struct ci_finding *f);
/* "lru, 64 frames, nvme: faults.total 4711 -> 4800 (+1.89 %, limit 0)". */
char *ci_describe(
    char *buf, size_t size, const struct gate *g, const struct ci_finding *f);

/* 32 hexadecimal digits of texts, NULL-ended; returns buf. */
#define CI_PRINT_SIZE 33
char *ci_fingerprint(char buf[CI_PRINT_SIZE], const char *const *texts);

#endif
