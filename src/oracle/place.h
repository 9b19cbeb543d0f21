/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Paths, and folders that are made and removed as a whole.
 */
#ifndef ORACLE_PLACE_H
#define ORACLE_PLACE_H

#include <stdbool.h>

#include "base/err.h"
#include "base/mem.h"

/* A path from parts, in memory from m. */
char *place_path(struct mem *m, const char *format, ...) printf_like(2, 3);

bool place_there(const char *path); /* it can be read */
/* Makes a folder and those above it. */
int place_folder(const char *path, struct err *err);
/* Removes a folder and all that is in it, as far as it can be. */
void place_remove(const char *path);

#endif
