/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A partition of the frames of a run: an instance of the policy and the frames
 * it manages.  With scope=local there is one for each process or group of
 * processes, with scope=global a single one.
 *
 * Frame numbers here are those of the machine.
 */
#ifndef SIM_PARTITION_H
#define SIM_PARTITION_H

#include "base/bitset.h"
#include "sim/instance.h"

struct partition {
	struct instance instance; /* first: found from it, and from its host */
	struct replay *replay;
	frame_t nfree;       /* empty frames */
	struct bitset freed; /* of them, those that were used before */
};

extern const struct instance_owner partition_owner;

/* Takes the lowest empty frame; nfree must not be 0.  It counts as used from
 * the reference in progress, or between references from the next one. */
frame_t partition_take_frame(struct partition *c);
/* The frame is empty again. */
void partition_give_frame(struct partition *c, frame_t f);

/* Policies that have dirtied() are told of writes to pages of files. */
void partition_watch_files(struct replay *r);

/* The partition that f belongs to. */
struct partition *partition_of(struct replay *r, frame_t f);

#endif
