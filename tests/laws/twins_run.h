/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Random traces for a policy and its twin: references, and between them pages
 * unmapped, paged out, pinned and unpinned, and ticks.  A trace depends on its
 * frames, kind and seed alone.
 *
 * A page that was unmapped comes back under a new number, as it does from an
 * address space.
 */
#ifndef LAWS_TWINS_RUN_H
#define LAWS_TWINS_RUN_H

#include "model/future.h"
#include "sim/replay.h"

#define STEPS_MAX 6000
#define PAGES     (STEPS_MAX + 1)

enum what { REFERENCE, UNMAP, PAGEOUT, PIN, UNPIN, TICK };

struct step {
	enum what what;
	page_id_t page;
};

#define TWINS_TRACE_KINDS 7

struct twins_trace {
	frame_t nframes;
	int kind;
	uint64_t seed;
	struct step step[STEPS_MAX];
	uint32_t nstep;
	struct reference ref[STEPS_MAX + REPLAY_AHEAD];
	uint32_t next[STEPS_MAX], first[PAGES];
	uint32_t nref;
	page_id_t npages;
};

extern const char *const twins_trace_kinds[TWINS_TRACE_KINDS];

/* Makes the trace for c's nframes, kind and seed. */
void twins_trace_make(struct twins_trace *c);

#endif
