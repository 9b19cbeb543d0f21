/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The options that name a file to be written.
 */
#include "cli/optionoutput.h"

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
	for (size_t i = 0; i < o->noutput; i++)
		if (strcmp(o->output[i].path, path) == 0 &&
		    strcmp(path, "-") != 0)
			return (err_set(err, ERR_USAGE,
			    "two reports, %s and %s, are to be written to "
			    "%.200s",
			    o->output[i].format, format, path));
	o->output[o->noutput++] = (struct output){ format, path };
	return (0);
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
