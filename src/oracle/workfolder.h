/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The folder of files that are used while a kernel is asked, in TMPDIR.
 *
 * A process of its own removes it when this one, and those that it forked and
 * that run the same program, have ended: a signal that kills leaves nothing,
 * and a swap file is not removed before it is out of use.
 */
#ifndef ORACLE_WORKFOLDER_H
#define ORACLE_WORKFOLDER_H

#include <sys/types.h>

#include "base/err.h"
#include "base/mem.h"

struct workfolder {
	const char *path; /* NULL: there is none */
	int held;         /* an end of a pipe, which no program inherits */
	pid_t keeper;
};

/* The path is from m.  Fails, with *err set, and leaves nothing. */
int workfolder_open(struct workfolder *w, struct mem *m, struct err *err);
/* Removes it with all that is in it; of none it does nothing. */
void workfolder_close(struct workfolder *w);

#endif
