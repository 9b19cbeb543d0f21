/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The program: finds the command, runs it, prints its error and returns the
 * exit status.
 *
 *	pagerace COMMAND ...	a row of cmd.c
 *	pagerace TRACE		'compare', with default policies and memories
 */
#include <fcntl.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/isa.h"
#include "base/save.h"
#include "cli/cmd.h"
#include "cli/help.h"
#include "cli/supervised.h"
#include "result/label.h"

/* What tools/commit.sh said when the program was built; "": not known.  It is
 * no part of any result. */
extern const char build_commit[];

/*
 * The next file opened would get a closed standard descriptor, and output
 * for the terminal would be written into it.  A descriptor that fails takes
 * its place.
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
print_error(const struct err *err)
{
	const struct err_where *at = &err->where;
	char position[64];

	/* A message contains text from files, which may be malicious. */
	label_say(stderr, "pagerace: %s%s%s%s%s\n",
	    at->file != NULL ? at->file : "", at->file != NULL ? ":" : "",
	    at->file != NULL ? err_position(at, position, sizeof(position))
			     : "",
	    at->file != NULL ? " " : "", err->msg);
	if (err->excerpt[0] == '\0')
		return;
	fprintf(stderr, "    %s\n", err->excerpt);
	if ((at->line & WHERE_RECORD) == 0 && at->column > 0 &&
	    at->column < sizeof(err->excerpt))
		fprintf(stderr, "    %*s\n", (int)at->column, "^");
}

/* Prints help or the version, and checks that it was written. */
static int
print_help(const struct cmd *c, bool version, struct err *err)
{
	struct save save;

	if (save_open(&save, "-", err) != 0)
		return (-1);
	if (version)
		fprintf(save.to, "pagerace " VERSION_TEXT "%s%s%s\n",
		    build_commit[0] != '\0' ? " (commit " : "", build_commit,
		    build_commit[0] != '\0' ? ")" : "");
	else if (c == NULL)
		help_usage(save.to);
	else
		help_command(c, save.to);
	return (save_close(&save, true, err));
}

/* Is the first word a trace, or an option before one? */
static bool
is_trace(const char *word)
{
	return (word[0] == '-' || strpbrk(word, "./") != NULL ||
		path_is_pattern(word) || access(word, F_OK) == 0);
}

static bool
is_one_of(const char *word, const char *const *list)
{
	while (*list != NULL && strcmp(*list, word) != 0)
		list++;
	return (*list != NULL);
}

/* help [COMMAND], version, and the options of these names; *done: it was one
 * of them. */
static int
run_help(int argc, char **argv, bool *done, struct err *err)
{
	static const char *const help[] = { "help", "--help", "-h", NULL };
	static const char *const versions[] = { "version", "--version", "-V",
		"-v", NULL };
	const struct cmd *c = NULL;
	bool version = is_one_of(argv[1], versions);
	int most = version ? 2 : 3;

	*done = version || is_one_of(argv[1], help);
	if (!*done)
		return (0);
	if (argc > most)
		return (err_set(err, ERR_USAGE,
		    "'%s' takes %s; unexpected '%.60s'", argv[1],
		    version ? "no word" : "one command", argv[most]));
	/* The same as a command's --help. */
	if (argc > 2 && !is_one_of(argv[2], help) &&
	    (c = cmd_find(argv[2], err)) == NULL)
		return (-1);
	return (print_help(c, version, err));
}

struct call {
	const struct cmd *cmd;
	struct options *o;
};

/* Of a process that a write to a pipe without a reader has ended. */
#define STATUS_PIPE (128 + SIGPIPE)

/* Whether the exit status of the command says more than that it is done. */
static bool
has_verdict(const struct call *call)
{
	return ((call->cmd->option &
		    (FOR_DIFF | FOR_CHECK | FOR_RECORD | FOR_REPEAT)) != 0 ||
		call->o->baseline != NULL);
}

static int
work(void *arg, int *status, struct err *err)
{
	struct call *call = arg;
	int failed = call->cmd->run(call->o, status, err);

	if (*status == 0 && save_reader_gone() && !has_verdict(call))
		*status = STATUS_PIPE;
	return (failed);
}

/* The words of 'check', 'list' and 'repeat' may be plug-ins, with parameters.
 */
static bool
has_plugin_word(const struct cmd *c, const struct options *o)
{
	bool any = false;

	for (size_t i = 0; i < o->nword; i++)
		any |= strstr(o->word[i], ".so") != NULL;
	return (any && (c->option & (FOR_CHECK | FOR_LIST | FOR_REPEAT)) != 0);
}

static int
run(struct options *o, int argc, char **argv, int *status, struct err *err)
{
	const struct cmd *c;
	bool bare, done;

	if (argc < 2) {
		help_usage(stderr);
		return (err_set(
		    err, ERR_USAGE, "no command and no trace is given"));
	}
	if (run_help(argc, argv, &done, err) != 0)
		return (-1);
	if (done) {
		*status = save_reader_gone() ? STATUS_PIPE : 0;
		return (0);
	}
	c = cmd_find(argv[1], err);
	bare = c == NULL && is_trace(argv[1]);
	if (c == NULL && cmd_check_word(argv[1], err) != 0)
		return (-1);
	if (bare)
		c = cmd_find("compare", err);
	if (c == NULL)
		return (-1);
	o->curve = bare;
	if (options_read(o, c->option, c->name, argc - (bare ? 1 : 2),
		argv + (bare ? 1 : 2), err) != 0)
		return (-1);
	if (o->help || o->version) {
		if (print_help(c, o->version, err) != 0)
			return (-1);
		*status = save_reader_gone() ? STATUS_PIPE : 0;
		return (0);
	}
	if (isa_check(err) != 0)
		return (-1);
	/* A suite may name others; it is read first. */
	return (supervised_run(o,
	    c->option != FOR_BENCH &&
		(supervised_plugins(&o->policies) || has_plugin_word(c, o)),
	    work, &(struct call){ c, o }, status, err));
}

/*
 * The reader of standard output went away, as '| head' does.  Now that the rest
 * is done this process ends as any other does then, unless it was started with
 * the signal ignored: then the exit status.
 */
static int
end_by_pipe(void (*at_pipe)(int))
{
	if (at_pipe != SIG_DFL)
		return (0);
	signal(SIGPIPE, SIG_DFL);
	raise(SIGPIPE);
	return (STATUS_PIPE);
}

int
main(int argc, char **argv)
{
	struct options o = { .m = mem_open() };
	struct err err = { .kind = ERR_NONE };
	void (*at_pipe)(int);
	int status = 0;

	keep_descriptors();
	setlocale(LC_CTYPE, "");
	/* A write then fails, and the error is reported. */
	at_pipe = signal(SIGPIPE, SIG_IGN);
	signal(SIGXFSZ, SIG_IGN);
	if (run(&o, argc, argv, &status, &err) != 0) {
		fflush(stdout);
		print_error(&err);
		status = err_status(err.kind);
	}
	/* Last: the error may contain file names that it owns. */
	mem_close(o.m);
	if (status == STATUS_PIPE)
		status = end_by_pipe(at_pipe);
	return (status);
}
