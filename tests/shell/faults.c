/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Faults of system calls, for tests/shell/faults.sh: a shared object that is
 * loaded before the C library.
 *
 *	FAULT_CALL	open, read, write, fsync, linkat, rename: what fails
 *	FAULT_PATH	only where the path of the file contains this
 *	FAULT_AT	which call of these, from 1; 0: every second one
 *	FAULT_ERRNO	the error number
 *	FAULT_SIGNAL	in place of an error: sent after the call was made
 *	FAULT_LOG	calls are added to this file, one a line
 */
#define _GNU_SOURCE

#include <sys/syscall.h>

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void
record(const char *call, const char *path)
{
	const char *log = getenv("FAULT_LOG");
	char line[600];
	int fd;

	if (log == NULL)
		return;
	fd = (int)syscall(
	    SYS_openat, AT_FDCWD, log, O_WRONLY | O_CREAT | O_APPEND, 0600);
	snprintf(line, sizeof(line), "%s %s\n", call, path);
	syscall(SYS_write, fd, line, strlen(line));
	syscall(SYS_close, fd);
}

/* 1: the call fails; 2: it is made, then the signal comes. */
static int
fault(const char *call, const char *path)
{
	static unsigned long n;
	const char *name = getenv("FAULT_CALL"), *part = getenv("FAULT_PATH");
	const char *at = getenv("FAULT_AT"), *sys = getenv("FAULT_ERRNO");
	unsigned long when = at == NULL ? 1 : strtoul(at, NULL, 10);

	record(call, path);
	if (name == NULL || strstr(name, call) == NULL)
		return (0);
	if (part != NULL && strstr(path, part) == NULL)
		return (0);
	n++;
	if (when == 0 ? n % 2 == 0 : n != when)
		return (0);
	if (getenv("FAULT_SIGNAL") != NULL)
		return (2);
	errno = atoi(sys != NULL ? sys : "5");
	return (1);
}

static int
fault_of_fd(const char *call, int fd)
{
	char link[40], path[512] = "";
	ssize_t n;

	snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
	n = readlink(link, path, sizeof(path) - 1);
	path[n < 0 ? 0 : n] = '\0';
	return (fault(call, path));
}

static long
done(int kind, long result)
{
	const char *sig = getenv("FAULT_SIGNAL");
	int sys = errno;

	if (kind == 2 && sig != NULL)
		syscall(SYS_kill, getpid(), atoi(sig));
	errno = sys;
	return (result);
}

int
open(const char *path, int flags, ...)
{
	int kind = fault("open", path), mode;
	va_list ap;

	va_start(ap, flags);
	mode = (flags & (O_CREAT | O_TMPFILE)) != 0 ? va_arg(ap, int) : 0;
	va_end(ap);
	return (kind == 1 ? -1
			  : (int)done(kind, syscall(SYS_openat, AT_FDCWD, path,
						flags, mode)));
}

int open64(const char *path, int flags, ...) __attribute__((alias("open")));

ssize_t
read(int fd, void *to, size_t n)
{
	int kind = fault_of_fd("read", fd);

	return (kind == 1 ? -1 : done(kind, syscall(SYS_read, fd, to, n)));
}

ssize_t
write(int fd, const void *from, size_t n)
{
	int kind = fault_of_fd("write", fd);

	return (kind == 1 ? -1 : done(kind, syscall(SYS_write, fd, from, n)));
}

int
fsync(int fd)
{
	int kind = fault_of_fd("fsync", fd);

	return (kind == 1 ? -1 : (int)done(kind, syscall(SYS_fsync, fd)));
}

int
linkat(int a, const char *from, int b, const char *to, int flags)
{
	int kind = fault("linkat", to);

	return (kind == 1 ? -1
			  : (int)done(kind,
				syscall(SYS_linkat, a, from, b, to, flags)));
}

int
rename(const char *from, const char *to)
{
	int kind = fault("rename", to);

	return (kind == 1 ? -1
			  : (int)done(kind, syscall(SYS_renameat2, AT_FDCWD,
						from, AT_FDCWD, to, 0)));
}
