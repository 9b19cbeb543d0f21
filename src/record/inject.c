/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The thread runs code[], rbx at the list and ebp the number of calls.
 *
 * For an entry to a page, which is one call that opens and mostly one that
 * closes, there is a pair in registers: rax, rdi, rsi, rdx, and of the second
 * one rbx, r13, r14, r15.
 *
 * The first calls, which map it, are made one by one by a system call
 * instruction of the vdso, which every process has.
 */
#include "record/inject.h"

#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/user.h>
#include <sys/wait.h>

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "record/areamap.h"
#include "record/follow.h"

#if defined(__x86_64__)

#define PAGE       4096
#define DATA_PAGES 4
#define DATA_BYTES (DATA_PAGES * PAGE)
#define VDSO_MAX   (4 * PAGE)
/* Below where programs are mapped, so that nothing moves by it. */
#define FIRST_PLACE UINT64_C(0x120000)
#define LAST_PLACE  UINT64_C(0x320000)
#define USER_CS     0x33

_Static_assert(
    INJECT_MAX * sizeof(struct inject_call) + INJECT_SCRATCH <= DATA_BYTES, "");

static const unsigned char code[] = {
	0x48, 0x8b, 0x03,       /* next: mov (%rbx),%rax */
	0x48, 0x8b, 0x7b, 0x08, /* mov 8(%rbx),%rdi */
	0x48, 0x8b, 0x73, 0x10, /* mov 16(%rbx),%rsi */
	0x48, 0x8b, 0x53, 0x18, /* mov 24(%rbx),%rdx */
	0x4c, 0x8b, 0x53, 0x20, /* mov 32(%rbx),%r10 */
	0x0f, 0x05,             /* syscall */
	0x48, 0x89, 0x43, 0x28, /* mov %rax,40(%rbx) */
	0x49, 0x09, 0xc4,       /* or %rax,%r12 */
	0x48, 0x83, 0xc3, 0x30, /* add $48,%rbx */
	0xff, 0xcd,             /* dec %ebp */
	0x75, 0xdc,             /* jnz next */
	0xcc,                   /* int3 */
	0x0f, 0x05,             /* pair: syscall */
	0x49, 0x89, 0xc4,       /* mov %rax,%r12 */
	0x4c, 0x89, 0xef,       /* mov %r13,%rdi */
	0x4c, 0x89, 0xf6,       /* mov %r14,%rsi */
	0x4c, 0x89, 0xfa,       /* mov %r15,%rdx */
	0x48, 0x89, 0xd8,       /* mov %rbx,%rax */
	0x0f, 0x05,             /* syscall */
	0xcc,                   /* int3 */
};
#define SYSCALL_AT 19
#define PAIR_AT    37
_Static_assert(sizeof(code) == PAIR_AT + 20, "");

bool
inject_open_memory(struct injector *in, pid_t pid)
{
	char path[64];

	snprintf(path, sizeof(path), "/proc/%d/mem", (int)pid);
	in->mem = open(path, O_RDWR | O_CLOEXEC);
	return (in->mem >= 0);
}

uint64_t
inject_scratch(const struct injector *in)
{
	return (in->data + DATA_BYTES - INJECT_SCRATCH);
}

bool
inject_read(const struct injector *in, uint64_t addr, void *to, size_t n)
{
	return (pread(in->mem, to, n, (off_t)addr) == (ssize_t)n);
}

/* Waits until the thread stops.  What others do is kept for follow_poll(), as
 * is the end of this one, or that another thread executes a program. */
static bool
wait_for(struct follow *f, const struct inject_thread *t, int *status)
{
	pid_t tid;

	while ((tid = waitpid(-1, status, __WALL)) >= 0) {
		bool exec =
		    WIFSTOPPED(*status) && *status >> 16 == PTRACE_EVENT_EXEC;

		if (tid == t->tid && WIFSTOPPED(*status) && !exec)
			return (true);
		follow_keep(f, tid, *status);
		if (tid == t->tid || (exec && tid == t->pid))
			return (false);
	}
	return (false);
}

static void
owe(struct inject_thread *t, int sig)
{
	siginfo_t *info;

	if (t->nowed == INJECT_OWED)
		return;
	info = &t->owed[t->nowed++];
	if (ptrace(PTRACE_GETSIGINFO, t->tid, NULL, info) != 0 ||
	    info->si_signo != sig)
		*info = (siginfo_t){ .si_signo = sig, .si_code = SI_USER };
}

/* Lets it go on until a trap that leaves it at the address.  A fault before the
 * first instruction is one that the thread had made already: it is dropped, and
 * the access will be made again. */
static bool
run_to(struct follow *f, struct inject_thread *t, int request, uint64_t stop,
    struct user_regs_struct *regs)
{
	const uint64_t start = regs->rip;
	bool pending = false;
	int status, sig;

	for (;;) {
		if (ptrace(request, t->tid, NULL, NULL) != 0 ||
		    !wait_for(f, t, &status))
			return (false);
		sig = WSTOPSIG(status);
		if (status >> 16 == FOLLOW_EVENT_STOP) {
			if (sig != SIGTRAP)
				owe(t, SIGSTOP);
			continue;
		}
		if (status >> 16 != 0 || (sig & 0x80) != 0)
			continue;
		if (ptrace(PTRACE_GETREGS, t->tid, NULL, regs) != 0)
			return (false);
		if (sig == SIGTRAP && regs->rip == stop)
			return (true);
		if (sig == SIGSEGV || sig == SIGBUS) {
			if (pending || regs->rip != start)
				return (false);
			pending = true;
			continue;
		}
		/* The end of the call that it was in is a step. */
		if (sig == SIGTRAP && request == PTRACE_SINGLESTEP)
			continue;
		owe(t, sig);
	}
}

/* A thread in front of a system call makes none, and then stands in front of
 * the instruction that makes it. */
static bool
step_back(
    struct follow *f, struct inject_thread *t, struct user_regs_struct *regs)
{
	struct user_regs_struct none = *regs;
	int status;

	none.orig_rax = UINT64_MAX;
	if (ptrace(PTRACE_SETREGS, t->tid, NULL, &none) != 0)
		return (false);
	do {
		if (ptrace(PTRACE_SYSCALL, t->tid, NULL, NULL) != 0 ||
		    !wait_for(f, t, &status))
			return (false);
		if (status >> 16 == FOLLOW_EVENT_STOP &&
		    WSTOPSIG(status) != SIGTRAP)
			owe(t, SIGSTOP);
	} while (WSTOPSIG(status) != (SIGTRAP | 0x80));
	regs->rip -= 2;
	regs->rax = regs->orig_rax;
	regs->orig_rax = UINT64_MAX;
	t->stop = INJECT_OTHER;
	return (true);
}

/* What is to be as before when the calls have been made. */
struct before {
	struct user_regs_struct regs;
	siginfo_t info;
	bool signal;
};

static bool
prepare(struct follow *f, struct inject_thread *t, struct before *b)
{
	b->signal = t->stop == INJECT_SIGNAL &&
		    ptrace(PTRACE_GETSIGINFO, t->tid, NULL, &b->info) == 0;
	if (ptrace(PTRACE_GETREGS, t->tid, NULL, &b->regs) != 0 ||
	    b->regs.cs != USER_CS)
		return (false);
	return (t->stop != INJECT_ENTRY || step_back(f, t, &b->regs));
}

/* It is in the delivery of the trap, which becomes that of the signal. */
static void
restore(const struct inject_thread *t, const struct before *b)
{
	(void)ptrace(PTRACE_SETREGS, t->tid, NULL, &b->regs);
	if (b->signal)
		(void)ptrace(PTRACE_SETSIGINFO, t->tid, NULL, &b->info);
}

static bool
is_pair(const struct inject_call *call, size_t n)
{
	return (n <= 2 && call[0].number == SYS_mprotect &&
		call[n - 1].number == SYS_mprotect);
}

/* One call is followed by one of no pages. */
static void
set_pair(
    struct user_regs_struct *regs, const struct inject_call *call, size_t n)
{
	regs->rax = regs->rbx = SYS_mprotect;
	regs->rdi = regs->r13 = call[0].arg[0];
	regs->rsi = call[0].arg[1];
	regs->rdx = call[0].arg[2];
	regs->r14 = regs->r15 = 0;
	if (n == 2) {
		regs->r13 = call[1].arg[0];
		regs->r14 = call[1].arg[1];
		regs->r15 = call[1].arg[2];
	}
}

/* Makes a pair, or a list; results are in the list if one failed. */
static bool
run_code(struct follow *f, const struct injector *in, struct inject_thread *t,
    struct user_regs_struct *regs, struct inject_call *call, size_t n)
{
	size_t size = n * sizeof(*call);
	bool in_regs = is_pair(call, n);
	uint64_t at = in->code + (in_regs ? PAIR_AT : 0);
	uint64_t end = in->code + (in_regs ? sizeof(code) : PAIR_AT);

	regs->rip = at;
	regs->orig_rax = UINT64_MAX;
	regs->eflags &= ~UINT64_C(0x500); /* trap and direction */
	if (in_regs) {
		set_pair(regs, call, n);
	} else {
		if (pwrite(in->mem, call, size, (off_t)in->data) !=
		    (ssize_t)size)
			return (false);
		regs->rbx = in->data;
		regs->rbp = n;
		regs->r12 = 0;
	}
	if (ptrace(PTRACE_SETREGS, t->tid, NULL, regs) != 0 ||
	    !run_to(f, t, PTRACE_CONT, end, regs))
		return (false);
	if (in_regs) {
		call[0].result = (int64_t)regs->r12;
		call[n - 1].result = (int64_t)(n == 2 ? regs->rax : regs->r12);
		regs->r12 |= regs->rax;
		return (true);
	}
	return (
	    (int64_t)regs->r12 >= 0 || inject_read(in, in->data, call, size));
}

bool
inject_run(struct follow *f, const struct injector *in, struct inject_thread *t,
    struct inject_call *call, size_t n, bool *failed)
{
	struct user_regs_struct regs;
	struct before b;
	bool ran;

	*failed = false;
	if (in->code == 0 || n == 0 || n > INJECT_MAX || !prepare(f, t, &b))
		return (false);
	regs = b.regs;
	ran = run_code(f, in, t, &regs, call, n);
	restore(t, &b);
	*failed = ran && (int64_t)regs.r12 < 0;
	return (ran);
}

/* The address of a system call instruction; 0: there is none. */
static uint64_t
find_syscall(const struct injector *in, pid_t pid)
{
	unsigned char text[VDSO_MAX], *at = NULL;
	FILE *maps = areamap_open(pid);
	struct recarea a;
	char line[512];
	size_t n = 0;

	if (maps == NULL)
		return (0);
	while (n == 0 && fgets(line, sizeof(line), maps) != NULL)
		if (areamap_line(line, &a) && strcmp(a.name, "[vdso]") == 0)
			n = a.end - a.start;
	fclose(maps);
	if (n > sizeof(text))
		n = sizeof(text);
	if (n > 0 && inject_read(in, a.start, text, n))
		at = memmem(text, n, "\x0f\x05", 2);
	return (at == NULL ? 0 : a.start + (uint64_t)(at - text));
}

/* One call, by the instruction at an address. */
static bool
call_at(struct follow *f, struct inject_thread *t, uint64_t at, long number,
    const uint64_t arg[6], int64_t *result)
{
	struct user_regs_struct regs;
	struct before b;
	bool ran;

	if (at == 0 || !prepare(f, t, &b))
		return (false);
	regs = b.regs;
	regs.rip = at;
	regs.rax = (uint64_t)number;
	regs.orig_rax = UINT64_MAX;
	regs.rdi = arg[0];
	regs.rsi = arg[1];
	regs.rdx = arg[2];
	regs.r10 = arg[3];
	regs.r8 = arg[4];
	regs.r9 = arg[5];
	ran = ptrace(PTRACE_SETREGS, t->tid, NULL, &regs) == 0 &&
	      run_to(f, t, PTRACE_SINGLESTEP, at + 2, &regs);
	*result = (int64_t)regs.rax;
	restore(t, &b);
	return (ran);
}

bool
inject_open(struct follow *f, struct injector *in, struct inject_thread *t)
{
	uint64_t at = find_syscall(in, t->pid), place = FIRST_PLACE;
	const uint64_t size = DATA_BYTES + PAGE;
	int64_t got = -1;

	for (; place < LAST_PLACE && got < 0; place += 2 * size)
		if (!call_at(f, t, at, SYS_mmap,
			(uint64_t[]){ place, size, PROT_READ | PROT_WRITE,
			    MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE,
			    UINT64_MAX, 0 },
			&got))
			return (false);
	if (got <= 0)
		return (false);
	in->code = (uint64_t)got;
	in->data = in->code + PAGE;
	if (pwrite(in->mem, code, sizeof(code), (off_t)in->code) !=
		(ssize_t)sizeof(code) ||
	    !call_at(f, t, at, SYS_mprotect,
		(uint64_t[]){ in->code, PAGE, PROT_READ | PROT_EXEC, 0, 0, 0 },
		&got) ||
	    got != 0) {
		in->code = 0;
		return (false);
	}
	return (true);
}

bool
inject_one(struct follow *f, const struct injector *in, struct inject_thread *t,
    long number, const uint64_t arg[6], int64_t *result)
{
	bool has_code = in->code != 0;
	uint64_t at =
	    has_code ? in->code + SYSCALL_AT : find_syscall(in, t->pid);

	return (call_at(f, t, at, number, arg, result));
}

void
inject_close(struct follow *f, struct injector *in, struct inject_thread *t)
{
	int64_t got;

	if (in->code != 0)
		(void)call_at(f, t, find_syscall(in, t->pid), SYS_munmap,
		    (uint64_t[]){ in->code, DATA_BYTES + PAGE, 0, 0, 0, 0 },
		    &got);
	in->code = 0;
}

#endif
