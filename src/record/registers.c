/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Registers of a system call, for the processors that a program can be followed
 * on.
 */
#include "record/registers.h"

#include <sys/ptrace.h>
#include <sys/uio.h>
#include <sys/user.h>

#include <elf.h>
#include <stddef.h>

#if defined(__x86_64__)

bool
registers_get(pid_t tid, struct syscall_registers *r)
{
	struct user_regs_struct regs;

	if (ptrace(PTRACE_GETREGS, tid, NULL, &regs) != 0)
		return (false);
	*r = (struct syscall_registers){ regs.orig_rax,
		{ regs.rdi, regs.rsi, regs.rdx }, regs.r10, regs.rsp };
	return (true);
}

bool
registers_set(pid_t tid, const struct syscall_registers *r)
{
	struct user_regs_struct regs;

	if (ptrace(PTRACE_GETREGS, tid, NULL, &regs) != 0)
		return (false);
	regs.orig_rax = r->number;
	regs.rdi = r->arg[0];
	regs.rsi = r->arg[1];
	regs.rdx = r->arg[2];
	return (ptrace(PTRACE_SETREGS, tid, NULL, &regs) == 0);
}

#elif defined(__aarch64__)

bool
registers_get(pid_t tid, struct syscall_registers *r)
{
	struct user_regs_struct regs;
	struct iovec v = { &regs, sizeof(regs) };

	if (ptrace(PTRACE_GETREGSET, tid, (void *)NT_PRSTATUS, &v) != 0)
		return (false);
	*r = (struct syscall_registers){ regs.regs[8],
		{ regs.regs[0], regs.regs[1], regs.regs[2] }, regs.regs[3],
		regs.sp };
	return (true);
}

bool
registers_set(pid_t tid, const struct syscall_registers *r)
{
	int number = (int)r->number;
	struct user_regs_struct regs;
	struct iovec v = { &regs, sizeof(regs) };
	struct iovec call = { &number, sizeof(number) };

	if (ptrace(PTRACE_GETREGSET, tid, (void *)NT_PRSTATUS, &v) != 0)
		return (false);
	regs.regs[8] = r->number;
	for (int i = 0; i < 3; i++)
		regs.regs[i] = r->arg[i];
	return (ptrace(PTRACE_SETREGSET, tid, (void *)NT_PRSTATUS, &v) == 0 &&
		ptrace(PTRACE_SETREGSET, tid, (void *)NT_ARM_SYSTEM_CALL,
		    &call) == 0);
}

#else

bool
registers_get(pid_t tid, struct syscall_registers *r)
{
	(void)tid;
	(void)r;
	return (false);
}

bool
registers_set(pid_t tid, const struct syscall_registers *r)
{
	(void)tid;
	(void)r;
	return (false);
}

#endif
