/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The files that options name.  A file that is read is never written over, by
 * whichever of its names it is given: a report that replaced a trace would
 * destroy a recording.  This holds for every file that is written, standard
 * output included, and for every file that is read.
 */
#include "cli/option_files.h"

#include <sys/stat.h>

#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "trace/input.h"

/* "-" is this standard descriptor. */
static bool
find_file(const char *path, int standard, struct stat *st)
{
	return ((strcmp(path, "-") == 0 ? fstat(standard, st)
					: stat(path, st)) == 0);
}

/* The same of a file that is read, which may be an archive and a member. */
static bool
find_input(const char *path, int standard, struct stat *st)
{
	const char *member = input_member(path);
	char archive[PATH_MAX];

	if (member == NULL || (size_t)(member - path) >= sizeof(archive))
		return (find_file(path, standard, st));
	memcpy(archive, path, (size_t)(member - path));
	archive[member - path] = '\0';
	return (find_file(archive, standard, st));
}

/* Is the file that is written the file at the other path?  input: the standard
 * descriptor that "-" is as the other.  A device, such as /dev/null, has no
 * content to lose. */
static bool
same_file(const char *written, const char *other, int input)
{
	struct stat x, y;

	if (written == NULL || other == NULL)
		return (false);
	if (!find_file(written, STDOUT_FILENO, &x) ||
	    !find_input(other, input, &y))
		return (
		    strcmp(written, other) == 0 && strcmp(written, "-") != 0);
	return (
	    S_ISREG(x.st_mode) && x.st_dev == y.st_dev && x.st_ino == y.st_ino);
}

/* Of the files to be written, those besides the reports. */
#define OTHER_FILES 5

/* The i-th file to be written: the reports, then the others, whose path is NULL
 * where they are not asked for. */
static struct output
written(const struct options *o, size_t i)
{
	const struct output other[OTHER_FILES] = { { "events", o->events },
		{ "output", o->merged }, { "output", o->table },
		{ "trace-out", o->trace_out },
		{ "baseline",
		    o->update_baseline != UPDATE_NONE ? o->baseline : NULL } };

	return (i < o->noutput ? o->output[i] : other[i - o->noutput]);
}

static bool
is_stdout(struct output file)
{
	return (file.path != NULL && strcmp(file.path, "-") == 0);
}

bool
options_use_stdout(const struct options *o)
{
	for (size_t i = 0; i < o->noutput + OTHER_FILES; i++)
		if (is_stdout(written(o, i)))
			return (true);
	return (false);
}

static int
would_overwrite(const char *what, const char *path, struct err *err)
{
	if (strcmp(path, "-") == 0)
		return (err_set(err, ERR_USAGE,
		    "%s would write over the file that is standard input, "
		    "which is read (name another file)",
		    what));
	return (err_set(err, ERR_USAGE,
	    "%s would write over '%.200s', which is read (name another file)",
	    what, path));
}

int
options_protect(const struct options *o, const char *path, struct err *err)
{
	char what[64];

	for (size_t i = 0; i < o->noutput + OTHER_FILES; i++)
		if (same_file(written(o, i).path, path, STDIN_FILENO)) {
			snprintf(
			    what, sizeof(what), "--%s", written(o, i).format);
			return (would_overwrite(what, path, err));
		}
	if (path != NULL && same_file("-", path, STDIN_FILENO))
		return (would_overwrite("standard output", path, err));
	return (0);
}

int
options_protect_policies(
    const struct options *o, const struct selections *policies, struct err *err)
{
	for (size_t i = 0; i < policies->n; i++) {
		const char *name = policies->item[i].name;

		if (strchr(name, '/') != NULL &&
		    options_protect(o, name, err) != 0)
			return (-1);
	}
	return (0);
}

int
options_protect_words(
    const struct options *o, const char *path, struct err *err)
{
	for (size_t i = 0; i < o->nword; i++)
		if (same_file(path, o->word[i], STDIN_FILENO))
			return (would_overwrite(
			    "the trace of a broken law", o->word[i], err));
	return (0);
}

/* The two files are different ones. */
static int
check_pair(struct output a, struct output b, struct err *err)
{
	if (is_stdout(a) && is_stdout(b))
		return (err_set(err, ERR_USAGE,
		    "--%s and --%s cannot both go to standard output (name a "
		    "file for one of them)",
		    a.format, b.format));
	if (same_file(a.path, b.path, STDOUT_FILENO))
		return (err_set(err, ERR_USAGE,
		    "--%s and --%s would both write to %.200s (name another "
		    "file for one of them)",
		    a.format, b.format, b.path));
	return (0);
}

int
options_check_files(const struct options *o, struct err *err)
{
	const char *const file[] = { o->machine, o->figures };

	for (size_t i = 0; i < o->noutput + OTHER_FILES; i++)
		for (size_t j = 0; j < i; j++)
			if (check_pair(written(o, j), written(o, i), err) != 0)
				return (-1);
	for (size_t i = 0; i < o->nword; i++)
		if (options_protect(o, o->word[i], err) != 0)
			return (-1);
	for (size_t i = 0; i < sizeof(file) / sizeof(file[0]); i++)
		if (options_protect(o, file[i], err) != 0)
			return (-1);
	for (size_t i = 0;
	     o->update_baseline == UPDATE_NONE && i < o->nbaseline; i++)
		if (options_protect(o, o->baselines[i], err) != 0)
			return (-1);
	return (options_protect_policies(o, &o->policies, err));
}
