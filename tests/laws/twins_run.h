/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Courses: what two machines are led past side by side.  References, and
 * between them pages unmapped, pinned and unpinned, and ticks; all of it from a
 * seed.
 *
 * A page unmapped comes back under a new number, as it does from an address
 * space.
 */
#ifndef LAWS_TWINS_COURSE_H
#define LAWS_TWINS_COURSE_H

#include "model/future.h"
#include "sim/replay.h"

#define STEPS_MAX 6000
#define PAGES     (STEPS_MAX + 1)

enum what { REFERENCE, UNMAP, PIN, UNPIN, TICK };

struct step {
	enum what what;
	page_id_t page;
};

#define COURSE_KINDS 7

struct testrun {
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

extern const char *const course_kinds[COURSE_KINDS];

/* Makes the course for its nframes, kind and seed. */
void course_make(struct testrun *c);

#endif
