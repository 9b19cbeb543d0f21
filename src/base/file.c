/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Calls on files, tried again after an interrupt.
 */
#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

int
file_open(const char *path, int flags, mode_t mode)
{
	int fd;

	do {
		fd = open(path, flags | O_CLOEXEC, mode);
	} while (fd < 0 && errno == EINTR);
	return (fd);
}

ssize_t
file_read(int fd, void *to, size_t n)
{
	size_t done = 0;

	while (done < n) {
		ssize_t got = read(fd, (char *)to + done, n - done);

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return (-1);
		if (got == 0)
			break;
		done += (size_t)got;
	}
	return ((ssize_t)done);
}

int
file_sync(int fd)
{
	int failed;

	do {
		failed = fsync(fd);
	} while (failed != 0 && errno == EINTR);
	return (
	    failed != 0 && (errno == EINVAL || errno == ENOTSUP) ? 0 : failed);
}

/* Waits until something can be written. */
static int
wait_for(const struct file_sink *s)
{
	struct pollfd p = { .fd = s->fd, .events = POLLOUT };
	int n = poll(&p, 1, s->timeout_ms);

	if (n == 0)
		errno = ETIMEDOUT;
	return (n > 0 || (n < 0 && errno == EINTR) ? 0 : -1);
}

static ssize_t
sink_write(void *cookie, const char *bytes, size_t n)
{
	struct file_sink *s = cookie;
	size_t done = 0;

	while (done < n && s->sys == 0) {
		ssize_t put = write(s->fd, bytes + done, n - done);

		if (put >= 0)
			done += (size_t)put;
		else if (errno == EINTR ||
			 (errno == EAGAIN && s->timeout_ms > 0 &&
			     wait_for(s) == 0))
			continue;
		else
			s->sys = errno;
	}
	if (s->sys != 0)
		errno = s->sys;
	return ((ssize_t)done);
}

/* After EINTR the descriptor is closed all the same. */
static int
sink_close(void *cookie)
{
	const struct file_sink *s = cookie;
	int failed = close(s->fd);

	return (failed != 0 && errno == EINTR ? 0 : failed);
}

FILE *
file_stream(struct file_sink *s)
{
	const cookie_io_functions_t calls = { .write = sink_write,
		.close = sink_close };

	return (fopencookie(s, "w", calls));
}
