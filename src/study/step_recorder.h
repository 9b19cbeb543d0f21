/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Recording a run step by step: an observer that copies what is in the frames,
 * and what the policy shows of itself, after each reference or at the end.
 */
#ifndef STUDY_STEP_RECORDER_H
#define STUDY_STEP_RECORDER_H

#include "base/mem.h"
#include "model/steps.h"
#include "sim/replay.h"

struct step_recorder {
	struct mem *m;
	struct steps *out;
	const struct observer *next; /* called after this one; or NULL */
	struct page_facts facts;
	struct run_step now; /* what happened since the last step */
	uint64_t no_frame;   /* references denied so far */
	uint64_t items;
	struct observer observer; /* of the run */
};

/* Records into *out, whose memory is from m: each step, the end, or both. */
void steps_record(struct step_recorder *s, struct mem *m, struct steps *out,
    bool each, bool end, const struct observer *next);

#endif
