/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Parsing a command line: "--name=value", "--name value", "-n value",
 * "-nvalue", and "--" before words that begin with a dash.
 */
#include "cli/options.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/capacity.h"
#include "base/choice.h"
#include "cli/ci_output.h"
#include "cli/cmd.h"
#include "cli/option_files.h"
#include "config/settings.h"

#define OPTIONS_MAX 64

/* The command that the options are for. */
struct reader {
	struct options *o;
	unsigned command; /* enum option_for */
	const char *command_name;
	struct err *err;
};

static bool
bears(const char *own, const char *name, size_t len)
{
	return (
	    own != NULL && strncmp(own, name, len) == 0 && own[len] == '\0');
}

/* The option of this name, or of this letter where len is 0. */
static bool
find(const char *name, size_t len, struct option *p)
{
	for (size_t i = 0; option_row(i, p); i++)
		if (len == 0 ? p->letter == *name
			     : bears(p->param.name, name, len) ||
				   bears(p->alias, name, len))
			return (true);
	return (false);
}

/* What other programs call an option of this one. */
static const char *
other_word(const char *word)
{
	static const char *const words[][2] = {
		{ "algorithm", "policy" },
		{ "algo", "policy" },
		{ "replacement", "policy" },
		{ "frames", "memory" },
		{ "size", "memory" },
		{ "cache-size", "memory" },
		{ "pagesize", "page-size" },
		{ "threads", "jobs" },
		{ "seed", "set seed=N" },
		{ "out", "json FILE" },
		{ "output", "json FILE" },
		{ "silent", "quiet" },
		{ "warm-up", "warmup" },
		{ "limit-refs", "take" },
		{ "string", "refs" },
		{ "html", "markdown FILE" },
		{ "xml", "junit FILE" },
	};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (strcmp(words[i][0], word) == 0)
			return (words[i][1]);
	return (NULL);
}

/* An option of other commands: names them. */
static int
not_taken(const struct reader *r, const struct option *p)
{
	char takers[160] = "";
	size_t len = 0;

	for (const struct cmd *const *c = cmd_list_all; *c != NULL; c++)
		if ((p->commands & (*c)->option) != 0 && len < sizeof(takers))
			len +=
			    (size_t)snprintf(takers + len, sizeof(takers) - len,
				"%s%s", len > 0 ? ", " : "", (*c)->name);
	return (err_set(r->err, ERR_USAGE,
	    "'%s' takes no option '--%s' (it is for %s)%s", r->command_name,
	    p->param.name, takers,
	    strcmp(p->param.name, "output") == 0
		? "; reports are written by --json FILE, --csv FILE ..."
		: ""));
}

static int
unknown(const struct reader *r, const char *word)
{
	const char *names[OPTIONS_MAX], *near, *from = word + strspn(word, "-");
	struct option p;
	char bare[64];
	size_t n = 0;

	for (size_t i = 0; n < OPTIONS_MAX - 1 && option_row(i, &p); i++)
		if ((p.commands & r->command) != 0)
			names[n++] = p.param.name;
	names[n] = NULL;
	snprintf(bare, sizeof(bare), "%.*s", (int)strcspn(from, "="), from);
	near = other_word(bare);
	if (near == NULL && param_find(settings_table, bare) != NULL)
		return (err_set(r->err, ERR_USAGE,
		    "unknown option '%.60s'; '%s' is a setting: --set "
		    "%s=VALUE",
		    word, bare, bare));
	if (near == NULL)
		near = choice_near(names, bare);
	if (near != NULL)
		return (err_set(r->err, ERR_USAGE,
		    "unknown option '%.60s'; did you mean '--%s'?", word,
		    near));
	return (err_set(r->err, ERR_USAGE,
	    "unknown option '%.60s' (--help lists them)", word));
}

/* Is the word, where a value is due, the name of an option? */
static bool
is_option(const char *word)
{
	struct option p;

	if (word[0] == '-' && word[1] != '\0' && word[2] == '\0')
		return (word[1] != '-' && find(word + 1, 0, &p));
	return (word[0] == '-' && word[1] == '-' && word[2] != '\0' &&
		find(word + 2, strcspn(word + 2, "="), &p));
}

/* Of --color and --progress WHEN, what --color alone means: the next word is
 * none of the choices. */
static const char *
implied(const struct option *p, const char *next)
{
	if (strcmp(p->param.unit, "WHEN") != 0)
		return (NULL);
	for (const char *const *c = p->param.choices; *c != NULL; c++)
		if (next != NULL && strcmp(*c, next) == 0)
			return (NULL);
	return ("always");
}

/* One option, and its value if that is the next word; *i is left at the last
 * word that was used. */
static int
read_option(const struct reader *r, int argc, char **argv, int *i)
{
	const char *word = argv[*i], *value, *name;
	struct option p;
	size_t len = 0;

	if (word[1] == '-') {
		name = word + 2;
		len = strcspn(name, "=");
		value = name[len] == '=' ? name + len + 1 : NULL;
	} else {
		name = word + 1;
		value = name[1] != '\0' ? name + 1 : NULL;
	}
	if ((word[1] == '-' && len == 0) || !find(name, len, &p))
		return (unknown(r, word));
	if (p.param.unit == NULL && value != NULL)
		return (
		    err_set(r->err, ERR_USAGE, "option '%.*s' takes no value",
			len == 0 ? 2 : (int)len + 2, word));
	if (value == NULL && p.param.unit != NULL)
		value = implied(&p, *i + 1 < argc ? argv[*i + 1] : NULL);
	if (value == NULL && p.param.unit != NULL && p.param.unit[0] != '[') {
		if (*i + 1 >= argc)
			return (err_set(r->err, ERR_USAGE,
			    "option '--%s' needs a value (--%s %s)",
			    p.param.name, p.param.name, p.param.unit));
		value = argv[++*i];
		if (is_option(value))
			return (err_set(r->err, ERR_USAGE,
			    "option '--%s' needs a value, and '%.60s' is an "
			    "option (--%s %s)",
			    p.param.name, value, p.param.name, p.param.unit));
	}
	if ((p.commands & r->command) == 0)
		return (not_taken(r, &p));
	return (option_take(r->o, &p, value, r->err));
}

static int
set_defaults(struct options *o, struct err *err)
{
	struct option p;

	o->turns = o->bundled = OPTION_UNSET;
	for (size_t i = 0; option_row(i, &p); i++)
		if (p.param.dflt != NULL && p.param.unit[0] != '[' &&
		    option_take(o, &p, p.param.dflt, err) != 0)
			return (-1);
	return (0);
}

int
options_read(struct options *o, unsigned command, const char *command_name,
    int argc, char **argv, struct err *err)
{
	const struct reader r = { o, command, command_name, err };
	bool only_words = false;

	o->command = command_name;
	o->argc = argc;
	o->argv = argv;
	if (set_defaults(o, err) != 0)
		return (-1);
	for (int i = 0; i < argc; i++) {
		const char *word = argv[i];

		if (!only_words && strcmp(word, "--") == 0) {
			only_words = true;
		} else if (!only_words && word[0] == '-' && word[1] != '\0') {
			if (read_option(&r, argc, argv, &i) != 0)
				return (-1);
		} else if (o->nword == WORDS_MAX) {
			return (err_set(err, ERR_USAGE,
			    "too many words (at most %d)", WORDS_MAX));
		} else {
			o->word[o->nword++] = word;
			/* What follows a program is its own. */
			only_words |= command == FOR_RECORD;
		}
	}
	return (ci_check(o, err) != 0 ? -1 : options_check_files(o, err));
}

unsigned
options_workers(const struct options *o)
{
	long processors = sysconf(_SC_NPROCESSORS_ONLN);

	if (o->jobs != 0)
		return ((unsigned)o->jobs);
	return (processors > 0 ? (unsigned)processors : 1);
}

uint64_t
options_memory(const struct options *o)
{
	uint64_t there;

	if (o->max_memory != 0)
		return (o->max_memory);
	there = capacity_bytes();
	return (there == UINT64_MAX ? 0 : there / 5 * 4);
}
