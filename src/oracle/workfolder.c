/* SPDX-License-Identifier: BSD-2-Clause */
#include "oracle/workfolder.h"

#include <sys/wait.h>

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/scratch.h"
#include "oracle/place.h"

#define FOLDER_NAME "pagerace-oracle.XXXXXX"

/* Waits until no process holds the other end, and removes the folder.  A
 * terminal's signals are not for it. */
static _Noreturn void
keep(const char *path, int from)
{
	int nothing = open("/dev/null", O_RDWR | O_CLOEXEC);
	char byte;

	(void)setsid();
	signal(SIGINT, SIG_IGN);
	signal(SIGTERM, SIG_IGN);
	signal(SIGHUP, SIG_IGN);
	for (int fd = 0; nothing >= 0 && fd <= STDERR_FILENO; fd++)
		dup2(nothing, fd);
	while (read(from, &byte, 1) < 0 && errno == EINTR)
		;
	place_remove(path);
	_exit(0);
}

/* The folder is there; what fails is told. */
static int
start_keeper(struct workfolder *w, struct err *err)
{
	int pipes[2];

	if (pipe2(pipes, O_CLOEXEC) != 0)
		return (err_sys(err, "pipe"));
	w->keeper = fork();
	if (w->keeper == 0) {
		close(pipes[1]);
		keep(w->path, pipes[0]);
	}
	if (w->keeper < 0) {
		err_sys(err, "fork");
		close(pipes[1]);
	}
	close(pipes[0]);
	w->held = pipes[1];
	return (w->keeper < 0 ? -1 : 0);
}

int
workfolder_open(struct workfolder *w, struct mem *m, struct err *err)
{
	char *path = place_path(m, "%s/" FOLDER_NAME, scratch_folder());

	*w = (struct workfolder){ .path = NULL };
	if (mkdtemp(path) == NULL)
		return (err_sys(err, "cannot make %s", path));
	w->path = path;
	if (start_keeper(w, err) == 0)
		return (0);
	rmdir(path);
	w->path = NULL;
	return (-1);
}

void
workfolder_close(struct workfolder *w)
{
	if (w->path == NULL)
		return;
	place_remove(w->path);
	close(w->held);
	while (waitpid(w->keeper, NULL, 0) < 0 && errno == EINTR)
		;
}
