/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * pagerace list: what there is.
 */
#include <stdio.h>
#include <string.h>

#include "base/choice.h"
#include "cli/cmd.h"
#include "cli/race.h"
#include "config/figurefile.h"
#include "config/settings.h"
#include "policy/list.h"
#include "policy/plugin.h"
#include "report/column.h"
#include "report/save.h"
#include "trace/trace.h"

/* A kind of thing that can be listed; name NULL: all of them, a line each. */
struct kind {
	const char *name;
	const char *summary;
	int (*list)(
	    struct options *o, const char *name, FILE *to, struct err *err);
};

static void
put_line(FILE *to, const char *name, const char *text)
{
	fprintf(to, "%-14s %s\n", name, text);
}

static void
put_table(FILE *to, const struct param *table)
{
	for (const struct param *p = table; p != NULL && p->name != NULL; p++)
		param_help(p, to);
}

/* Things that begin as struct choice does. */
static int
list_choices(const void *const *list, const char *what, const char *name,
    FILE *to, struct err *err)
{
	const struct choice *c;

	if (name != NULL) {
		c = choice_find(list, what, name, ERR_USAGE, NULL, err);
		if (c == NULL)
			return (-1);
		put_line(to, c->name, c->summary);
		return (0);
	}
	for (; *list != NULL; list++) {
		c = *list;
		put_line(to, c->name, c->summary);
	}
	return (0);
}

static void
put_words(FILE *to, const char *title, const char *text)
{
	size_t column = 0;

	if (text == NULL)
		return;
	fprintf(to, "\n%s\n", title);
	while (*text != '\0') {
		size_t len = strcspn(text, " ");

		if (column > 0 && column + 1 + len > 72) {
			fputc('\n', to);
			column = 0;
		}
		column += (size_t)fprintf(
		    to, "%s%.*s", column == 0 ? "  " : " ", (int)len, text);
		text += len;
		text += strspn(text, " ");
	}
	fputc('\n', to);
}

static const char *const seen[] = {
	[SEES_FAULTS] = "pages come and go, as any kernel does",
	[SEES_BITS] =
	    "pages come and go, and their accessed and dirty bits, as "
	    "a kernel does",
	[SEES_ACCESSES] = "every access, in order, which no kernel does",
	[SEES_FUTURE] = "the next use of every page, which nobody does",
};

static void
put_policy(const struct policy *p, FILE *to)
{
	fprintf(to, "%s - %s\n", p->name, p->summary);
	put_words(to, "What it does", p->about);
	put_words(to, "Source", p->source);
	fprintf(to, "\nSees\n  %s: %s\n", policy_sight_name(p->sight),
	    seen[p->sight]);
	if (p->varies_space)
		put_words(to, "Memory",
		    "gives frames back: what is given is what it may use, and "
		    "its faults compare with others' at the memory it used");
	fputs("\nParameters\n", to);
	if (p->params == NULL)
		fputs("  none\n", to);
	put_table(to, p->params);
	put_words(to, "Time and memory", p->complexity);
	put_words(to, "Weakness", p->weakness);
}

static int
list_policies(struct options *o, const char *name, FILE *to, struct err *err)
{
	const struct policy *p;

	(void)o;
	if (name != NULL && plugin_is_path(name)) {
		if (plugin_open(name, &p, err) != 0)
			return (-1);
		put_policy(p, to);
		return (0);
	}
	if (name != NULL) {
		p = choice_find((const void *const *)policy_list, "policy",
		    name, ERR_USAGE, NULL, err);
		if (p == NULL)
			return (-1);
		put_policy(p, to);
		return (0);
	}
	for (size_t i = 0; (p = policy_list[i]) != NULL; i++)
		fprintf(to, "%-10s %-9s %s\n", p->name,
		    policy_sight_name(p->sight), p->summary);
	return (0);
}

static int
list_formats(struct options *o, const char *name, FILE *to, struct err *err)
{
	(void)o;
	return (list_choices(
	    (const void *const *)trace_formats, "format", name, to, err));
}

static int
list_reports(struct options *o, const char *name, FILE *to, struct err *err)
{
	(void)o;
	return (list_choices(
	    (const void *const *)report_formats, "report", name, to, err));
}

static int
list_devices(struct options *o, const char *name, FILE *to, struct err *err)
{
	struct figures f;
	struct device_figures d;
	struct selection s = { .name = name };

	if (figures_load(&f, o->m, o->figures, err) != 0)
		return (-1);
	if (name == NULL) {
		for (size_t i = 0; i < f.ndevice; i++)
			put_line(to, f.device[i].name, f.device[i].summary);
		return (0);
	}
	if (figures_select(&d, &f, &s, ERR_USAGE, err) != 0)
		return (-1);
	fprintf(to, "%s - %s\n", d.name, d.summary);
	put_words(to, "Source", d.source);
	fputs("\nParameters (their defaults are those of no device)\n", to);
	put_table(to, figures_device_table);
	return (0);
}

static int
list_rows(const struct param *table, const char *what, const char *name,
    FILE *to, struct err *err)
{
	const struct param *p;

	if (name == NULL) {
		put_table(to, table);
		return (0);
	}
	p = param_find(table, name);
	if (p == NULL)
		return (
		    err_set(err, ERR_USAGE, "unknown %s '%.60s'", what, name));
	param_help(p, to);
	return (0);
}

static int
list_settings(struct options *o, const char *name, FILE *to, struct err *err)
{
	(void)o;
	return (list_rows(settings_table, "setting", name, to, err));
}

static int
list_columns(struct options *o, const char *name, FILE *to, struct err *err)
{
	bool found = false;

	(void)o;
	for (const struct column *c = columns; c->name != NULL; c++)
		if (name == NULL || strcmp(name, c->name) == 0) {
			fprintf(
			    to, "%-20s %-6s %s\n", c->name, c->unit, c->text);
			found = true;
		}
	if (!found)
		return (
		    err_set(err, ERR_USAGE, "unknown column '%.60s'", name));
	return (0);
}

static const struct kind policies = { "policies", "who may rule a machine",
	list_policies };
static const struct kind formats = { "formats", "traces that can be read",
	list_formats };
static const struct kind devices = { "devices", "what swap may live on",
	list_devices };
static const struct kind columns_kind = { "columns",
	"what a table tells of a run", list_columns };
static const struct kind settings = { "settings",
	"choices of the model (--set)", list_settings };
static const struct kind reports = { "reports", "forms a result may take",
	list_reports };

static const struct kind *const kinds[] = { &policies, &formats, &devices,
	&columns_kind, &settings, &reports, NULL };

static int
write_list(struct options *o, FILE *to, struct err *err)
{
	const struct kind *k;

	if (o->nword == 0) {
		for (size_t i = 0; kinds[i] != NULL; i++)
			put_line(to, kinds[i]->name, kinds[i]->summary);
		return (0);
	}
	k = choice_find((const void *const *)kinds, "list", o->word[0],
	    ERR_USAGE, NULL, err);
	if (k == NULL)
		return (-1);
	return (k->list(o, o->nword > 1 ? o->word[1] : NULL, to, err));
}

static int
list(struct options *o, int *status, struct err *err)
{
	struct save save;

	(void)status;
	if (o->nword > 2)
		return (err_set(
		    err, ERR_USAGE, "list takes a kind and at most one name"));
	if (save_open(&save, "-", err) != 0)
		return (-1);
	return (save_close(&save, write_list(o, save.to, err) == 0, err));
}

const struct cmd cmd_list = {
	.name = "list",
	.summary = "policies, formats, devices, columns, settings, reports",
	.usage = "[policies|formats|devices|columns|settings|reports [NAME]]",
	.option = FOR_LIST,
	.about = "Without a word, the kinds there are; with a kind, a line for "
		 "each of it; with a name, all that is known about that one.",
	.run = list,
};
