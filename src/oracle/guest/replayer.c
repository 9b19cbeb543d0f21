/* SPDX-License-Identifier: BSD-2-Clause */
#include "oracle/guest/replayer.h"

#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "oracle/guest/toucher.h"
#include "oracle/guest/touchfile.h"

#define BLOCK_BYTES 512 /* of ru_inblock */

/* What the processes share with their parent. */
struct shared {
	uint64_t majflt[TOUCH_PROCESSES], minflt[TOUCH_PROCESSES];
	struct rusage begin[TOUCH_PROCESSES];
	uint64_t inblock[TOUCH_PROCESSES]; /* of 512 bytes */
	uint64_t next_flush[GROUPS_MOST];  /* by group: words */
	char failed[sizeof(((struct replay_answer *)0)->failed)];
};

struct crew {
	const struct replay_spec *spec;
	struct shared *shared;
	uint32_t n;
	int baton[TOUCH_PROCESSES][2]; /* pipes: the word to go on at */
	int done[2];                   /* a byte from each that is ready, and
					* again from each that has finished */
	pid_t pid[TOUCH_PROCESSES];
};

static void
tell(struct crew *c, const char *what)
{
	snprintf(c->shared->failed, sizeof(c->shared->failed), "%s: %s", what,
	    strerror(errno));
}

static int
pass(const struct crew *c, uint32_t to, uint64_t at)
{
	return (write(c->baton[to][1], &at, sizeof(at)) == sizeof(at) ? 0 : -1);
}

static int
wait_baton(const struct crew *c, uint32_t me, uint64_t *at)
{
	return (read(c->baton[me][0], at, sizeof(*at)) == sizeof(*at) ? 0 : -1);
}

static int
say(const struct crew *c)
{
	return (write(c->done[1], "", 1) == 1 ? 0 : -1);
}

/* From one hand-over to the next, until all words are done. */
static const char *
take_turns(struct crew *c, struct toucher *t, uint32_t me)
{
	uint64_t at;

	for (;;) {
		if (wait_baton(c, me, &at) != 0)
			return ("the other processes are gone");
		if (at >= t->head->words)
			return (NULL);
		if (toucher_run(t, &at) != 0)
			return ("memory.stat cannot be read");
		if (at < t->head->words) {
			uint32_t next = t->word[at] - TOUCH_SWITCH;

			if (pass(c, next, at + 1) != 0)
				return ("the other processes are gone");
			continue;
		}
		for (uint32_t i = 0; i < c->n; i++)
			if (i != me && pass(c, i, at) != 0)
				return ("the other processes are gone");
		return (NULL);
	}
}

/* Of a process, since it began. */
static void
count_faults(struct shared *s, uint32_t i, const struct rusage *end)
{
	s->majflt[i] = (uint64_t)(end->ru_majflt - s->begin[i].ru_majflt);
	s->minflt[i] = (uint64_t)(end->ru_minflt - s->begin[i].ru_minflt);
	s->inblock[i] = (uint64_t)(end->ru_inblock - s->begin[i].ru_inblock);
}

static int
process(struct crew *c, uint32_t me)
{
	struct rusage end;
	const struct group *g = groups_of(c->spec->groups, me);
	const size_t group = (size_t)(g - c->spec->groups->group);
	struct toucher t;
	const char *failed =
	    toucher_open(&t, c->spec, me, &c->shared->next_flush[group]);
	uint64_t at;

	if (failed == NULL && group_join(g) != 0)
		failed = "the memory group cannot be joined";
	if (failed != NULL || say(c) != 0) {
		tell(c, failed != NULL ? failed : "pipe");
		return (1);
	}
	getrusage(RUSAGE_SELF, &c->shared->begin[me]);
	failed = take_turns(c, &t, me);
	getrusage(RUSAGE_SELF, &end);
	count_faults(c->shared, me, &end);
	if (failed != NULL) {
		tell(c, failed);
		return (1);
	}
	(void)say(c);
	(void)wait_baton(c, me, &at); /* until the parent has read all */
	return (0);
}

/* Waits for a process, or with WNOHANG only if it has ended.  The faults of one
 * that was killed are those that it had. */
static int
reap(struct crew *c, uint32_t i, int options)
{
	struct rusage end;
	int status;
	pid_t got;

	do
		got = wait4(c->pid[i], &status, options, &end);
	while (got < 0 && errno == EINTR);
	if (got != c->pid[i])
		return (0);
	if (WIFSIGNALED(status))
		count_faults(c->shared, i, &end);
	c->pid[i] = 0;
	return (1);
}

/* A byte from each; a signal, as of a child that ended, interrupts it. */
static const char *
gather(struct crew *c)
{
	char byte;

	for (uint32_t i = 0; i < c->n;) {
		if (read(c->done[0], &byte, 1) == 1) {
			i++;
			continue;
		}
		if (c->spec->stop != NULL && *c->spec->stop)
			return ("interrupted");
		for (uint32_t k = 0; k < c->n; k++)
			if (reap(c, k, WNOHANG))
				return ("a process ended early (the group ran "
					"out of memory?)");
	}
	return (NULL);
}

static const char *
launch(struct crew *c)
{
	if (pipe2(c->done, O_CLOEXEC) != 0)
		return ("pipe");
	for (uint32_t i = 0; i < c->n; i++)
		if (pipe2(c->baton[i], O_CLOEXEC) != 0)
			return ("pipe");
	for (uint32_t i = 0; i < c->n; i++) {
		c->pid[i] = fork();
		if (c->pid[i] < 0) {
			c->pid[i] = 0;
			return ("fork");
		}
		if (c->pid[i] == 0)
			_exit(process(c, i));
	}
	return (NULL);
}

static void
dismiss(struct crew *c, int by_force)
{
	for (uint32_t i = 0; i < c->n; i++)
		if (c->pid[i] > 0) {
			if (by_force)
				kill(c->pid[i], SIGKILL);
			else
				(void)pass(c, i, UINT64_MAX);
			(void)reap(c, i, 0);
		}
	for (uint32_t i = 0; i < c->n; i++)
		for (int end = 0; end < 2; end++)
			if (c->baton[i][end] > 0)
				close(c->baton[i][end]);
	for (int end = 0; end < 2; end++)
		if (c->done[end] > 0)
			close(c->done[end]);
}

static const char *
replay(struct crew *c, struct replay_answer *a, struct wholememory *taken)
{
	const uint64_t page = (uint64_t)sysconf(_SC_PAGESIZE);
	struct counters begin;
	const char *failed = launch(c);

	if (failed == NULL)
		failed = gather(c);
	if (failed == NULL && c->spec->machine != NULL)
		failed = wholememory_take(taken, c->spec->machine);
	if (failed != NULL)
		return (failed);
	if (counters_read(&begin, c->spec->groups) != 0)
		return ("the kernel's counters cannot be read");
	if (pass(c, 0, 0) != 0)
		return ("pipe");
	failed = gather(c);
	a->ooms = groups_ooms(c->spec->groups);
	if (failed != NULL && a->ooms == 0)
		return (failed);
	if (failed == NULL) /* else what was charged went with the process */
		a->kernel_pages = groups_kernel_bytes(c->spec->groups) / page;
	if (counters_read(&a->counted, c->spec->groups) != 0)
		return ("the kernel's counters cannot be read");
	for (int i = 0; i < COUNTERS; i++)
		a->counted.n[i] -= begin.n[i];
	return (failed);
}

/* Only its arrival matters: it interrupts read(). */
static void
on_child(int number)
{
	(void)number;
}

void
replayer_run(const struct replay_spec *spec, struct replay_answer *a)
{
	struct sigaction was, act = { .sa_handler = on_child };
	struct wholememory taken = { .n = 0 };
	struct crew c = { .spec = spec };
	const char *failed;

	*a = (struct replay_answer){ .majflt = 0 };
	c.shared = mmap(NULL, sizeof(*c.shared), PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
	c.n = c.shared == MAP_FAILED ? 0 : toucher_processes(spec->touches);
	if (c.n == 0) {
		snprintf(a->failed, sizeof(a->failed),
		    "the touches cannot be read: %s", strerror(errno));
		return;
	}
	sigaction(SIGCHLD, &act, &was);
	failed = replay(&c, a, &taken);
	if (failed != NULL)
		snprintf(a->failed, sizeof(a->failed), "%s",
		    c.shared->failed[0] != '\0' ? c.shared->failed : failed);
	wholememory_give(&taken);
	dismiss(&c, failed != NULL);
	sigaction(SIGCHLD, &was, NULL);
	for (uint32_t i = 0; i < c.n; i++) {
		a->majflt += c.shared->majflt[i];
		a->minflt += c.shared->minflt[i];
		a->pages_read += c.shared->inblock[i] * BLOCK_BYTES /
				 (uint64_t)sysconf(_SC_PAGESIZE);
	}
	munmap(c.shared, sizeof(*c.shared));
}
