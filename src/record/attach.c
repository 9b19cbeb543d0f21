/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Taking hold of a process that runs.
 *
 * A thread can start another one until it is stopped, so the list is read until
 * it has no new ones.
 */
#include <sys/ptrace.h>
#include <sys/wait.h>

#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "record/follow.h"
#include "record/follow_task.h"

/* false: it cannot be traced; errno says why. */
static bool
take(struct follow *f, pid_t pid, pid_t tid, bool *new)
{
	if (follow_find(f, tid) != NULL)
		return (true);
	if (ptrace(PTRACE_SEIZE, tid, NULL,
		(void *)(uintptr_t)FOLLOW_ATTACH_OPTIONS) != 0)
		return (errno == ESRCH && tid != pid);
	(void)follow_add(f, tid, pid);
	(void)ptrace(PTRACE_INTERRUPT, tid, NULL, NULL);
	*new = true;
	return (true);
}

/* Until it is stopped: by the interrupt, or at something else, which is kept.
 */
static void
wait_for(struct follow *f, pid_t tid)
{
	struct follow_task *t;
	int status;

	if (waitpid(tid, &status, __WALL) != tid)
		return;
	t = follow_find(f, tid);
	if (t != NULL && WIFSTOPPED(status) &&
	    status >> 16 == FOLLOW_EVENT_STOP)
		t->held = true;
	else
		follow_keep(f, tid, status);
}

static bool
take_all(struct follow *f, pid_t pid, bool *new)
{
	struct dirent *e;
	bool ok = true;
	char path[64];
	DIR *dir;

	*new = false;
	snprintf(path, sizeof(path), "/proc/%d/task", (int)pid);
	dir = opendir(path);
	if (dir == NULL) {
		errno = ESRCH;
		return (false);
	}
	while (ok && (e = readdir(dir)) != NULL) {
		pid_t tid = (pid_t)strtol(e->d_name, NULL, 10);
		size_t before = f->n;

		ok = tid <= 0 || take(f, pid, tid, new);
		if (f->n > before)
			wait_for(f, tid);
	}
	closedir(dir);
	return (ok);
}

int
follow_attach(struct follow *f, pid_t pid, struct err *err)
{
	bool new = true, ok = true;

	while (ok && new)
		ok = take_all(f, pid, &new);
	if (ok)
		return (0);
	return (err_sys(err, "attaching to process %d", (int)pid));
}

void
follow_go(struct follow *f)
{
	for (size_t i = f->n; i-- > 0;) {
		struct follow_task *t = &f->task[i];

		if (t->held) {
			t->held = false;
			follow_tell(f, t, FOLLOW_TRAP, 0);
		}
	}
}

void
follow_interrupt(struct follow *f)
{
	for (size_t i = 0; i < f->n; i++)
		(void)ptrace(PTRACE_INTERRUPT, f->task[i].tid, NULL, NULL);
}
