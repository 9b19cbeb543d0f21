/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Running a function in a child process, so that a crash or an endless loop of
 * a policy ends the child and not the program.
 */
#ifndef CHECK_ISOLATE_H
#define CHECK_ISOLATE_H

#include <stdbool.h>
#include <stdint.h>

enum verdict {
	VERDICT_HOLDS,
	VERDICT_BROKEN,
	VERDICT_NOT_JUDGED, /* the law does not apply, or another is broken */
};

/* Written by the child, read by its parent after the child has ended. */
struct verdict_page {
	bool done;
	bool late;    /* it exceeded its time */
	bool starved; /* the system had no memory for it */
	enum verdict verdict;
	uint64_t at; /* references begun, where at_known */
	bool at_known;
	uint64_t digest; /* of the run, for laws that compare two children */
	char said[256];
};

/* Memory that children share with this process.  Ends the program when there is
 * none. */
struct verdict_page *verdict_page_open(void);
void verdict_page_close(struct verdict_page *s);

/*
 * Runs f(arg) in a child, with so many milliseconds of processor time.  If the
 * child does not return from f, the verdict is VERDICT_BROKEN and s->said how
 * it ended.  plugin: it runs code of a plug-in.  Ends the program where the
 * system has no memory or no process for the child.
 */
void isolate_run(struct verdict_page *s, void (*f)(void *arg), void *arg,
    bool plugin, unsigned ms);

#endif
