/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The processes of a recording, in a list: a recording has few that live at
 * the same time, and most look-ups are of the one that was found last.
 */
#include "record/tracee.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"

void
tracees_init(struct tracees *all)
{
	*all = (struct tracees){ .n = 0 };
	all->end = &all->first;
}

void
tracees_free(struct tracees *all)
{
	for (struct tracee *t = all->first, *next; t != NULL; t = next) {
		next = t->next;
		areamap_clear(&t->areas);
		free(t);
	}
	tracees_init(all);
}

struct tracee *
tracee_find(struct tracees *all, pid_t pid)
{
	struct tracee *t = all->last_found;

	if (t != NULL && t->alive && t->pid == pid)
		return (t);
	for (t = all->first; t != NULL; t = t->next)
		if (t->alive && t->pid == pid)
			return (all->last_found = t);
	return (NULL);
}

struct tracee *
tracee_add(struct tracees *all, pid_t pid, const struct tracee *parent)
{
	struct tracee *t = calloc(1, sizeof(*t));

	if (t == NULL)
		mem_die("a recorded process");
	t->pid = pid;
	t->number = all->n++;
	t->alive = true;
	if (parent != NULL) {
		areamap_copy(&t->areas, &parent->areas);
		t->stack_known = parent->stack_known;
		t->runs_on = parent->runs_on;
		memcpy(t->program, parent->program, sizeof(t->program));
	}
	*all->end = t;
	all->end = &t->next;
	return (t);
}

void
tracee_exe(const struct tracee *t, char *path, size_t size)
{
	char link[64];
	ssize_t n;

	snprintf(link, sizeof(link), "/proc/%d/exe", (int)t->pid);
	n = readlink(link, path, size - 1);
	path[n > 0 ? n : 0] = '\0';
}

void
tracee_set_program(struct tracee *t, const char *program)
{
	snprintf(t->program, sizeof(t->program), "%.*s",
	    (int)sizeof(t->program) - 1, program);
}
