/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Running work with plug-ins in a child process that this one outlives, so that
 * no plug-in can end the program with a result that it chose, or keep it for
 * ever.
 */
#ifndef POLICY_SUPERVISE_H
#define POLICY_SUPERVISE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"

struct supervision {
	/* Runs in the child.  Returns 0 with *status, or -1 with *err. */
	int (*work)(void *arg, int *status, struct err *err);
	void *arg;
	/* A plug-in that does not come back for so long is ended. */
	uint64_t timeout_ns;
};

/*
 * Returns what work() returned.  *lost: it did not return; then the result is
 * -1 and *err names the plug-in.  An interrupt ends the child and this process.
 */
int supervise(
    const struct supervision *s, int *status, bool *lost, struct err *err);

/* Is this the child of supervise()? */
bool supervise_in_child(void);

#endif
