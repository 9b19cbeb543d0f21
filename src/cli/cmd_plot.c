/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * pagerace plot: a figure of results, and its values beside it.
 */
#include <stdio.h>
#include <string.h>

#include "base/save.h"
#include "base/scratch.h"
#include "cli/cmd.h"
#include "cli/option_files.h"
#include "cli/picture.h"
#include "report/figure.h"
#include "result/document.h"

/* The end of a name, "svg"; "": it has none. */
static const char *
ending(const char *path)
{
	const char *dot = strrchr(path, '.');

	return (dot != NULL && strchr(dot, '/') == NULL ? dot + 1 : "");
}

/* Through a file without a name, which another program reads. */
static int
write_picture(const struct options *o, const struct study *s,
    const char *format, FILE *to, struct err *err)
{
	int fd = scratch_file(err), failed;
	FILE *svg = fd >= 0 ? fdopen(fd, "w+") : NULL;

	if (svg == NULL)
		return (fd < 0 ? -1 : err_sys(err, "cannot open a file"));
	failed = figure_svg(s, o->figure, !o->no_caption, svg, err);
	if (failed == 0)
		failed = picture_convert(svg, format, to, err);
	fclose(svg);
	return (failed);
}

static int
write_figure(const struct options *o, const struct study *s, const char *path,
    const char *format, struct err *err)
{
	struct save file;
	int failed;

	if (save_open(&file, path, err) != 0)
		return (-1);
	if (strcmp(format, "tsv") == 0)
		failed = figure_tsv(s, o->figure, file.to, err);
	else if (strcmp(format, "svg") == 0)
		failed = figure_svg(s, o->figure, !o->no_caption, file.to, err);
	else
		failed = write_picture(o, s, format, file.to, err);
	return (save_close(&file, failed == 0, err));
}

/* The figure, and its values in a table beside it. */
static int
write_both(struct options *o, const struct study *s, struct err *err)
{
	static const char *const formats[] = { "svg", "pdf", "png", "tsv" };
	const char *format = ending(o->merged);
	size_t k = 0, size;
	char *table;

	if (strcmp(o->merged, "-") == 0)
		return (write_figure(o, s, "-", "svg", err));
	while (k < 4 && strcmp(format, formats[k]) != 0)
		k++;
	if (k == 4)
		return (err_set(err, ERR_USAGE,
		    "the name '%.200s' does not say which format it has "
		    "(.svg, .pdf, .png, or .tsv for the values alone)",
		    o->merged));
	if (k == 3)
		return (write_figure(o, s, o->merged, format, err));
	size = strlen(o->merged) + 5;
	table = mem_alloc(o->m, size);
	snprintf(
	    table, size, "%.*s.tsv", (int)(format - 1 - o->merged), o->merged);
	o->table = table;
	if (options_check_files(o, err) != 0 ||
	    write_figure(o, s, o->merged, format, err) != 0)
		return (-1);
	return (write_figure(o, s, table, "tsv", err));
}

static int
plot(struct options *o, not_used int *status, struct err *err)
{
	struct document d;
	int failed = 0;

	if (cmd_one_word(o, "result document", "written with --json", err) != 0)
		return (-1);
	if (o->merged == NULL)
		return (err_set(err, ERR_USAGE,
		    "plot needs a file to write to (-o FILE.svg)"));
	if (o->figure != NULL && figure_check(o->figure, err) != 0)
		return (-1);
	if (cmd_open_document(o, &d, o->word[0], true, err) != 0)
		return (-1);
	if (d.nstudy != 1)
		failed = err_set(err, ERR_USAGE,
		    "a figure is of one trace, and %.200s has the results of "
		    "%zu",
		    o->word[0], d.nstudy);
	if (failed == 0)
		failed = write_both(o, d.study[0], err);
	document_close(&d);
	return (failed);
}

const struct cmd cmd_plot = {
	.name = "plot",
	.summary = "a figure of results that were written with --json",
	.usage = "RESULT.json -o FILE.svg [--figure NAME] [OPTION...]",
	.words = "files",
	.option = FOR_PLOT,
	.about = "Draws one figure for a paper: as SVG, or as PDF or PNG where "
		 "rsvg-convert is there.  Its values are written beside it, to "
		 "FILE.tsv, with the command that makes them.",
	.run = plot,
};
