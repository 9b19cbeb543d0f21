/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A disk made by null_blk and backed by memory: each request completes a number
 * of nanoseconds after it was made, by a timer, or at once.
 */
#ifndef ORACLE_GUEST_NULLBLK_H
#define ORACLE_GUEST_NULLBLK_H

#include <stdint.h>

#define NULLBLK_PATH 64

struct nullblk_spec {
	const char *name;
	uint64_t pages;
	uint64_t latency_ns; /* 0: at once */
	int rotating;        /* the kernel is told so */
	uint64_t readahead;  /* of files on it: pages */
};

/* Fills path.  Returns NULL, or what could not be done, with the reason in
 * errno. */
const char *nullblk_open(
    char path[NULLBLK_PATH], const struct nullblk_spec *spec);
/* Removes the disk of this name; -1: something is left. */
int nullblk_close(const char *name);

/* The member 'name' of a folder of the kernel's. */
int member_write_number(const char *folder, const char *name, uint64_t n);
/* Waits until the path is there; -1 with ENOENT: it does not come. */
int device_appears(const char *path);

#endif
