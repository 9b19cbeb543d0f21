/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What runs are measured on: generated references and the bundled traces.  Each
 * is a file of packed page references, which commands read, and the same
 * references in memory, for the loops that commands are compared with.
 */
#ifndef BENCH_WORKLOAD_H
#define BENCH_WORKLOAD_H

#include "bench/driver.h"
#include "study/refstring.h"

enum workload_kind {
	WORKLOAD_SMALL = 1, /* part of 'bench --quick' */
	WORKLOAD_REAL = 2,  /* a bundled trace */
	WORKLOAD_MAIN = 4,  /* for groups that take long */
};

struct workload {
	const char *name;
	const char *path; /* of the packed page references */
	unsigned kind;    /* enum workload_kind */
	struct refstring string;
	page_id_t npages;
};

/*
 * Calls use() with each workload that o->workloads names; where that is NULL,
 * with those of any of these kinds.  A name that is unknown ends the program.
 */
void workloads_each(const struct bench_options *o, unsigned kinds,
    void (*use)(const struct workload *w, void *arg), void *arg);

/* bench_touch_memory(), as much as a command needs for the workload. */
void workload_touch_memory(const struct workload *w);

/* The names, for the usage. */
void workloads_list(void);

/* The settings of the loops beside the commands: the default model. */
extern const struct settings bench_settings;

/* Converts a trace to packed page references, without its events. */
void workload_pack(const char *from, const char *to);

#endif
