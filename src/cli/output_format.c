/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The format of a trace that is written.
 */
#include "cli/output_format.h"

#include <stddef.h>
#include <string.h>

/* The ends of names of files that are not packed. */
static const struct {
	const char *ending, *format;
} endings[] = {
	{ ".trace", "text" },
	{ ".txt", "text" },
	{ ".text", "text" },
	{ ".lackey", "lackey" },
	{ ".lirs", "lirs" },
	{ ".refs", "refs" },
};

/* The format that the name of the file says; a terminal or a pipe gets text. */
const char *
output_format_of(const char *path)
{
	size_t n = path == NULL ? 0 : strlen(path);

	if (path == NULL || strcmp(path, "-") == 0 ||
	    strncmp(path, "/dev/", 5) == 0)
		return ("text");
	for (size_t i = 0; i < sizeof(endings) / sizeof(endings[0]); i++) {
		size_t len = strlen(endings[i].ending);

		if (n > len && strcmp(path + n - len, endings[i].ending) == 0)
			return (endings[i].format);
	}
	return ("packed");
}
