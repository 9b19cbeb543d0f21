/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * pagerace completions: commands, options and names as tab-separated rows, from
 * which completions/ makes a script for each shell when the program is built.
 *
 *	command	NAME	ALIAS	WORDS	SUMMARY
 *	option	COMMAND	NAME	LETTER	ARGUMENT	VALUES	TEXT	ALIAS
 *	name	KIND	NAME
 *	value	SETTING	VALUES
 *	param	KIND	NAME	PARAMETER	VALUES
 *
 * ALIAS and LETTER are '-' if there is none.
 * ARGUMENT is 'none', 'one' or 'may' (a value may follow after '=').  WORDS and
 * VALUES are what is offered: a KIND, 'kinds', 'files', '=' and the choices
 * themselves, or '-' for nothing.
 */
#include <stdio.h>
#include <string.h>

#include "base/save.h"
#include "cli/catalog.h"
#include "cli/cmd.h"
#include "config/figurefile.h"
#include "config/settings.h"
#include "policy/choose.h"
#include "trace/format.h"

static void
put_values(const struct option *p, FILE *to)
{
	const char *const *choice = p->param.choices;

	if (choice != NULL)
		fputc('=', to);
	for (; choice != NULL && *choice != NULL; choice++)
		fprintf(
		    to, "%s%s", choice == p->param.choices ? "" : " ", *choice);
	if (p->param.choices == NULL)
		fputs(p->list != NULL ? p->list
		      : p->param.unit != NULL &&
			      strcmp(p->param.unit, "FILE") == 0
			  ? "files"
			  : "-",
		    to);
}

static void
put_option(const struct cmd *c, const struct option *p, FILE *to)
{
	const char *unit = p->param.unit;

	fprintf(to, "option\t%s\t%s\t%c\t%s\t", c->name, p->param.name,
	    p->letter != 0 ? p->letter : '-',
	    unit == NULL     ? "none"
	    : unit[0] == '[' ? "may"
			     : "one");
	put_values(p, to);
	fprintf(
	    to, "\t%s\t%s\n", p->param.text, p->alias != NULL ? p->alias : "-");
}

static void
put_command(const struct cmd *c, FILE *to)
{
	struct option p;

	fprintf(to, "command\t%s\t%s\t%s\t%s\n", c->name,
	    c->alias != NULL ? c->alias : "-", c->words, c->summary);
	for (size_t i = 0; option_row(i, &p); i++)
		if ((p.commands & c->option) != 0)
			put_option(c, &p, to);
}

/* "\t=no yes\n"; where the values have no names, "\t-\n". */
static void
put_choices(const struct param *p, FILE *to)
{
	static const char *const truth[] = { "no", "yes", NULL };
	const char *const *list = p->type == PARAM_BOOL ? truth : p->choices;

	fprintf(to, "\t%c", list == NULL ? '-' : '=');
	for (const char *const *c = list; c != NULL && *c != NULL; c++)
		fprintf(to, "%s%s", c == list ? "" : " ", *c);
	fputc('\n', to);
}

static void
put_params(
    const char *kind, const char *name, const struct param *table, FILE *to)
{
	for (const struct param *p = table; p != NULL && p->name != NULL; p++) {
		fprintf(to, "param\t%s\t%s\t%s", kind, name, p->name);
		put_choices(p, to);
	}
}

static void
put_rows(const struct catalog *catalog, FILE *to)
{
	for (const struct cmd *const *c = cmd_list_all; *c != NULL; c++)
		if ((*c)->summary != NULL)
			put_command(*c, to);
	for (const struct param *p = settings_table; p->name != NULL; p++)
		if (p->choices != NULL || p->type == PARAM_BOOL) {
			fprintf(to, "value\t%s", p->name);
			put_choices(p, to);
		}
	for (const struct policy *const *p = policy_list; *p != NULL; p++)
		put_params("policies", (*p)->name, (*p)->params, to);
	for (const struct trace_format *const *f = trace_formats; *f != NULL;
	     f++)
		put_params("formats", (*f)->name, (*f)->params, to);
	for (size_t i = 0; i < catalog->figures.ndevice; i++)
		put_params("devices", catalog->figures.device[i].name,
		    figures_device_table, to);
	for (size_t i = 0; i < CATALOG_KINDS; i++) {
		const struct catalog_kind *k = &catalog->kind[i];

		for (size_t n = 0; k->list[n] != NULL; n++)
			fprintf(to, "name\t%s\t%s\n", k->name,
			    catalog_name(k->list[n]));
	}
}

static int
completions(struct options *o, not_used int *status, struct err *err)
{
	struct catalog catalog;
	struct save save;

	if (o->nword > 0)
		return (err_set(err, ERR_USAGE,
		    "completions takes no word; unexpected '%.60s'",
		    o->word[0]));
	if (catalog_open(&catalog, o->m, NULL, err) != 0 ||
	    save_open(&save, "-", err) != 0)
		return (-1);
	put_rows(&catalog, save.to);
	return (save_close(&save, true, err));
}

const struct cmd cmd_completions = {
	.name = "completions",
	.usage = "[OPTION...]",
	.words = "-",
	.option = FOR_COMPLETIONS,
	.about = "Prints commands, options and names as tab-separated rows, "
		 "from which the completions of shells are made when pagerace "
		 "is built.",
	.run = completions,
};
