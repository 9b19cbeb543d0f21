/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * PDF and PNG by rsvg-convert, which reads SVG from standard input.  The date
 * in a PDF is that of SOURCE_DATE_EPOCH, so that the same figure has the same
 * bytes.
 */
#include "cli/picture.h"

#include <sys/wait.h>

#include <errno.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/scratch.h"

static const char program[] = "rsvg-convert";

/* Runs the program from one descriptor to another. */
static int
start(pid_t *pid, int svg, const char *format, int out)
{
	const char *argv[] = { program, "-f", format, "--zoom",
		strcmp(format, "png") == 0 ? "2" : "1", NULL };
	posix_spawn_file_actions_t files;
	int bad;

	posix_spawn_file_actions_init(&files);
	posix_spawn_file_actions_adddup2(&files, svg, STDIN_FILENO);
	posix_spawn_file_actions_adddup2(&files, out, STDOUT_FILENO);
	setenv("SOURCE_DATE_EPOCH", "0", 0);
	bad = posix_spawnp(pid, program, &files, NULL,
	    (char *const *)(uintptr_t)argv, environ);
	posix_spawn_file_actions_destroy(&files);
	return (bad);
}

static int
run(int svg, const char *format, int out, struct err *err)
{
	int status, bad;
	pid_t pid;

	if (lseek(svg, 0, SEEK_SET) < 0)
		return (err_sys(err, "cannot read the picture"));
	bad = start(&pid, svg, format, out);
	if (bad != 0)
		return (err_set(err, ERR_SYS,
		    "%s, which makes .%s of .svg, cannot be run: %s (Debian "
		    "has it in librsvg2-bin; a .svg needs no other program)",
		    program, format, strerror(bad)));
	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return (err_sys(err, "cannot wait for %s", program));
	if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
		return (0);
	return (
	    err_set(err, ERR_SYS, "%s failed to make a .%s", program, format));
}

/* From the beginning of the file. */
static int
copy(int from, FILE *to, struct err *err)
{
	char buf[16384];
	ssize_t n;

	if (lseek(from, 0, SEEK_SET) < 0)
		return (err_sys(err, "cannot read the picture"));
	while ((n = file_read(from, buf, sizeof(buf))) > 0)
		fwrite(buf, 1, (size_t)n, to);
	return (n == 0 ? 0 : err_sys(err, "cannot read the picture"));
}

int
picture_convert(FILE *svg, const char *format, FILE *to, struct err *err)
{
	int out, failed;

	if (fflush(svg) != 0)
		return (err_sys(err, "cannot write the picture"));
	out = scratch_file(err);
	if (out < 0)
		return (-1);
	failed = run(fileno(svg), format, out, err);
	if (failed == 0)
		failed = copy(out, to, err);
	close(out);
	return (failed);
}
