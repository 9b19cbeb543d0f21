/* SPDX-License-Identifier: BSD-2-Clause */
#include "oracle/guest/loopdev.h"

#include <sys/ioctl.h>

#include <errno.h>
#include <fcntl.h>
#include <linux/loop.h>
#include <stdio.h>
#include <unistd.h>

#define ATTEMPTS  16 /* others may take the free device first */
#define PATH_SIZE 64

static int
attach(int number, int file, char *path, int *fd)
{
	snprintf(path, PATH_SIZE, "/dev/loop%d", number);
	*fd = open(path, O_RDWR | O_CLOEXEC);
	if (*fd < 0)
		return (-1);
	if (ioctl(*fd, LOOP_SET_FD, file) == 0)
		return (0);
	close(*fd);
	*fd = -1;
	return (-1);
}

int
loopdev_open(const char *file, char *path, int *fd)
{
	int control = open("/dev/loop-control", O_RDWR | O_CLOEXEC);
	int below = open(file, O_RDWR | O_CLOEXEC), number = -1, why;

	for (int i = 0; i < ATTEMPTS && control >= 0 && below >= 0; i++) {
		number = ioctl(control, LOOP_CTL_GET_FREE);
		if (number < 0 || attach(number, below, path, fd) == 0)
			break;
		number = -1;
		if (errno != EBUSY)
			break;
	}
	why = errno;
	if (control >= 0)
		close(control);
	if (below >= 0)
		close(below);
	errno = why;
	return (number);
}

int
loopdev_close(int fd)
{
	int failed = ioctl(fd, LOOP_CLR_FD);

	close(fd);
	return (failed);
}
