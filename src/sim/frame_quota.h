/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * How memory is divided with scope=local: a part for each process, or for each
 * group of processes (the setting 'groups', model/process_group.h).
 */
#ifndef SIM_FRAME_QUOTA_H
#define SIM_FRAME_QUOTA_H

#include "base/err.h"
#include "base/mem.h"
#include "model/area.h"
#include "model/spec.h"

struct frame_division {
	size_t n;              /* parts, in the order of their first process */
	const frame_t *frames; /* of each, at least one */
	const uint32_t *part;  /* by process */
};

struct frame_quotas {
	const char *groups; /* of the settings; NULL: none */
	const struct quota *quota;
	size_t n;
};

/* Divides nframes; NULL: there are too few, or a group has no process.  A
 * process that was forked is in its parent's group if it is named in none, and
 * a process in no group is a part by itself. */
const struct frame_division *frame_quota_divide(struct mem *m, frame_t nframes,
    const struct process_fact *process, size_t nprocess,
    const struct frame_quotas *by, struct err *err);

#endif
