/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Reports of studies: on the terminal and in the files asked for.
 */
#include "cli/study_output.h"

#include <sys/ioctl.h>

#include <langinfo.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/choice.h"
#include "cli/ci_output.h"
#include "cli/option_files.h"
#include "result/label.h"
#include "result/warnings.h"

/* Columns where the width is not known. */
#define WIDTH_DEFAULT 80
#define WIDTH_MAX     1000

static unsigned
terminal_width(void)
{
	const char *columns = getenv("COLUMNS");
	struct winsize size;
	long n;

	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
		return (size.ws_col);
	n = columns != NULL ? strtol(columns, NULL, 10) : 0;
	return (n > 0 && n < WIDTH_MAX ? (unsigned)n : WIDTH_DEFAULT);
}

/* The file that a verdict is about: the suite, or the new one of two documents.
 */
static const char *
findings_file(const struct options *o)
{
	return (
	    o->nword == 0
		? NULL
		: o->word[strcmp(o->command, "diff") == 0 ? o->nword - 1 : 0]);
}

struct report_view
output_view(const struct options *o)
{
	const char *no_color = getenv("NO_COLOR");
	const char *term = getenv("TERM");
	bool wanted = isatty(STDOUT_FILENO) == 1 &&
		      (no_color == NULL || no_color[0] == '\0') &&
		      (term == NULL || strcmp(term, "dumb") != 0);

	return ((struct report_view){
	    .color = o->color == COLOR_AUTO ? wanted : o->color == COLOR_ALWAYS,
	    .utf8 = strcmp(nl_langinfo(CODESET), "UTF-8") == 0,
	    .width = terminal_width(),
	    .figure = o->figure,
	    .no_caption = o->no_caption,
	    .shown = o->shown.item,
	    .nshown = o->shown.n,
	    .file = findings_file(o),
	});
}

const struct report_format *
output_format(const char *name, struct err *err)
{
	return (choice_find((const void *const *)report_formats, "report", name,
	    ERR_USAGE, NULL, err));
}

static int
save(const struct study *const *s, size_t n, const struct report_view *view,
    const char *format, const char *path, struct err *err)
{
	const struct report_format *f = output_format(format, err);
	const struct report_subject subject = { .study = s, .nstudy = n };

	return (f == NULL ? -1 : report_save(f, &subject, view, path, err));
}

void
output_warn(const struct study *s, bool shown)
{
	char name[LABEL_SIZE];
	struct warnings w;

	shown =
	    shown && isatty(STDOUT_FILENO) == 1 && isatty(STDERR_FILENO) == 1;
	warnings_find(&w, s);
	label_clean(name, sizeof(name), s->trace.name);
	for (size_t i = 0; i < w.n; i++)
		if (!shown || strcmp(w.item[i].code, "malformed") == 0)
			fprintf(stderr, "pagerace: %s: %s: %s\n", name,
			    w.item[i].kind, w.item[i].text);
}

/* A band was asked for, and no run has one. */
static void
warn_band(const struct study *s)
{
	const char *why = "no policy of these reclaims as a kernel does, as "
			  "linux and mglru do";

	if (study_has_band(s))
		return;
	for (size_t i = 0; i < s->nrun; i++)
		if (s->run[i].kernel_reclaim)
			why = "the frames are 8 or fewer, or are divided among "
			      "processes";
	fprintf(
	    stderr, "pagerace: warning: --band: no run has a band: %s\n", why);
}

int
output_show(const struct options *o, const struct study *const *s, size_t n,
    const struct report_view *view, struct err *err)
{
	bool shown = !o->quiet && !options_use_stdout(o);

	if (shown && save(s, n, view, terminal_format.name, "-", err) != 0)
		return (-1);
	for (size_t i = 0; i < n; i++) {
		output_warn(s[i], shown);
		if (o->band)
			warn_band(s[i]);
	}
	return (0);
}

int
output_write(const struct options *o, const struct study *const *s, size_t n,
    const char *format, const char *path, struct err *err)
{
	struct report_view view = output_view(o);

	view.suite = true;
	return (save(s, n, &view, format, path, err));
}

int
output_report(const struct options *o, const struct study *const *s, size_t n,
    bool suite, struct err *err)
{
	struct report_view view = output_view(o);

	view.suite = suite;
	for (size_t i = 0; i < o->noutput; i++)
		if (save(s, n, &view, o->output[i].format, o->output[i].path,
			err) != 0)
			return (-1);
	if (output_show(o, s, n, &view, err) != 0)
		return (-1);
	return (ci_output(o,
	    &(const struct report_subject){ .study = s, .nstudy = n }, &view,
	    err));
}
