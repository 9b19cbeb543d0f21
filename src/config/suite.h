/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A suite of experiments from a YAML file: traces, and the policies, memory
 * sizes and devices to run each of them with.  doc/SUITE.md is the schema.
 *
 * No key is required here, so that the same file can describe a machine for
 * a single run; suite_complete() checks that a whole suite is there.
 */
#ifndef CONFIG_SUITE_H
#define CONFIG_SUITE_H

#include <stddef.h>

#include "base/err.h"
#include "base/mem.h"
#include "base/param.h"
#include "config/quotas.h"
#include "config/selection.h"
#include "model/areaspec.h"
#include "model/spec.h"

#define SUITE_TRACES_MAX 4096
#define SUITE_AREAS_MAX  4096
#define SUITE_LIMITS_MAX 64

struct area_list {
	struct area_spec *item;
	size_t n, cap;
};

/* One trace; what its own keys do not set is inherited from the suite. */
struct suite_trace {
	const char *path; /* as this program can open it */
	const char *text; /* not NULL: the trace itself; path names it */
	const char *name; /* the last part of the path, or as given */
	const struct selection *format; /* NULL: detected */
	struct settings settings;
	struct memories memories;
	struct area_list areas;
	struct err_where at;
};

/* By how much a metric may be worse than in the baseline: texts that
 * result/gate.h reads. */
struct suite_limit {
	struct setting metric; /* its name and the amount; at: of the name */
	struct err_where value_at; /* of the amount */
};

struct suite {
	const char *file;
	struct err_where at; /* of its first key */
	const char *name;    /* "" where it has none */
	struct settings settings;
	const char *figures; /* path; NULL: those built in */
	struct suite_trace *trace;
	size_t ntrace, trace_cap;
	struct selections policies;
	struct memories memories;
	struct selections devices;
	struct area_list areas;
	struct quota_list quotas;
	struct suite_limit *limit;
	size_t nlimit;
	struct word_list gate; /* the metrics to be judged */
};

/* given: settings from the command line, which overrule the file; NULL: none.
 * Everything is owned by m. */
int suite_load(struct suite *s, struct mem *m, const char *path,
    const struct setting *given, size_t ngiven, struct err *err);
int suite_load_text(struct suite *s, struct mem *m, const char *file,
    const char *text, size_t len, const struct setting *given, size_t ngiven,
    struct err *err);

/* Whether there is enough to run: traces, policies and memory sizes. */
int suite_complete(const struct suite *s, struct err *err);

#endif
