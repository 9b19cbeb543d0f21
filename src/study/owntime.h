/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The program's own time, by the times of a trace's accesses.  It goes on to
 * the time of the next access, and never back: an access whose time is before
 * that of an earlier one is counted, and is made at the same time as that one.
 */
#ifndef STUDY_OWNTIME_H
#define STUDY_OWNTIME_H

#include "study/window.h"

struct own_time {
	uint64_t origin;   /* of the first access */
	uint64_t own;      /* nanoseconds since then */
	uint64_t accesses; /* whose times were taken */
	uint64_t backward; /* of them, with a time before an earlier one's */
};

/* An access at this time is next; some: so many at the same time. */
int own_time_advance(struct own_time *t, uint64_t time, uint64_t some,
    const struct err_where *at, struct err *err);

/* Counts the times of a piece that are used for nothing else. */
void own_time_watch(struct own_time *t, const struct window_piece *p);

#endif
