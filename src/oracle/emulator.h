/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The emulator: QEMU with its own processor model (TCG) and a clock that counts
 * instructions, so that a guest does the same in each run.
 */
#ifndef ORACLE_EMULATOR_H
#define ORACLE_EMULATOR_H

#include "oracle/aptcache.h"
#include "oracle/kernelimage.h"

/* QEMU 7.2, of Debian 12, ends kernels that it emulates with a counting clock;
 * later versions do not. */
#define EMULATOR_LEAST 8

struct emulator {
	const char *program;
	const char *library;     /* where its shared libraries are; NULL: the
				  * system's */
	const char *firmware[2]; /* folders; NULL: the program's own */
	char version[32];
};

/* The one in PATH if it is new enough, else one that is fetched into the
 * cache. */
int emulator_find(
    struct emulator *e, const struct aptcache *a, struct err *err);

struct emulator_run {
	const struct kernelimage *kernel;
	const char *initrd;
	const char *console; /* the file that the guest's console goes to */
	uint64_t memory_mib;
	bool one_zone; /* without the memory below 16 MiB, so that watermarks
			* are those of one zone */
	unsigned timeout_s;
	void (*wait)(void *self);
	void *self;
};

/* Boots the kernel and waits until the guest reboots. */
int emulator_boot(const struct emulator *e, struct mem *m,
    const struct emulator_run *run, struct err *err);

#endif
