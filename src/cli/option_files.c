/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The files that options name.  A file that is read is never written over, by
 * whichever of its names it is given: a report that replaced a trace would
 * destroy a recording.
 */
#include "cli/option_files.h"

#include <sys/stat.h>

#include <string.h>

/* Do both paths name one file?  A device, such as /dev/null, has no content
 * to lose. */
static bool
same_file(const char *a, const char *b)
{
	struct stat x, y;

	if (a == NULL || b == NULL || strcmp(a, "-") == 0 ||
	    strcmp(b, "-") == 0)
		return (false);
	if (stat(a, &x) != 0 || stat(b, &y) != 0)
		return (strcmp(a, b) == 0);
	return (
	    S_ISREG(x.st_mode) && x.st_dev == y.st_dev && x.st_ino == y.st_ino);
}

/* Of the files to be written, those besides the reports. */
#define OTHER_FILES 2

/* The i-th file to be written: the reports, then the others, whose path is NULL
 * where they are not asked for. */
static struct output
written(const struct options *o, size_t i)
{
	const struct output other[OTHER_FILES] = { { "events", o->events },
		{ "output", o->merged } };

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

int
options_protect(const struct options *o, const char *path, struct err *err)
{
	for (size_t i = 0; i < o->noutput + OTHER_FILES; i++)
		if (same_file(path, written(o, i).path))
			return (err_set(err, ERR_USAGE,
			    "--%s would write over '%.200s', which is read "
			    "(name another file)",
			    written(o, i).format, path));
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
	if (same_file(a.path, b.path))
		return (err_set(err, ERR_USAGE,
		    "--%s and --%s would both write to %.200s (name another "
		    "file for one of them)",
		    a.format, b.format, b.path));
	return (0);
}

int
options_check_files(const struct options *o, struct err *err)
{
	const char *const file[] = { o->machine, o->figures, o->baseline };

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
	return (0);
}
