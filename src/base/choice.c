/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Finding a name in a list, in either case.  A name is near another one when
 * their edit distance (insertion, deletion, substitution, transposition of
 * neighbours) is at most a third of the word, or two, and of a word of three
 * letters one; or where it begins with the word.
 */
#include "base/choice.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#define NAME_MAX_NEAR 40

static int
least(int a, int b)
{
	return (a < b ? a : b);
}

/* Optimal string alignment distance of two short words. */
static int
distance(const char *a, const char *b)
{
	int row[3][NAME_MAX_NEAR + 1];
	int na = (int)strlen(a), nb = (int)strlen(b);

	if (na > NAME_MAX_NEAR || nb > NAME_MAX_NEAR)
		return (NAME_MAX_NEAR);
	for (int j = 0; j <= nb; j++)
		row[0][j] = j;
	for (int i = 1; i <= na; i++) {
		int *now = row[i % 3], *up = row[(i + 2) % 3];
		const int *upup = row[(i + 1) % 3];

		now[0] = i;
		for (int j = 1; j <= nb; j++) {
			now[j] = least(up[j - 1] + (a[i - 1] != b[j - 1]),
			    least(up[j], now[j - 1]) + 1);
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] &&
			    a[i - 2] == b[j - 1])
				now[j] = least(now[j], upup[j - 2] + 1);
		}
	}
	return (row[na % 3][nb]);
}

/* The nearest name found so far. */
struct nearest {
	const char *name;
	int distance;
};

static void
consider(struct nearest *best, const char *candidate, const char *name)
{
	int len = (int)strlen(name), limit = len <= 3  ? 1
					     : len < 9 ? 2
						       : len / 3;
	int d = distance(candidate, name);

	/* The beginning of a name is as good as a letter that is wrong. */
	if (len >= 3 && strncasecmp(candidate, name, (size_t)len) == 0)
		d = 1;
	if (d <= limit && d < best->distance && d < (int)strlen(candidate))
		*best = (struct nearest){ candidate, d };
}

const char *
choice_near(const char *const *names, const char *name)
{
	struct nearest best = { NULL, NAME_MAX_NEAR };

	for (; *names != NULL; names++)
		consider(&best, *names, name);
	return (best.name);
}

/* One more name of a list that has *len characters; the first that it has no
 * room for ends it. */
static void
add_name(char *to, size_t size, size_t *len, const char *name)
{
	static const char more[] = ", ...";
	const char *sep = *len == 0 ? "" : ", ";
	size_t next = *len + strlen(sep) + strlen(name);

	if (*len >= size)
		return;
	if (next + sizeof(more) > size) {
		memcpy(to + *len, more, sizeof(more));
		*len = size;
		return;
	}
	snprintf(to + *len, size - *len, "%s%s", sep, name);
	*len = next;
}

const void *
choice_find(const void *const *list, const char *what, const char *name,
    enum err_kind kind, const struct err_where *at, struct err *err)
{
	struct nearest best = { NULL, NAME_MAX_NEAR };
	char known[200] = "";
	size_t len = 0;

	for (const void *const *p = list; *p != NULL; p++) {
		const struct choice *c = *p;

		if (strcasecmp(c->name, name) == 0)
			return (c);
		consider(&best, c->name, name);
		add_name(known, sizeof(known), &len, c->name);
	}
	if (best.name != NULL)
		err_at(err, kind, at, "unknown %s '%.60s'; did you mean '%s'?",
		    what, name, best.name);
	else
		err_at(err, kind, at, "unknown %s '%.60s' (there are: %s)",
		    what, name, known);
	return (NULL);
}

void
choice_list(char *to, size_t size, const char *const names[])
{
	size_t len = 0;

	to[0] = '\0';
	for (; *names != NULL; names++)
		add_name(to, size, &len, *names);
}
