/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Finding the bundled traces.  Where PAGERACE_TRACES is set, it is their
 * directory and no other one is tried.  Otherwise they are searched beside
 * the program (in a build directory, or in an installation that was moved or
 * staged) and then where the program was configured to be installed.
 *
 * The directory of the program is known on Linux only; elsewhere the last
 * place remains.
 */
#include "cli/bundled.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define PATH_ROOM 4096
#define NAME_ROOM 32

const char *const bundled_names[] = {
	"tcc.lackey.xz",
	"awk.lackey.xz",
	"sort.lackey.xz",
	"sqlite.lackey.xz",
	NULL,
};

/* Whether the directory has every bundled trace, readable. */
static bool
are_in(const char *directory)
{
	char path[PATH_ROOM + NAME_ROOM];

	for (size_t i = 0; bundled_names[i] != NULL; i++) {
		snprintf(
		    path, sizeof(path), "%s/%s", directory, bundled_names[i]);
		if (access(path, R_OK) != 0)
			return (false);
	}
	return (true);
}

/* The directory of this program; false: not known. */
static bool
own_directory(char *path, size_t size)
{
	ssize_t n = readlink("/proc/self/exe", path, size - 1);
	char *slash;

	if (n <= 0 || (size_t)n == size - 1)
		return (false);
	path[n] = '\0';
	slash = strrchr(path, '/');
	if (slash == NULL)
		return (false);
	*slash = '\0';
	return (true);
}

char *
bundled_directory(struct mem *m)
{
	static const char *const beside[] = { "traces",
		"../share/pagerace/traces" };
	const char *set = getenv("PAGERACE_TRACES");
	char own[PATH_ROOM / 2], path[PATH_ROOM];

	if (set != NULL && *set != '\0')
		return (are_in(set) ? mem_strdup(m, set) : NULL);
	if (own_directory(own, sizeof(own)))
		for (size_t i = 0; i < sizeof(beside) / sizeof(beside[0]);
		     i++) {
			snprintf(path, sizeof(path), "%s/%s", own, beside[i]);
			if (are_in(path))
				return (mem_strdup(m, path));
		}
	return (are_in(BUNDLED_DIR) ? mem_strdup(m, BUNDLED_DIR) : NULL);
}
