/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * pagerace space: runs a script of operations on modelled address spaces.
 *
 * In a file, a line that cannot be read ends the run with its position; at a
 * terminal the error is printed and the session goes on.  An operation that
 * an address space refuses is a result in both cases.  With a policy,
 * frames come from the policy's machine.
 */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/save.h"
#include "cli/cmd.h"
#include "cli/events.h"
#include "cli/line_edit.h"
#include "cli/supervised.h"
#include "config/settings.h"
#include "policy/choose.h"
#include "policy/crash.h"
#include "policy/watch.h"
#include "result/label.h"
#include "vm/script.h"
#include "vm/vmswap.h"

/* Longer than any operation with its arguments can be. */
#define LINE_BYTES 4096

struct session {
	const struct options *options;
	struct settings settings;
	struct script *script;
	struct vmswap *swap; /* NULL: no policy */
	int plugin;          /* the policy's number; -1: it is built in */
	struct events events;
	const char *file;
	FILE *in;
	bool terminal;
	char line[LINE_BYTES];
	size_t len;
};

static int
read_settings(struct session *s, struct err *err)
{
	const struct options *o = s->options;

	if (settings_read(&s->settings, o->settings.item, o->settings.n, err) !=
	    0)
		return (-1);
	if (s->settings.tlb != 0)
		return (err_set(err, ERR_USAGE,
		    "space has no TLB (tlb is a setting of replay and "
		    "compare)"));
	return (0);
}

static int
read_memory(const struct session *s, uint64_t *frames, struct err *err)
{
	const struct memories *m = &s->options->memories;

	if (m->n == 0)
		return (0);
	if (m->n > 1 || m->item->unit == MEMORY_SHARE)
		return (err_set(err, ERR_USAGE,
		    "space takes one memory size, in frames or bytes: the "
		    "footprint of a script is not known"));
	*frames = m->item->n;
	if (m->item->unit == MEMORY_BYTES)
		*frames /= s->settings.page_size;
	if (*frames < 1 || *frames > SCRIPT_FRAMES)
		return (err_set(err, ERR_USAGE,
		    "memory for space is 1 to %ju frames, not %ju",
		    (uintmax_t)SCRIPT_FRAMES, (uintmax_t)*frames));
	return (0);
}

/* The default paging of a script is Sv39, not that of the settings. */
static bool
is_set(const struct options *o, const char *name)
{
	for (size_t i = 0; i < o->settings.n; i++)
		if (strcmp(o->settings.item[i].name, name) == 0)
			return (true);
	return (false);
}

static int
open_script(struct session *s, struct err *err)
{
	struct physmem_config config = physmem_default;

	config.page_size = s->settings.page_size;
	if (is_set(s->options, "paging"))
		config.paging = (enum paging)s->settings.paging;
	/* Frames begin at a multiple of any page size. */
	if (config.linear_size < config.page_size)
		config.linear_size = config.page_size;
	config.frame_base = config.linear_base + config.linear_size;
	if (read_memory(s, &config.frame_limit, err) != 0)
		return (-1);
	s->script = script_open(s->file, &config);
	return (0);
}

static int
attach_policy(struct session *s, struct err *err)
{
	const struct options *o = s->options;
	struct vmswap_setup setup = { .settings = &s->settings };
	int failed;

	if (o->policies.n == 0)
		return (o->events == NULL
			    ? 0
			    : err_set(err, ERR_USAGE,
				  "--events needs --policy, whose faults "
				  "it writes"));
	if (o->policies.n > 1)
		return (err_set(err, ERR_USAGE, "only one policy is allowed"));
	setup.policy = supervised_choose(o->policies.item, err);
	if (setup.policy == NULL)
		return (-1);
	s->plugin = crash_plugin(setup.policy);
	setup.params = choose_values(o->m, setup.policy, o->policies.item, err);
	if (setup.params == NULL)
		return (-1);
	if (o->events != NULL && strcmp(o->events, "-") == 0)
		return (err_set(err, ERR_USAGE,
		    "--events needs a file: the results of the script are on "
		    "standard output"));
	if (o->events != NULL)
		setup.observer = &s->events.observer;
	watch_begin(s->plugin, WATCH_OPENING);
	failed = vmswap_open(&s->swap, &s->script->phys, &setup, err);
	watch_end();
	return (failed);
}

/* The next line, without its newline; false: end of the input.  A line that
 * is too long is cut to LINE_BYTES - 1, which run_line() refuses. */
static bool
next_line(struct session *s)
{
	int c;

	if (s->terminal)
		return (line_edit("space> ", s->line, LINE_BYTES, &s->len));
	s->len = 0;
	while ((c = getc(s->in)) != EOF && c != '\n')
		if (s->len < LINE_BYTES - 1)
			s->line[s->len++] = (char)c;
	s->line[s->len] = '\0';
	return (c != EOF || s->len > 0);
}

/* What can be typed now: most operations need a space, some a policy. */
static void
help(const struct session *s)
{
	bool selected = s->script->now != NULL;

	for (const struct script_op *op = script_ops; op->name != NULL; op++) {
		int len;

		if ((!selected && !op->needs_no_space) ||
		    op->policy ==
			(s->swap == NULL ? POLICY_NEEDED : POLICY_REFUSED))
			continue;
		len = printf("  %s %s", op->name, op->usage);
		printf("%*s%s\n", len < 34 ? 34 - len : 1, "", op->text);
	}
	if (!selected)
		puts("\n  There are more when a space is selected, such as by "
		     "'new 0x1000 0x10000'.");
	puts("\n  FLAGS are letters of rwxudn, or - for none; numbers are "
	     "decimal or 0x...\n  Also: help, quit.");
}

/* A command of the terminal alone.  1: it was one, -1: end of the session. */
static int
aside(const struct session *s)
{
	if (!s->terminal)
		return (0);
	if (strcmp(s->line, "quit") == 0 || strcmp(s->line, "exit") == 0)
		return (-1);
	if (strcmp(s->line, "help") != 0)
		return (0);
	help(s);
	return (1);
}

static int
run_line(struct session *s, struct err *err)
{
	struct err_where at = { s->file, s->script->line + 1, 1 };
	int failed;

	if (s->len == LINE_BYTES - 1)
		return (err_at(err, ERR_TRACE, &at,
		    "a line of %d bytes or more is no operation",
		    LINE_BYTES - 1));
	if (memchr(s->line, '\0', s->len) != NULL)
		return (err_at(
		    err, ERR_TRACE, &at, "a byte of zero: this is no script"));
	watch_begin(s->plugin, WATCH_RUNNING);
	failed = script_line(s->script, s->line, stdout, err);
	watch_end();
	return (failed);
}

static int
run(struct session *s, struct err *err)
{
	const struct err_where at = { .file = s->file };

	while (next_line(s)) {
		int word = aside(s);

		if (word < 0)
			break;
		if (word > 0)
			continue;
		if (run_line(s, err) != 0) {
			if (!s->terminal)
				return (-1);
			label_say(stdout, "column %ju: %s\n",
			    (uintmax_t)err->where.column, err->msg);
		}
		if (s->swap != NULL && vmswap_failure(s->swap, err) != 0) {
			err->where =
			    (struct err_where){ s->file, s->script->line, 0 };
			return (-1);
		}
		if (ferror(stdout))
			break;
	}
	if (ferror(s->in))
		return (err_input(err, ERR_TRACE, &at, "cannot be read"));
	return (save_stdout(err));
}

static int
run_logged(struct session *s, struct err *err)
{
	const struct options *o = s->options;
	int failed;

	if (s->swap == NULL || o->events == NULL)
		return (run(s, err));
	failed = run(s, err);
	return (events_close(&s->events, failed == 0, err));
}

static int
begin(struct session *s, struct err *err)
{
	const struct options *o = s->options;
	bool logged = o->policies.n == 1 && o->events != NULL &&
		      strcmp(o->events, "-") != 0;

	if (read_settings(s, err) != 0 || open_script(s, err) != 0)
		return (-1);
	if (logged && events_open(&s->events, o->events,
			  (enum events_format)o->events_format,
			  s->settings.page_size, err) != 0)
		return (-1);
	if (attach_policy(s, err) == 0)
		return (0);
	if (logged)
		events_close(&s->events, false, err);
	return (-1);
}

static int
space(struct options *o, not_used int *status, struct err *err)
{
	struct session s = {
		.options = o, .plugin = -1, .file = "-", .in = stdin
	};
	struct err_where at = { .file = NULL };
	int failed;

	if (o->nword > 1)
		return (err_set(err, ERR_USAGE,
		    "only one script is allowed; unexpected word '%.60s'",
		    o->word[1]));
	if (o->nword == 1 && strcmp(o->word[0], "-") != 0) {
		s.file = o->word[0];
		at.file = s.file;
		s.in = fopen(s.file, "r");
		if (s.in == NULL)
			return (
			    err_input(err, ERR_TRACE, &at, "cannot be opened"));
	}
	s.terminal = s.in == stdin && isatty(STDIN_FILENO);
	failed = begin(&s, err);
	if (failed == 0)
		failed = run_logged(&s, err);
	script_close(s.script);
	vmswap_close(s.swap);
	if (s.in != stdin)
		fclose(s.in);
	return (failed);
}

const struct cmd cmd_space = {
	.name = "space",
	.alias = "vm",
	.summary = "modelled address spaces, driven by a script",
	.usage = "[SCRIPT] [OPTION...]",
	.words = "files",
	.option = FOR_SPACE,
	.about = "Runs a script (default: standard input) and prints the "
		 "result of each line; at a terminal 'help' lists the "
		 "operations.  With a policy, a page that finds no free frame "
		 "takes one from another page, which is written to a modelled "
		 "swap device and read back when it is touched.",
	.run = space,
};
