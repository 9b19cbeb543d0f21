/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Reading the lines of a trace's origin, and their part of a document.
 */
#include "result/provenance.h"

#include <string.h>

#include "base/mem.h"

const struct provenance_key provenance_keys[] = {
	{ "tool", "written by" },
	{ "command", "with the command" },
	{ "earlier", "from what was made with" },
	{ "format", "original format" },
	{ "method", "recorded by" },
	{ "date", "date" },
	{ "note", "note" },
	{ NULL, NULL },
};

const char *
provenance_find(const char *lines, const char *key, size_t *size)
{
	size_t len = strlen(key);

	for (const char *p = lines; p != NULL && *p != '\0';) {
		size_t n = strcspn(p, "\n");

		if (n > len + 2 && strncmp(p, key, len) == 0 &&
		    strncmp(p + len, ": ", 2) == 0) {
			*size = n - len - 2;
			return (p + len + 2);
		}
		p += n + (p[n] != '\0');
	}
	return (NULL);
}

void
json_put_provenance(struct json_text *t, const char *lines)
{
	struct mem *m = mem_open();
	bool begun = false;

	for (const struct provenance_key *k = provenance_keys; k->name != NULL;
	     k++) {
		size_t size;
		const char *value = provenance_find(lines, k->name, &size);
		char *text;

		if (value == NULL)
			continue;
		if (!begun)
			json_open(t, "provenance", '{');
		begun = true;
		text = mem_alloc(m, size + 1);
		memcpy(text, value, size);
		json_put_text(t, k->name, text);
	}
	if (begun)
		json_close(t, '}');
	mem_close(m);
}
