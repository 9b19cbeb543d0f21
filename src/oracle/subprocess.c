/* SPDX-License-Identifier: BSD-2-Clause */
#include "oracle/subprocess.h"

#include <sys/prctl.h>
#include <sys/wait.h>

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define TICK_MS    100
#define ERROR_ROOM 4096
#define PATH_ROOM  4096

struct running {
	const struct command *c;
	pid_t pid;
	int out, errors; /* pipes; -1: at their end */
	size_t used;     /* of c->text */
	char error[ERROR_ROOM];
	size_t nerror;
	time_t begun;
	bool late;
};

bool
command_there(const char *name)
{
	const char *path = getenv("PATH");
	char full[PATH_ROOM];

	for (; path != NULL && *path != '\0';) {
		size_t n = strcspn(path, ":");

		snprintf(full, sizeof(full), "%.*s/%s", (int)n, path, name);
		if (access(full, X_OK) == 0)
			return (true);
		path += n;
		path += *path == ':';
	}
	return (false);
}

static _Noreturn void
become(const struct command *c, int out, int errors)
{
	int nothing = open("/dev/null", O_RDWR);

	dup2(nothing, STDIN_FILENO);
	dup2(out, STDOUT_FILENO);
	dup2(errors, STDERR_FILENO);
	setpgid(0, 0);
	/* Without who asked, nothing is worth going on. */
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (c->folder != NULL && chdir(c->folder) != 0)
		_exit(127);
	if (c->library != NULL)
		setenv("LD_LIBRARY_PATH", c->library, 1);
	setenv("LC_ALL", "C", 1);
	execvp(c->argv[0], (char *const *)c->argv);
	fprintf(stderr, "%s: %s\n", c->argv[0], strerror(errno));
	_exit(127);
}

static int
start(struct running *r, struct err *err)
{
	int out[2], errors[2];

	if (pipe2(out, O_CLOEXEC) != 0)
		return (err_sys(err, "pipe"));
	if (pipe2(errors, O_CLOEXEC) != 0) {
		close(out[0]);
		close(out[1]);
		return (err_sys(err, "pipe"));
	}
	r->pid = fork();
	if (r->pid == 0)
		become(r->c, out[1], errors[1]);
	close(out[1]);
	close(errors[1]);
	r->out = out[0];
	r->errors = errors[0];
	r->begun = time(NULL);
	if (r->pid < 0) {
		close(r->out);
		close(r->errors);
		return (err_sys(err, "fork"));
	}
	return (0);
}

static void
take_output(struct running *r)
{
	char block[4096];
	ssize_t n = read(r->out, block, sizeof(block));
	size_t space;

	if (n <= 0) {
		close(r->out);
		r->out = -1;
		return;
	}
	if (r->c->text == NULL)
		return;
	space = r->c->size - 1 - r->used;
	if ((size_t)n < space)
		space = (size_t)n;
	memcpy(r->c->text + r->used, block, space);
	r->used += space;
}

/* The last bytes are kept. */
static void
take_error(struct running *r)
{
	ssize_t n;

	if (r->nerror == sizeof(r->error) - 1) {
		r->nerror /= 2;
		memmove(r->error, r->error + r->nerror,
		    sizeof(r->error) - 1 - r->nerror);
		r->nerror = sizeof(r->error) - 1 - r->nerror;
	}
	n = read(
	    r->errors, r->error + r->nerror, sizeof(r->error) - 1 - r->nerror);
	if (n <= 0) {
		close(r->errors);
		r->errors = -1;
		return;
	}
	r->nerror += (size_t)n;
	r->error[r->nerror] = '\0';
}

static void
attend(struct running *r)
{
	while (r->out >= 0 || r->errors >= 0) {
		struct pollfd p[2] = { { r->out, POLLIN, 0 },
			{ r->errors, POLLIN, 0 } };
		int n = poll(p, 2, TICK_MS);

		if (n > 0 && p[0].revents != 0)
			take_output(r);
		if (n > 0 && p[1].revents != 0)
			take_error(r);
		if (r->c->wait != NULL)
			r->c->wait(r->c->self);
		if (r->c->timeout_s != 0 && !r->late &&
		    time(NULL) - r->begun > (time_t)r->c->timeout_s) {
			r->late = true;
			kill(-r->pid, SIGKILL);
		}
	}
}

static const char *
last_line(char *text)
{
	size_t n = strlen(text);

	while (n > 0 && (text[n - 1] == '\n' || text[n - 1] == '\r'))
		text[--n] = '\0';
	while (n > 0 && text[n - 1] != '\n')
		n--;
	return (text + n);
}

int
command_run(const struct command *c, const char *what, struct err *err)
{
	struct running r = { .c = c };
	int status = 0;

	if (start(&r, err) != 0)
		return (-1);
	attend(&r);
	while (waitpid(r.pid, &status, 0) < 0 && errno == EINTR)
		;
	if (c->text != NULL)
		c->text[r.used] = '\0';
	errno = 0;
	if (r.late)
		return (err_set(err, ERR_SYS, "%s: %s took more than %u s",
		    what, c->argv[0], c->timeout_s));
	if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
		return (0);
	return (err_set(err, ERR_SYS, "%s: %s failed: %.200s", what, c->argv[0],
	    last_line(r.error)));
}
