/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The children of a process, as its threads' files in /proc have them.
 */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "record/recording.h"

/* One that is gone but for its exit status executes no file. */
static bool
is_alive(pid_t pid, char *program, size_t size)
{
	char link[64];
	ssize_t n;

	snprintf(link, sizeof(link), "/proc/%d/exe", (int)pid);
	n = readlink(link, program, size - 1);
	program[n > 0 ? n : 0] = '\0';
	return (n > 0);
}

static size_t
children_of_thread(
    pid_t pid, const char *tid, pid_t *one, char *program, size_t size)
{
	char path[96], *number = NULL;
	size_t n = 0, room = 0;
	FILE *f;

	snprintf(
	    path, sizeof(path), "/proc/%d/task/%.20s/children", (int)pid, tid);
	f = fopen(path, "re");
	while (f != NULL && getdelim(&number, &room, ' ', f) > 0) {
		pid_t child = (pid_t)strtol(number, NULL, 10);

		if (is_alive(child, program, size)) {
			*one = child;
			n++;
		}
	}
	free(number);
	if (f != NULL)
		fclose(f);
	return (n);
}

size_t
record_children(pid_t pid, pid_t *one, char *program, size_t size)
{
	const struct dirent *e;
	char path[64];
	size_t n = 0;
	DIR *dir;

	snprintf(path, sizeof(path), "/proc/%d/task", (int)pid);
	dir = opendir(path);
	while (dir != NULL && (e = readdir(dir)) != NULL)
		if (e->d_name[0] != '.')
			n += children_of_thread(
			    pid, e->d_name, one, program, size);
	if (dir != NULL)
		closedir(dir);
	if (n > 0)
		(void)is_alive(*one, program, size);
	return (n);
}
