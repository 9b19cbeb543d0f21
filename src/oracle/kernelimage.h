/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Kernels to ask: unpacked from Debian's packages for virtual machines, or
 * one's own.
 *
 *	FOLDER/kernels/RELEASE/vmlinuz
 *	FOLDER/kernels/RELEASE/mod/NAME.ko	uncompressed
 */
#ifndef ORACLE_KERNELIMAGE_H
#define ORACLE_KERNELIMAGE_H

#include "oracle/aptcache.h"

/* The modules that a guest needs, in the order in which they are loaded; a
 * kernel may have any of them built in.  NULL-ended. */
extern const char *const kernelimage_modules[];

struct kernelimage {
	const char *release; /* as uname -r; of one's own: its file's name */
	const char *image;   /* path */
	const char *modules; /* folder of NAME.ko; NULL: none */
};

/* version: the beginning of a release ("6.12"); the highest that is in the
 * cache, or else of the packages.  The paths are in memory of the cache's. */
int kernelimage_find(struct kernelimage *k, const struct aptcache *a,
    const char *version, struct err *err);
/* One's own, of which the strings are; modules: NULL, or the folder. */
int kernelimage_own(struct kernelimage *k, const char *path,
    const char *modules, struct err *err);

#endif
