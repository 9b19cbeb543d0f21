/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Running other programs: apt, a C compiler, an emulator.
 */
#ifndef ORACLE_SUBPROCESS_H
#define ORACLE_SUBPROCESS_H

#include <sys/types.h>

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

struct command {
	const char *const *argv; /* NULL-ended; argv[0] is searched in PATH */
	const char *folder;      /* where it runs; NULL: here */
	const char *library;     /* of LD_LIBRARY_PATH; NULL: as it is */
	/* What it prints on standard output, NUL-ended and cut to the size;
	 * NULL: thrown away. */
	char *text;
	size_t size;
	unsigned timeout_s; /* it is killed then; 0: never */
	/* Called about every tenth of a second while it runs; NULL: none. */
	void (*wait)(void *self);
	void *self;
};

/* Its exit status is 0, or the error has the last line that it printed on
 * standard error.  what: what it does, for the error. */
int command_run(const struct command *c, const char *what, struct err *err);

/* Whether such a program is in PATH. */
bool command_there(const char *name);

#endif
