/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The beginning and the end of the guarding of a process.
 *
 * A process that runs already has told the kernel of things that a program is
 * seen to do: what its calls that wait are, and an area for restartable
 * sequences (rseq(2)) of each thread.
 */
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/user.h>

#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "record/follow_task.h"
#include "record/guarded.h"
#include "record/thread_status.h"

#if defined(__x86_64__)

#ifndef PTRACE_GET_RSEQ_CONFIGURATION
#define PTRACE_GET_RSEQ_CONFIGURATION 0x420f
#endif

/* A set of signals of a thread; empty where there is no such thread. */
static uint64_t
signals_of(pid_t tid, const char *name)
{
	char set[32];

	if (!thread_status(tid, name, set, sizeof(set)))
		return (0);
	return (strtoull(set, NULL, 16));
}

bool
guard_is_handled(pid_t tid, int sig)
{
	return ((signals_of(tid, "SigCgt:") >> (sig - 1) & 1) != 0);
}

void
guard_undo_interrupt(pid_t tid)
{
	struct user_regs_struct regs;
	uint64_t pending;

	if (ptrace(PTRACE_GETREGS, tid, NULL, &regs) != 0 ||
	    (int64_t)regs.orig_rax < 0 || (int64_t)regs.rax != -EINTR)
		return;
	pending = signals_of(tid, "SigPnd:") | signals_of(tid, "ShdPnd:");
	if ((pending & ~signals_of(tid, "SigBlk:")) != 0)
		return;
	regs.rip -= 2;
	regs.rax = regs.orig_rax;
	regs.orig_rax = UINT64_MAX;
	(void)ptrace(PTRACE_SETREGS, tid, NULL, &regs);
}

bool
guard_all(struct guarded *w, struct guarded_thread *th, struct tracee *t,
    struct space *s)
{
	struct guard *g = guarded_at(w, th, s);

	if (s->given_up || !inject_open(g->follow, &s->injector, &th->inject)) {
		s->given_up = true;
		return (false);
	}
	guard_sync(w, s, t);
	guard_close_range(g, 0, UINT64_MAX);
	if (!guard_commit(g))
		return (false);
	if (((signals_of(t->pid, "SigCgt:") | signals_of(t->pid, "SigIgn:")) >>
		    (SIGSEGV - 1) &
		1) != 0)
		guard_learn_handler(g);
	return (!s->given_up);
}

/* The kernel writes to an area of each thread that has registered one, at times
 * that are not seen; so it is told not to, and later told to do so again. */
static void
set_rseq(struct guarded *w, struct guarded_thread *th, struct space *s, bool on)
{
	const uint64_t arg[6] = { th->rseq_addr, th->rseq_size, on ? 0 : 1,
		th->rseq_signature, 0, 0 };
	int64_t result;

	if (th->rseq_size > 0)
		(void)inject_one(w->guard.follow, &s->injector, &th->inject,
		    SYS_rseq, arg, &result);
}

void
guard_let_go(struct guarded *w, struct guarded_thread *th, struct space *s)
{
	if (th->inject.stop == INJECT_OTHER)
		guard_undo_interrupt(th->inject.tid);
	guard_release(guarded_at(w, th, s));
	set_rseq(w, th, s, true);
	th->rseq_size = 0;
}

/* Memory that the kernel writes at any time, for a program that reads a ring
 * instead of making calls. */
static bool
has_io_uring(pid_t pid)
{
	char path[80], link[64];
	bool found = false;
	struct dirent *e;
	DIR *dir;

	snprintf(path, sizeof(path), "/proc/%d/fd", (int)pid);
	dir = opendir(path);
	while (dir != NULL && !found && (e = readdir(dir)) != NULL) {
		ssize_t n =
		    readlinkat(dirfd(dir), e->d_name, link, sizeof(link) - 1);

		link[n > 0 ? n : 0] = '\0';
		found = strcmp(link, "anon_inode:[io_uring]") == 0;
	}
	if (dir != NULL)
		closedir(dir);
	return (found);
}

/* What the thread does with the kernel. */
static void
learn_thread(struct guarded *w, struct guarded_thread *th, struct space *s)
{
	struct user_regs_struct regs;
	struct {
		uint64_t addr;
		uint32_t size, signature, flags, unused;
	} rseq = { 0 };
	pid_t tid = th->inject.tid;

	if (ptrace(PTRACE_GETREGS, tid, NULL, &regs) != 0)
		return;
	th->inject.stop = INJECT_OTHER;
	th->restarts =
	    (int64_t)regs.orig_rax >= 0 && (int64_t)regs.rax == RESTART_BLOCK;
	th->number = regs.orig_rax;
	memcpy(th->arg,
	    (uint64_t[]){
		regs.rdi, regs.rsi, regs.rdx, regs.r10, regs.r8, regs.r9 },
	    sizeof(th->arg));
	if (ptrace(PTRACE_GET_RSEQ_CONFIGURATION, tid, sizeof(rseq), &rseq) <=
	    0)
		return;
	th->rseq_addr = rseq.addr;
	th->rseq_size = rseq.size;
	th->rseq_signature = rseq.signature;
	set_rseq(w, th, s, false);
}

int
guard_attach(struct recorder *r, struct tracee *t, struct err *err)
{
	struct guarded *w = r->state;
	struct guarded_thread *th = NULL;
	struct space *s = space_new(t->pid);
	char path[4096];

	t->stream = s;
	tracee_exe(t, path, sizeof(path));
	tracee_set_program(t, path);
	if (has_io_uring(t->pid))
		return (err_set(err, ERR_SYS,
		    "process %d uses io_uring, by which the kernel writes to "
		    "its memory at any time: it cannot be recorded",
		    (int)t->pid));
	for (size_t i = 0; i < r->follow.n; i++) {
		th = guarded_thread(w, t->pid, r->follow.task[i].tid);
		learn_thread(w, th, s);
	}
	if (th == NULL || !guard_all(w, th, t, s))
		return (err_set(err, ERR_SYS,
		    "process %d cannot be recorded: it is not a 64-bit "
		    "program, or has ended",
		    (int)t->pid));
	return (0);
}

#endif
