/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The metric table: every counter and figure of a run, and of the trace that
 * it ran over, is a row.
 *
 * Writing and reading the result document, the columns of CSV and Markdown, the
 * metrics of a gate, 'list columns' and the tables of the manual are made from
 * the rows or checked against them.  To add a counter, add a member of struct
 * outcome, the line that counts, and a row.
 */
#ifndef RESULT_METRIC_H
#define RESULT_METRIC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/study.h"

enum metric_kind {
	METRIC_COUNT, /* exact; a member of this kind is a uint64_t */
	METRIC_TIME,  /* nanoseconds of modelled time; a uint64_t */
	METRIC_RATIO, /* a quotient, in units of 10^-places; computed */
	METRIC_TEXT,  /* a const char * */
	METRIC_FLAG,  /* a bool; left out if it is false */
	/* In documents only, computed: */
	METRIC_VALUES,  /* parameters by name, an object */
	METRIC_BUCKETS, /* [low, high, count], a list */
};

/* Bits of a row. */
enum {
	METRIC_OF_TRACE = 1, /* of the trace, not of the run */
	METRIC_GATED = 2,    /* a gate can judge it, where both sides have it */
	METRIC_BY_PART = 4,  /* kept for each area and process, too */
	METRIC_DERIVED = 8,  /* computed from others: no key of the document */
	METRIC_NO_COLUMN = 16,
	METRIC_REQUIRED = 32,     /* a document must have it */
	METRIC_GATE_DEFAULT = 64, /* a gate judges it unless told otherwise */
	METRIC_KEY = 128,         /* part of what identifies a run or a trace */
	METRIC_IF_USED = 256,     /* left out where it is zero or not known */
};

/* What a counter is in a run read from a document that is older than it.  No
 * document has a count above INT64_MAX. */
#define METRIC_UNKNOWN UINT64_MAX

struct metric_value {
	bool known; /* false: there is no value, as for the mean of nothing */
	uint64_t n; /* of a count, a time, a ratio, a flag */
	const char *word; /* of a text; NULL: it is in text[] */
	char text[512];
	const struct param *table; /* METRIC_VALUES; NULL: has none */
	const void *values;
	bool sparse;             /* of these, without those that are unused */
	const struct hist *hist; /* METRIC_BUCKETS; NULL: an empty one */
};

struct metric;

/* Whose value is asked for: a row, of a run of a study. */
struct metric_of {
	const struct metric *metric;
	const struct study *study;
	const struct run *run;
};

typedef void metric_get_f(const struct metric_of *of, struct metric_value *out);

struct metric {
	/* The path in a run of the result document; of the trace, with
	 * METRIC_OF_TRACE, after "trace." */
	const char *name;
	const char *column; /* NULL: the path with '_' for '.' */
	const char *unit;   /* "": a word, or a plain count */
	enum metric_kind kind;
	unsigned flags;
	/* A member: its offset in struct run or struct trace_facts.  Otherwise
	 * computed by get, which may use the offset. */
	size_t offset;
	metric_get_f *get;
	uint64_t ppm;    /* of a quantile */
	unsigned places; /* decimals of a ratio */
	uint64_t least;  /* that a document may have */
	/* The names of the metrics, separated by blanks, that add up to this
	 * one; NULL: it is not a sum. */
	const char *sum;
	/* The offset of two counts that stand together: the value is known only
	 * where one of them is not 0; 0: always. */
	size_t with;
	const char *text; /* one sentence, without a full stop */
};

extern const struct metric metrics[]; /* ended by a NULL name */

/* The row of this name, or NULL. */
const struct metric *metric_find(const char *name);

/* The column after m, or the first where m is NULL; NULL: there is none. */
const struct metric *metric_next_column(const struct metric *m);

/* The name of its column, into buf; returns buf. */
char *metric_column(const struct metric *m, char *buf, size_t size);

void metric_get(const struct metric *m, const struct study *s,
    const struct run *r, struct metric_value *out);

/* The same as text, with or without thousands separators; "" if the value is
 * not known. */
char *metric_print(const struct metric *m, const struct study *s,
    const struct run *r, bool separators, char *buf, size_t size);

/* Page faults of OPT with so many frames; false: not known. */
bool metric_optimum(const struct study *s, uint64_t frames, uint64_t *faults);

#endif
