/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Children.  A child prints nothing and leaves no core file.
 *
 * The limit is processor time, so that a busy machine does not make a policy
 * fail.  A child that waits without using the processor is ended by a limit of
 * wall-clock time, which is many times as long.
 *
 * Want of memory says nothing about a policy: it ends the program.
 */
#include "check/isolate.h"

#include <sys/resource.h>
#include <sys/time.h>
#include <sys/wait.h>

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "policy/child.h"
#include "policy/watch.h"

/* Seconds of wall-clock time for one of processor time, and as many more. */
#define WALL_PER_CPU 20

struct verdict_page *
verdict_page_open(void)
{
	struct err err;
	struct verdict_page *p = child_share(sizeof(*p), &err);

	if (p == NULL)
		mem_die(err.msg);
	return (p);
}

void
verdict_page_close(struct verdict_page *s)
{
	child_unshare(s, sizeof(*s));
}

static void
limit(unsigned ms)
{
	const struct rlimit none = { 0, 0 };
	const struct itimerval time = { .it_value = {
					    ms / 1000, ms % 1000 * 1000 } };

	setrlimit(RLIMIT_CORE, &none);
	setitimer(ITIMER_PROF, &time, NULL);
	alarm(WALL_PER_CPU + ms / 1000 * WALL_PER_CPU);
}

static void
be_silent(void)
{
	int fd = open("/dev/null", O_WRONLY);

	if (fd < 0)
		return;
	dup2(fd, STDOUT_FILENO);
	dup2(fd, STDERR_FILENO);
	close(fd);
}

/* For mem_die(), which has no argument. */
static struct verdict_page *trying;

static void
on_die(const char *what)
{
	trying->starved = true;
	snprintf(trying->said, sizeof(trying->said), "%.200s", what);
}

static _Noreturn void
run_child(struct verdict_page *s, void (*f)(void *arg), void *arg, unsigned ms)
{
	watch_open(NULL);
	limit(ms);
	be_silent();
	trying = s;
	mem_on_die(on_die);
	f(arg);
	s->done = true;
	_exit(0);
}

/* Whose fault it is that a child was killed is not known; a built-in policy
 * does not do it. */
static bool
was_killed(int status)
{
	return (WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
}

static void
explain(struct verdict_page *s, int status, bool plugin, unsigned ms)
{
	int sig = WIFSIGNALED(status) ? WTERMSIG(status) : 0;

	if (!plugin && was_killed(status)) {
		s->starved = true;
		snprintf(s->said, sizeof(s->said),
		    "the process of a trial was killed (is memory short?)");
	}
	if (s->starved)
		return;
	s->verdict = VERDICT_BROKEN;
	s->late = sig == SIGPROF || sig == SIGALRM;
	if (s->late)
		snprintf(s->said, sizeof(s->said),
		    "did not come back within %u ms of processor time", ms);
	else
		child_end(status, s->said, sizeof(s->said));
}

void
isolate_run(struct verdict_page *s, void (*f)(void *arg), void *arg,
    bool plugin, unsigned ms)
{
	struct err err;
	int status = 0, waited;
	pid_t child;

	/* Where it is ignored, the system keeps no status of a child. */
	signal(SIGCHLD, SIG_DFL);
	*s = (struct verdict_page){ .verdict = VERDICT_NOT_JUDGED };
	child = child_start(&err);
	if (child < 0)
		mem_die(err.msg);
	if (child == 0)
		run_child(s, f, arg, ms);
	do
		waited = waitpid(child, &status, 0);
	while (waited < 0 && errno == EINTR);
	if (waited < 0)
		mem_die("cannot wait for the process of a trial");
	if (!s->done)
		explain(s, status, plugin, ms);
	if (s->starved) {
		memcpy(err.msg, s->said, sizeof(s->said));
		mem_die(err.msg);
	}
}
