/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a kernel counted, as the outcome of a run.
 */
#ifndef ORACLE_KERNELOUTCOME_H
#define ORACLE_KERNELOUTCOME_H

#include "model/study.h"
#include "oracle/question.h"
#include "oracle/touches.h"

/* c: what was asked, with the release that answered.  Histograms, which are
 * empty, are from keep. */
void kerneloutcome_fill(struct outcome *out, const struct oracle_answer *a,
    const struct oracle_conditions *c, const struct trace_facts *trace,
    const struct touches *t, struct mem *keep);

#endif
