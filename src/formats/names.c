/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Numbering names.
 */
#include "formats/names.h"

#include <string.h>

int
names_number(struct names *names, const char *name, size_t n)
{
	if (n >= NAME_BYTES)
		return (NAME_LONG);
	for (unsigned i = 0; i < names->n; i++)
		if (names->size[i] == n && memcmp(names->name[i], name, n) == 0)
			return ((int)i);
	if (names->n == NAMES_MAX)
		return (NAMES_FULL);
	memcpy(names->name[names->n], name, n);
	names->size[names->n] = (uint8_t)n;
	return ((int)names->n++);
}
