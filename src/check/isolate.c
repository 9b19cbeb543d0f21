/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Children.  A child prints nothing, leaves no core file, and has the default
 * action for signals instead of this program's handlers.
 *
 * The limit is processor time, so that a busy machine does not make a policy
 * fail.  A child that waits without using the processor is ended by a limit of
 * wall-clock time, which is many times as long.
 */
#include "check/isolate.h"

#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <sys/wait.h>

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Seconds of wall-clock time for one of processor time, and as many more. */
#define WALL_PER_CPU 20

struct verdict_page *
verdict_page_open(void)
{
	void *p = mmap(NULL, sizeof(struct verdict_page),
	    PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	if (p == MAP_FAILED) {
		perror("pagerace: cannot map memory");
		exit(4);
	}
	return (p);
}

void
verdict_page_close(struct verdict_page *s)
{
	munmap(s, sizeof(*s));
}

static void
settle_signals(unsigned ms)
{
	static const int fatal[] = { SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT,
		SIGTRAP, SIGPROF, SIGALRM, SIGSYS };
	const struct rlimit none = { 0, 0 };
	const struct itimerval time = { .it_value = {
					    ms / 1000, ms % 1000 * 1000 } };

	for (size_t i = 0; i < sizeof(fatal) / sizeof(fatal[0]); i++)
		signal(fatal[i], SIG_DFL);
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

static void
explain(struct verdict_page *s, int status, unsigned ms)
{
	int sig = WIFSIGNALED(status) ? WTERMSIG(status) : 0;

	s->verdict = VERDICT_BROKEN;
	s->late = sig == SIGPROF || sig == SIGALRM;
	if (s->late)
		snprintf(s->said, sizeof(s->said),
		    "did not come back within %u ms of processor time", ms);
	else if (sig != 0)
		snprintf(
		    s->said, sizeof(s->said), "crashed: %s", strsignal(sig));
	else
		snprintf(s->said, sizeof(s->said),
		    "ended the program with status %d", WEXITSTATUS(status));
}

void
isolate_run(
    struct verdict_page *s, void (*f)(void *arg), void *arg, unsigned ms)
{
	int status = 0;
	pid_t child;

	*s = (struct verdict_page){ .verdict = VERDICT_NOT_JUDGED };
	fflush(NULL);
	child = fork();
	if (child < 0) {
		perror("pagerace: cannot start a process");
		exit(4);
	}
	if (child == 0) {
		settle_signals(ms);
		be_silent();
		f(arg);
		s->done = true;
		_exit(0);
	}
	while (waitpid(child, &status, 0) < 0 && errno == EINTR)
		continue;
	if (!s->done)
		explain(s, status, ms);
}
