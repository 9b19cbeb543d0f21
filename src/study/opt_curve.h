/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * OPT's page faults at every memory size, in one pass over a recorded string,
 * by its stack (opt_stack.h).
 */
#ifndef STUDY_OPT_CURVE_H
#define STUDY_OPT_CURVE_H

#include "base/mem.h"
#include "model/future.h"
#include "study/consumer.h"
#include "study/curve_counts.h"

struct opt_curve;

/* With more pages than this, the curve of a trace without locality may cost as
 * much as a hundred runs. */
#define OPT_CURVE_PAGES (UINT64_C(1) << 16)

static inline bool
opt_curve_is_cheap(uint64_t pages)
{
	return (pages <= OPT_CURVE_PAGES);
}

/* Memory is from m; the future is that of the string that is fed. */
struct opt_curve *opt_curve_open(
    struct mem *m, const struct settings *s, const struct future *future);
struct consumer opt_curve_consumer(struct opt_curve *c);

/* As for LRU (lru_curve.h). */
const char *opt_curve_refused(const struct opt_curve *c);
void opt_curve_fill(const struct opt_curve *c, uint64_t least, struct mem *keep,
    struct curve *out);

#endif
