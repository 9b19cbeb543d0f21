/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The system call that a traced thread is about to make.
 */
#ifndef RECORD_REGISTERS_H
#define RECORD_REGISTERS_H

#include <sys/types.h>

#include <stdbool.h>
#include <stdint.h>

struct syscall_registers {
	uint64_t number;
	uint64_t arg[3];
	uint64_t fourth; /* argument; never changed */
	uint64_t stack;  /* the stack pointer */
};

/* false: they cannot be read. */
bool registers_get(pid_t tid, struct syscall_registers *r);
/* Changes the number and the arguments; false: they cannot be. */
bool registers_set(pid_t tid, const struct syscall_registers *r);

#endif
