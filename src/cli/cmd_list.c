/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * pagerace list: what there is.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/choice.h"
#include "base/save.h"
#include "cli/cmd.h"
#include "cli/experiment.h"
#include "cli/prose.h"
#include "config/figurefile.h"
#include "config/settings.h"
#include "policy/choose.h"
#include "policy/plugin.h"
#include "result/metric.h"
#include "trace/trace.h"

/* Names among which the one that was meant is looked for. */
#define NAMES_MAX 128

/* A kind of thing that can be listed; name NULL: all of them, a line each. */
struct kind {
	const char *name;
	const char *summary;
	int (*list)(
	    struct options *o, const char *name, FILE *to, struct err *err);
};

/* A line each, however long: what reads a list reads lines. */
static void
put_line(FILE *to, const char *name, const char *text)
{
	fprintf(to, "%-14s %s\n", name, text);
}

/* A row with its default, or with its value in a struct that is filled. */
static void
put_row(FILE *to, const struct param *p, const void *values)
{
	struct param row = *p;
	char value[64], *text = NULL;
	size_t size;
	FILE *lines = open_memstream(&text, &size);

	if (lines == NULL)
		return;
	if (values != NULL)
		row.dflt = param_print(p, values, value, sizeof(value));
	param_help(&row, lines);
	if (fclose(lines) == 0)
		prose_put_lines(to, text);
	free(text);
}

static void
put_table(FILE *to, const struct param *table)
{
	for (const struct param *p = table; p != NULL && p->name != NULL; p++)
		put_row(to, p, NULL);
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
	if (text == NULL)
		return;
	fprintf(to, "\n%s\n", title);
	prose_put(to, 0, 2, text);
}

static const char *const seen[] = {
	[SEES_FAULTS] = "pages come and go, as any kernel does",
	[SEES_BITS] = "accessed and dirty bits besides, as a kernel does",
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
		fprintf(to, "%-8s  %-8s  %s\n", p->name,
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

/* A point of a distribution, as YAML has it: a share, and a time or bytes. */
static const struct param point_share = { .type = PARAM_SHARE,
	.offset = offsetof(struct percentile, ppm) };
static const struct param point_time = { .type = PARAM_TIME,
	.offset = offsetof(struct percentile, ns) };
static const struct param point_bytes = { .type = PARAM_COUNT,
	.offset = offsetof(struct percentile, ns) };

static void
put_points(FILE *to, const char *name, const struct percentile_table *t,
    const struct param *value)
{
	char text[PERCENTILES_MAX * 48] = "", share[24], what[24];
	size_t len = 0;

	if (t->n == 0)
		return;
	for (size_t i = 0; i < t->n; i++)
		len += (size_t)snprintf(text + len, sizeof(text) - len,
		    "%s%s: %s", i > 0 ? ", " : "",
		    param_print(
			&point_share, &t->point[i], share, sizeof(share)),
		    param_print(value, &t->point[i], what, sizeof(what)));
	fprintf(to, "  %s\n", name);
	prose_put(to, 0, 6, text);
}

/* The figures that are not those of no device at all. */
static void
put_device(FILE *to, const struct device_figures *d)
{
	struct device_figures none;
	char a[64], b[64];

	fprintf(to, "%s - %s\n\nKind\n  %s\n", d->name, d->summary, d->kind);
	put_words(to, "Source", d->source);
	if (strcmp(d->kind, "none") == 0)
		return;
	fprintf(to,
	    "\nFigures, of pages of 4 KiB (-d %s:NAME=VALUE changes one)\n",
	    d->name);
	param_defaults(figures_device_table, &none);
	for (const struct param *p = figures_device_table; p->name != NULL; p++)
		if (strcmp(param_print(p, d, a, sizeof(a)),
			param_print(p, &none, b, sizeof(b))) != 0)
			put_row(to, p, d);
	if (d->read.n + d->write.n + d->compressed.n == 0)
		return;
	fputs("\nBy share of the requests (--figures changes them)\n", to);
	put_points(to, "read, ns", &d->read, &point_time);
	put_points(to, "write, ns", &d->write, &point_time);
	put_points(to, "compressed, bytes", &d->compressed, &point_bytes);
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
	put_device(to, &d);
	return (0);
}

/* No such name in a table whose rows do not begin as struct choice does. */
static int
unknown(const char *what, const char *name, const char *near, struct err *err)
{
	if (near == NULL)
		return (err_set(err, ERR_USAGE,
		    "unknown %s '%.60s' ('list %ss' shows them)", what, name,
		    what));
	return (err_set(err, ERR_USAGE,
	    "unknown %s '%.60s'; did you mean '%s'?", what, name, near));
}

static int
list_settings(struct options *o, const char *name, FILE *to, struct err *err)
{
	const char *names[NAMES_MAX + 1] = { NULL };
	const struct param *p = settings_table;

	(void)o;
	if (name == NULL) {
		put_table(to, p);
		return (0);
	}
	for (size_t i = 0; p->name != NULL; p++) {
		if (strcmp(p->name, name) == 0) {
			put_row(to, p, NULL);
			return (0);
		}
		if (i < NAMES_MAX)
			names[i++] = p->name;
	}
	return (unknown("setting", name, choice_near(names, name), err));
}

static void
put_column(FILE *to, const struct metric *c)
{
	fprintf(to, "%-14s %-6s %s\n", c->name, c->unit, c->text);
}

static int
list_columns(struct options *o, const char *name, FILE *to, struct err *err)
{
	const char *names[NAMES_MAX + 1] = { NULL };
	size_t i = 0;

	(void)o;
	for (const struct metric *c = columns; c->name != NULL; c++) {
		bool named = name != NULL && strcmp(name, c->name) == 0;

		if (name == NULL || named)
			put_column(to, c);
		if (named)
			return (0);
		if (i < NAMES_MAX)
			names[i++] = c->name;
	}
	if (name == NULL)
		return (0);
	return (unknown("column", name, choice_near(names, name), err));
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
