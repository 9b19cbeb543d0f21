/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Annotations and the summary of a job.
 */
#include "cli/ci_output.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/file.h"
#include "report/findings.h"

static const char variable[] = "GITHUB_STEP_SUMMARY";

int
ci_check(const struct options *o, struct err *err)
{
	const char *path = getenv(variable);

	if (!o->step_summary || (path != NULL && path[0] != '\0'))
		return (0);
	return (err_set(err, ERR_USAGE,
	    "--step-summary needs the environment variable %s, which GitHub "
	    "sets to the file of the job's summary",
	    variable));
}

/* The report is made as a whole first, and appended in one write, so that jobs
 * that share the file do not mix theirs. */
static int
append_summary(const struct report_subject *subject,
    const struct report_view *view, struct err *err)
{
	const char *path = getenv(variable);
	struct mem_text text;
	ssize_t done = -1;
	char *all;
	int fd, failed;

	mem_text_open(&text);
	failed = report_write(&markdown_format, subject, view, text.to, err);
	fputc('\n', text.to);
	all = mem_text_close(&text);
	if (failed != 0) {
		free(all);
		return (-1);
	}
	fd = file_open(path, O_WRONLY | O_APPEND | O_CREAT | O_NOCTTY, 0666);
	if (fd >= 0)
		done = write(fd, all, text.size);
	if (fd >= 0 && (close(fd) != 0 || done != (ssize_t)text.size))
		done = -1;
	free(all);
	if (done >= 0)
		return (0);
	if (errno == 0)
		errno = ENOSPC;
	return (err_sys(err, "cannot append to %.200s", path));
}

int
ci_output(const struct options *o, const struct report_subject *subject,
    const struct report_view *view, struct err *err)
{
	if (o->annotations)
		findings_annotate(subject, view, stderr);
	return (o->step_summary ? append_summary(subject, view, err) : 0);
}
