/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The traces that come with the program.
 */
#ifndef CLI_BUNDLED_H
#define CLI_BUNDLED_H

#include "base/mem.h"

/* Their names, the shortest trace first; NULL-ended. */
extern const char *const bundled_names[];

/* The directory that has them, allocated from m; NULL: they are not found. */
char *bundled_directory(struct mem *m);

#endif
