/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Writing documents: a result document ("pagerace.result/1") of a study, a
 * suite of them ("pagerace.suite/1"), and the facts of a trace
 * ("pagerace.facts/1").
 */
#ifndef RESULT_JSON_H
#define RESULT_JSON_H

#include <stdio.h>

#include "base/err.h"
#include "model/study.h"
#include "result/json_text.h"

/* Writes studies as one document: a suite, or without suite the result of the
 * first study. */
int json_write_studies(const struct study *const *s, size_t n, bool suite,
    FILE *to, struct err *err);

/* "pagerace.baseline/1": of the same studies only what a gate needs. */
int json_write_slim(
    const struct study *const *s, size_t n, FILE *to, struct err *err);

/* The metrics that are picked, as members of the open object; rows with a
 * common first part of the name are an object in it. */
struct metric;
typedef bool metric_pick_f(const struct metric *m);
void json_put_metrics(struct json_text *t, const struct study *s,
    const struct run *r, metric_pick_f *pick);

/* The object "trace" of a result document. */
void json_put_trace(struct json_text *t, const struct trace_facts *facts);

/* The list "curves" of a result document (curve_json.c). */
void json_put_curves(struct json_text *t, const struct study *s);

/* The object "survey" of the facts of a trace (survey_json.c). */
struct survey;
void json_put_survey(struct json_text *t, const struct trace_facts *facts,
    const struct survey *s);

/* "pagerace.facts/1": the object "trace" of a result document, look-ups of
 * areas, and the survey where it was made. */
int json_write_facts(const struct trace_facts *t, FILE *to, struct err *err);

#endif
