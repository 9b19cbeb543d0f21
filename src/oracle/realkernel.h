/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The oracle: a trace replayed against a real kernel, as a study whose runs are
 * what the kernel counted.
 *
 * The trace is reduced to touches of pages.  A run's policy is "kernel" with
 * the conditions as its parameters; its frames are the limit of the memory
 * group. Hits, faults, evictions and swap I/O are the kernel's counts, times
 * are not known and 0, and the counters in the kernel's own words are those of
 * outcome.kernel.
 */
#ifndef ORACLE_REALKERNEL_H
#define ORACLE_REALKERNEL_H

#include "model/areaspec.h"
#include "model/study.h"
#include "oracle/question.h"
#include "study/stream.h"
#include "trace/trace.h"

/* A kernel to ask. */
struct oracle_kernel {
	const char *version; /* NULL: the one that runs; else the beginning of
			      * a release, or the path of an image */
	bool is_image;
	struct oracle_conditions conditions; /* but release and lru */
};

struct oracle_spec {
	struct trace_spec trace;
	const struct param *settings_table;
	const struct settings *settings;
	const struct area_spec *area; /* declared before the trace begins */
	size_t narea;
	const struct quota *quota; /* for scope=local */
	size_t nquota;
	const struct memory_size *memory; /* limits */
	size_t nmemory;
	const struct oracle_kernel *kernel;
	size_t nkernel;
	const int *lru; /* enum oracle_lru */
	size_t nlru;
	const char *modules; /* of kernels of one's own: a folder of NAME.ko;
			      * NULL: none */
	uint64_t repeats;    /* of each question to the kernel that runs */
	const char *cache;   /* a folder */
	struct progress progress;
};

/* Asks kernels x lru x memory; the memory of *out is from keep. */
int oracle_run(const struct oracle_spec *spec, struct mem *keep,
    struct study *out, struct err *err);

#endif
