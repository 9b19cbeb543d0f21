/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Help, made from the rows of commands and options.
 */
#include "cli/help.h"

#include <string.h>

#include "cli/prose.h"

/* The column where the text of an option begins; longer names have a line of
 * their own. */
#define TEXT_COLUMN 29

void
help_usage(FILE *to)
{
	fputs("usage: pagerace TRACE\n"
	      "       pagerace COMMAND [WORD...] [OPTION...]\n\n"
	      "Compares page-replacement policies on memory traces.  With a "
	      "trace alone, it\ncompares the best-known policies at several "
	      "memory sizes.\n\n",
	    to);
	for (const struct cmd *const *c = cmd_list_all; *c != NULL; c++) {
		if ((*c)->summary == NULL)
			continue;
		fprintf(to, "  %-11s %s%s%s%s\n", (*c)->name, (*c)->summary,
		    (*c)->alias != NULL ? " (also '" : "",
		    (*c)->alias != NULL ? (*c)->alias : "",
		    (*c)->alias != NULL ? "')" : "");
	}
	fputs("\n'pagerace help COMMAND' describes one command and its "
	      "options; the manual is\npagerace(1).\n",
	    to);
}

/* "workers (1 to 1024; default: ...; also --NAME)" */
static void
describe(const struct option *p, char *text, size_t size)
{
	bool ranged = p->param.type == PARAM_CHOICE || p->param.max > 0;
	char range[96];
	const char *const note[][2] = {
		{ "", ranged ? param_range(&p->param, range, sizeof(range))
			     : NULL },
		{ "default: ", p->param.dflt },
		{ "also --", p->alias },
	};
	const char *before = " (", *after = "";
	size_t len = (size_t)snprintf(text, size, "%s", p->param.text);

	for (size_t i = 0; i < sizeof(note) / sizeof(note[0]); i++) {
		if (note[i][1] == NULL)
			continue;
		len += (size_t)snprintf(text + len, size - len, "%s%s%s",
		    before, note[i][0], note[i][1]);
		before = "; ";
		after = ")";
	}
	snprintf(text + len, size - len, "%s", after);
}

static void
put_option(const struct option *p, FILE *to)
{
	char letter[] = { '-', p->letter, ',', '\0' }, text[512];
	const char *value = p->param.unit;
	int len = fprintf(to, "  %-3s --%s%s%s", p->letter != 0 ? letter : "",
	    p->param.name, value == NULL || value[0] == '[' ? "" : " ",
	    value == NULL ? "" : value);

	if (len + 2 > TEXT_COLUMN) {
		fputc('\n', to);
		len = 0;
	}
	describe(p, text, sizeof(text));
	prose_put(to, (size_t)len, TEXT_COLUMN, text);
}

void
help_command(const struct cmd *c, FILE *to)
{
	struct option p;

	prose_put(to, (size_t)fprintf(to, "usage: pagerace %s ", c->name),
	    strlen("usage: pagerace  ") + strlen(c->name), c->usage);
	fputs("\n", to);
	prose_put(to, 0, 0, c->about);
	fputs("\n", to);
	for (size_t i = 0; option_row(i, &p); i++)
		if ((p.commands & c->option) != 0)
			put_option(&p, to);
}
