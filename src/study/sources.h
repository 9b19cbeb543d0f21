/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the units of a recorded string are made from: the string itself, its
 * future, and for way_reduced one or two reduced strings.  OPT has no reducer
 * of its own, so its runs with many frames have a second string that is reduced
 * further.
 */
#ifndef STUDY_SOURCES_H
#define STUDY_SOURCES_H

#include "study/reduced_string.h"
#include "study/unit_plan.h"

struct sources {
	const struct refstring *string;
	struct future_memory *future;
	/* For the fewest frames, and made from that one, for a unit whose runs
	 * have many more. */
	struct reduced_string reduced[2];
};

/* Divides the jobs of way_reduced into a unit of those with few frames and one
 * of the others, in out[0] and out[1].  false: it is not worth it, or does not
 * fit. */
bool sources_divide(struct mem *m, struct job *job, size_t n,
    const struct plan_facts *facts, struct unit *out);

/* Bytes of a reduced string with its future; and of all the strings of n units,
 * in memory: larger arrays are in files.  made: the future of the whole string
 * is there already. */
uint64_t sources_reduced_bytes(const struct plan_facts *facts);
uint64_t sources_bytes(const struct unit *unit, size_t n,
    const struct plan_facts *facts, bool made);

/* Opens the reduced strings for the units of that way, and makes the future
 * where another one needs it.  sources_close() is to follow, after an error
 * too. */
int sources_open(
    struct sources *s, struct unit *unit, size_t n, struct err *err);
void sources_close(struct sources *s);

#endif
