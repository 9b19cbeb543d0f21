/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The method lackey: the program runs under Valgrind's tool of that name, which
 * writes a line for each access.
 *
 * Each process writes into a FIFO of its own, "DIR/PID": --log-file=DIR/%p.
 * Valgrind opens it again after a fork and after an exec, so the stream of a
 * process is always that of the file with its number.  The FIFO is made while
 * the new process is stopped at its first instruction (follow.h).
 *
 * Lackey tells nothing of mappings and threads; areas come from
 * /proc/PID/maps.
 */
#include <sys/stat.h>

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "record/lackey_stream.h"
#include "record/method.h"

#define DIRECTORY_SIZE 256
#define PATH_SIZE      (DIRECTORY_SIZE + 32)
#define READ_BYTES     (256 * 1024)
#define OPTIONS_MAX    16

struct fifo {
	int fd;
	struct lackey_stream stream;
};

struct lackey {
	char directory[DIRECTORY_SIZE]; /* empty: not made */
	char log_option[PATH_SIZE];
	const char **argv;
	struct pollfd *poll;
	size_t npoll;
	char buffer[READ_BYTES];
};

/* The process whose lines are read. */
struct reading {
	struct recorder *r;
	struct tracee *t;
};

static const char *
lacks(not_used const struct record_spec *spec)
{
	char path[4096];

	return (method_find_program("valgrind", path, sizeof(path))
		    ? NULL
		    : "the program valgrind is missing (package valgrind)");
}

static int
make_directory(struct lackey *l, struct err *err)
{
	const char *tmp = getenv("TMPDIR");

	if (tmp == NULL || *tmp != '/' || strchr(tmp, '%') != NULL ||
	    strlen(tmp) > DIRECTORY_SIZE / 2)
		tmp = "/tmp";
	snprintf(l->directory, sizeof(l->directory), "%s/pagerace-XXXXXX", tmp);
	if (mkdtemp(l->directory) == NULL) {
		l->directory[0] = '\0';
		return (err_sys(err, "a directory in %s", tmp));
	}
	return (0);
}

static const char *const *
open_lackey(struct recorder *r, struct err *err)
{
	static const char *const options[] = { "valgrind", "--tool=lackey",
		"--basic-counts=no", "--trace-mem=yes", "--trace-children=yes",
		"--child-silent-after-fork=no", "--run-libc-freeres=no",
		"--vgdb=no", NULL };
	const char *const *program = r->spec->argv;
	struct lackey *l = calloc(1, sizeof(*l));
	size_t n = 0;

	if (l == NULL)
		mem_die("recording by lackey");
	r->state = l;
	if (make_directory(l, err) != 0)
		return (NULL);
	snprintf(l->log_option, sizeof(l->log_option), "--log-file=%s/%%p",
	    l->directory);
	while (program[n] != NULL)
		n++;
	l->argv = calloc(n + OPTIONS_MAX, sizeof(*l->argv));
	if (l->argv == NULL)
		mem_die("recording by lackey");
	for (n = 0; options[n] != NULL; n++)
		l->argv[n] = options[n];
	l->argv[n++] = l->log_option;
	l->argv[n++] = "--";
	while (*program != NULL)
		l->argv[n++] = *program++;
	return (l->argv);
}

static const char *
fifo_path(const struct lackey *l, pid_t pid, char path[PATH_SIZE])
{
	snprintf(path, PATH_SIZE, "%s/%d", l->directory, (int)pid);
	return (path);
}

/* Open for writing too, so that it does not end between two programs. */
static void
began(
    struct recorder *r, struct tracee *t, not_used const struct tracee *parent)
{
	struct fifo *f = calloc(1, sizeof(*f));
	char path[PATH_SIZE];

	if (f == NULL)
		mem_die("recording by lackey");
	fifo_path(r->state, t->pid, path);
	(void)mkfifo(path, 0600);
	f->fd = open(path, O_RDWR | O_NONBLOCK | O_CLOEXEC);
	if (f->fd < 0) {
		free(f);
		t->runs_on = true;
		return;
	}
	(void)fcntl(f->fd, F_SETPIPE_SZ, 1 << 20);
	t->stream = f;
}

static bool
take_access(void *self, enum access_op op, uint64_t addr, uint32_t size)
{
	const struct reading *reading = self;

	capture_access(&reading->r->capture, reading->t, op, addr, size);
	return (true);
}

/* The program's path, as other methods have it; Valgrind says what it was
 * given.
 */
static void
take_command(void *self, const char *command)
{
	struct tracee *t = ((const struct reading *)self)->t;
	char word[LACKEY_LINE_MAX], path[4096], full[PATH_SIZE + sizeof(path)];
	char *real = NULL;

	snprintf(
	    word, sizeof(word), "%.*s", (int)strcspn(command, " "), command);
	if (method_find_program(word, path, sizeof(path))) {
		snprintf(
		    full, sizeof(full), "/proc/%d/cwd/%s", (int)t->pid, path);
		real = realpath(path[0] == '/' ? path : full, NULL);
	}
	tracee_set_program(t, real != NULL ? real : word);
	free(real);
}

static void
take_other(not_used void *self, not_used const char *line)
{
}

static bool
read_fifo(struct recorder *r, struct tracee *t, bool all)
{
	struct reading reading = { r, t };
	const struct lackey_sink sink = { &reading, take_access, take_command,
		take_other };
	struct lackey *l = r->state;
	struct fifo *f = t->stream;
	bool any = false;
	ssize_t n;

	if (f == NULL)
		return (false);
	do {
		n = read(f->fd, l->buffer, sizeof(l->buffer));
		if (n > 0) {
			(void)lackey_take(
			    &f->stream, &sink, l->buffer, (size_t)n);
			any = true;
		}
	} while (all && (n > 0 || (n < 0 && errno == EINTR)));
	return (any);
}

static bool
drain(struct recorder *r, struct tracee *t)
{
	bool any = false;

	if (t != NULL)
		return (read_fifo(r, t, true));
	for (t = r->tracees.first; t != NULL; t = t->next)
		if (t->alive)
			any |= read_fifo(r, t, false);
	return (any);
}

static enum executed
executed(not_used struct recorder *r, struct tracee *t)
{
	char path[4096];
	const char *name;

	tracee_exe(t, path, sizeof(path));
	name = strrchr(path, '/');
	name = name == NULL ? path : name + 1;
	if (strncmp(name, "lackey-", 7) == 0)
		return (EXECUTED_PROGRAM);
	if (strncmp(name, "valgrind", 8) == 0)
		return (EXECUTED_STARTER);
	tracee_set_program(t, name);
	return (EXECUTED_OTHER);
}

static void
exited(struct recorder *r, struct tracee *t)
{
	struct fifo *f = t->stream;
	char path[PATH_SIZE];

	if (f == NULL)
		return;
	(void)unlink(fifo_path(r->state, t->pid, path));
	close(f->fd);
	free(f);
	t->stream = NULL;
}

static void
wait_lackey(struct recorder *r, int signal_fd, int timeout_ms)
{
	struct lackey *l = r->state;
	size_t n = 1;

	if (r->tracees.n + 1 > l->npoll) {
		l->npoll = (size_t)r->tracees.n * 2 + 16;
		free(l->poll);
		l->poll = calloc(l->npoll, sizeof(*l->poll));
		if (l->poll == NULL)
			mem_die("recording by lackey");
	}
	l->poll[0] = (struct pollfd){ .fd = signal_fd, .events = POLLIN };
	for (struct tracee *t = r->tracees.first; t != NULL; t = t->next) {
		const struct fifo *f = t->stream;

		if (t->alive && f != NULL)
			l->poll[n++] =
			    (struct pollfd){ .fd = f->fd, .events = POLLIN };
	}
	(void)poll(l->poll, n, timeout_ms);
}

static void
close_lackey(struct recorder *r)
{
	struct lackey *l = r->state;

	if (l == NULL)
		return;
	for (struct tracee *t = r->tracees.first; t != NULL; t = t->next)
		exited(r, t);
	if (l->directory[0] != '\0')
		(void)rmdir(l->directory);
	free(l->poll);
	free(l->argv);
	free(l);
}

const struct method method_lackey = {
	.name = "lackey",
	.lacks = lacks,
	.open = open_lackey,
	.began = began,
	.drain = drain,
	.executed = executed,
	.exited = exited,
	.wait = wait_lackey,
	.close = close_lackey,
};
