/* SPDX-License-Identifier: BSD-2-Clause */
#include "record/thread_status.h"

#include <stdio.h>
#include <string.h>

bool
thread_status(pid_t tid, const char *name, char *value, size_t size)
{
	char path[64], line[256];
	const char *at;
	bool found = false;
	FILE *f;

	snprintf(path, sizeof(path), "/proc/%d/status", (int)tid);
	f = fopen(path, "re");
	if (f == NULL)
		return (false);
	while (!found && fgets(line, sizeof(line), f) != NULL)
		if (strncmp(line, name, strlen(name)) == 0) {
			at = line + strlen(name);
			at += strspn(at, " \t");
			snprintf(value, size, "%s", at);
			found = true;
		}
	fclose(f);
	return (found);
}
