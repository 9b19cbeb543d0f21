/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * OPT's page faults at every memory size, in one pass over a recorded string.
 *
 * OPT is a stack algorithm (Mattson, Gecsei, Slutz and Traiger, IBM Systems
 * Journal 9(2), 1970, section 4): the first n pages of its stack are those in n
 * frames.  A page that is referred to comes to the front.  From there down to
 * where it was, the page in front of each place and the one that comes down to
 * it are compared: the one used sooner stays, the other goes on down.  So only
 * those move that are used later than every page above them.
 *
 *	before	c:7 a:9 f:8 e:12 b	(used next at 7, 9 ...)
 *	after	b   c:7 f:8 a:9  e:12	b was referred to; c, a, e moved
 *
 * These are found by the latest use in each block of 64 places, and of 64
 * blocks, and so on.  A hole (stack_distance.h) is used later than any page: it
 * goes to where the page was, or vanishes at the end.
 */
#ifndef STUDY_OPT_CURVE_H
#define STUDY_OPT_CURVE_H

#include "base/mem.h"
#include "model/future.h"
#include "study/consumer.h"
#include "study/curve_counts.h"

struct opt_curve;

/* With more pages than this, the curve of a trace without locality may cost as
 * much as hundreds of runs. */
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
