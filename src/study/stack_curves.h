/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The curves that join the runs of a comparison: LRU's, made while the trace is
 * read, and OPT's, made from the recorded string where it is among the
 * policies.  Each is exact at every memory size.
 *
 * Where the model or the trace keeps them from having a stack, they are left
 * out; so is OPT's where it would cost more than many runs.
 */
#ifndef STUDY_STACK_CURVES_H
#define STUDY_STACK_CURVES_H

#include "study/plan.h"

struct lru_curve;

struct stack_curves {
	struct engine *e;
	struct mem *m; /* NULL: none are asked for */
	struct lru_curve *lru;
};

/* Is run i of this policy of the list?  A plug-in may have the name of another
 * one. */
bool curve_is_of(const struct engine *e, size_t i, const char *name);

/* LRU's curve of the string that the engine has, as OPT's. */
int lru_curve_make(
    const struct engine *e, uint64_t least, struct curve *out, struct err *err);
/* OPT's curve of the string and the future that the engine has.  A trace
 * without a stack leaves it empty and says why in out->hindered. */
int opt_curve_make(
    const struct engine *e, uint64_t least, struct curve *out, struct err *err);

/* Closed with stack_curves_close(), whatever happens. */
void stack_curves_open(struct stack_curves *c, struct engine *e);
/* Appends what the reading of the trace has to feed. */
void stack_curves_feed(
    struct stack_curves *c, struct consumer *consumer, size_t *n);
/* When the trace has been read; string: it is recorded, and OPT may have
 * a curve.  Fills the study's curves. */
int stack_curves_finish(
    struct stack_curves *c, bool string, struct study *s, struct err *err);
void stack_curves_close(struct stack_curves *c);

#endif
