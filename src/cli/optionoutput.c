/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The options that name a file to be written.  What is read is never written
 * over, whichever of its names it is called by: a report that replaced a trace
 * would cost its owner a recording.
 */
#include "cli/optionoutput.h"

#include <sys/stat.h>

#include <string.h>

static int
add_output(
    struct options *o, const char *format, const char *path, struct err *err)
{
	if (path[0] == '\0')
		return (err_set(err, ERR_USAGE,
		    "option '--%s' wants the name of a file, or '-'", format));
	if (o->noutput == OUTPUTS_MAX)
		return (err_set(
		    err, ERR_USAGE, "more than %d reports", OUTPUTS_MAX));
	o->output[o->noutput++] = (struct output){ format, path };
	return (0);
}

/* Is it one file?  A device, such as /dev/null, holds nothing to be lost. */
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

/* The i-th file to be written: a report, or behind those the events. */
static struct output
written(const struct options *o, size_t i)
{
	return (i < o->noutput ? o->output[i]
			       : (struct output){ "events", o->events });
}

int
option_json(struct options *o, const char *value, struct err *err)
{
	return (add_output(o, "json", value, err));
}

int
option_csv(struct options *o, const char *value, struct err *err)
{
	return (add_output(o, "csv", value, err));
}

int
option_markdown(struct options *o, const char *value, struct err *err)
{
	return (add_output(o, "markdown", value, err));
}

int
option_hgrm(struct options *o, const char *value, struct err *err)
{
	return (add_output(o, "hgrm", value, err));
}

int
option_junit(struct options *o, const char *value, struct err *err)
{
	return (add_output(o, "junit", value, err));
}

int
option_events(struct options *o, const char *value, struct err *err)
{
	(void)err;
	o->events = value;
	return (0);
}

int
option_events_format(struct options *o, const char *value, struct err *err)
{
	static const char *const formats[] = {
		[EVENTS_TSV] = "tsv",
		[EVENTS_UCORE] = "ucore",
		NULL,
	};

	for (int i = 0; formats[i] != NULL; i++)
		if (strcmp(value, formats[i]) == 0) {
			o->events_format = i;
			return (0);
		}
	return (err_set(err, ERR_USAGE,
	    "bad --events-format '%.60s' (tsv or ucore)", value));
}

int
options_spare(const struct options *o, const char *path, struct err *err)
{
	for (size_t i = 0; i <= o->noutput; i++)
		if (same_file(path, written(o, i).path))
			return (err_set(err, ERR_USAGE,
			    "--%s would write over '%.200s', which is read "
			    "(name another file)",
			    written(o, i).format, path));
	return (0);
}

int
options_keep_apart(const struct options *o, struct err *err)
{
	const char *const file[] = { o->machine, o->figures, o->baseline };

	for (size_t i = 0; i < o->nword; i++)
		if (options_spare(o, o->word[i], err) != 0)
			return (-1);
	for (size_t i = 0; i < sizeof(file) / sizeof(file[0]); i++)
		if (options_spare(o, file[i], err) != 0)
			return (-1);
	for (size_t i = 0; i <= o->noutput; i++)
		for (size_t j = 0; j < i; j++)
			if (same_file(o->output[j].path, written(o, i).path))
				return (err_set(err, ERR_USAGE,
				    "two reports, %s and %s, are to be written "
				    "to %.200s",
				    o->output[j].format, written(o, i).format,
				    written(o, i).path));
	return (0);
}
