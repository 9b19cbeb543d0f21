/* SPDX-License-Identifier: BSD-2-Clause */
#include "oracle/guestanswer.h"

#include <stdlib.h>
#include <string.h>

#include "oracle/guest/answer.h"

#define LINE_ROOM 4096

/* The text behind "key=" in a line of words, or NULL. */
static const char *
value(const char *line, const char *key)
{
	size_t n = strlen(key);

	for (const char *at = line; (at = strstr(at, key)) != NULL; at += n)
		if (at > line && at[-1] == ' ' && at[n] == '=')
			return (at + n + 1);
	return (NULL);
}

static uint64_t
number(const char *line, const char *key)
{
	const char *v = value(line, key);

	return (v != NULL ? strtoull(v, NULL, 10) : 0);
}

static void
take(struct oracle_answer *a, const char *line)
{
	const char *failed = value(line, "failed");
	const char *release = value(line, "release");

	a->there = true;
	if (failed != NULL) {
		snprintf(a->failed, sizeof(a->failed), "%.*s",
		    (int)strcspn(failed, "\r\n"), failed);
		return;
	}
	if (release != NULL)
		snprintf(a->release, sizeof(a->release), "%.*s",
		    (int)strcspn(release, " \r\n"), release);
	a->majflt = number(line, "majflt");
	a->minflt = number(line, "minflt");
	a->kernel_pages = number(line, "kernel_pages");
	a->ooms = number(line, "oom");
	for (int i = 0; i < COUNTERS; i++)
		a->counted.n[i] = number(line, counter_rows[i].name);
}

void
guestanswer_read(
    FILE *from, struct oracle_answer *a, size_t n, char *warning, size_t size)
{
	char line[LINE_ROOM];

	warning[0] = '\0';
	while (fgets(line, sizeof(line), from) != NULL) {
		const char *at = strstr(line, ANSWER), *v;

		if (at == NULL || strchr(line, '\n') == NULL)
			continue; /* the kernel's, or cut off */
		v = value(at, "warning");
		if (v != NULL && warning[0] == '\0')
			snprintf(
			    warning, size, "%.*s", (int)strcspn(v, " \r\n"), v);
		v = value(at, "job");
		if (v != NULL && strtoull(v, NULL, 10) < n)
			take(&a[strtoull(v, NULL, 10)], at);
	}
}

size_t
guestanswer_count(const char *path)
{
	FILE *from = fopen(path, "re");
	char line[LINE_ROOM];
	size_t n = 0;

	while (from != NULL && fgets(line, sizeof(line), from) != NULL)
		n += strstr(line, ANSWER " job=") != NULL;
	if (from != NULL)
		fclose(from);
	return (n);
}
