/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The way to the shared memory for a recorded process that may not open it: one
 * that has changed its user and executed another program.  It connects to a
 * socket without a file, of a name that the kernel has chosen, and is given the
 * descriptor.
 */
#ifndef RECORD_RING_SOCKET_H
#define RECORD_RING_SOCKET_H

#include <sys/types.h>

#include <stdbool.h>

/* Of a name, which follows the '\0' of an abstract address. */
#define RING_SOCKET_NAME 16

/* The socket, and its name; -1: there is none. */
int ring_socket_open(char name[RING_SOCKET_NAME]);

/* Gives fd to each process that waits for it and that is known. */
void ring_socket_give(
    int socket, int fd, bool (*known)(void *self, pid_t pid), void *self);

#endif
