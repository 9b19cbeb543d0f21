/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * LRU's page faults and swap writes at every memory size, in one pass.
 *
 * A reference at stack distance d is a page fault with fewer than d frames
 * (stack_distance.h).  The swap writes need one number more for each page: the
 * fewest frames with which it is dirty (Thompson and Smith, "Efficient (Stack)
 * Algorithms for Analysis of Write-Back and Sector Memories", ACM TOCS 7(1),
 * 1989).  A write makes the page dirty with any number of frames.  With fewer
 * frames than the distance of a later reference it was evicted in between: it
 * was written to swap then, and has been clean since.
 *
 * Memory depends on the pages of the trace and not on its length: 24 bytes and
 * about one for each page.
 *
 * Not every trace and model has a stack: see lru_curve_refused().
 */
#ifndef STUDY_LRU_CURVE_H
#define STUDY_LRU_CURVE_H

#include "base/mem.h"
#include "model/curve.h"
#include "model/spec.h"
#include "study/consumer.h"
#include "study/curve_counts.h"

struct lru_curve;

/* Memory is from m. */
struct lru_curve *lru_curve_open(struct mem *m, const struct settings *s);
struct consumer lru_curve_consumer(struct lru_curve *c);

/* Why one pass does not have the faults of each size, as a clause about the
 * model or the trace; NULL: it has.  Known of the model at once, of the trace
 * when the stream has ended, which is then early. */
const char *lru_curve_refused(const struct lru_curve *c);

/* After the end of the stream, unless it was refused: fills the points, from
 * so many frames on; their memory is from keep. */
void lru_curve_fill(const struct lru_curve *c, uint64_t least, struct mem *keep,
    struct curve *out);

#endif
