/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A swap device made for one question and removed after it.
 *
 *	zram	compressed memory: synchronous
 *	null	null_blk, backed by memory: each request completes a number of
 *		nanoseconds after it was made, by a timer: asynchronous
 *	loop	a loop device over a file
 *	file	the file itself
 */
#ifndef ORACLE_GUEST_SWAPDEV_H
#define ORACLE_GUEST_SWAPDEV_H

#include <stdint.h>

#define SWAPDEV_PATH 256

enum swapdev_kind { SWAPDEV_ZRAM, SWAPDEV_NULL, SWAPDEV_LOOP, SWAPDEV_FILE };

extern const char *const swapdev_names[]; /* by kind; NULL-ended */

struct swapdev_spec {
	enum swapdev_kind kind;
	uint64_t pages;
	uint64_t latency_ns; /* of null */
	int rotating;        /* of null: the kernel is told so */
	const char *folder;  /* of loop and file: where the file is made */
};

struct swapdev {
	enum swapdev_kind kind;
	char path[SWAPDEV_PATH]; /* of the device or file */
	char file[SWAPDEV_PATH]; /* of loop: the file below; else empty */
	int number;              /* of zram and loop; -1: none was made */
	int loop_fd;
	int on; /* swap is on */
};

/* Makes the device and turns swap on.  Returns NULL, or what could not be
 * done, with the reason in errno; swapdev_close() is called in any case. */
const char *swapdev_open(struct swapdev *d, const struct swapdev_spec *spec);
/* Turns swap off and removes all that was made.  -1: something is left. */
int swapdev_close(struct swapdev *d);

#endif
