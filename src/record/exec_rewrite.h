/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Putting an interpreter before a program that a traced process is about to
 * execute: execve("/bin/ls", { "ls", "-l" }) becomes
 *
 *	execve(QEMU, { QEMU, "-plugin", PLUGIN, "-0", "ls", "/bin/ls", "-l" })
 *
 * A script's "#!" line is resolved, because QEMU executes ELF files only.
 */
#ifndef RECORD_EXEC_REWRITE_H
#define RECORD_EXEC_REWRITE_H

#include <sys/types.h>

#include <stdbool.h>
#include <stddef.h>

#define EXEC_PATH_MAX 4096

struct exec_interpreter {
	const char *path;
	const char *option; /* one, and its value */
	const char *value;
	const char *file; /* that the value names */
};

/* Of a thread that is stopped at execve(2) or execveat(2).  self: what
 * /proc/self/exe is for it.  program: the path of the ELF file that will run,
 * EXEC_PATH_MAX bytes.  false: the call is left as it is, because it will fail,
 * because the file is of another processor, or because the interpreter is not
 * there for the process, as after chroot(2). */
bool exec_rewrite(pid_t pid, pid_t tid, const struct exec_interpreter *use,
    const char *self, char *program);

/* What the first bytes of a file are. */
enum exec_file { EXEC_UNKNOWN, EXEC_NATIVE, EXEC_FOREIGN, EXEC_SCRIPT };
/* Of a script, word[0] is its interpreter and word[1] the argument, or NULL;
 * they are within head, which is changed. */
enum exec_file exec_file_kind(char *head, size_t n, char *word[2]);

#endif
