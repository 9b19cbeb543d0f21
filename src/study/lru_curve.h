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
#include "study/counting.h"
#include "study/curve_counts.h"

struct lru_curve;

/* Memory is from m. */
struct lru_curve *lru_curve_open(struct mem *m, const struct settings *s);
struct consumer lru_curve_consumer(struct lru_curve *c);

/* For runs that are counted from it (way_stack.c), before its stream begins:
 * tells of each page that is touched, and counts pages that have a slot.  No
 * page may leave memory, and no warm-up end. */
void lru_curve_watch(struct lru_curve *c, struct fill *fill);
/* What was counted with so many frames since the beginning; again: nothing was
 * fed since the last call. */
void lru_curve_count(
    struct lru_curve *c, bool again, uint64_t frames, struct counted *out);

/* For tests, before the stream begins: the numbers of references that pages
 * have are made anew after so many already, and three for each page. */
void lru_curve_renumber(struct lru_curve *c, uint32_t fresh);

/* Why one pass does not have the faults of each size, as a clause about the
 * model or the trace; NULL: it has.  Known of the model at once, of the trace
 * when the stream has ended, which is then early. */
const char *lru_curve_refused(const struct lru_curve *c);

/* After the end of the stream, unless it was refused: fills the points, from
 * so many frames on; their memory is from keep. */
void lru_curve_fill(const struct lru_curve *c, uint64_t least, struct mem *keep,
    struct curve *out);

#endif
