/* SPDX-License-Identifier: BSD-2-Clause */
#include "model/process_group.h"

#include <stdio.h>
#include <string.h>

#include "base/num.h"
#include "model/access.h"

#define NUMBER_MAX 32 /* bytes of a number as text */

_Static_assert(PID_MAX == 536870911, "a message names it");

/* Processes first to last. */
struct pids {
	uint64_t first, last;
};

static int
number(const char *text, size_t n, uint64_t *out)
{
	char one[NUMBER_MAX];
	const char *why;

	if (n == 0 || n >= sizeof(one))
		return (-1);
	snprintf(one, sizeof(one), "%.*s", (int)n, text);
	return (num_count(one, out, &why));
}

/* "3" or "3-7", *n bytes of a list; -1: it is neither, 1: there is no such
 * process. */
static int
take_pids(const char *list, size_t length, size_t *n, struct pids *out)
{
	const char *end = memchr(list, '+', length);
	const char *dash;
	size_t before;

	*n = end != NULL ? (size_t)(end - list) : length;
	dash = memchr(list, '-', *n);
	before = dash != NULL ? (size_t)(dash - list) : *n;
	if (number(list, before, &out->first) != 0)
		return (-1);
	out->last = out->first;
	if (dash != NULL && number(dash + 1, *n - before - 1, &out->last) != 0)
		return (-1);
	if (out->first > out->last)
		return (-1);
	return (out->last > PID_MAX);
}

/* The next of a list of processes; false: there is none, or what is there is
 * none. */
static bool
next_pids(const char **list, size_t *length, struct pids *out)
{
	size_t n;

	if (*length == 0 || take_pids(*list, *length, &n, out) != 0)
		return (false);
	n += n < *length; /* the plus sign */
	*list += n;
	*length -= n;
	return (true);
}

static int
limit(const char *text, size_t n, struct process_group *g)
{
	char one[NUMBER_MAX];
	const char *why;

	if (n >= sizeof(one))
		return (-1);
	snprintf(one, sizeof(one), "%.*s", (int)n, text);
	if (memchr(text, '%', n) == NULL)
		return (num_count(one, &g->frames, &why) == 0 && g->frames > 0
			    ? 0
			    : -1);
	return (num_share(one, &g->ppm, &why) == 0 && g->ppm > 0 &&
			g->ppm <= NUM_PPM
		    ? 0
		    : -1);
}

/* -1: the limit of the group is none. */
static int
take(const char **text, struct process_group *g)
{
	const size_t n = strcspn(*text, "/");
	const char *colon = memchr(*text, ':', n);
	int failed = 0;

	*g = (struct process_group){ .processes = *text, .length = n };
	if (colon != NULL) {
		g->length = (size_t)(colon - *text);
		failed = limit(colon + 1, n - g->length - 1, g);
	}
	*text += n + ((*text)[n] == '/');
	return (failed);
}

bool
groups_next(const char **text, struct process_group *g)
{
	if (*text == NULL || **text == '\0')
		return (false);
	(void)take(text, g);
	return (true);
}

bool
group_has(const struct process_group *g, uint32_t pid)
{
	const char *list = g->processes;
	size_t length = g->length;
	struct pids p;

	while (next_pids(&list, &length, &p))
		if (pid >= p.first && pid <= p.last)
			return (true);
	return (false);
}

/* Is one of the processes from *list on in what was read before it? */
static bool
named_before(const char *text, const char *list, const struct pids *p)
{
	const char *rest = text;
	struct process_group g;
	struct pids q;

	while (groups_next(&rest, &g)) {
		const char *at = g.processes;
		size_t length = g.length;

		while (at < list && next_pids(&at, &length, &q))
			if (at <= list && q.first <= p->last &&
			    p->first <= q.last)
				return (true);
		if (at >= list)
			break;
	}
	return (false);
}

static const char *
check_processes(const char *text, const struct process_group *g)
{
	const char *list = g->processes;
	size_t length = g->length;
	struct pids p;

	do {
		const char *at = list;

		size_t n;

		if (take_pids(list, length, &n, &p) > 0)
			return ("the number of a process is at most "
				"536870911");
		if (!next_pids(&list, &length, &p) ||
		    (length == 0 && list[-1] == '+'))
			return ("numbers of processes joined by + or -, as in "
				"0+1 or 0-7");
		if (named_before(text, at, &p))
			return ("a process can be in only one group");
	} while (length > 0);
	return (NULL);
}

const char *
groups_check(const char *text)
{
	const char *rest = text, *why;
	struct process_group g;

	if (strlen(text) > GROUPS_TEXT_MAX)
		return ("at most 120 characters");
	if (text[0] == '\0' || text[strlen(text) - 1] == '/')
		return ("groups of processes, as in 0+1:75%/2:25%");
	while (*rest != '\0') {
		if (take(&rest, &g) != 0)
			return ("the limit of a group is frames, at least 1, "
				"or a share of the memory up to 100%");
		why = check_processes(text, &g);
		if (why != NULL)
			return (why);
	}
	return (NULL);
}
