/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Files that are there whole or not at all: written under a temporary name
 * beside the target, then renamed.
 */
#ifndef BASE_SAVE_H
#define BASE_SAVE_H

#include <stdbool.h>
#include <stdio.h>

#include "base/err.h"

struct save {
	FILE *to;         /* to be written to */
	const char *path; /* not owned; "-" is standard output */
	char *target;     /* NULL: to is open already, or no plain file */
	char *temporary;  /* a name besides the target's; or NULL */
};

int save_open(struct save *s, const char *path, struct err *err);

/*
 * Ends it.  With keep, what was written stands under the path; without, or
 * when writing failed, nothing has changed there.  An error that the caller
 * has already is not written over: without keep this returns -1 and leaves
 * *err alone.
 */
int save_close(struct save *s, bool keep, struct err *err);

#endif
