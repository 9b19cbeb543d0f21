/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The initial file system of a kernel, in the form that kernels unpack (cpio,
 * "newc").  The same members give the same bytes.
 */
#ifndef ORACLE_INITRD_H
#define ORACLE_INITRD_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

struct initrd;

int initrd_open(struct initrd **i, const char *path, struct err *err);
int initrd_folder(struct initrd *i, const char *name, struct err *err);
/* The console, which a kernel opens before its first program can make one. */
int initrd_console(struct initrd *i, struct err *err);
int initrd_text(
    struct initrd *i, const char *name, const char *text, struct err *err);
int initrd_file(struct initrd *i, const char *name, const char *from,
    unsigned mode, struct err *err);
/* Ends it; after an error (failed not 0) the file is removed. */
int initrd_close(struct initrd *i, int failed, struct err *err);

#endif
