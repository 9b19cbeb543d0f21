/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Starting a child, and how it ended.
 */
#include "policy/child.h"

#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>

#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

void *
child_share(size_t size, struct err *err)
{
	void *p = mmap(NULL, size, PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	if (p != MAP_FAILED)
		return (p);
	err_sys(err, "cannot get memory to share with a process");
	return (NULL);
}

void
child_unshare(void *p, size_t size)
{
	munmap(p, size);
}

pid_t
child_start(struct err *err)
{
	static const int fatal[] = { SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT,
		SIGTRAP, SIGPROF, SIGALRM, SIGSYS };
	pid_t parent = getpid(), child;

	fflush(NULL);
	child = fork();
	if (child < 0)
		return (err_sys(err, "cannot start a process"));
	if (child > 0)
		return (child);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent)
		_exit(4);
	for (size_t i = 0; i < sizeof(fatal) / sizeof(fatal[0]); i++)
		signal(fatal[i], SIG_DFL);
	return (0);
}

static bool
is_crash(int sig)
{
	return (sig == SIGSEGV || sig == SIGBUS || sig == SIGFPE ||
		sig == SIGILL || sig == SIGABRT || sig == SIGTRAP ||
		sig == SIGSYS);
}

const char *
child_end(int status, char *buf, size_t size)
{
	if (WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL)
		snprintf(buf, size,
		    "was killed (by itself, or by the system where memory is "
		    "short)");
	else if (WIFSIGNALED(status))
		snprintf(buf, size, "%s: %s",
		    is_crash(WTERMSIG(status)) ? "crashed"
					       : "was ended by a signal",
		    strsignal(WTERMSIG(status)));
	else
		snprintf(buf, size, "ended the program with status %d",
		    WEXITSTATUS(status));
	return (buf);
}
