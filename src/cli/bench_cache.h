/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * --cache DIR of bench: what was computed for the same key by the same build is
 * not computed again.
 */
#ifndef CLI_BENCH_CACHE_H
#define CLI_BENCH_CACHE_H

#include "cli/experiment.h"
#include "result/document.h"

struct bench_cache {
	const struct options *o; /* o->cache: the directory; NULL: none */
	struct document *open;   /* what was read; studies refer to it */
	size_t n, cap;
};

/* Makes the directory. */
int bench_cache_open(
    struct bench_cache *c, const struct options *o, struct err *err);
void bench_cache_close(struct bench_cache *c);

/* As experiment_run(), with the same study: its policies that the cache has are
 * taken from there, and the others are put there. */
int bench_cache_run(struct bench_cache *c, const struct experiment *e,
    const struct suite_trace *t, struct study *study, struct err *err);

#endif
