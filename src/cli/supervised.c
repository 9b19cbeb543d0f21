/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Running a command under supervision.
 */
#include "cli/supervised.h"

#include <sys/stat.h>

#include <dirent.h>
#include <fcntl.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "cli/verdict.h"
#include "policy/choose.h"
#include "policy/plugin.h"
#include "policy/supervise.h"

/* Milliseconds that an ended thread is waited for. */
#define ENDING_MS 100
/* Threads of the program's own; the thread sanitizer has one from a fork on and
 * one from the first thread on. */
#ifdef __SANITIZE_THREAD__
#define OWN_THREADS 3
#else
#define OWN_THREADS 1
#endif

bool
supervised_plugins(const struct selections *policies)
{
	for (size_t i = 0; i < policies->n; i++)
		if (plugin_is_path(policies->item[i].name))
			return (true);
	return (false);
}

int
supervised_run(const struct options *o, bool plugins, work_f *work, void *arg,
    int *status, struct err *err)
{
	const struct supervision s = { work, arg, o->plugin_timeout_ns };
	bool gate = o->baseline != NULL && !o->update_baseline, lost;
	struct err unfinished;
	int failed;

	if (!plugins || supervise_in_child())
		return (work(arg, status, err));
	err_set(&unfinished, ERR_POLICY, "the run did not come to an end");
	if (gate)
		verdict_refuse_first(o, &unfinished);
	failed = supervise(&s, status, &lost, err);
	if (lost && gate)
		verdict_refuse(o, false, err);
	return (failed);
}

void
plugins_begin(struct plugins_state *s)
{
	const char *locale = setlocale(LC_ALL, NULL);

	*s = (struct plugins_state){ .output = -1, .folder = -1 };
	if (!supervise_in_child())
		return;
	fflush(stdout);
	s->output = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 0);
	s->folder = open(".", O_PATH | O_DIRECTORY | O_CLOEXEC);
	s->mask = umask(0);
	umask(s->mask);
	s->locale = locale != NULL ? strdup(locale) : NULL;
	fegetenv(&s->rounding);
	if (s->output >= 0)
		dup2(STDERR_FILENO, STDOUT_FILENO);
}

static unsigned
count_threads(void)
{
	DIR *d = opendir("/proc/self/task");
	unsigned n = 0;

	while (d != NULL && readdir(d) != NULL)
		n++;
	if (d != NULL)
		closedir(d);
	return (n > 2 ? n - 2 : 1);
}

/* A thread that was joined stays in the list for a moment. */
static bool
has_threads(void)
{
	const struct timespec ms = { .tv_nsec = 1000000 };

	for (int i = 0; count_threads() > OWN_THREADS; i++) {
		if (i == ENDING_MS)
			return (true);
		nanosleep(&ms, NULL);
	}
	return (false);
}

/* Makes the state what it was; false: it cannot be. */
static bool
restore(struct plugins_state *s)
{
	bool done;

	fflush(stdout);
	done = dup2(s->output, STDOUT_FILENO) >= 0 &&
	       fcntl(STDERR_FILENO, F_GETFD) >= 0 &&
	       (s->folder < 0 || fchdir(s->folder) == 0);
	close(s->output);
	close(s->folder);
	umask(s->mask);
	if (s->locale != NULL)
		setlocale(LC_ALL, s->locale);
	free(s->locale);
	fesetenv(&s->rounding);
	return (done);
}

int
plugins_end(struct plugins_state *s, int failed, struct err *err)
{
	bool restored = s->output < 0 || restore(s);

	if (failed != 0 || s->output < 0)
		return (failed);
	if (!restored)
		return (err_set(err, ERR_POLICY,
		    "a plug-in closed descriptors that it did not open, or "
		    "allowed no more of them"));
	if (has_threads())
		return (err_set(err, ERR_POLICY,
		    "a plug-in left a thread running, which could change "
		    "results"));
	return (0);
}

const struct policy *
supervised_choose(const struct selection *sel, struct err *err)
{
	struct plugins_state state;
	const struct policy *p;

	plugins_begin(&state);
	p = choose_policy(policy_list, sel, err);
	return (plugins_end(&state, p != NULL ? 0 : -1, err) == 0 ? p : NULL);
}
