/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The frames of each process with scope=local: by quota, the rest equally.
 */
#ifndef SIM_FRAME_QUOTA_H
#define SIM_FRAME_QUOTA_H

#include "base/err.h"
#include "base/mem.h"
#include "model/area.h"
#include "model/spec.h"

/* Frames by process, nframes in all, at least one each; NULL: there are too
 * few. */
const frame_t *frame_quota_split(struct mem *m, frame_t nframes,
    const struct process_fact *process, size_t nprocess,
    const struct quota *quota, size_t nquota, struct err *err);

#endif
