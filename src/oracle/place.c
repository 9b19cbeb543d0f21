/* SPDX-License-Identifier: BSD-2-Clause */
#include "oracle/place.h"

#include <sys/stat.h>

#include <errno.h>
#include <ftw.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define FOLDERS_OPEN 16

char *
place_path(struct mem *m, const char *format, ...)
{
	va_list args, again;
	char *path;
	int n;

	va_start(args, format);
	va_copy(again, args);
	n = vsnprintf(NULL, 0, format, args);
	va_end(args);
	path = mem_alloc(m, (size_t)n + 1);
	vsnprintf(path, (size_t)n + 1, format, again);
	va_end(again);
	return (path);
}

bool
place_there(const char *path)
{
	return (access(path, R_OK) == 0);
}

int
place_folder(const char *path, struct err *err)
{
	struct mem *m = mem_open();
	char *part = mem_strdup(m, path);
	int failed = 0;

	for (size_t i = 1; failed == 0; i++) {
		if (path[i] != '/' && path[i] != '\0')
			continue;
		part[i] = '\0';
		if (mkdir(part, 0755) != 0 && errno != EEXIST)
			failed = err_sys(err, "cannot make %.200s", part);
		part[i] = path[i];
		if (path[i] == '\0')
			break;
	}
	mem_close(m);
	return (failed);
}

static int
remove_one(const char *path, const struct stat *st, int kind, struct FTW *at)
{
	(void)st;
	(void)kind;
	(void)at;
	return (remove(path));
}

void
place_remove(const char *path)
{
	(void)nftw(path, remove_one, FOLDERS_OPEN, FTW_DEPTH | FTW_PHYS);
}
