/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Loop devices.
 */
#ifndef ORACLE_GUEST_LOOPDEV_H
#define ORACLE_GUEST_LOOPDEV_H

/* A loop device over a file: its number, its path in path[64 bytes or more]
 * and an open descriptor; -1: errno has the reason. */
int loopdev_open(const char *file, char *path, int *fd);
int loopdev_close(int fd);

#endif
