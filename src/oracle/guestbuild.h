/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The program that runs in a kernel that is asked: its sources are part of this
 * program (guest/), and it is compiled when it is needed.
 */
#ifndef ORACLE_GUESTBUILD_H
#define ORACLE_GUESTBUILD_H

#include "base/err.h"
#include "base/mem.h"

struct guest_source {
	const char *name; /* of the file */
	const char *text;
};

extern const struct guest_source guest_sources[]; /* ends with NULL */

/* Compiles it in a folder, which gets the sources too.  Returns its path, or
 * NULL with *err. */
const char *guest_build(struct mem *m, const char *folder, struct err *err);

#endif
