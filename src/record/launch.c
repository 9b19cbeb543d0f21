/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The new process: its signals, its seccomp filter, its exec.
 */
#include "record/launch.h"

#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#if defined(__x86_64__)
#define NATIVE_ARCH AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define NATIVE_ARCH AUDIT_ARCH_AARCH64
#endif

#define LOAD(member)                                                           \
	BPF_STMT(                                                              \
	    BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, member))
#define EQUAL(value, yes, no)                                                  \
	BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (value), (yes), (no))
#define RETURN(what) BPF_STMT(BPF_RET | BPF_K, (what))

/* At most six instructions for each call, and four around them. */
#define FILTER_MAX (6 * FOLLOW_CALLS_MAX + 4)

/* The exit status of a process that has executed nothing; another one is errno
 * of execve(2). */
#define NO_FILTER 255
#define CANCELLED 254

/* A filter that stops at these calls of native programs. */
static int
set_filter(const struct follow_call *calls, size_t n)
{
#ifdef NATIVE_ARCH
	struct sock_filter code[FILTER_MAX], *c = code;
	struct sock_fprog program = { .filter = code };

	*c++ = (struct sock_filter)LOAD(arch);
	*c++ = (struct sock_filter)EQUAL(NATIVE_ARCH, 1, 0);
	*c++ = (struct sock_filter)RETURN(SECCOMP_RET_ALLOW);
	for (size_t i = 0; i < n; i++) {
		*c++ = (struct sock_filter)LOAD(nr);
		if (!calls[i].output) {
			*c++ = (struct sock_filter)EQUAL(
			    (unsigned)calls[i].number, 0, 1);
		} else {
			*c++ = (struct sock_filter)EQUAL(
			    (unsigned)calls[i].number, 0, 4);
			*c++ = (struct sock_filter)LOAD(args[0]);
			*c++ = (struct sock_filter)EQUAL(STDOUT_FILENO, 1, 0);
			*c++ = (struct sock_filter)EQUAL(STDERR_FILENO, 0, 1);
		}
		*c++ = (struct sock_filter)RETURN(SECCOMP_RET_TRACE);
	}
	*c++ = (struct sock_filter)RETURN(SECCOMP_RET_ALLOW);
	program.len = (unsigned short)(c - code);
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
		return (-1);
	return (prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program));
#else
	(void)calls;
	(void)n;
	errno = ENOSYS;
	return (-1);
#endif
}

static void
default_signals(void)
{
	sigset_t none;

	signal(SIGPIPE, SIG_DFL);
	signal(SIGXFSZ, SIG_DFL);
	signal(SIGCHLD, SIG_DFL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
}

static void __attribute__((noreturn)) be_program(int gate,
    const char *const *argv, const struct follow_call *calls, size_t ncalls)
{
	char go;

	default_signals();
	if (read(gate, &go, 1) != 1)
		_exit(CANCELLED);
	close(gate);
	if (ncalls > 0 && set_filter(calls, ncalls) != 0)
		_exit(NO_FILTER);
	execvp(argv[0], (char *const *)(uintptr_t)argv);
	_exit(errno);
}

pid_t
launch_open(struct launch *l, const char *const *argv,
    const struct follow_call *calls, size_t ncalls, struct err *err)
{
	int gate[2];

	if (pipe(gate) != 0)
		return (err_sys(err, "starting a program"));
	fflush(NULL);
	l->pid = fork();
	if (l->pid == 0) {
		close(gate[1]);
		be_program(gate[0], argv, calls, ncalls);
	}
	close(gate[0]);
	l->gate = gate[1];
	if (l->pid < 0) {
		close(gate[1]);
		return (err_sys(err, "starting a program"));
	}
	return (l->pid);
}

void
launch_go(struct launch *l)
{
	(void)!write(l->gate, "g", 1);
	close(l->gate);
}

void
launch_cancel(struct launch *l)
{
	close(l->gate);
	waitpid(l->pid, NULL, 0);
}

int
launch_failed(const char *program, int status, struct err *err)
{
	if (status == NO_FILTER)
		return (err_set(err, ERR_SYS,
		    "programs cannot be followed by this method: a seccomp "
		    "filter is not allowed here"));
	errno = status;
	return (err_sys(err, "'%.80s' cannot be executed", program));
}
