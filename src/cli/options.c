/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Taking a command line apart: "--name=value", "--name value", "-n value",
 * "-nvalue", and "--" before words that begin with a dash.
 */
#include "cli/options.h"

#include <stdio.h>
#include <string.h>

#include "base/choice.h"
#include "cli/optionoutput.h"

static const struct option *
find_letter(char letter)
{
	for (const struct option *p = option_table; p->name != NULL; p++)
		if (p->letter == letter)
			return (p);
	return (NULL);
}

static const struct option *
find_name(const char *name, size_t len)
{
	for (const struct option *p = option_table; p->name != NULL; p++)
		if (strncmp(p->name, name, len) == 0 && p->name[len] == '\0')
			return (p);
	return (NULL);
}

static int
unknown(const char *word, unsigned command, struct err *err)
{
	const char *names[64], *near;
	char bare[64];
	size_t n = 0;

	for (const struct option *p = option_table; p->name != NULL; p++)
		if ((p->commands & command) != 0 && n < 63)
			names[n++] = p->name;
	names[n] = NULL;
	snprintf(bare, sizeof(bare), "%.*s",
	    (int)strcspn(word + strspn(word, "-"), "="),
	    word + strspn(word, "-"));
	near = choice_near(names, bare);
	if (near != NULL)
		return (err_set(err, ERR_USAGE,
		    "unknown option '%.60s'; did you mean '--%s'?", word,
		    near));
	return (err_set(err, ERR_USAGE,
	    "unknown option '%.60s' (--help lists them)", word));
}

static int
take(struct options *o, const struct option *p, const char *value,
    unsigned command, const char *command_name, struct err *err)
{
	if ((p->commands & command) == 0)
		return (err_set(err, ERR_USAGE, "'%s' takes no option '--%s'",
		    command_name, p->name));
	if (p->value == NULL && value != NULL)
		return (err_set(
		    err, ERR_USAGE, "option '--%s' takes no value", p->name));
	return (p->take(o, value, err));
}

static bool
wants_value(const struct option *p)
{
	return (p->value != NULL && p->value[0] != '[');
}

/* One option, and its value if that is the next word; *i is left at the last
 * word that was used. */
static int
read_option(struct options *o, int argc, char **argv, int *i, unsigned command,
    const char *command_name, struct err *err)
{
	const char *word = argv[*i], *value = NULL;
	const struct option *p;

	if (word[1] == '-') {
		const char *equals = strchr(word, '=');
		size_t len =
		    equals != NULL ? (size_t)(equals - word) : strlen(word);

		p = find_name(word + 2, len - 2);
		value = equals != NULL ? equals + 1 : NULL;
	} else {
		p = find_letter(word[1]);
		if (p != NULL && p->value == NULL && word[2] != '\0')
			return (err_set(err, ERR_USAGE,
			    "option '-%c' takes no value", word[1]));
		value = word[2] != '\0' ? word + 2 : NULL;
	}
	if (p == NULL)
		return (unknown(word, command, err));
	if (value == NULL && wants_value(p)) {
		if (*i + 1 >= argc)
			return (err_set(err, ERR_USAGE,
			    "option '--%s' wants a value (--%s %s)", p->name,
			    p->name, p->value));
		value = argv[++*i];
	}
	return (take(o, p, value, command, command_name, err));
}

/* Standard output holds one report, or none could be read. */
static int
check_stdout(const struct options *o, struct err *err)
{
	const char *first = NULL, *next;

	for (size_t i = 0; i <= o->noutput; i++) {
		bool file = i < o->noutput;
		const char *path = file ? o->output[i].path : o->events;

		if (path == NULL || strcmp(path, "-") != 0)
			continue;
		next = file ? o->output[i].format : "events";
		if (first != NULL)
			return (err_set(err, ERR_USAGE,
			    "--%s and --%s cannot both go to standard output "
			    "(name a file for one of them)",
			    first, next));
		first = next;
	}
	return (0);
}

int
options_read(struct options *o, unsigned command, const char *command_name,
    int argc, char **argv, struct err *err)
{
	bool only_words = false;

	for (int i = 0; i < argc; i++) {
		const char *word = argv[i];

		if (!only_words && strcmp(word, "--") == 0) {
			only_words = true;
		} else if (!only_words && word[0] == '-' && word[1] != '\0') {
			if (read_option(o, argc, argv, &i, command,
				command_name, err) != 0)
				return (-1);
		} else if (o->nword == WORDS_MAX) {
			return (err_set(
			    err, ERR_USAGE, "more than %d words", WORDS_MAX));
		} else {
			o->word[o->nword++] = word;
		}
	}
	if (check_stdout(o, err) != 0)
		return (-1);
	return (options_keep_apart(o, err));
}

bool
options_use_stdout(const struct options *o)
{
	for (size_t i = 0; i < o->noutput; i++)
		if (strcmp(o->output[i].path, "-") == 0)
			return (true);
	return (o->events != NULL && strcmp(o->events, "-") == 0);
}
