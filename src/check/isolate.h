/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Trying something apart: in a process of its own, so that whatever a policy
 * does ends the trial and not the program.
 */
#ifndef CHECK_ISOLATE_H
#define CHECK_ISOLATE_H

#include <stdbool.h>
#include <stdint.h>

enum verdict {
	HOLDS,
	BROKEN,
	NOT_JUDGED, /* the law does not apply, or another one is broken */
};

/* What a child writes; its parent reads it when the child is gone. */
struct verdict_page {
	bool done;
	bool late; /* its time was up */
	enum verdict verdict;
	uint64_t at; /* references begun, as far as is known */
	bool at_known;
	uint64_t digest; /* of what came out, for laws that are tried twice */
	char said[256];
};

/* Memory that a child shares with this process; ends the program where there
 * is none. */
struct verdict_page *verdict_page_open(void);
void verdict_page_close(struct verdict_page *s);

/*
 * Runs f(arg, s) in a child, with so many milliseconds of processor time.  A
 * child that does not come back is BROKEN and the slate says how it ended.
 */
void isolate_run(
    struct verdict_page *s, void (*f)(void *arg), void *arg, unsigned ms);

#endif
