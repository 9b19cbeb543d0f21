/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The commands, in the order in which help lists them.
 */
#include "cli/cmd.h"

#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "base/choice.h"
#include "cli/study_origin.h"
#include "config/figurefile.h"
#include "config/settings.h"
#include "policy/choose.h"
#include "result/document.h"

extern const struct cmd cmd_replay;
extern const struct cmd cmd_compare;
extern const struct cmd cmd_curve;
extern const struct cmd cmd_bench;
extern const struct cmd cmd_diff;
extern const struct cmd cmd_report;
extern const struct cmd cmd_merge;
extern const struct cmd cmd_plot;
extern const struct cmd cmd_repeat;
extern const struct cmd cmd_info;
extern const struct cmd cmd_convert;
extern const struct cmd cmd_gen;
extern const struct cmd cmd_record;
extern const struct cmd cmd_oracle;
extern const struct cmd cmd_check;
extern const struct cmd cmd_space;
extern const struct cmd cmd_list;
extern const struct cmd cmd_completions;

const struct cmd *const cmd_list_all[] = {
	&cmd_replay,
	&cmd_compare,
	&cmd_curve,
	&cmd_bench,
	&cmd_diff,
	&cmd_report,
	&cmd_merge,
	&cmd_plot,
	&cmd_repeat,
	&cmd_info,
	&cmd_convert,
	&cmd_gen,
	&cmd_record,
	&cmd_oracle,
	&cmd_check,
	&cmd_space,
	&cmd_list,
	&cmd_completions,
	NULL,
};

const struct cmd *
cmd_find(const char *name, struct err *err)
{
	const void *shown[sizeof(cmd_list_all) / sizeof(cmd_list_all[0])];
	static const char *const other[] = { "run", "sim", "simulate" };
	size_t n = 0;

	for (const struct cmd *const *c = cmd_list_all; *c != NULL; c++) {
		if (strcmp((*c)->name, name) == 0 ||
		    ((*c)->alias != NULL && strcmp((*c)->alias, name) == 0))
			return (*c);
		if ((*c)->summary != NULL)
			shown[n++] = *c;
	}
	shown[n] = NULL;
	for (size_t i = 0; i < sizeof(other) / sizeof(other[0]); i++)
		if (strcasecmp(other[i], name) == 0) {
			err_set(err, ERR_USAGE,
			    "unknown command '%s'; did you mean 'replay'?",
			    name);
			return (NULL);
		}
	return (choice_find(shown, "command", name, ERR_USAGE, NULL, err));
}

static bool
is_policy(const char *word)
{
	for (const struct policy *const *p = policy_list; *p != NULL; p++)
		if (strcasecmp((*p)->name, word) == 0)
			return (true);
	return (false);
}

/* Of two words, the one that is not a trace or another file. */
static const char *
astray(const struct options *o)
{
	return (is_policy(o->word[0]) && access(o->word[0], F_OK) != 0
		    ? o->word[0]
		    : o->word[1]);
}

/* Where such a word belongs. */
static const char *
advice(const char *word)
{
	static const char *const units[] = { "b", "kb", "mb", "gb", "kib",
		"mib", "gib", "%", "frames", "bytes", "ns", "us", "ms" };

	if (is_policy(word))
		return (" (a policy is named by -p, several by commas: -p "
			"lru,clock)");
	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++)
		if (strcasecmp(units[i], word) == 0)
			return (" (a number and its unit are one word: -m "
				"64MB)");
	if (word[strspn(word, "0123456789.%")] == '\0')
		return (" (a memory size is given by -m, several by commas: -m "
			"64,25%)");
	if (strchr(word, '=') != NULL)
		return (" (parameters follow a name: -p lruk:k=2; settings are "
			"given by --set)");
	return ("");
}

/* A number of a reference string. */
static bool
is_reference(const char *word)
{
	return (word[strspn(word, "0123456789wrWR:")] == '\0');
}

/* Does it look like a reference string, and is there no such file? */
static bool
is_reference_string(const char *word)
{
	const char *numbers = strrchr(word, ':');

	numbers = numbers != NULL ? numbers + 1 : word;
	return (numbers[strspn(numbers, "0123456789wrWR ,;|\t\n")] == '\0' &&
		strpbrk(numbers, "0123456789") != NULL &&
		strpbrk(numbers, " ,;|\t\n") != NULL &&
		access(word, F_OK) != 0);
}

int
cmd_check_word(const char *word, struct err *err)
{
	if (word[0] == '\0')
		return (err_set(err, ERR_USAGE,
		    "a word of the command line is empty (is a variable not "
		    "set?)"));
	if (!is_reference_string(word))
		return (0);
	return (err_set(err, ERR_USAGE,
	    "'%.60s' is neither a file nor a command; a reference string is "
	    "given by --refs \"7 0 1 2w\", its numbers separated by blanks or "
	    "commas",
	    word));
}

int
cmd_one_word(const struct options *o, const char *what, const char *hint,
    struct err *err)
{
	if (o->nword == 0)
		return (
		    err_set(err, ERR_USAGE, "no %s is given (%s)", what, hint));
	if (o->nword > 1)
		return (err_set(err, ERR_USAGE,
		    "only one %s is allowed; unexpected word '%.60s'%s", what,
		    astray(o), advice(astray(o))));
	return (0);
}

/* Of a word beside a reference string: its next number, or another mistake. */
static const char *
string_advice(const char *word)
{
	const char *other = advice(word);

	return (is_reference(word) || other[0] == '\0'
		    ? " (a string of several numbers is one word in quotes)"
		    : other);
}

int
cmd_one_trace(const struct options *o, struct err *err)
{
	if (o->refs == NULL && o->nword == 1)
		return (cmd_check_word(o->word[0], err));
	if (o->refs == NULL)
		return (cmd_one_word(o, "trace",
		    "a file, '-' for standard input, or --refs \"7 0 1 2w\"",
		    err));
	if (o->nword > 0)
		return (err_set(err, ERR_USAGE,
		    "--refs takes the place of a trace; unexpected word "
		    "'%.60s'%s",
		    o->word[0], string_advice(o->word[0])));
	return (0);
}

static const struct policy *
policy_named(const char *name)
{
	for (const struct policy *const *p = policy_list; *p != NULL; p++)
		if (strcmp((*p)->name, name) == 0)
			return (*p);
	return (NULL);
}

static const struct param *
params_of(const char *policy)
{
	const struct policy *p = policy_named(policy);

	return (p != NULL ? p->params : NULL);
}

static bool
counts_references(const char *policy)
{
	const struct policy *p = policy_named(policy);

	return (p != NULL && p->counts_references);
}

static bool
kernel_reclaim(const char *policy)
{
	const struct policy *p = policy_named(policy);

	return (p != NULL && p->kernel_swap);
}

int
cmd_open_document(const struct options *o, struct document *d, const char *path,
    bool complete, struct err *err)
{
	static const struct document_tables tables = { settings_table,
		figures_device_table, params_of, counts_references,
		kernel_reclaim, study_other_figures };

	if (document_open_limited(d, path, o->max_document, err) != 0)
		return (-1);
	if (complete && document_complete(d, err) != 0) {
		document_close(d);
		return (-1);
	}
	document_label(d, &tables);
	return (0);
}
