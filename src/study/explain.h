/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Explaining a run: its faults are compared with OPT's, reference by reference.
 */
#ifndef STUDY_EXPLAIN_H
#define STUDY_EXPLAIN_H

#include "base/mem.h"
#include "model/explanation.h"
#include "model/study.h"
#include "sim/replay.h"

/* The references at which OPT faulted, one bit for each reference. */
struct optimum_faults {
	uint64_t *bit;
	uint64_t count;
	struct observer observer; /* of OPT's run */
};

void optimum_watch(
    struct optimum_faults *o, struct mem *m, uint64_t references);

struct explainer {
	const struct optimum_faults *optimum;
	const struct observer *next; /* called after this one; or NULL */
	struct page_facts facts;
	uint64_t references; /* that are counted */
	uint64_t warmup;     /* references of the machine before these */
	page_id_t npages;
	struct page_history *page;
	struct explanation *out;
	struct observer observer; /* of the run */
};

/* The explanation comes from keep, the rest from m. */
/* Bytes that an explainer takes at most. */
uint64_t explainer_bytes(const struct trace_facts *trace);
void explainer_open(struct explainer *e, struct mem *m, struct mem *keep,
    const struct trace_facts *trace, const struct page_facts *facts,
    const struct optimum_faults *optimum, const struct observer *next);
/* To be called after the run: fills in OPT's count and the worst pages. */
void explainer_finish(struct explainer *e);

#endif
