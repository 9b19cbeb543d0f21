/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The new arguments are written below the stack of the calling thread, which
 * the call replaces if it succeeds and does not use if it fails.  The strings
 * that stay are not copied: their pointers are.
 */
#include "record/exec_rewrite.h"

#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>

#include <elf.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "record/registers.h"

#define HEAD_BYTES   512
#define POINTERS_MAX 131072
#define SCRIPTS_MAX  4 /* a script's interpreter may be a script */
#define RED_ZONE     512
#define WORDS_MADE   (5 + 2 * SCRIPTS_MAX)

#if defined(__x86_64__)
#define NATIVE EM_X86_64
#elif defined(__aarch64__)
#define NATIVE EM_AARCH64
#else
#define NATIVE EM_NONE
#endif

/* A call that is being changed. */
struct rewriting {
	pid_t pid, tid;
	const char *self;
	struct syscall_registers regs;
	int at; /* of execveat; or AT_FDCWD */
	char path[EXEC_PATH_MAX];
	char words[SCRIPTS_MAX][HEAD_BYTES]; /* of "#!" lines */
	const char *made[WORDS_MADE];        /* new arguments; NULL: the path */
	size_t nmade;
	uint64_t *old; /* the arguments' addresses */
	size_t nold;
};

static bool
read_memory(pid_t tid, uint64_t addr, void *to, size_t n)
{
	struct iovec here = { to, n }, there = { (void *)(uintptr_t)addr, n };

	return (process_vm_readv(tid, &here, 1, &there, 1, 0) == (ssize_t)n);
}

static bool
write_memory(pid_t tid, uint64_t addr, void *from, size_t n)
{
	struct iovec here = { from, n }, there = { (void *)(uintptr_t)addr, n };

	return (process_vm_writev(tid, &here, 1, &there, 1, 0) == (ssize_t)n);
}

/* Up to its '\0', which a page that cannot be read may follow. */
static bool
read_string(pid_t tid, uint64_t addr, char *to, size_t size)
{
	for (size_t n = 0; n < size;) {
		size_t part = 256 - (addr + n) % 256;

		if (part > size - n)
			part = size - n;
		if (!read_memory(tid, addr + n, to + n, part))
			return (false);
		if (memchr(to + n, '\0', part) != NULL)
			return (true);
		n += part;
	}
	return (false);
}

static bool
read_arguments(struct rewriting *w)
{
	size_t cap = 64;
	uint64_t p;

	w->old = malloc(cap * sizeof(*w->old));
	for (w->nold = 0; w->old != NULL && w->nold < POINTERS_MAX; w->nold++) {
		if (w->nold + 1 > cap) {
			uint64_t *more;

			cap *= 2;
			more = realloc(w->old, cap * sizeof(*w->old));
			if (more == NULL)
				return (false);
			w->old = more;
		}
		if (!read_memory(w->tid, w->regs.arg[1] + w->nold * sizeof(p),
			&p, sizeof(p)))
			return (false);
		if (p == 0)
			return (true);
		w->old[w->nold] = p;
	}
	return (false);
}

/* A file as the process would find it, opened for reading; -1: it would not. */
static int
open_as(const struct rewriting *w, const char *path)
{
	char full[2 * EXEC_PATH_MAX];

	if (strcmp(path, "/proc/self/exe") == 0 && w->self[0] != '\0')
		path = w->self;
	if (path[0] == '/')
		snprintf(
		    full, sizeof(full), "/proc/%d/root%s", (int)w->pid, path);
	else if (w->at == AT_FDCWD)
		snprintf(
		    full, sizeof(full), "/proc/%d/cwd/%s", (int)w->pid, path);
	else
		snprintf(full, sizeof(full), "/proc/%d/fd/%d%s%s", (int)w->pid,
		    w->at, path[0] != '\0' ? "/" : "", path);
	if (strncmp(path, "/proc/self/", 11) == 0)
		snprintf(
		    full, sizeof(full), "/proc/%d/%s", (int)w->pid, path + 11);
	if (access(full, X_OK) != 0)
		return (-1);
	return (open(full, O_RDONLY | O_CLOEXEC | O_NONBLOCK));
}

enum exec_file
exec_file_kind(char *head, size_t n, char *word[2])
{
	Elf64_Ehdr elf;
	char *end;

	if (n >= sizeof(elf) && memcmp(head, ELFMAG, SELFMAG) == 0) {
		memcpy(&elf, head, sizeof(elf));
		return (elf.e_ident[EI_CLASS] == ELFCLASS64 &&
				elf.e_machine == NATIVE
			    ? EXEC_NATIVE
			    : EXEC_FOREIGN);
	}
	if (n < 4 || head[0] != '#' || head[1] != '!')
		return (EXEC_UNKNOWN);
	end = memchr(head, '\n', n);
	if (end == NULL)
		end = head + n - 1;
	while (end > head && (end[-1] == ' ' || end[-1] == '\t'))
		end--;
	*end = '\0';
	word[0] = head + 2 + strspn(head + 2, " \t");
	word[1] = word[0] + strcspn(word[0], " \t");
	if (*word[1] != '\0') {
		*word[1]++ = '\0';
		word[1] += strspn(word[1], " \t");
	}
	if (*word[1] == '\0')
		word[1] = NULL;
	return (word[0][0] == '\0' ? EXEC_UNKNOWN : EXEC_SCRIPT);
}

/* Whether the path is the same file for the process. */
static bool
has_file(const struct rewriting *w, const char *path)
{
	char full[EXEC_PATH_MAX + 64];
	struct stat own, its;

	snprintf(full, sizeof(full), "/proc/%d/root%s", (int)w->pid, path);
	return (path[0] != '/' ||
		(stat(path, &own) == 0 && stat(full, &its) == 0 &&
		    own.st_dev == its.st_dev && own.st_ino == its.st_ino));
}

/* Puts a word before the others that were made from scripts. */
static void
put_before(struct rewriting *w, size_t from, const char *word)
{
	memmove(&w->made[from + 1], &w->made[from],
	    (w->nmade - from) * sizeof(*w->made));
	w->made[from] = word;
	w->nmade++;
}

/* Follows scripts to the program that will run; program: its path. */
static bool
find_program(struct rewriting *w, size_t from, char *program)
{
	const char *path = w->path;

	for (size_t i = 0; i < SCRIPTS_MAX; i++) {
		int fd = open_as(w, path);
		char link[64], *word[2];
		enum exec_file kind;
		ssize_t n;

		if (fd < 0)
			return (false);
		n = read(fd, w->words[i], HEAD_BYTES);
		kind = n <= 0 ? EXEC_UNKNOWN
			      : exec_file_kind(w->words[i], (size_t)n, word);
		snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
		n = readlink(link, program, EXEC_PATH_MAX - 1);
		program[n > 0 ? n : 0] = '\0';
		close(fd);
		if (kind == EXEC_NATIVE)
			return (true);
		if (kind != EXEC_SCRIPT)
			return (false);
		if (word[1] != NULL)
			put_before(w, from, word[1]);
		put_before(w, from, word[0]);
		path = w->words[i] + (word[0] - w->words[i]);
		w->at = AT_FDCWD;
	}
	return (false);
}

/* Writes strings and pointers; false: that stack has no space for them. */
static bool
write_arguments(struct rewriting *w)
{
	size_t bytes = 0, n = 0, skip = w->nold > 0 ? 1 : 0, at;
	size_t pointers = w->nmade + w->nold - skip + 1;
	uint64_t base, *list;
	char *block;
	bool done;

	for (size_t i = 0; i < w->nmade; i++)
		bytes += strlen(w->made[i]) + 1;
	bytes = (bytes + 7) & ~(size_t)7;
	base = (w->regs.stack - RED_ZONE - bytes - pointers * sizeof(*list)) &
	       ~UINT64_C(15);
	block = calloc(1, bytes + pointers * sizeof(*list));
	if (block == NULL)
		return (false);
	list = (uint64_t *)(void *)(block + bytes);
	at = 0;
	for (size_t i = 0; i < w->nmade; i++) {
		list[n++] = base + at;
		memcpy(block + at, w->made[i], strlen(w->made[i]) + 1);
		at += strlen(w->made[i]) + 1;
	}
	for (size_t i = skip; i < w->nold; i++)
		list[n++] = w->old[i];
	done =
	    write_memory(w->tid, base, block, bytes + pointers * sizeof(*list));
	free(block);
	w->regs.number = SYS_execve;
	w->regs.arg[0] = base;
	w->regs.arg[1] = base + bytes;
	return (done && registers_set(w->tid, &w->regs));
}

/* The path of the file, and the arguments in execve's places. */
static bool
read_call(struct rewriting *w)
{
	bool at = w->regs.number == SYS_execveat;

	w->at = AT_FDCWD;
	if (at) {
		w->at = (int)w->regs.arg[0];
		w->regs.arg[0] = w->regs.arg[1];
		w->regs.arg[1] = w->regs.arg[2];
		w->regs.arg[2] = w->regs.fourth;
	}
	return (read_string(w->tid, w->regs.arg[0], w->path, sizeof(w->path)) &&
		read_arguments(w));
}

static bool
rewrite(struct rewriting *w, const struct exec_interpreter *use, char *program)
{
	char argv0[EXEC_PATH_MAX], by_descriptor[EXEC_PATH_MAX + 64];
	const char *path = w->path;
	size_t from;

	if (!read_call(w) || !has_file(w, use->path) || !has_file(w, use->file))
		return (false);
	if (w->at != AT_FDCWD && w->path[0] != '/') {
		snprintf(by_descriptor, sizeof(by_descriptor),
		    "/proc/self/fd/%d%s%s", w->at, path[0] != '\0' ? "/" : "",
		    path);
		path = by_descriptor;
	}
	if (strcmp(path, "/proc/self/exe") == 0)
		path = w->self;
	w->made[w->nmade++] = use->path;
	w->made[w->nmade++] = use->option;
	w->made[w->nmade++] = use->value;
	from = w->nmade;
	w->made[w->nmade++] = path;
	if (!find_program(w, from, program))
		return (false);
	if (w->nmade == from + 1 && w->nold > 0 &&
	    read_string(w->tid, w->old[0], argv0, sizeof(argv0))) {
		put_before(w, from, argv0);
		put_before(w, from, "-0");
	}
	return (write_arguments(w));
}

bool
exec_rewrite(pid_t pid, pid_t tid, const struct exec_interpreter *use,
    const char *self, char *program)
{
	struct rewriting *w = calloc(1, sizeof(*w));
	bool done;

	program[0] = '\0';
	if (w == NULL)
		return (false);
	w->pid = pid;
	w->tid = tid;
	w->self = self;
	done =
	    registers_get(tid, &w->regs) &&
	    (w->regs.number == SYS_execve || w->regs.number == SYS_execveat) &&
	    rewrite(w, use, program);
	free(w->old);
	free(w);
	return (done);
}
