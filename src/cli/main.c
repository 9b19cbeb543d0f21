/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The front door: the one voice, the one exit.
 *
 *	pagerace COMMAND ...	a row of cmd.c
 *	pagerace TRACE		what a newcomer types: 'compare', with sensible
 *				policies and memories
 */
#include <fcntl.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/choice.h"
#include "cli/cmd.h"

/*
 * A descriptor that is closed would be given to the next file opened, and what
 * is meant for the screen would go there: something that fails takes its place.
 */
static void
keep_descriptors(void)
{
	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
		if (fcntl(fd, F_GETFD) == -1)
			(void)!open("/dev/null",
			    fd == STDIN_FILENO ? O_WRONLY : O_RDONLY);
}

static void
say(const struct err *err)
{
	const struct err_where *at = &err->where;

	fputs("pagerace: ", stderr);
	if (at->file != NULL) {
		fprintf(stderr, "%s:", at->file);
		if (at->line > 0)
			fprintf(stderr, "%ju:", (uintmax_t)at->line);
		if (at->line > 0 && at->column > 0)
			fprintf(stderr, "%ju:", (uintmax_t)at->column);
		fputc(' ', stderr);
	}
	fprintf(stderr, "%s\n", err->msg);
	if (err->excerpt[0] == '\0')
		return;
	fprintf(stderr, "    %s\n", err->excerpt);
	if (at->column > 0 && at->column < sizeof(err->excerpt))
		fprintf(stderr, "    %*s\n", (int)at->column, "^");
}

static void
usage(FILE *to)
{
	fputs("usage: pagerace TRACE\n"
	      "       pagerace COMMAND [WORD...] [OPTION...]\n\n"
	      "Races page-replacement policies over memory traces.  With a "
	      "trace alone, it\ncompares the best-known policies at several "
	      "memories.\n\n",
	    to);
	for (const struct cmd *const *c = cmd_list_all; *c != NULL; c++)
		fprintf(to, "  %-8s %s\n", (*c)->name, (*c)->summary);
	fputs("\n'pagerace COMMAND --help' tells all about one; the manual is "
	      "pagerace(1).\n",
	    to);
}

static void
help(const struct cmd *c, FILE *to)
{
	fprintf(
	    to, "usage: pagerace %s %s\n\n%s\n\n", c->name, c->usage, c->about);
	for (const struct option *p = option_table; p->name != NULL; p++) {
		int len;

		if ((p->commands & c->option) == 0)
			continue;
		if (p->letter != 0)
			fprintf(to, "  -%c, ", p->letter);
		else
			fputs("      ", to);
		len = fprintf(to, "--%s%s%s", p->name,
		    p->value == NULL || p->value[0] == '[' ? "" : " ",
		    p->value == NULL ? "" : p->value);
		fprintf(to, "%*s%s\n", len < 30 ? 30 - len : 1, "", p->text);
	}
}

/* Says it on standard output, and finds out whether that worked. */
static int
tell(const struct cmd *c, bool version, struct err *err)
{
	if (version)
		puts("pagerace " VERSION_TEXT);
	else if (c == NULL)
		usage(stdout);
	else
		help(c, stdout);
	if (fflush(stdout) != 0 || ferror(stdout))
		return (err_sys(err, "cannot write to standard output"));
	return (0);
}

/* A first word that is no command, but a trace. */
static bool
is_trace(const char *word)
{
	return (strcmp(word, "-") == 0 || strpbrk(word, "./") != NULL ||
		access(word, F_OK) == 0);
}

static int
run(int argc, char **argv, int *status, struct err *err)
{
	static struct options o;
	const struct cmd *c;
	bool bare;

	if (argc < 2) {
		usage(stderr);
		return (
		    err_set(err, ERR_USAGE, "a command or a trace is wanted"));
	}
	if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0 ||
	    strcmp(argv[1], "help") == 0)
		return (tell(NULL, false, err));
	if (strcmp(argv[1], "--version") == 0 || strcmp(argv[1], "-V") == 0)
		return (tell(NULL, true, err));
	c = cmd_find(argv[1], err);
	bare = c == NULL && is_trace(argv[1]);
	if (bare)
		c = cmd_find("compare", err);
	if (c == NULL)
		return (-1);
	if (options_read(&o, mem_open(), c->option, c->name,
		argc - (bare ? 1 : 2), argv + (bare ? 1 : 2), err) != 0)
		return (-1);
	if (o.help || o.version)
		return (tell(c, o.version, err));
	return (c->run(&o, status, err));
}

int
main(int argc, char **argv)
{
	struct err err;
	int status = 0;

	keep_descriptors();
	setlocale(LC_CTYPE, "");
	signal(SIGPIPE, SIG_IGN);
	if (run(argc, argv, &status, &err) != 0) {
		fflush(stdout);
		say(&err);
		return (err_status(err.kind));
	}
	return (status);
}
