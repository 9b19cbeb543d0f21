/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Calls on files that are tried again after an interrupt, and a stream for
 * writing that keeps the reason of its first failure.
 */
#ifndef BASE_FILE_H
#define BASE_FILE_H

#include <sys/types.h>

#include <stdio.h>

/* As open(); O_CLOEXEC is added. */
int file_open(const char *path, int flags, mode_t mode);
/* Reads until n bytes are there or the file ends; -1: errno has the reason. */
ssize_t file_read(int fd, void *to, size_t n);
/* As fsync() and without an error where the file cannot be synced, as a pipe.
 */
int file_sync(int fd);

/*
 * A stream of stdio only keeps that a write failed: a full disk would be told
 * as something else by the time the stream is closed.
 */
struct file_sink {
	int fd;
	int sys; /* errno of the first write that failed; 0: none */
	/* The descriptor does not block; a write that could not go on for so
	 * long fails with ETIMEDOUT.  0: it may block. */
	int timeout_ms;
};

/* The stream over s->fd, closed with fclose(); NULL: errno has the reason. */
FILE *file_stream(struct file_sink *s);

#endif
