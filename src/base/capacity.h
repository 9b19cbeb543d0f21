/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Memory that there is, and memory that this process has.
 */
#ifndef BASE_CAPACITY_H
#define BASE_CAPACITY_H

#include <stdint.h>

/* Bytes of memory of the machine, or of the process's control group or of one
 * above it where one of these may have less; UINT64_MAX: not known. */
uint64_t capacity_bytes(void);

/* Bytes of memory that the process has and that no file holds; 0: not known. */
uint64_t capacity_used(void);

/*
 * The least limit of the control groups that 'groups', a file as
 * /proc/self/cgroup, names, and of those above them; root: where they are
 * mounted, as /sys/fs/cgroup.  UINT64_MAX: there is none.
 */
uint64_t capacity_of_groups(const char *groups, const char *root);

#endif
